"""The request for help: what was said and seen at the desk, apart from the stay that may follow."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.records import Record, Scope
from nuanyang.journey.discover.patrols.models import Encounter
from nuanyang.journey.take_in.intake.choices import BodyCheck, Ground, Mark, RequestState, Standard
from nuanyang.journey.take_in.stays.choices import ArrivalMode, HelpReason
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.registry.people.models import Person


class Intake(Record):
    """Somebody asked for help at ``asked_at`` (the true arrival). Who was also taken in has a ``stay``.

    Asked and assisted are counted apart: a request whose person went to hospital or to the police
    first waits without a stay until he comes, or is closed. Whoever sees the person (and the stay)
    sees the request.
    """

    scope = Scope.via("person", "stay")
    history = ("person_id", "stay_id", "branch_to", "branch_contact", "branch_receipt", "closed_at", "refused_at")

    station = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="intakes")
    stay = models.OneToOneField(Stay, models.PROTECT, related_name="intake", null=True)
    encounter = models.ForeignKey(Encounter, models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField(_("到站时间"))
    body_check = models.CharField(_("先看身体"), max_length=10, choices=BodyCheck.choices)
    branch_to = models.CharField(max_length=80, blank=True)
    branch_at = models.DateTimeField(null=True)
    branch_contact = models.CharField(max_length=80, blank=True)
    branch_receipt = models.CharField(max_length=60, blank=True)
    arrival_mode = models.CharField(_("怎么来的"), max_length=20, choices=ArrivalMode.choices)
    help_reason = models.CharField(_("为什么求助"), max_length=20, choices=HelpReason.choices)
    age_said = models.CharField(max_length=40, blank=True)
    stated_age = models.SmallIntegerField(null=True)
    marks = ArrayField(models.CharField(max_length=12, choices=Mark.choices), default=list, blank=True)
    prior_stays = models.SmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=200, blank=True)
    refused_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="intake_intake_branch_says_where",
                condition=models.Q(body_check=BodyCheck.ABLE)
                | (~models.Q(branch_to="") & models.Q(branch_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="intake_intake_closed_without_stay",
                condition=models.Q(closed_at__isnull=True) | models.Q(stay__isnull=True),
            ),
            models.CheckConstraint(
                name="intake_intake_refused_without_stay",
                condition=models.Q(refused_at__isnull=True)
                | models.Q(stay__isnull=True, closed_at__isnull=False, body_check=BodyCheck.ABLE),
            ),
        ]
        indexes = [
            models.Index("station", "asked_at", "id", name="intake_intake_listed"),
            models.Index(
                "station",
                condition=models.Q(stay__isnull=True, closed_at__isnull=True),
                name="intake_intake_waiting",
            ),
        ]

    @property
    def state(self) -> RequestState:
        """Where the request stands."""
        if self.stay_id is not None:
            return RequestState.ADMITTED
        if self.refused_at is not None:
            return RequestState.REFUSED
        if self.closed_at is not None:
            return RequestState.CLOSED
        if self.body_check == BodyCheck.ABLE:
            return RequestState.WEIGHING
        return RequestState.AT_HOSPITAL if self.body_check == BodyCheck.MEDICAL else RequestState.WITH_POLICE


class Refusal(Record):
    """Help was refused: by which test, what was not met, on which ground, in words; the notice is a document.

    ``answers``: condition → yes, no or unknown, as the seeker told it.
    """

    scope = Scope.via("intake")
    append_only = True

    intake = models.OneToOneField(Intake, models.PROTECT, related_name="refusal")
    test = models.CharField(_("依据哪个标准"), max_length=8, choices=Standard.choices)
    answers = models.JSONField(default=dict)
    ground = models.CharField(_("理由"), max_length=12, choices=Ground.choices)
    words = models.CharField(_("具体情况"), max_length=500)
    complaint_to = models.CharField(_("申诉渠道"), max_length=200)
    refused_at = models.DateTimeField()
    refused_by_id = models.BigIntegerField(null=True)
    refused_by_name = models.CharField(max_length=60)
