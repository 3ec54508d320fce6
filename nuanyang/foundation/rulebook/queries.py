"""Questions to the rulebook: which rule holds for a region on a day, and which days are worked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from nuanyang.foundation.rulebook import calendar
from nuanyang.foundation.rulebook.choices import Effect
from nuanyang.foundation.rulebook.loader import Group, shipped
from nuanyang.foundation.rulebook.models import CalendarYear, RuleVersion
from nuanyang.foundation.rulebook.rules import Override, Rule, as_of
from nuanyang.kernel.errors import NotVisible
from nuanyang.kernel.working_days import WorkingCalendar


def _override(row: RuleVersion) -> Override:
    return Override(
        region=row.region, valid_from=row.valid_from, value=row.value,
        effect=Effect(row.effect) if row.effect else None, valid_to=row.valid_to,
        source=row.source, id=row.pk,
    )  # fmt: skip


def shipped_rule(rule_id: str) -> Rule:
    """The rule as shipped, for the whole country.

    :raises NotVisible: when there is no such rule.
    """
    try:
        return shipped().rules[rule_id]
    except KeyError:
        raise NotVisible(rule_id) from None


def told_source(rule_id: str) -> str:
    """What a rule is called and where it stands, in the reader's language; empty without such a rule.

    For whoever is refused something: the id alone says nothing to a person at a desk.
    """
    found = shipped().rules.get(rule_id)
    return told(found) if found is not None else ""


def told(found: Rule) -> str:
    """As :func:`told_source`, for a rule at hand."""
    language = get_language() or ""
    return f"{found.title.in_language(language)} · {found.source_in(language)}"


def rule(rule_id: str, *, region: str, on: date) -> Rule:
    """The rule as it holds for a region (6 to 12 digits; empty: nationwide) on a day. One query.

    :raises NotVisible: when there is no such rule.
    """
    found = shipped_rule(rule_id)
    rows = RuleVersion.objects.filter(rule_id=rule_id).order_by("id")
    return as_of(found, [_override(r) for r in rows], region=region, on=on)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules with all that was set here; answers any region and day without asking again."""

    overrides: dict[str, tuple[Override, ...]]

    def rule(self, rule_id: str, *, region: str, on: date) -> Rule:
        """As :func:`rule`, without a query."""
        return as_of(
            shipped_rule(rule_id), self.overrides.get(rule_id, ()), region=region, on=on
        )


def book() -> Rulebook:
    """The whole rulebook with one query, for those who ask for many rules."""
    found: dict[str, tuple[Override, ...]] = {}
    for row in RuleVersion.objects.order_by("rule_id", "id"):
        found[row.rule_id] = (*found.get(row.rule_id, ()), _override(row))
    return Rulebook(found)


def groups() -> tuple[Group, ...]:
    """Chapters of the rulebook in reading order."""
    return shipped().groups


def list_rules(*, group: str = "", region: str, on: date) -> list[Rule]:
    """Rules in reading order as they hold for a region on a day; ``group`` keeps one chapter."""
    everything = book()
    return [
        everything.rule(rule_id, region=region, on=on)
        for rule_id, found in shipped().rules.items()
        if not group or found.group == group
    ]


def versions_of(rule_id: str) -> list[RuleVersion]:
    """All that was ever set for a rule, latest first."""
    return list(RuleVersion.objects.filter(rule_id=rule_id).order_by("-valid_from", "-id"))


def version(version_id: int) -> RuleVersion:
    """One setting.

    :raises NotVisible: when there is none.
    """
    found = RuleVersion.objects.filter(pk=version_id).first()
    if found is None:
        raise NotVisible(version_id)
    return found  # type: ignore[no-any-return]


def _plan(row: CalendarYear) -> calendar.YearPlan:
    return calendar.YearPlan(
        row.year, frozenset(row.holidays), frozenset(row.makeup), row.source
    )


def working_calendar() -> WorkingCalendar:
    """Working days: the release's years, imported ones over them. One query."""
    rows = [_plan(row) for row in CalendarYear.objects.order_by("year")]
    return calendar.build(rows) if rows else calendar.shipped_calendar()


@dataclass(frozen=True, slots=True)
class YearState:
    """A year as the calendar page shows it; ``known`` False means provisional."""

    year: int
    known: bool
    source: str
    holidays: tuple[date, ...]
    makeup: tuple[date, ...]


def calendar_years(around: int, *, before: int = 2, after: int = 2) -> list[YearState]:
    """The years around one, with what is known of each."""
    plans = dict(calendar.shipped_years())
    plans |= {row.year: _plan(row) for row in CalendarYear.objects.order_by("year")}
    states: list[YearState] = []
    for year in range(around - before, around + after + 1):
        plan = plans.get(year)
        states.append(
            YearState(
                year, plan is not None, plan.source if plan else "",
                _sorted(plan.holidays if plan else ()), _sorted(plan.makeup if plan else ()),
            )
        )  # fmt: skip
    return states


def _sorted(days: Iterable[date]) -> tuple[date, ...]:
    return tuple(sorted(days))
