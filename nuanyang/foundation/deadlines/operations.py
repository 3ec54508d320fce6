"""The one place where deadlines are written: rows are brought into line with what follows from the facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.deadlines import events
from nuanyang.foundation.deadlines.facts import Facts, providers
from nuanyang.foundation.deadlines.models import Deadline
from nuanyang.foundation.deadlines.rules import Due, compute
from nuanyang.foundation.deadlines.timers import BY_RULE
from nuanyang.foundation.regions.rules import within
from nuanyang.foundation.rulebook import queries as rulebook
from nuanyang.foundation.rulebook.hooks import Recounted
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.kernel.actor import Actor

BATCH = 500

#: So many records are recounted at once when a rule changes; the others by the nightly job.
AT_ONCE = 2000

#: Columns that follow from the facts.
COMPUTED = (
    "organisation_id", "person_id", "owner_user_id", "owner_role", "starts_at", "due_at",
    "soon_from", "met_at", "met_by", "cancelled_at", "paused_at", "provisional", "term", "label",
)  # fmt: skip

Key = tuple[int, str, int]


def in_batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in slices of BATCH."""
    for first in range(0, len(ids), BATCH):
        yield ids[first : first + BATCH]


@dataclass(slots=True)
class Changes:
    """What a reconciliation did, as rows after the change; ``moved`` with the end before it."""

    begun: list[Deadline] = field(default_factory=list)
    met: list[Deadline] = field(default_factory=list)
    cancelled: list[Deadline] = field(default_factory=list)
    moved: list[tuple[Deadline, datetime]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.begun or self.met or self.cancelled or self.moved)


def _row(facts: Facts, due: Due) -> Deadline:
    return Deadline(
        root=facts.root, root_id=facts.root_id, rule_id=due.rule_id, occurrence=due.occurrence,
        organisation_id=facts.organisation_id, person_id=facts.person_id,
        owner_user_id=facts.owner_user_id, owner_role=due.owner_role, starts_at=due.starts_at,
        due_at=due.due_at, soon_from=due.soon_from, met_at=due.met_at, met_by=due.met_by,
        cancelled_at=due.cancelled_at, paused_at=due.paused_at, provisional=due.provisional,
        term=due.term, label=due.label[:80],
    )  # fmt: skip


def _values(row: Deadline) -> tuple[Any, ...]:
    return tuple(getattr(row, column) for column in COMPUTED)


def _note(changes: Changes, old: Deadline | None, new: Deadline) -> None:
    is_open = new.met_at is None and new.cancelled_at is None
    if old is None:
        changes.begun.append(new)
    if new.met_at is not None and (old is None or old.met_at is None):
        changes.met.append(new)
    elif new.cancelled_at is not None and (old is None or old.cancelled_at is None):
        changes.cancelled.append(new)
    elif is_open and old is not None and old.due_at != new.due_at:
        changes.moved.append((new, old.due_at))


def reconcile_many(all_facts: Iterable[Facts], *, at: datetime) -> Changes:
    """Bring the deadlines of several root records of one kind into line. Four queries at most.

    To be called inside an operation, in the transaction of the change. A deadline that no longer
    follows from the facts (a corrected age) is cancelled at ``at``, never removed.
    """
    changes = Changes()
    facts = list(all_facts)
    if not facts:
        return changes
    (root,) = {f.root for f in facts}
    book, calendar = rulebook.book(), rulebook.working_calendar()
    present: dict[Key, Deadline] = {
        (d.root_id, d.rule_id, d.occurrence): d
        for d in Deadline.objects.filter(root=root, root_id__in=[f.root_id for f in facts]).order_by("id")
    }
    changed: list[Deadline] = []
    for one in facts:
        for due in compute(one, book, calendar):
            row = _row(one, due)
            old = present.pop((one.root_id, due.rule_id, due.occurrence), None)
            if old is None or _values(old) != _values(row):
                changed.append(row)
                _note(changes, old, row)
    for old in present.values():
        if old.cancelled_at is None:
            old.cancelled_at, old.met_at, old.met_by, old.paused_at = at, None, None, None
            changed.append(old)
            changes.cancelled.append(old)
    for row in changed:
        row.pk = None
    Deadline.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, update_fields=list(COMPUTED),
        unique_fields=["root", "root_id", "rule_id", "occurrence"],
    )  # fmt: skip
    return changes


def reconcile(facts: Facts, *, at: datetime) -> Changes:
    """Bring the deadlines of one root record into line with its facts, inside the running operation."""
    return reconcile_many([facts], at=at)


@operation(permission="system.run", events=[events.MOVED])
def recount(*, root: str, root_ids: Sequence[int], at: datetime, actor: Actor) -> Changes:
    """Count the deadlines of these records anew from the facts their app supplies.

    For the night, when only time moved, and after a change of a rule or the calendar. Each open
    deadline whose end moved is told as an event of its record.
    """
    total = Changes()
    facts_of = providers()[root].facts_of
    for ids in in_batches(root_ids):
        changes = reconcile_many(facts_of(ids), at=at)
        total.begun += changes.begun
        total.met += changes.met
        total.cancelled += changes.cancelled
        total.moved += changes.moved
        for row, before in changes.moved:
            record(
                events.MOVED, root=(row.root, row.root_id), person_id=row.person_id, at=at,
                payload={
                    "rule": row.rule_id,
                    "before": before.isoformat(timespec="minutes"),
                    "after": row.due_at.isoformat(timespec="minutes"),
                },
            )  # fmt: skip
    if not total.moved:
        nothing_happened()
    return total


def _concerned(root: str, region: str) -> list[int]:
    """Records of a kind in the region whose deadlines can still move."""
    provider = providers()[root]
    ids = list(provider.active_ids())
    if not region:
        return ids
    kept: list[int] = []
    for some in in_batches(ids):
        kept += [f.root_id for f in provider.facts_of(some) if within(f.region, region)]
    return kept


def after_change(rule_ids: frozenset[str], region: str, at: datetime) -> Recounted:
    """Recount what a change of rules (or, with none named, of the calendar) can move."""
    if rule_ids and not rule_ids & BY_RULE.keys():
        return Recounted()
    actor, moved, later, left = system_actor("recount deadlines"), 0, 0, AT_ONCE
    for root in providers():
        with acting_as(actor):  # also records that whoever sets the number does not see
            ids = _concerned(root, region)
        now, rest = ids[:left], ids[left:]
        left, later = left - len(now), later + len(rest)
        if now:
            changes = recount(root=root, root_ids=now, at=at, actor=actor)
            moved += len(changes.moved) + len(changes.begun) + len(changes.cancelled)
    return Recounted(moved, later)


def open_records(root: str) -> list[int]:
    """Records that can still gain or move a deadline, and those that have an open one."""
    with_open = Deadline.objects.filter(root=root, met_at__isnull=True, cancelled_at__isnull=True)
    ids = chain(
        providers()[root].active_ids(), with_open.order_by().values_list("root_id", flat=True).distinct()
    )
    return sorted(set(ids))
