"""Facts, rulebook and calendar in; deadlines out. No clock, no database.

Terms of days, weeks, months and years end with the last second of the station's day, the first day
not counted (Civil Code arts. 201 and 203); hours run from the moment itself; a term that ends on a
day off is not prolonged, which is the stricter reading. A number that changes while the clock is
running counts if it holds on the day on which the clock would have run out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from nuanyang.foundation.deadlines.facts import Facts, Happened
from nuanyang.foundation.deadlines.timers import TIMERS, Timer
from nuanyang.foundation.rulebook.choices import Applies, Unit
from nuanyang.foundation.rulebook.rules import Amount, Rule
from nuanyang.kernel.dates import add_months
from nuanyang.kernel.working_days import WorkingCalendar

#: A deadline without its own warning counts as soon in the last third of its length, at most this long.
SOON_AT_MOST = timedelta(days=7)

#: How many steps a chain of repetitions may have (a guard against bad data).
MOST_REPETITIONS = 500


class RuleReader(Protocol):
    """What answers for a rule: :class:`nuanyang.foundation.rulebook.queries.Rulebook`."""

    def rule(self, rule_id: str, *, region: str, on: date) -> Rule: ...


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline as it follows from the facts. ``met_by`` is the id of the event that met it."""

    rule_id: str
    occurrence: int
    starts_at: datetime
    due_at: datetime
    soon_from: datetime
    owner_role: str
    met_at: datetime | None = None
    met_by: int | None = None
    cancelled_at: datetime | None = None
    paused_at: datetime | None = None
    provisional: bool = False
    label: str = ""
    term: str = ""

    @property
    def open(self) -> bool:
        return self.met_at is None and self.cancelled_at is None


Condition = Callable[[Facts, Happened, Rule], bool]


def _stay_limited(facts: Facts, start: Happened, rule: Rule) -> bool:
    from_age = rule.more["from_age"].count
    of_age = not facts.minor if facts.age is None else facts.age >= from_age
    sheltered = facts.violence_shelter  # has a limit of its own
    return of_age and not (facts.mental_sign or facts.intellectual_sign or sheltered)


def _identity_unknown(facts: Facts, start: Happened, rule: Rule) -> bool:
    """Unknown now, or established only after the clock began."""
    return not facts.identity_known or any(
        h.kind == "identity.established" and h.at > start.at for h in facts.happened
    )


CONDITIONS: dict[Applies, Condition] = {
    Applies.ALWAYS: lambda facts, start, rule: True,
    Applies.STAY_LIMITED: _stay_limited,
    Applies.IDENTITY_UNKNOWN: _identity_unknown,
    Applies.MINOR: lambda facts, start, rule: facts.minor,
    Applies.MINOR_UNKNOWN: lambda f, start, r: f.minor and _identity_unknown(f, start, r),
    Applies.VIOLENCE_SHELTER: lambda facts, start, rule: facts.violence_shelter,
    Applies.URGENT: lambda facts, start, rule: facts.urgent,
    Applies.NOT_URGENT: lambda facts, start, rule: not facts.urgent,
}


def day_end(day: date, zone: ZoneInfo) -> datetime:
    """The last second of the station's day."""
    return datetime.combine(day, time(23, 59, 59), zone)


def end_of_term(
    start: datetime, amount: Amount, *, zone: ZoneInfo, calendar: WorkingCalendar
) -> tuple[datetime, bool]:
    """When a term that begins at ``start`` ends, and whether that is provisional.

    :raises ValueError: when the amount is no time.
    """
    count, day = amount.count, start.astimezone(zone).date()
    match amount.unit:
        case Unit.AT_ONCE:
            return start, False
        case Unit.HOUR:
            return start + timedelta(hours=count), False
        case Unit.DAY:
            return day_end(day + timedelta(days=count), zone), False
        case Unit.WEEK:
            return day_end(day + timedelta(weeks=count), zone), False
        case Unit.MONTH:
            return day_end(add_months(day, count), zone), False
        case Unit.YEAR:
            return day_end(add_months(day, 12 * count), zone), False
        case Unit.WORKING_DAY:
            last = calendar.add_working_days(day, count)
            return day_end(last, zone), calendar.provisional(day, last)
    raise ValueError(f"{amount.unit} is no unit of time")


def soon_from(start: datetime, due: datetime, warn: Amount | None) -> datetime:
    """From when on the deadline counts as soon."""
    if warn is None:
        return due - min((due - start) / 3, SOON_AT_MOST)
    length = {
        Unit.HOUR: timedelta(hours=1), Unit.DAY: timedelta(days=1), Unit.WEEK: timedelta(weeks=1),
        Unit.MONTH: timedelta(days=30),
    }.get(warn.unit, timedelta(days=1))  # fmt: skip
    return max(start, due - warn.count * length)


@dataclass(frozen=True, slots=True)
class _Counting:
    """What all deadlines of one root record are counted with."""

    facts: Facts
    book: RuleReader
    calendar: WorkingCalendar
    zone: ZoneInfo

    def rule(self, timer: Timer, at: datetime) -> Rule:
        on = at.astimezone(self.zone).date()
        return self.book.rule(timer.rule_id, region=self.facts.region, on=on)

    def events(self, kinds: Iterable[str], *, since: datetime, key: int) -> list[Happened]:
        wanted = frozenset(kinds)
        return sorted(
            (
                h
                for h in self.facts.happened
                if h.kind in wanted and h.at >= since and (not key or not h.key or h.key == key)
            ),
            key=lambda h: h.at,
        )


def _amount(rule: Rule, repeated: bool) -> Amount | None:
    return rule.every if repeated and rule.every is not None else rule.amount


def _end(
    counting: _Counting, timer: Timer, start: Happened, begins: datetime, repeated: bool
) -> tuple[Rule, datetime, bool] | None:
    """The rule that counts, the end and whether it is provisional; None: no deadline follows."""
    rule = counting.rule(timer, begins)
    if timer.agreed:
        return (rule, start.due, False) if start.due is not None and rule.active else None
    for _round in range(2):
        amount = _amount(rule, repeated)
        if amount is None or not amount.is_time:
            return None
        due, provisional = end_of_term(
            begins, amount, zone=counting.zone, calendar=counting.calendar
        )
        later = counting.rule(timer, due)
        if _amount(later, repeated) == amount and later.effect == rule.effect:
            break
        rule = later
    return (rule, due, provisional) if rule.active else None


def _moved(counting: _Counting, timer: Timer, begins: datetime, due: datetime) -> datetime:
    """The end after what was filed; the last filing counts."""
    if timer.moved_by is None:
        return due
    filed = [h for h in counting.events((timer.moved_by,), since=begins, key=0) if h.due]
    if not filed or filed[-1].due is None:
        return due
    return day_end(filed[-1].due.astimezone(counting.zone).date(), counting.zone)


def _paused(
    counting: _Counting, timer: Timer, begins: datetime, due: datetime, *, by_day: bool
) -> tuple[datetime, datetime | None]:
    """The end moved by the pauses, and since when the clock stands still (None: it runs)."""
    moved = due
    for pause in sorted(counting.facts.pauses, key=lambda p: p.since):
        if pause.kind not in timer.paused_by or pause.since >= moved:
            continue
        if pause.until is None:
            return moved, max(pause.since, begins)
        if pause.until > begins:
            moved += pause.until - max(pause.since, begins)
    if moved != due and by_day:
        moved = day_end(moved.astimezone(counting.zone).date(), counting.zone)
    return moved, None


def _deadline(
    counting: _Counting,
    timer: Timer,
    start: Happened,
    begins: datetime,
    occurrence: int,
    *,
    repeated: bool = False,
) -> Due | None:
    """One occurrence, not yet met or ended; ``repeated``: a later one of a chain."""
    found = _end(counting, timer, start, begins, repeated)
    if found is None:
        return None
    rule, due, provisional = found
    if not CONDITIONS[rule.applies](counting.facts, start, rule):
        return None
    amount = _amount(rule, repeated)
    due = _moved(counting, timer, begins, due)
    by_day = amount is not None and amount.unit not in (Unit.HOUR, Unit.AT_ONCE)
    due, paused_at = _paused(counting, timer, begins, due, by_day=by_day)
    return Due(
        rule_id=timer.rule_id, occurrence=occurrence, starts_at=begins, due_at=due,
        soon_from=soon_from(begins, due, rule.warn), owner_role=timer.owner.value,
        paused_at=paused_at, provisional=provisional, label=start.label,
        term="" if timer.agreed or amount is None else f"{amount.count}:{amount.unit.value}",
    )  # fmt: skip


def _ended(counting: _Counting, timer: Timer, due: Due, key: int) -> datetime | None:
    ends = counting.events(timer.until, since=due.starts_at, key=key)
    return ends[0].at if ends else None


def _closed(due: Due, met: Happened | None, ended: datetime | None) -> Due:
    """Met or ended, whichever came first; at the same moment it was met."""
    if met is not None and (ended is None or met.at <= ended):
        return replace(due, met_at=met.at, met_by=met.event_id, paused_at=None)
    if ended is not None:
        return replace(due, cancelled_at=ended, paused_at=None)
    return due


def _meeting(counting: _Counting, timer: Timer, due: Due, key: int) -> Happened | None:
    for fact in counting.events(timer.meets, since=due.starts_at, key=key):
        if fact.rule in ("", timer.rule_id):
            return fact
    return None


def _chain(counting: _Counting, timer: Timer, start: Happened) -> Iterator[Due]:
    """Occurrence after occurrence: the next begins when the one before was met."""
    begins, occurrence = start.at, 1
    used: set[int] = set()
    while occurrence <= MOST_REPETITIONS:
        due = _deadline(counting, timer, start, begins, occurrence, repeated=occurrence > 1)
        if due is None:
            return
        facts = [
            f
            for f in counting.events(timer.meets, since=begins, key=0)
            if id(f) not in used and f.rule in ("", timer.rule_id)
        ]
        due = _closed(due, facts[0] if facts else None, _ended(counting, timer, due, 0))
        yield due
        if due.met_at is None:
            return
        used.add(id(facts[0]))
        begins, occurrence = due.met_at, occurrence + 1


def _starts(counting: _Counting, timer: Timer) -> list[tuple[int, Happened]]:
    """Occurrence number and starting fact; of one key the last setting counts."""
    facts = sorted((h for h in counting.facts.happened if h.kind == timer.starts), key=lambda h: h.at)
    keyed = {h.key: h for h in facts if h.key}
    plain = [h for h in facts if not h.key]
    return [*enumerate(plain, start=1), *sorted(keyed.items())]


def _single(counting: _Counting, timer: Timer) -> Iterator[Due]:
    for number, start in _starts(counting, timer):
        due = _deadline(counting, timer, start, start.at, number)
        if due is not None:
            met = _meeting(counting, timer, due, start.key)
            yield _closed(due, met, _ended(counting, timer, due, start.key))


def _ladder(counting: _Counting, timers: list[Timer]) -> Iterator[Due]:
    """Steps from one start. A visit fulfils every step that is due by then, else the next one.

    A step opens when the one before is due. A fact that names a rule fulfils that step only.
    """
    for number, start in _starts(counting, timers[0]):
        steps = [_deadline(counting, t, start, start.at, number) for t in timers]
        rungs = sorted((s for s in steps if s is not None), key=lambda s: s.due_at)
        met: dict[str, Happened] = {}
        for fact in counting.events(timers[0].meets, since=start.at, key=0):
            for rung in _fulfilled(rungs, met, fact):
                met[rung.rule_id] = fact
        for rung in rungs:
            ended = _ended(counting, timers[0], rung, 0)
            yield _closed(rung, met.get(rung.rule_id), ended)


def _fulfilled(rungs: list[Due], met: dict[str, Happened], fact: Happened) -> list[Due]:
    waiting = [r for r in rungs if r.rule_id not in met]
    if fact.rule:
        return [r for r in waiting if r.rule_id == fact.rule]
    due = [r for r in waiting if r.due_at <= fact.at]
    if due:
        return due
    before = rungs[rungs.index(waiting[0]) - 1] if waiting and waiting[0] is not rungs[0] else None
    return waiting[:1] if before is None or before.due_at <= fact.at else []


def compute(facts: Facts, book: RuleReader, calendar: WorkingCalendar) -> list[Due]:
    """All deadlines that follow from the facts, met and ended ones included, by rule and occurrence."""
    counting = _Counting(facts, book, calendar, ZoneInfo(facts.zone))
    kinds = {h.kind for h in facts.happened}
    found: list[Due] = []
    ladders: dict[str, list[Timer]] = {}
    for timer in TIMERS:
        if timer.starts not in kinds:
            continue
        if timer.ladder:
            ladders.setdefault(timer.ladder, []).append(timer)
            continue
        starts = _starts(counting, timer)
        rule = counting.rule(timer, starts[0][1].at)
        repeats = rule.every is not None and not timer.agreed
        found.extend(_chain(counting, timer, starts[0][1]) if repeats else _single(counting, timer))
    for timers in ladders.values():
        found.extend(_ladder(counting, timers))
    return sorted(found, key=lambda d: (d.rule_id, d.occurrence))
