"""Somebody met on the street."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.records import Record, Scope, ViewerKeysField
from nuanyang.journey.discover.patrols.choices import ApparentAge, Condition, Given, NotComing, Outcome
from nuanyang.registry.people.choices import SexChoice
from nuanyang.registry.people.models import Person


class Encounter(Record):
    """A meeting: place, time, what was seen, how the person was, what was given, what came of it.

    No names here: who it was is known only once ``person`` is linked, mostly at intake.
    ``station`` is where the person was brought to (``to_station``); ``not_coming`` says why he never arrived.
    """

    scope = Scope.root()
    history = ("person_id", "outcome", "station_id", "not_coming")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="encounters")
    met_at = models.DateTimeField(_("时间"))
    place = models.CharField(_("地点"), max_length=120)
    region = models.CharField(_("所在区划"), max_length=12)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    sex = models.PositiveSmallIntegerField(_("性别"), choices=SexChoice.choices, default=SexChoice.UNKNOWN)
    apparent_age = models.CharField(
        _("看上去"), max_length=10, choices=ApparentAge.choices, default=ApparentAge.UNCLEAR
    )
    condition = models.CharField(_("怎么样"), max_length=10, choices=Condition.choices)
    seen = models.CharField(_("看到什么"), max_length=400, blank=True)
    given = ArrayField(models.CharField(max_length=10, choices=Given.choices), default=list, blank=True)
    outcome = models.CharField(_("去向"), max_length=12, choices=Outcome.choices)
    station = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("送到")
    )
    not_coming = models.CharField(
        _("为什么没有到站"), max_length=12, choices=NotComing.choices, blank=True, default="", db_default=""
    )
    not_coming_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="encounters", null=True, blank=True)
    viewer_keys = ViewerKeysField()

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                name="patrols_encounter_station_if_brought",
                condition=models.Q(outcome=Outcome.TO_STATION, station__isnull=False)
                | (~models.Q(outcome=Outcome.TO_STATION) & models.Q(station__isnull=True)),
            ),
            models.CheckConstraint(
                name="patrols_encounter_whole_position",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
            ),
            models.CheckConstraint(
                name="patrols_encounter_not_coming_to_a_station",
                condition=models.Q(not_coming="", not_coming_at__isnull=True)
                | models.Q(~models.Q(not_coming=""), not_coming_at__isnull=False, outcome=Outcome.TO_STATION),
            ),
        ]
        indexes = [
            models.Index("organisation", "met_at", "id", name="patrols_encounter_listed"),
            models.Index(
                "station", "met_at", condition=models.Q(person__isnull=True, not_coming=""),
                name="patrols_encounter_arriving",
            ),
        ]

    @property
    def on_the_way(self) -> bool:
        """Whether the station still waits for somebody."""
        return self.outcome == Outcome.TO_STATION and self.person_id is None and not self.not_coming
