"""``record``: the one way to write an event."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.utils import timezone

from nuanyang.foundation.audit import consequences
from nuanyang.foundation.audit.events import EventType
from nuanyang.kernel.actor import current_actor

#: Names of the events recorded by the operations now running, innermost list last.
recorded: ContextVar[tuple[list[str], ...]] = ContextVar("nuanyang_recorded", default=())


class OutsideOperation(RuntimeError):
    """An event was recorded while no operation runs."""


def record(
    event: EventType,
    *,
    root: models.Model | tuple[str, int],
    at: datetime,
    person_id: int | None = None,
    payload: dict[str, Any] | None = None,
) -> int:
    """Append an event about the root record ``root`` and return its id.

    ``at`` is when it happened; when it was recorded is the clock's business. The row is inserted
    without RETURNING, because the actor may no longer see what he has just handed over. What
    follows from the event in later stages (see ``consequences``) runs before this returns.

    :raises OutsideOperation: when no operation runs.
    """
    running = recorded.get()
    if not running:
        raise OutsideOperation(event.name)
    actor = current_actor()
    kind, root_id = root if isinstance(root, tuple) else (str(root._meta.model_name), root.pk)
    if kind == "person" and person_id is None:
        person_id = root_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('audit_event', 'id'))")
        event_id: int = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO audit_event (id, name, actor_id, actor_kind, organisation_id, person_id,"
            " root, root_id, happened_at, recorded_at, payload)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                event_id, event.name, actor.user_id, actor.kind, actor.organisation_id, person_id,
                kind, root_id, at, timezone.now(), json.dumps(payload or {}, ensure_ascii=False),
            ],
        )
    for names in running:
        names.append(event.name)
    consequences.follow(
        consequences.Happened(event_id, event, kind, root_id, person_id, at, actor, payload or {})
    )
    return event_id


def record_many(
    event: EventType,
    *,
    root: str,
    rows: Sequence[tuple[int, int | None, datetime, dict[str, Any]]],
) -> None:
    """Append one event for each ``(root id, person id, happened at, payload)`` in one statement.

    For imports; the rows' order is the events' order.

    :raises OutsideOperation: when no operation runs.
    """
    running = recorded.get()
    if not running:
        raise OutsideOperation(event.name)
    if not rows:
        return
    actor = current_actor()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (name, actor_id, actor_kind, organisation_id, person_id, root,"
            " root_id, happened_at, recorded_at, payload)"
            " SELECT %s, %s, %s, %s, r.person_id, %s, r.root_id, r.happened_at, %s, r.payload::jsonb"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::text[])"
            " WITH ORDINALITY AS r (root_id, person_id, happened_at, payload, place) ORDER BY r.place",
            [
                event.name, actor.user_id, actor.kind, actor.organisation_id, root, timezone.now(),
                [r[0] for r in rows],
                [r[0] if root == "person" and r[1] is None else r[1] for r in rows],
                [r[2] for r in rows],
                [json.dumps(r[3], ensure_ascii=False) for r in rows],
            ],
        )
    for names in running:
        names.append(event.name)


def nothing_happened() -> None:
    """Say that the operation found everything done already (it then records no event)."""
    running = recorded.get()
    if not running:
        raise OutsideOperation("nothing_happened")
    running[-1].append("")
