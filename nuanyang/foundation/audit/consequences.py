"""What follows from what: consequences of events, run where the event is recorded.

A stage of the journey may call earlier stages only. What it causes in a later one is said in one
place (``journey/handoffs.py``) and hangs on the event::

    @on(departures.DISCHARGED)
    def returned_home_is_visited(happened: Happened) -> None: ...

A consequence runs inside the operation that recorded the event, on behalf of the same actor and in
the same transaction, in the order in which it was registered: both happen or neither does. It calls
operations like everybody else, so permissions, scope and the log hold for it too. There is nothing
asynchronous here; what may fail without undoing the cause belongs into a job.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nuanyang.foundation.audit.events import EventType
from nuanyang.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Happened:
    """The event as it was just recorded."""

    id: int
    event: EventType
    root: str
    root_id: int
    person_id: int | None
    at: datetime
    actor: Actor
    payload: dict[str, Any]


Handler = Callable[[Happened], None]

#: Handlers by event name, in order of registration. Guards and the map of the flow read it.
CONSEQUENCES: dict[str, list[Handler]] = {}


def on(*events: EventType) -> Callable[[Handler], Handler]:
    """Register a consequence of each of these events.

    :raises ValueError: when the function is registered for an event twice.
    """

    def register(handler: Handler) -> Handler:
        for event in events:
            handlers = CONSEQUENCES.setdefault(event.name, [])
            if any(_name(h) == _name(handler) for h in handlers):
                raise ValueError(f"{_name(handler)} follows from {event.name} already")
            handlers.append(handler)
        return handler

    return register


def _name(handler: Handler) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"


def follow(happened: Happened) -> None:
    """Run what follows from an event. Called by ``record`` alone."""
    for handler in CONSEQUENCES.get(happened.event.name, ()):
        handler(happened)
