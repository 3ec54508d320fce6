"""Do the stored deadlines say what follows from the facts? For ``verify``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nuanyang.foundation.deadlines import operations
from nuanyang.foundation.deadlines.facts import Facts, providers
from nuanyang.foundation.deadlines.models import Deadline
from nuanyang.foundation.deadlines.rules import Due, compute
from nuanyang.foundation.rulebook import queries as rulebook


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A deadline that is wrong, missing or too many; ``stored`` and ``expected`` are its end."""

    root: str
    root_id: int
    rule_id: str
    occurrence: int
    problem: str


def compare(facts: Facts, stored: list[Deadline], expected: list[Due]) -> Iterator[Mismatch]:
    """Differences between the rows of one record and what follows from its facts."""
    rows = {(d.rule_id, d.occurrence): d for d in stored}
    for due in expected:
        row = rows.pop((due.rule_id, due.occurrence), None)
        where = (facts.root, facts.root_id, due.rule_id, due.occurrence)
        if row is None:
            yield Mismatch(*where, "missing")
        elif row.due_at != due.due_at:
            yield Mismatch(*where, f"ends {row.due_at:%Y-%m-%d %H:%M}, should {due.due_at:%Y-%m-%d %H:%M}")
        elif (row.met_at, row.cancelled_at) != (due.met_at, due.cancelled_at):
            yield Mismatch(*where, "met or cancelled differently")
    for row in rows.values():
        if row.cancelled_at is None:
            yield Mismatch(facts.root, facts.root_id, row.rule_id, row.occurrence, "nothing asks for it")


def mismatches() -> Iterator[Mismatch]:
    """All differences over all records that are not finished. Needs the system as actor."""
    book, calendar = rulebook.book(), rulebook.working_calendar()
    for root, provider in providers().items():
        for ids in operations.in_batches(operations.open_records(root)):
            stored: dict[int, list[Deadline]] = {}
            for row in Deadline.objects.filter(root=root, root_id__in=ids).order_by("id"):
                stored.setdefault(row.root_id, []).append(row)
            for facts in provider.facts_of(ids):
                expected = compute(facts, book, calendar)
                yield from compare(facts, stored.get(facts.root_id, []), expected)
