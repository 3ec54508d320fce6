"""Pure decisions: who may lie where and why not, days in station, station numbers.

Sex is a hard rule (RS-030, regulation 381 art 8). Age, health and capacity (RS-031, RS-032,
RS-033) come from local or secondary sources: where the rulebook lets them block they give way to
a reason that is kept with the bed use, where it lets them warn they are shown and nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.rulebook.choices import Effect
from nuanyang.foundation.rulebook.uses import uses
from nuanyang.journey.take_in.stays.choices import AgeBand, HealthZone, OverrideKind, RoomSex

#: From this age the station report and the zones count somebody as old.
OLD_FROM = 60

#: The rules by which beds are chosen.
ZONE_RULES = ("RS-030", "RS-031", "RS-032", "RS-033")

for _rule_id in ZONE_RULES:
    uses(_rule_id, _("安排床位时检查"))

MALE, FEMALE = 1, 2
_ROOM_SEX = {RoomSex.MALE.value: MALE, RoomSex.FEMALE.value: FEMALE}

_FAMILY = frozenset({OverrideKind.FAMILY.value})
_ANY = frozenset(kind.value for kind in OverrideKind)
_MEDICAL = frozenset({OverrideKind.MEDICAL.value, OverrideKind.NO_OTHER_BED.value})


@dataclass(frozen=True, slots=True)
class Guest:
    """Who needs a bed. ``minor`` and ``age`` None: not known; ``care`` is a HealthZone."""

    sex: int
    minor: bool | None
    age: int | None
    care: str = HealthZone.GENERAL.value

    @property
    def old(self) -> bool:
        return self.age is not None and self.age >= OLD_FROM


@dataclass(frozen=True, slots=True)
class Place:
    """A room as the rules see it; ``others`` are the sexes of those who sleep there now."""

    sex: str
    age_band: str
    health_zone: str
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a bed is not right: the rule, the words, and which reasons may overrule it (none: hard).

    ``blocks`` False: the rulebook only lets the rule warn.
    """

    code: str
    rule: str
    message: str | Promise
    hint: str | Promise
    overruled_by: frozenset[str] = frozenset()
    blocks: bool = True


def objections(guest: Guest, place: Place) -> list[Objection]:
    """All that speaks against the bed, the hardest first; empty when nothing does."""
    found = [_sex(guest, place), _age(guest, place), _health(guest, place)]
    return [o for o in found if o is not None]


def in_force(found: Iterable[Objection], effects: Mapping[str, str]) -> list[Objection]:
    """The objections that the rulebook lets count here, those that only warn marked so, blocking first."""
    counting = [
        replace(o, blocks=effects.get(o.rule) != Effect.WARN) for o in found if effects.get(o.rule) != Effect.OFF
    ]
    return sorted(counting, key=lambda o: not o.blocks)


def stands(objection: Objection, override_kind: str) -> bool:
    """Whether the objection still refuses the bed against a given kind of reason."""
    return objection.blocks and override_kind not in objection.overruled_by


def _sex(guest: Guest, place: Place) -> Objection | None:
    wanted = _ROOM_SEX.get(place.sex)
    # A child may stay with the parent who cares for it (RS-033); between adults nothing overrules.
    with_carer = _FAMILY if guest.minor else frozenset()
    if wanted is None:
        return _mixed(guest, place)
    if guest.sex == wanted:
        return None
    if guest.sex not in (MALE, FEMALE):
        return Objection(
            "sex_unknown",
            "RS-030",
            _("性别不明，不能安排到分性别的房间"),
            _("先补登性别；无法判断时安排空着的家庭房"),
        )
    message = _("男性不能住女区") if wanted == FEMALE else _("女性不能住男区")
    hint = _("未成年人随监护人同住的，可写明理由") if guest.minor else _("请选同性别区的床位")
    return Objection("sex", "RS-030", message, hint, with_carer)


def _mixed(guest: Guest, place: Place) -> Objection | None:
    """A family room keeps the sexes apart too, unless it is one family."""
    if all(other == guest.sex for other in place.others):
        return None
    return Objection(
        "mixed",
        "RS-030",
        _("房间里已有异性，只有亲属才能同住"),
        _("确是一家人的，选“亲属同住”并写明关系"),
        _FAMILY,
    )


def _age(guest: Guest, place: Place) -> Objection | None:
    if place.age_band == AgeBand.MINOR and not guest.minor:
        return Objection(
            "not_minor",
            "RS-032",
            _("这是未成年人区，成年人不能住"),
            _("随同照料自己孩子的，选“亲属同住”并写明关系"),
            _FAMILY,
        )
    if guest.minor and place.age_band in (AgeBand.ADULT, AgeBand.OLD):
        return Objection(
            "minor",
            "RS-032",
            _("未成年人不能和成年人混住"),
            _("随监护人同住的，选“亲属同住”并写明关系"),
            _FAMILY,
        )
    if place.age_band == AgeBand.OLD and not guest.old:
        return Objection("not_old", "RS-032", _("这是老年人区"), _("没有其他床位时可写明理由安排"), _ANY)
    return None


def _health(guest: Guest, place: Place) -> Objection | None:
    if guest.care == place.health_zone:
        return None
    if guest.care == HealthZone.ISOLATION:
        return Objection(
            "needs_isolation",
            "RS-033",
            _("疑似传染病，应住隔离区"),
            _("没有隔离床位的先送医；医护人员同意的写明理由"),
            frozenset({OverrideKind.MEDICAL.value}),
        )
    if place.health_zone == HealthZone.ISOLATION:
        return Objection(
            "isolation_only",
            "RS-033",
            _("隔离区只住需要隔离的人"),
            _("请选普通区床位"),
            frozenset({OverrideKind.MEDICAL.value}),
        )
    if guest.care == HealthZone.MENTAL or place.health_zone == HealthZone.MENTAL:
        return Objection("mental", "RS-033", _("精神障碍人员与其他人员应分区住"), _("可写明医护意见后安排"), _MEDICAL)
    if guest.care in (HealthZone.OBSERVATION, HealthZone.MEDICAL):
        return Objection("needs_care", "RS-031", _("需要观察或医护，应住相应分区"), _("没有床位时可写明理由安排"), _ANY)
    return Objection("care_only", "RS-031", _("这是照料分区，留给需要的人"), _("没有其他床位时可写明理由安排"), _ANY)


def preference(guest: Guest, place: Place) -> tuple[int, int, int]:
    """Sort key among beds without objection, the best first.

    A room meant for this age before one for all, a room already in use before an empty one (whole
    rooms stay free for families), and family rooms last.
    """
    band = AgeBand.MINOR if guest.minor else AgeBand.OLD if guest.old else AgeBand.ADULT
    return (int(place.age_band != band), int(place.sex == RoomSex.FAMILY), int(not place.others))


def day_number(arrived_at: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Which day of the stay it is: the day of arrival is day 1, counted by the station's calendar."""
    first, today = arrived_at.astimezone(zone).date(), now.astimezone(zone).date()
    return max(1, (today - first).days + 1)


def nights(arrived_at: datetime, left_at: datetime, zone: ZoneInfo) -> int:
    """Days in station of a stay that ended; somebody who left the same day counts one."""
    return day_number(arrived_at, left_at, zone)


def number_of(month: str, running: int) -> str:
    """The station's own number: ``L-2611-0074`` is the 74th arrival of November 2026."""
    return f"L-{month}-{running:04d}"


def natural(text: str) -> list[tuple[int, int | str]]:
    """Sort key that puts room 9 before room 10."""
    parts = re.findall(r"\d+|\D+", text)
    return [(0, int(p)) if p.isdigit() else (1, p) for p in parts]
