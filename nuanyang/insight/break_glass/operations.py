"""Writes: ending one's own emergency access before its time."""

from __future__ import annotations

from datetime import datetime

from nuanyang.foundation.access.models import BrokenGlass
from nuanyang.foundation.audit.log import nothing_happened
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.scope.acting import system_actor
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people import events as people_events
from nuanyang.registry.people import operations as people


@operation(permission="access.break_glass", events=[people_events.CLOSED_AGAIN])
def end_own_glass(*, glass_id: int, at: datetime, actor: Actor) -> BrokenGlass:
    """Give the sight back that one took; the review still comes.

    :raises NotVisible: for somebody else's.
    """
    own: BrokenGlass | None = BrokenGlass.objects.filter(pk=glass_id, user_id=actor.user_id).first()
    if own is None:
        raise NotVisible(f"glass {glass_id}")
    if own.ended_at is not None:
        nothing_happened()
        return own
    # The user cannot take his own key off a record that he only sees through it; the system can.
    return people.close_glass(glass_id=glass_id, at=at, actor=system_actor("emergency access ended by its user"))
