"""Reads of the event log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.audit.models import Event


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a screen tells it."""

    id: int
    name: str
    title: str
    sentence: str
    stage: str
    happened_at: datetime
    recorded_at: datetime
    actor_id: int | None
    organisation_id: int | None
    root: str
    root_id: int
    payload: dict[str, Any]

    @property
    def late(self) -> bool:
        """Entered more than an hour after it happened."""
        return (self.recorded_at - self.happened_at).total_seconds() > 3600


def tell(event: Event) -> Told:
    """Turn a stored event into words; an event type that is gone keeps its name."""
    kind = EventType.registry.get(event.name)
    return Told(
        id=event.id,
        name=event.name,
        title=str(kind.title) if kind else event.name,
        sentence=kind.describe(event.payload) if kind else event.name,
        stage=kind.stage if kind else "",
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        actor_id=event.actor_id,
        organisation_id=event.organisation_id,
        root=event.root,
        root_id=event.root_id,
        payload=event.payload,
    )


def timeline(*, person_id: int, limit: int = 50) -> list[Told]:
    """The newest of the person's story, newest first (the person page goes on from there)."""
    query = Event.objects.filter(person_id=person_id)
    quiet = [n for n, e in EventType.registry.items() if e.quiet]
    return [tell(e) for e in query.exclude(name__in=quiet).order_by("-happened_at", "-id")[:limit]]


def changes_since(*, organisation_id: int, since: datetime, limit: int = 10) -> list[Told]:
    """What happened in the organisation since a moment, newest first.

    Looks at the newest few events alone, so that it costs the same however much there is to read.
    """
    quiet = [n for n, e in EventType.registry.items() if e.quiet]
    newest = Event.objects.filter(organisation_id=organisation_id).exclude(name__in=quiet).order_by("-id")
    return [tell(e) for e in newest[:limit] if e.recorded_at > since]
