"""The bed board as the screen shows it: zones, rooms and beds in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from nuanyang.journey.take_in.stays.beds import BedOnBoard, Zone
from nuanyang.journey.take_in.stays.choices import AgeBand, HealthZone, OverrideKind, RoomSex
from nuanyang.kernel.masking import mask_name


def zone_name(age_band: str, sex: str, health_zone: str) -> str:
    """A zone in words: 成年人 · 男, 家庭, 隔离区 · 女."""
    if sex == RoomSex.FAMILY:
        who = _("家庭")
    elif age_band == AgeBand.ANY:
        who = str(RoomSex(sex).label)
    else:
        who = _("%(age)s · %(sex)s") % {"age": AgeBand(age_band).label, "sex": RoomSex(sex).label}
    if health_zone == HealthZone.GENERAL:
        return str(who)
    return _("%(care)s区 · %(who)s") % {"care": HealthZone(health_zone).label, "who": who}


def zones(found: Iterable[Zone], *, overdue: frozenset[int], choosing: bool = False) -> list[dict[str, Any]]:
    """Zones for the component ``bed_board``; ``overdue`` are stays with a limit broken.

    Names are masked here for everybody: the board hangs on walls and is seen over shoulders.
    """
    return [
        {
            "name": zone_name(zone.age_band, zone.sex, zone.health_zone),
            "taken": zone.taken,
            "total": zone.total,
            "rooms": [
                {"name": room.room.name, "beds": [_bed(bed, overdue, choosing) for bed in room.beds]}
                for room in zone.rooms
            ],
        }
        for zone in found
    ]


def _bed(bed: BedOnBoard, overdue: frozenset[int], choosing: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": bed.place.id, "code": bed.place.label}
    if bed.card is not None and bed.resident is not None:
        return {
            **shown,
            "state": "taken",
            "label": mask_name(bed.card.name) if bed.card.named else _short(bed.resident.number),
            "sub": _("%(day)s 天") % {"day": bed.day},
            "url": "" if choosing else reverse("stays:stay", args=[bed.resident.pk]),
            "unidentified": not bed.card.identity_known,
            "over": bed.resident.pk in overdue,
        }
    if bed.occupied:
        return {**shown, "state": "taken", "sealed": True}
    if bed.blocked_reason:
        return {**shown, "state": "blocked", "reason": bed.blocked_reason, "url": _bed_url(bed, choosing)}
    against = [o for o in bed.objections if o.blocks]
    if against:
        return {**shown, "state": "unsuitable", "sub": against[0].rule, "reason": str(against[0].message)}
    return {**shown, "state": "proposed" if bed.proposed else "free", "url": _bed_url(bed, choosing)}


def _short(number: str) -> str:
    """The last figures of a station number, as people call it: L-2611-0074 → 0074."""
    return number.rpartition("-")[2]


def _bed_url(bed: BedOnBoard, choosing: bool) -> str:
    return "" if choosing else reverse("stays:bed", args=[bed.place.id])


def exceptions(found: Iterable[Zone]) -> list[tuple[str, str]]:
    """Free beds that only a reason opens: (bed id, code with the objection and the reasons that would do)."""
    choices = []
    for zone in found:
        for room in zone.rooms:
            for bed in room.beds:
                blocking = [o for o in bed.objections if o.blocks]
                allowed = frozenset.intersection(*(o.overruled_by for o in blocking)) if blocking else frozenset()
                if not bed.free or not allowed:
                    continue
                kinds = _("、").join(str(kind.label) for kind in OverrideKind if kind.value in allowed)
                words = {"bed": bed.place.code, "why": str(blocking[0].message), "kinds": kinds}
                choices.append((str(bed.place.id), _("%(bed)s：%(why)s（可因：%(kinds)s）") % words))
    return choices
