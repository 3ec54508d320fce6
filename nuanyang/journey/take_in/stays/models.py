"""Stays in a rescue station, its rooms and beds, and who lies where when."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.records import Record, Scope, ViewerKeysField
from nuanyang.journey.take_in.stays.choices import (
    AgeBand,
    ArrivalMode,
    DepartureMode,
    HealthZone,
    HelpReason,
    OverrideKind,
    RoomSex,
)
from nuanyang.registry.people.models import Person


class Room(Record):
    """A room of a zone: one sex (or families), an age band, a kind of health care."""

    scope = Scope.org("organisation")
    history = ("name", "sex", "age_band", "health_zone", "closed_on")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="rooms")
    name = models.CharField(_("房间"), max_length=40)
    sex = models.CharField(_("性别"), max_length=10, choices=RoomSex.choices)
    age_band = models.CharField(_("年龄"), max_length=10, choices=AgeBand.choices, default=AgeBand.ANY)
    health_zone = models.CharField(_("区域"), max_length=12, choices=HealthZone.choices, default=HealthZone.GENERAL)
    closed_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [models.UniqueConstraint("organisation", "name", name="stays_room_once")]


class Bed(Record):
    """A bed in a room; out of use while ``blocked_reason`` says why."""

    scope = Scope.via("room")
    history = ("label", "blocked_reason", "closed_on")

    room = models.ForeignKey(Room, models.PROTECT, related_name="beds")
    label = models.CharField(_("床位"), max_length=20)
    blocked_reason = models.CharField(max_length=100, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints = [models.UniqueConstraint("room", "label", name="stays_bed_once")]


class Stay(Record):
    """One person's stay at one station, from arrival to departure.

    Also every row of an imported ledger (``import_key``). The particulars as stated at arrival are
    kept with the stay, because the report counts what was true then. ``number`` is the station's
    own number (unique within the station).
    """

    scope = Scope.root()
    history = ("person_id", "arrived_at", "left_at", "departure_mode", "care_zone", "circle_id")

    station = models.ForeignKey(Organisation, models.PROTECT, related_name="stays")
    person = models.ForeignKey(Person, models.PROTECT, related_name="stays")
    number = models.CharField(_("站内编号"), max_length=24)
    arrived_at = models.DateTimeField(_("入站时间"))
    left_at = models.DateTimeField(_("离站时间"), null=True, blank=True)
    arrival_mode = models.CharField(
        _("来站方式"), max_length=20, choices=ArrivalMode.choices, default=ArrivalMode.UNKNOWN
    )
    help_reason = models.CharField(_("求助原因"), max_length=20, choices=HelpReason.choices, default=HelpReason.UNKNOWN)
    departure_mode = models.CharField(_("离站方式"), max_length=24, choices=DepartureMode.choices, blank=True)
    departure_text = models.CharField(max_length=200, blank=True)
    care_zone = models.CharField(_("照料分区"), max_length=12, choices=HealthZone.choices, default=HealthZone.GENERAL)
    # What was stated at arrival; empty where only the person's own record says it.
    stated_age = models.SmallIntegerField(null=True, blank=True)
    stated_sex = models.PositiveSmallIntegerField(null=True, blank=True)
    stated_birth = models.DateField(null=True, blank=True)
    stated_origin = models.CharField(max_length=12, blank=True)
    origin_hint = models.CharField(max_length=16, blank=True)
    # The rows of the station report into which the stay falls, see ``classes.py``.
    origin_class = models.CharField(max_length=16, default="unknown")
    sex_class = models.CharField(max_length=8, default="unknown")
    age_class = models.CharField(max_length=12, default="unknown")
    age_years = models.SmallIntegerField(null=True, blank=True)
    age_conflict = models.BooleanField(default=False)
    limb_disability = models.BooleanField(default=False)
    mental_illness = models.BooleanField(default=False)
    dementia_or_intellectual = models.BooleanField(default=False)
    flags = ArrayField(models.TextField(), default=list, blank=True)
    import_key = models.CharField(max_length=64, blank=True)
    circle_id = models.BigIntegerField(null=True, blank=True)
    viewer_keys = ViewerKeysField()

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint("station", "number", name="stays_stay_number_once"),
            models.UniqueConstraint(
                "station", "import_key", condition=~models.Q(import_key=""), name="stays_stay_imported_once"
            ),
            models.UniqueConstraint(
                "station",
                "person",
                condition=models.Q(left_at__isnull=True, departure_mode="", import_key=""),
                name="stays_stay_one_open",
            ),
            models.CheckConstraint(
                name="stays_stay_leaves_after_arriving",
                condition=models.Q(left_at__isnull=True) | models.Q(left_at__gte=models.F("arrived_at")),
            ),
            # A ledger may say how somebody left and not when; here both are known.
            models.CheckConstraint(
                name="stays_stay_left_has_mode",
                condition=models.Q(left_at__isnull=False) | models.Q(departure_mode="") | ~models.Q(import_key=""),
            ),
        ]
        indexes = [
            models.Index("number", name="stays_stay_number"),
            models.Index("station", "arrived_at", name="stays_stay_arrivals"),
            models.Index(
                "station",
                "id",
                condition=models.Q(left_at__isnull=True, departure_mode=""),
                name="stays_stay_present",
            ),
            models.Index("station", "left_at", name="stays_stay_departures"),
            models.Index(
                "person",
                condition=models.Q(left_at__isnull=True, departure_mode=""),
                name="stays_stay_open_person",
            ),
        ]

    @property
    def open(self) -> bool:
        """Still in: neither a time nor a manner of leaving is known."""
        return self.left_at is None and not self.departure_mode


class BedUse(Record):
    """Who lay in which bed and when: the database allows one person per bed at one time."""

    scope = Scope.via("stay")
    history = ("during",)

    stay = models.ForeignKey(Stay, models.PROTECT, related_name="bed_uses")
    bed = models.ForeignKey(Bed, models.PROTECT, related_name="uses")
    during = DateTimeRangeField()
    override_kind = models.CharField(max_length=16, choices=OverrideKind.choices, blank=True)
    override_reason = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes = [
            models.Index("bed", condition=models.Q(during__upper_inf=True), name="stays_beduse_open_bed"),
            models.Index("stay", condition=models.Q(during__upper_inf=True), name="stays_beduse_open_stay"),
        ]
        # Without btree_gist: a bed is an integer range of one.
        constraints = [
            ExclusionConstraint(
                name="stays_one_person_one_bed",
                expressions=[
                    (
                        models.Func("bed_id", "bed_id", models.Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="stays_one_bed_one_person",
                expressions=[
                    (
                        models.Func("stay_id", "stay_id", models.Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class StayNumber(models.Model):
    """The next running number of a station's month."""

    scope = Scope.system("running numbers, no content")

    station = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    month = models.CharField(max_length=4)
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("station", "month", name="stays_staynumber_once")]
