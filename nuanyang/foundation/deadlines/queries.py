"""Deadlines read. What "overdue" and "soon" mean is said here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language

from nuanyang.foundation.audit.phrases import said
from nuanyang.foundation.deadlines.choices import Owner, State
from nuanyang.foundation.deadlines.models import Deadline
from nuanyang.foundation.deadlines.timers import BY_RULE
from nuanyang.foundation.rulebook import units, words
from nuanyang.foundation.rulebook.loader import shipped

OPEN = Q(met_at__isnull=True, cancelled_at__isnull=True)


def overdue(at: datetime) -> Q:
    """Open, its clock running, and its end passed: the only definition of overdue."""
    return OPEN & Q(paused_at__isnull=True, due_at__lt=at)


def soon(at: datetime) -> Q:
    """Open, its clock running, not overdue, and within its warning time."""
    return OPEN & Q(paused_at__isnull=True, due_at__gte=at, soon_from__lte=at)


def state_of(deadline: Deadline, at: datetime) -> State:
    """How the deadline stands at a moment; agrees with :func:`overdue` and :func:`soon`."""
    if deadline.met_at is not None:
        return State.MET if deadline.met_at <= deadline.due_at else State.MET_LATE
    if deadline.cancelled_at is not None:
        return State.CANCELLED
    if deadline.paused_at is not None:
        return State.PAUSED
    if deadline.due_at < at:
        return State.OVERDUE
    return State.SOON if deadline.soon_from <= at else State.RUNNING


def is_overdue(deadline: Deadline, at: datetime) -> bool:
    """Whether the deadline is overdue at a moment."""
    return state_of(deadline, at) is State.OVERDUE


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline as a screen tells it. ``source`` is the rule's; ``provisional``: days may change."""

    id: int
    root: str
    root_id: int
    rule_id: str
    occurrence: int
    organisation_id: int
    person_id: int | None
    owner_user_id: int | None
    owner_role: Owner
    what: str | Promise
    title: str
    source: str
    label: str
    term: str
    starts_at: datetime
    due_at: datetime
    met_at: datetime | None
    state: State
    provisional: bool

    @property
    def overdue(self) -> bool:
        return self.state is State.OVERDUE

    @property
    def rule_called(self) -> str:
        """The rule as a reader is shown it: its number, or its name where the number says nothing."""
        return words.called(self.rule_id)

    @property
    def open(self) -> bool:
        return self.state in (State.RUNNING, State.SOON, State.OVERDUE, State.PAUSED)


def _term_text(term: str) -> str:
    count, _sep, unit = term.partition(":")
    if not unit:
        return ""
    return units.amount(count, unit)


def clock(deadline: Deadline, at: datetime) -> Clock:
    """The deadline in words of the language in force."""
    rule = shipped().rules.get(deadline.rule_id)
    timer = BY_RULE.get(deadline.rule_id)
    title = rule.title.in_language(get_language() or "") if rule else deadline.rule_id
    return Clock(
        id=deadline.pk, root=deadline.root, root_id=deadline.root_id, rule_id=deadline.rule_id,
        occurrence=deadline.occurrence, organisation_id=deadline.organisation_id,
        person_id=deadline.person_id, owner_user_id=deadline.owner_user_id,
        owner_role=Owner(deadline.owner_role), what=timer.what if timer else title, title=title,
        source=rule.source_in(get_language() or "") if rule else "", label=said(deadline.label),
        term=_term_text(deadline.term), starts_at=deadline.starts_at, due_at=deadline.due_at,
        met_at=deadline.met_at, state=state_of(deadline, at), provisional=deadline.provisional,
    )  # fmt: skip


def _clocks(rows: QuerySet[Deadline], at: datetime) -> list[Clock]:
    return [clock(row, at) for row in rows]


def for_root(root: str, root_id: int, *, at: datetime, closed: bool = False) -> list[Clock]:
    """The deadlines of one record, the next first; ``closed`` adds met and cancelled ones."""
    rows = Deadline.objects.filter(root=root, root_id=root_id)
    return _clocks((rows if closed else rows.filter(OPEN)).order_by("due_at", "id"), at)


def for_roots(root: str, root_ids: Iterable[int], *, at: datetime) -> dict[int, list[Clock]]:
    """Open deadlines of many records by record, the next first. One query."""
    found: dict[int, list[Clock]] = {}
    rows = Deadline.objects.filter(OPEN, root=root, root_id__in=list(root_ids))
    for row in rows.order_by("due_at", "id"):
        found.setdefault(row.root_id, []).append(clock(row, at))
    return found


@dataclass(frozen=True, slots=True)
class Pressing:
    """The next open deadline of a record, and whether any of its deadlines is overdue."""

    clock: Clock
    overdue: bool


def pressing(root: str, root_ids: Iterable[int], *, at: datetime) -> dict[int, Pressing]:
    """What lists show of many records: the next deadline alone is read and put into words. Two queries."""
    ids = list(root_ids)
    rows = Deadline.objects.filter(OPEN, root=root, root_id__in=ids).order_by("root_id", "due_at", "id")
    late = overdue_roots(root, ids, at=at)
    return {row.root_id: Pressing(clock(row, at), row.root_id in late) for row in rows.distinct("root_id")}


def overdue_roots(root: str, root_ids: Iterable[int], *, at: datetime) -> frozenset[int]:
    """Those of the records that have an overdue deadline; one query."""
    rows = Deadline.objects.filter(overdue(at), root=root, root_id__in=list(root_ids))
    return frozenset(rows.values_list("root_id", flat=True))


def for_person(person_id: int, *, at: datetime, closed: bool = False) -> list[Clock]:
    """The deadlines about one person, over all records, the next first."""
    rows = Deadline.objects.filter(person_id=person_id)
    return _clocks((rows if closed else rows.filter(OPEN)).order_by("due_at", "id"), at)


def for_organisation(
    organisation_id: int,
    *,
    at: datetime,
    limit: int = 50,
    after: tuple[datetime, int] | None = None,
    owner_user_id: int | None = None,
    owner_roles: Iterable[str] = (),
    until: datetime | None = None,
) -> list[Clock]:
    """Open deadlines of an organisation, the next first, by pages.

    ``after`` is ``(due_at, id)`` of the last one shown. ``owner_user_id`` and ``owner_roles``
    narrow to a person's own and to roles; ``until`` leaves out what ends later.
    """
    rows = Deadline.objects.filter(OPEN, organisation_id=organisation_id)
    if owner_user_id is not None:
        rows = rows.filter(owner_user_id=owner_user_id)
    if roles := list(owner_roles):
        rows = rows.filter(owner_role__in=roles)
    if until is not None:
        rows = rows.filter(due_at__lte=until)
    if after is not None:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], id__gt=after[1]))
        rows = rows.filter(due_at__gte=after[0])
    return _clocks(rows.order_by("due_at", "id")[:limit], at)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many open deadlines an organisation has."""

    open: int
    overdue: int
    soon: int


def standing(organisation_id: int, *, at: datetime) -> Standing:
    """Open, overdue and soon deadlines of an organisation. One query."""
    counts = Deadline.objects.filter(OPEN, organisation_id=organisation_id).aggregate(
        open=Count("id"), overdue=Count("id", overdue(at)), soon=Count("id", soon(at))
    )
    return Standing(counts["open"], counts["overdue"], counts["soon"])


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How deadlines of a rule that ended in a span were kept.

    ``missed``: fell away after their end had passed unmet. ``overdue``: open and past their end.
    Cancelled before their end: none of these, for nothing was owed any more.
    """

    rule_id: str
    on_time: int
    late: int
    missed: int
    overdue: int

    @property
    def total(self) -> int:
        return self.on_time + self.late + self.missed + self.overdue


def punctuality(
    organisation_ids: Iterable[int], *, since: datetime, until: datetime, at: datetime
) -> list[Punctuality]:
    """Deadlines with ``since ≤ end < until``, by rule. One query."""
    rows = Deadline.objects.filter(
        organisation_id__in=list(organisation_ids), due_at__gte=since, due_at__lt=until
    )
    counted = rows.values("rule_id").annotate(
        on_time=Count("id", Q(met_at__lte=F("due_at"))),
        late=Count("id", Q(met_at__gt=F("due_at"))),
        missed=Count("id", Q(met_at__isnull=True, cancelled_at__gt=F("due_at"))),
        overdue=Count("id", overdue(at)),
    )
    return [
        Punctuality(r["rule_id"], r["on_time"], r["late"], r["missed"], r["overdue"])
        for r in counted.order_by("rule_id")
    ]
