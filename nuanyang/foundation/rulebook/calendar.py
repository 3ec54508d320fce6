"""Public holidays and make-up workdays that this release knows, from the package chinesecalendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from chinese_calendar import constants

from nuanyang.kernel.working_days import WorkingCalendar

#: Years that a deadline could touch; those that nobody knows are provisional.
FIRST_YEAR, LAST_YEAR = 1990, 2060

#: What stands between the first and the last day of a range (a pattern).
RANGE_SIGNS = "至|到|~|～|—+"


@dataclass(frozen=True, slots=True)
class YearPlan:
    """One year's arrangement: weekdays off and weekend days worked."""

    year: int
    holidays: frozenset[date]
    makeup: frozenset[date]
    source: str


@lru_cache(maxsize=1)
def shipped_years() -> dict[int, YearPlan]:
    """Years known to this release. A year counts as known when make-up days or holidays are listed."""
    off: dict[int, set[date]] = {}
    on: dict[int, set[date]] = {}
    for day in constants.holidays:
        if day.weekday() < 5:
            off.setdefault(day.year, set()).add(day)
    for day in constants.workdays:
        if day.weekday() >= 5:
            on.setdefault(day.year, set()).add(day)
    return {
        year: YearPlan(year, frozenset(days), frozenset(on.get(year, ())), "chinesecalendar")
        for year, days in sorted(off.items())
    }


def build(years: Iterable[YearPlan]) -> WorkingCalendar:
    """The calendar of these years over those of the release; all others are provisional."""
    plans = {**shipped_years(), **{plan.year: plan for plan in years}}
    return WorkingCalendar(
        holidays=frozenset().union(*(p.holidays for p in plans.values())),
        makeup=frozenset().union(*(p.makeup for p in plans.values())),
        provisional_years=frozenset(range(FIRST_YEAR, LAST_YEAR + 1)) - plans.keys(),
    )


@lru_cache(maxsize=1)
def shipped_calendar() -> WorkingCalendar:
    """The calendar when nothing was imported."""
    return build(())
