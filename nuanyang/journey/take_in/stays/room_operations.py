"""Writes about rooms and beds themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.journey.take_in.stays import events
from nuanyang.journey.take_in.stays.choices import AgeBand, HealthZone, RoomSex
from nuanyang.journey.take_in.stays.models import Bed, BedUse, Room
from nuanyang.journey.take_in.stays.places import place_of
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import Refused

MOST_BEDS = 40


class CannotAddRoom(Refused):
    """The name is taken or missing, or the number of beds is not sensible."""


class CannotBlockBed(Refused):
    """Somebody lies in the bed, or no reason was given."""


@operation(permission="stays.manage", events=[events.ROOM_ADDED])
def add_room(
    *,
    organisation_id: int,
    name: str,
    sex: str,
    at: datetime,
    actor: Actor,
    beds: int | Sequence[str] = 4,
    age_band: str = AgeBand.ADULT,
    health_zone: str = HealthZone.GENERAL,
) -> Room:
    """Add a room with its beds: a number (labelled 01, 02 …) or the labels themselves.

    :raises CannotAddRoom: naming the field that is wrong.
    """
    clean = name.strip()[:40]
    labels = [f"{n:02d}" for n in range(1, beds + 1)] if isinstance(beds, int) else [b.strip() for b in beds]
    if not clean:
        raise CannotAddRoom(_("请填写房间名"), field="name")
    if not 1 <= len(labels) <= MOST_BEDS or len(set(labels)) != len(labels):
        raise CannotAddRoom(_("床位数应在 1 到 %(most)s 之间，床号不能重复") % {"most": MOST_BEDS}, field="beds")
    for value, allowed, field in (
        (sex, RoomSex.values, "sex"),
        (age_band, AgeBand.values, "age_band"),
        (health_zone, HealthZone.values, "health_zone"),
    ):
        if value not in allowed:
            raise CannotAddRoom(_("请从列出的选项中选择"), field=field)
    if Room.objects.filter(organisation_id=organisation_id, name=clean).exists():
        raise CannotAddRoom(_("已经有房间“%(name)s”") % {"name": clean}, field="name")
    room = Room(organisation_id=organisation_id, name=clean, sex=sex, age_band=age_band, health_zone=health_zone)
    room.save()
    Bed.objects.bulk_create([Bed(room=room, label=label[:20]) for label in labels])
    record(
        events.ROOM_ADDED,
        root=("organisation", organisation_id),
        at=at,
        payload={"room": clean, "beds": len(labels)},
    )
    return room


@operation(permission="stays.manage", events=[events.BED_BLOCKED])
def block_bed(*, bed_id: int, reason: str, at: datetime, actor: Actor) -> Bed:
    """Take a free bed out of use, for a reason that the board shows.

    :raises CannotBlockBed: when somebody lies there or no reason is given.
    """
    bed: Bed = Bed.objects.select_for_update(of=("self",)).select_related("room").get(pk=bed_id)
    if len(reason.strip()) < 2:
        raise CannotBlockBed(_("请写明停用的理由"), field="reason")
    if BedUse.objects.filter(bed=bed, during__upper_inf=True).exists():
        raise CannotBlockBed(_("床位上有人，请先调换"), code="bed_in_use")
    bed.blocked_reason = reason.strip()[:100]
    bed.save(update_fields=["blocked_reason"])
    record(
        events.BED_BLOCKED,
        root=("organisation", bed.room.organisation_id),
        at=at,
        payload={"bed": place_of(bed).code, "reason": bed.blocked_reason},
    )
    return bed


@operation(permission="stays.manage", events=[events.BED_REOPENED])
def reopen_bed(*, bed_id: int, at: datetime, actor: Actor) -> Bed:
    """Put a bed back into use."""
    bed: Bed = Bed.objects.select_for_update(of=("self",)).select_related("room").get(pk=bed_id)
    if not bed.blocked_reason:
        nothing_happened()
        return bed
    bed.blocked_reason = ""
    bed.save(update_fields=["blocked_reason"])
    record(
        events.BED_REOPENED,
        root=("organisation", bed.room.organisation_id),
        at=at,
        payload={"bed": place_of(bed).code},
    )
    return bed
