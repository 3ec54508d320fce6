"""How a bed is taken and given back: the checks, the lock, and what the database decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _
from psycopg.errors import ExclusionViolation

from nuanyang.journey.take_in.stays import beds, queries, rules
from nuanyang.journey.take_in.stays.choices import OverrideKind
from nuanyang.journey.take_in.stays.models import Bed, BedUse, Stay
from nuanyang.journey.take_in.stays.places import place_of, zone_of
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.registry.people import queries as people


class BedTaken(Refused):
    """Somebody lies there; ``data["free"]`` lists suitable free beds (``id``, ``code``), best first."""


class BedUnsuitable(Refused):
    """A zone rule speaks against the bed; ``data["overruled_by"]`` names the reasons that would do."""


class CannotAssign(Refused):
    """The stay is over or begins later, the bed is out of use or of another station."""


def open_use(stay: Stay) -> BedUse | None:
    return BedUse.objects.filter(stay=stay, during__upper_inf=True).order_by("id").first()  # type: ignore[no-any-return]


def close_use(use: BedUse, at: datetime) -> None:
    """End the use at ``at``; a use that turns out never to have happened becomes an empty span."""
    begin = use.during.lower
    use.during = DateTimeTZRange(begin, at, "[)") if at > begin else DateTimeTZRange(empty=True)
    use.save(update_fields=["during"])


def take(stay: Stay, bed_id: int, at: datetime, override_kind: str, override_reason: str) -> BedUse:
    """Check everything and write the use; the bed's row is locked so that the losers queue, not deadlock."""
    bed: Bed | None = (
        Bed.objects.select_for_update(of=("self",))
        .select_related("room")
        .filter(pk=bed_id, room__organisation_id=stay.station_id)
        .first()
    )
    if bed is None:
        raise NotVisible(f"bed {bed_id}")
    _check_time_and_state(stay, bed, at)
    today = local_date(at, zone_of(stay.station))
    loaded = beds.load_rooms(stay.station, today=today)
    if bed.pk in loaded.taken:
        raise _bed_taken(stay, bed, at)
    card = people.cards([stay.person_id], today=today)[stay.person_id]
    found = loaded.objections(beds.guest_of(stay, card), bed.room, but=stay.pk)
    overruled = _overrule(found, override_kind, override_reason)
    use = BedUse(
        stay=stay,
        bed=bed,
        during=DateTimeTZRange(at, None, "[)"),
        override_kind=override_kind if overruled else "",
        override_reason=override_reason.strip()[:200] if overruled else "",
    )
    try:
        with transaction.atomic():
            use.save()
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            raise _bed_taken(stay, bed, at) from error
        raise
    return use


def _check_time_and_state(stay: Stay, bed: Bed, at: datetime) -> None:
    if not stay.open:
        raise CannotAssign(_("已经离站，不能再安排床位"), code="stay_over")
    if at < stay.arrived_at:
        raise CannotAssign(_("安排床位的时间早于入站时间"), code="too_early", field="at")
    if bed.closed_on or bed.room.closed_on or bed.blocked_reason:
        raise CannotAssign(
            _("床位 %(bed)s 停用：%(reason)s")
            % {"bed": place_of(bed).code, "reason": bed.blocked_reason or _("已撤销")},
            code="bed_out_of_use",
            field="bed",
        )


def _bed_taken(stay: Stay, bed: Bed, at: datetime) -> BedTaken:
    today = local_date(at, zone_of(stay.station))
    free = [p.place for p in queries.free_beds_for(stay=stay, today=today) if p.place.id != bed.pk]
    codes = _("、").join(p.code for p in free[:4])
    return BedTaken(
        _("床位 %(bed)s 刚刚被别人占用") % {"bed": place_of(bed).code},
        code="bed_taken",
        field="bed",
        rule="RS-031",
        hint=_("现在空着的：%(beds)s") % {"beds": codes} if codes else _("现在没有合适的空床，可写明理由另行安排"),
        data={"free": [{"id": p.id, "code": p.code} for p in free]},
    )


def _overrule(found: Sequence[rules.Objection], kind: str, reason: str) -> bool:
    """True when a given reason overrules every objection; False when there is nothing to overrule."""
    if kind and kind not in OverrideKind.values:
        raise CannotAssign(_("没有这种理由"), field="override_kind")
    standing = [o for o in found if rules.stands(o, kind)]
    if standing:
        first = standing[0]
        raise BedUnsuitable(
            first.message,
            code=first.code,
            rule=first.rule,
            field="bed",
            hint=first.hint,
            data={"overruled_by": sorted(first.overruled_by)},
        )
    blocking = [o for o in found if o.blocks]
    if blocking and len(reason.strip()) < 2:
        raise BedUnsuitable(
            _("请写明为什么这样安排"),
            code="reason_missing",
            rule=blocking[0].rule,
            field="override_reason",
            data={"overruled_by": sorted(blocking[0].overruled_by)},
        )
    return bool(found and kind and reason.strip())
