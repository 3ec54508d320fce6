"""Reads of sealed records are logged before the page leaves the server."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from nuanyang.foundation.audit.events import READ_SEALED
from nuanyang.foundation.audit.log import record
from nuanyang.foundation.audit.operation import operation
from nuanyang.kernel.actor import Actor


def note_sealed_read(request: HttpRequest, *, root: str, root_id: int) -> None:
    """Remember that this request shows a sealed record; logged once per record and request."""
    pending: set[tuple[str, int]] = request.__dict__.setdefault("sealed_reads", set())
    pending.add((root, root_id))


@operation(permission="workbench.view", events=[READ_SEALED])
def log_sealed_read(*, root: str, root_id: int, page: str, at: datetime, actor: Actor) -> None:
    """Record that the actor saw a sealed record on ``page`` (MINET art 36, DP-017)."""
    record(READ_SEALED, root=(root, root_id), at=at, payload={"page": page})


def write_pending_reads(request: HttpRequest, actor: Actor) -> None:
    """Log what :func:`note_sealed_read` remembered; a failure here means no page."""
    for root, root_id in sorted(request.__dict__.pop("sealed_reads", ())):
        log_sealed_read(
            root=root, root_id=root_id, page=request.path, at=timezone.now(), actor=actor
        )
