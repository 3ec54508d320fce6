"""Reads of sealed records, and reads by emergency access, are logged before the page leaves the server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from nuanyang.foundation.audit.events import READ_EMERGENCY, READ_SEALED
from nuanyang.foundation.audit.log import record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.scope.acting import GLASS
from nuanyang.kernel.actor import Actor

#: People shown by emergency access while a request is answered; None: nobody asks.
_shown: ContextVar[set[int] | None] = ContextVar("nuanyang_shown_by_glass", default=None)


def note_sealed_read(request: HttpRequest, *, root: str, root_id: int) -> None:
    """Remember that this request shows a sealed record; logged once per record and request."""
    pending: set[tuple[str, int]] = request.__dict__.setdefault("sealed_reads", set())
    pending.add((root, root_id))


def looks_in_emergency(actor: Actor) -> bool:
    """Whether the actor has an emergency access that runs."""
    return any(k.startswith(GLASS) for k in actor.keys)


def through_glass(actor: Actor, viewer_keys: Iterable[str]) -> bool:
    """Whether the actor sees a record by emergency access and by nothing else."""
    if not looks_in_emergency(actor):
        return False
    own = {k for k in actor.keys if k[:2] != GLASS}
    return own.isdisjoint(viewer_keys)


def note_shown(actor: Actor, person_id: int, viewer_keys: Iterable[str]) -> None:
    """Remember that what is being answered names this person, seen by emergency access.

    Called wherever a person is put on a screen, so that no page has to think of it.
    """
    shown = _shown.get()
    if shown is not None and through_glass(actor, viewer_keys):
        shown.add(person_id)


@contextmanager
def watching() -> Iterator[set[int]]:
    """Collect the people that the block shows by emergency access."""
    shown: set[int] = set()
    token = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(token)


@operation(permission="workbench.view", events=[READ_SEALED])
def log_sealed_read(*, root: str, root_id: int, page: str, at: datetime, actor: Actor) -> None:
    """Record that the actor saw a sealed record on ``page`` (MINET art 36, DP-017)."""
    record(READ_SEALED, root=(root, root_id), at=at, payload={"page": page})


@operation(permission="workbench.view", events=[READ_EMERGENCY])
def log_emergency_read(*, person_id: int, page: str, at: datetime, actor: Actor) -> None:
    """Record that the actor saw somebody on ``page`` by emergency access alone (DP-017)."""
    record(READ_EMERGENCY, root=("person", person_id), at=at, payload={"page": page})


def write_pending_reads(request: HttpRequest, actor: Actor, emergencies: Iterable[int] = ()) -> None:
    """Log what was remembered, and who was shown by emergency access; a failure here means no page."""
    for person_id in sorted(emergencies):
        log_emergency_read(person_id=person_id, page=request.path, at=timezone.now(), actor=actor)
    for root, root_id in sorted(request.__dict__.pop("sealed_reads", ())):
        log_sealed_read(
            root=root, root_id=root_id, page=request.path, at=timezone.now(), actor=actor
        )
