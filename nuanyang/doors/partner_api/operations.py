"""Writes of the API that must happen once, however often a program sends them."""

from __future__ import annotations

from datetime import datetime

from nuanyang.foundation.audit.log import nothing_happened, recorded
from nuanyang.foundation.audit.operation import operation
from nuanyang.journey.take_in.stays import events, queries
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.models import BedUse
from nuanyang.kernel.actor import Actor


@operation(permission="stays.manage", events=[events.BED_ASSIGNED, events.MOVED], idempotent=True)
def put_in_bed(
    *, stay_id: int, bed_id: int, at: datetime, actor: Actor, override_kind: str = "", override_reason: str = "",
    reason: str = "",
) -> BedUse:
    """The resident lies in this bed from ``at`` on: assigned, or moved when he has another.

    :raises BedTaken, BedUnsuitable, CannotAssign: like ``stays.assign_bed`` and ``stays.move_bed``.
    """
    queries.get_stay(stay_id=stay_id)
    overruling = {"override_kind": override_kind, "override_reason": override_reason}
    if reason and stay_id in queries.beds_of([stay_id]):
        use = stays.move_bed(stay_id=stay_id, bed_id=bed_id, reason=reason, at=at, actor=actor, **overruling)
    else:
        use = stays.assign_bed(stay_id=stay_id, bed_id=bed_id, at=at, actor=actor, **overruling)
    if not recorded.get()[-1]:
        nothing_happened()  # he lies there already
    return use
