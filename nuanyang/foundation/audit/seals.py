"""The hash chain over the event log: sealed in batches by a job, checked by ``verify``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from nuanyang.foundation.audit.models import Event, Seal
from nuanyang.foundation.audit.operation import SEAL_LOCK
from nuanyang.foundation.scope.acting import acting_as, system_actor

FIELDS = (
    "id", "name", "actor_id", "actor_kind", "organisation_id", "person_id", "root", "root_id",
    "happened_at", "recorded_at", "payload",
)
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """A break in the chain: which seal, and what is wrong with it."""

    first_id: int
    last_id: int
    problem: str


def _canonical(row: dict[str, Any]) -> bytes:
    plain = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()}
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _digest(previous: bytes, rows: Iterator[dict[str, Any]]) -> tuple[bytes, int]:
    digest, count = hashlib.sha256(previous), 0
    for row in rows:
        line = _canonical(row)
        digest.update(len(line).to_bytes(8, "big"))
        digest.update(line)
        count += 1
    return digest.digest(), count


def _rows(first: int, last: int) -> Iterator[dict[str, Any]]:
    query = Event.objects.filter(id__gte=first, id__lte=last).order_by("id")
    yield from query.values(*FIELDS).iterator(chunk_size=2000)


def _settled_id() -> int:
    """The highest event id below which nothing can appear any more.

    Every operation holds SEAL_LOCK shared to its end; owning it for an instant means that all ids
    drawn so far are either committed or lost.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
        cursor.execute("SELECT coalesce(last_value, 0) FROM audit_event_id_seq")
        return int(cursor.fetchone()[0])


def seal_events(*, at: datetime) -> int:
    """Seal what is settled and not yet sealed; returns the number of events sealed."""
    settled, total = _settled_id(), 0
    while True:
        with acting_as(system_actor("seal events")), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK + 1])
            last = Seal.objects.order_by("-last_id").first()
            first = last.last_id + 1 if last else 1
            upto = min(settled, first + BATCH - 1)
            if upto < first:
                return total
            previous = bytes(last.digest) if last else b""
            digest, count = _digest(previous, _rows(first, upto))
            Seal.objects.create(
                first_id=first, last_id=upto, count=count, previous=previous, digest=digest,
                sealed_at=at,
            )
            total += count


def check_chain() -> list[ChainProblem]:
    """Recompute every seal; an empty list means that no sealed event was changed or removed."""
    problems: list[ChainProblem] = []
    with acting_as(system_actor("check the chain"), read_only=True):
        previous, expected = b"", 1
        for seal in Seal.objects.order_by("first_id"):
            if seal.first_id != expected or bytes(seal.previous) != previous:
                problems.append(ChainProblem(seal.first_id, seal.last_id, "link missing"))
            digest, count = _digest(bytes(seal.previous), _rows(seal.first_id, seal.last_id))
            if count != seal.count:
                problems.append(
                    ChainProblem(
                        seal.first_id, seal.last_id, f"{seal.count} events sealed, {count} found"
                    )
                )
            elif digest != bytes(seal.digest):
                problems.append(ChainProblem(seal.first_id, seal.last_id, "an event was changed"))
            previous, expected = bytes(seal.digest), seal.last_id + 1
    return problems
