"""Counting working days over public holidays and make-up workdays.

The days themselves come from outside (a calendar package or an import); years whose make-up days are not
yet published are named as provisional, so that a deadline that crosses them can say so and be recomputed.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class WorkingCalendar:
    """holidays: weekdays off; makeup: weekend days worked; provisional_years: years not yet announced."""

    holidays: AbstractSet[date] = field(default_factory=frozenset)
    makeup: AbstractSet[date] = field(default_factory=frozenset)
    provisional_years: AbstractSet[int] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        """A make-up day is worked even if it is also listed as a holiday (a correction published later)."""
        if day in self.makeup:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after `start`; the day after `start` is the first that can count. 0 is
        `start` itself, negative counts backwards. ValueError when the calendar never reaches it (every day
        a holiday)."""
        step = timedelta(days=1 if n >= 0 else -1)
        day, left = start, abs(n)
        idle = 0
        while left:
            day += step
            if self.is_working_day(day):
                left, idle = left - 1, 0
            else:
                idle += 1
                if idle > 366:
                    raise ValueError("no working day within a year")
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie in (start, end]; negative if `end` is before `start`. The inverse of
        `add_working_days`."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(start + timedelta(days=i)) for i in range(1, (end - start).days + 1))

    def next_working_day(self, day: date) -> date:
        """`day` itself if it is worked, else the next that is (a term that ends on a day off ends on the
        next working day)."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def provisional(self, start: date, end: date) -> bool:
        """True if the span touches a year whose make-up days are not yet published."""
        first, last = min(start, end).year, max(start, end).year
        return any(first <= year <= last for year in self.provisional_years)
