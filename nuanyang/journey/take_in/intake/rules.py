"""Pure readings of what is said at the desk: age or birth in one field, marks, who it may be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from nuanyang.journey.take_in.intake.choices import Mark
from nuanyang.kernel.ages import OLDEST, age_on, parse_age
from nuanyang.kernel.dates import parse_date
from nuanyang.kernel.text import fold_width

#: A belief from which on the desk is asked before a new record is opened.
LIKELY = 0.5
#: Below this a candidate is not worth a glance: one of a hundred such is the one at the desk.
WORTH_SHOWING = 0.02
#: Until so many months the age is told in months.
SMALL = 24


@dataclass(frozen=True, slots=True)
class AgeOrBirth:
    """What one field said: a birth date with precision, or bounds of the birth year; ``stated`` in years.

    ``problem``: unreadable, future or out_of_range; empty when fine or when nothing was said.
    """

    birth_date: date | None = None
    precision: str = "unknown"
    year_low: int | None = None
    year_high: int | None = None
    stated: int | None = None
    problem: str = ""
    #: Years of age it may be on that day, both included; of a small child the months.
    ages: tuple[int, int] | None = None
    months: int | None = None

    @property
    def said(self) -> bool:
        return self.birth_date is not None or self.year_low is not None


def read_age(text: str, *, on: date) -> AgeOrBirth:
    """Age or birth as people say it: 35, 约45岁, 十七八岁, 1990, 1990年5月, 1990-05-01, 90年5月生."""
    body = fold_width(text).strip().removesuffix("出生").removesuffix("生").strip()
    if not body:
        return AgeOrBirth()
    if _looks_like_birth(body):
        return _birth(body, on)
    age = parse_age(body)
    if age.problem or age.low is None or age.high is None:
        return AgeOrBirth(problem=age.problem or "unreadable")
    return AgeOrBirth(
        precision="estimated", year_low=on.year - age.high, year_high=on.year - age.low,
        # of a span (15-20岁) no single figure was said: the years of birth keep both ends
        stated=None if age.span else age.stated,
        ages=(age.low, age.high), months=age.months,
    )


def _looks_like_birth(body: str) -> bool:
    """A year in four digits, or in two before 年; ages never look so."""
    return re.match(r"(?:1[89]|20)\d\d|\d{2}年", body) is not None


def _birth(body: str, on: date) -> AgeOrBirth:
    read = parse_date(body, today=on)
    if read.value is None:
        return AgeOrBirth(problem=read.problem or "unreadable")
    if read.value > on:
        return AgeOrBirth(problem="future")
    if on.year - read.value.year > OLDEST:
        return AgeOrBirth(problem="out_of_range")
    if read.precision == "day":
        years, months = age_on(read.value, on), months_on(read.value, on)
        return AgeOrBirth(birth_date=read.value, precision="day", ages=(years, years), months=months)
    year = read.value.year
    ages = (max(0, on.year - year - 1), on.year - year)
    return AgeOrBirth(precision=read.precision or "year", year_low=year, year_high=year, ages=ages)


def months_on(birth: date, on: date) -> int | None:
    """Whole months of who is not yet two years old on that day; None for everybody else."""
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    return months if months < SMALL else None


def care_zone(marks: Iterable[str]) -> str:
    """The zone (HealthZone) that the marks ask for, the most protective first."""
    found = set(marks)
    if Mark.INFECTIOUS in found:
        return "isolation"
    if Mark.MENTAL in found:
        return "mental"
    return "observation" if Mark.OBSERVE in found else "general"
