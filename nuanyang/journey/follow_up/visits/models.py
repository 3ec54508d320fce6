"""Follow-ups and their visits."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.records import Record, Scope, ViewerKeysField
from nuanyang.journey.follow_up.visits.choices import Condition, FollowUpEnd, NotMet, VisitDomain, VisitState
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.registry.people.models import Person


class FollowUp(Record):
    """One return: of whom, from which stay, visited by whom until when.

    ``owner`` is the organisation at home; the station itself where there is none.
    """

    scope = Scope.root()
    history = ("person_id", "owner_id", "taken_by_id", "home_region", "ended_at", "end_reason")

    person = models.ForeignKey(Person, models.PROTECT, related_name="follow_ups")
    stay = models.OneToOneField(Stay, models.PROTECT, related_name="follow_up")
    station = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="follow_ups")
    home_region = models.CharField(max_length=12, blank=True)
    returned_at = models.DateTimeField(_("返乡时间"))
    minor = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=FollowUpEnd.choices, blank=True)
    #: Who at home took it on, the receipt of the hand-over; nobody until then.
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by_id = models.BigIntegerField(null=True)
    taken_by_name = models.CharField(max_length=60, blank=True, default="", db_default="")
    viewer_keys = ViewerKeysField()

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="visits_followup_end_says_why",
                condition=models.Q(ended_at__isnull=True) | ~models.Q(end_reason=""),
            )
        ]
        indexes = [
            models.Index(
                fields=["owner", "returned_at"], name="visits_not_taken_on",
                condition=models.Q(taken_at__isnull=True, ended_at__isnull=True),
            )
        ]

    @property
    def kept_by_station(self) -> bool:
        """No organisation at home was found."""
        return self.owner_id == self.station_id


class ReturnVisit(Record):
    """One visit: planned for a rung of the ladder (``rule_id``) or an agreed day, then made or not."""

    scope = Scope.via("follow_up")
    history = ("state", "due_at")

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="visits")
    rule_id = models.CharField(max_length=20)
    due_at = models.DateTimeField(_("期限"))
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=VisitState.choices, default=VisitState.PLANNED)
    made_at = models.DateTimeField(_("回访时间"), null=True, blank=True)
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(_("回访人"), max_length=60, blank=True)
    met_person = models.BooleanField(_("见到本人"), default=False)
    risk = models.BooleanField(_("有风险"), default=False)
    risk_note = models.CharField(max_length=200, blank=True)
    not_met = models.CharField(max_length=12, choices=NotMet.choices, blank=True)
    note = models.TextField(blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                "follow_up", condition=models.Q(state="planned"), name="visits_one_planned"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=models.Q(state="planned"), name="visits_planned_due"
            )
        ]


class VisitFinding(Record):
    """How it stands in one of the four domains."""

    scope = Scope.via("visit")
    append_only = True

    visit = models.ForeignKey(ReturnVisit, models.PROTECT, related_name="findings")
    domain = models.CharField(max_length=12, choices=VisitDomain.choices)
    condition = models.CharField(max_length=10, choices=Condition.choices)
    note = models.CharField(max_length=300, blank=True)

    class Meta(Record.Meta):
        constraints = [models.UniqueConstraint("visit", "domain", name="visits_finding_once")]
