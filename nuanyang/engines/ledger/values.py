# ruff: noqa: E501 - patterns and sentences stand on one line each
"""Cells to facts: dates, ages, papers, with what had to be assumed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from nuanyang.kernel import identity as papers
from nuanyang.kernel.ages import Age, parse_age
from nuanyang.kernel.clock_time import parse_time
from nuanyang.kernel.dates import EARLIEST_YEAR, LATEST_YEAR, ParsedDate, parse_date
from nuanyang.kernel.identity import IdentityPaper, PaperKind

from .cells import clean, number_behind, raw, says_nothing, squeeze
from .model import CellValue

_EPOCH_SHIFT = 1462
_SPAN = re.compile(
    r"\s*(?:至|到|~|～|—+|–|--+)\s*|(?<=[日号\d])\s+-\s+|(?<=[日号])-|(?<=\d\.\d)-(?=\d)|(?<=\d\.\d\d)-(?=\d)|(?<=/\d)-(?=\d)|(?<=/\d\d)-(?=\d)"
)
# a serial number kept as text; of four digits only what cannot be a year (days before 1927-05-18)
_SERIAL_TEXT = re.compile(r"\d{5}(?:\.\d+)?|(?:2[2-9]|[3-9]\d)\d{2}")
_TWO_DIGIT_YEAR = re.compile(r"^\d{2}(?:[年./\-]\d{1,2}|\d{4}$)")
_MONTH_DAY = re.compile(r"^(\d{1,2})\s*[月./\-、]\s*(\d{1,2})\s*[日号]?(?=\D|$)(.*)$")
_DAY_ONLY = re.compile(r"^(\d{1,2})\s*[日号]?$")
_RELATIVE = re.compile(r"[昨今前当明后去本上下]|刚|现在")
_YEAR_IN_TITLE = re.compile(r"((?:19|20)\d{2})\s*年?")
_MONTH_IN_TITLE = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s*月")
_CHINESE_MONTHS = {
    name: n for n, name in enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], 1)
}
_CHINESE_MONTH_IN_TITLE = re.compile(r"(十一|十二|[一二三四五六七八九十])月")
_EMBEDDED_ID = re.compile(r"(?<![0-9])[1-9]\d{16}[0-9Xx](?![0-9A-Za-z])")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{2}")


@dataclass(frozen=True, slots=True)
class Context:
    """What a sheet's title says about its dates (0: nothing), the workbook's epoch, and today if known."""

    year: int = 0
    month: int = 0
    epoch_1904: bool = False
    today: dt.date | None = None


def context_of(
    titles: list[str], sheet_name: str, epoch_1904: bool, today: dt.date | None, before: Context | None = None
) -> Context:
    """Year and month from the titles above the headings or the sheet's name; the year of the sheet before."""
    year = month = 0
    for text in (*titles, sheet_name):
        folded = clean(text)
        year = year or next((int(m[1]) for m in [_YEAR_IN_TITLE.search(folded)] if m), 0)
        rest = _YEAR_IN_TITLE.sub(" ", folded)
        plain = _MONTH_IN_TITLE.search(rest)
        spoken = _CHINESE_MONTH_IN_TITLE.search(rest)
        found = int(plain[1]) if plain else _CHINESE_MONTHS[spoken[1]] if spoken else 0
        month = month or found
    return Context(year or (before.year if before else 0), month, epoch_1904, today)


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date, whether it was completed from the context, and the second date of a span (…至…)."""

    value: ParsedDate
    assumed: bool = False
    until: CellValue = None


def read_date(
    value: CellValue, context: Context, *, until: dt.date | None = None, since: dt.date | None = None
) -> DateRead:
    """A date cell. ``until``: two-digit years lie before it; ``since``: a day without a year is the first after it."""
    if not isinstance(value, str):
        return _from_value(value, context, since)
    if says_nothing(value):
        return DateRead(ParsedDate())
    text = clean(value)
    if _SERIAL_TEXT.fullmatch(text) and (context.epoch_1904 or len(text.partition(".")[0]) == 4):
        return _from_number(float(text), context, since)
    day_unknown = _RELATIVE.search(text) is not None
    today = None if day_unknown or not _TWO_DIGIT_YEAR.match(text) else (until or context.today or _latest(context))
    read = parse_date(text, today=today)
    if read.value is not None:
        return DateRead(read, assumed=read.problem is not None and read.problem != "century_assumed")
    if day_unknown and not _MONTH_DAY.match(text):
        return DateRead(ParsedDate(problem="unreadable"))
    parts = _SPAN.split(text, maxsplit=1)
    if len(parts) == 2 and parts[0] and parts[1]:
        begin = read_date(parts[0], context, until=until, since=since)
        if begin.value.value is not None:
            return DateRead(begin.value, begin.assumed, parts[1])
    return _without_year(text, context, since) or DateRead(read)


def _from_value(value: CellValue, context: Context, since: dt.date | None) -> DateRead:
    """A date from a cell that holds no text."""
    if isinstance(value, dt.timedelta):
        value = value / dt.timedelta(days=1)
    if isinstance(value, dt.time):
        return DateRead(ParsedDate(time_of_day=value))
    if isinstance(value, bool):
        return DateRead(ParsedDate(problem="unreadable"))
    if isinstance(value, int | float):
        return _from_number(float(value), context, since)
    if isinstance(value, dt.date):
        possible = EARLIEST_YEAR <= value.year <= LATEST_YEAR
        return DateRead(parse_date(value) if possible else ParsedDate(problem="out_of_range"))
    return DateRead(ParsedDate())


def _latest(context: Context) -> dt.date:
    return dt.date(context.year, 12, 31) if context.year else dt.date(2069, 12, 31)


def _from_number(number: float, context: Context, since: dt.date | None) -> DateRead:
    year, month = _from_context(context, since)
    if 1 <= number <= 31 and number.is_integer() and year and month:
        return DateRead(_complete(year, month, int(number), since, by_month=True), assumed=True)
    if 1 <= number < 13 and not number.is_integer() and year:
        # 5.21 typed as a number is 21 May; 5.1 may have been 5.10 and is not guessed
        whole, _, decimals = repr(number).partition(".")
        if len(decimals) <= 2 and not (len(decimals) == 1 and decimals in "123"):
            return DateRead(_complete(year, int(whole), int(decimals), since), assumed=True)
        return DateRead(ParsedDate(problem="unreadable"))
    if context.epoch_1904 and number < 100_000 and not 1800 <= number <= 2199:
        number += _EPOCH_SHIFT
    return DateRead(parse_date(number))


def _from_context(context: Context, since: dt.date | None) -> tuple[int, int]:
    return (since.year, since.month) if since else (context.year, context.month)


def _without_year(text: str, context: Context, since: dt.date | None) -> DateRead | None:
    year, month = _from_context(context, since)
    matched = _MONTH_DAY.match(text)
    if matched:
        if not year:
            return DateRead(ParsedDate(problem="year_missing"))
        plain = _complete(year, int(matched[1]), int(matched[2]), since)
        clock = parse_date(f"2000-01-01 {matched[3]}").time_of_day if matched[3].strip() else None
        return DateRead(replace(plain, time_of_day=clock), assumed=True)
    matched = _DAY_ONLY.match(text)
    if matched and year and month:
        return DateRead(_complete(year, month, int(matched[1]), since, by_month=True), assumed=True)
    return None


def _complete(year: int, month: int, day: int, since: dt.date | None, *, by_month: bool = False) -> ParsedDate:
    try:
        found = dt.date(year, month, day)
        if since and found < since:
            later_month = month % 12 + 1 if by_month else month
            found = dt.date(year + (not by_month or month == 12), later_month, day)
    except ValueError:
        return ParsedDate(problem="no_such_day")
    return ParsedDate(found, "day", "year_assumed")


def read_age(value: CellValue, epoch_1904: bool) -> Age:
    """An age cell; a number that only the format shows as a date is a number again."""
    if isinstance(value, dt.date | dt.time):
        number = number_behind(value, epoch_1904)
        return parse_age(number) if number <= 150 else Age(problem="unreadable")
    if isinstance(value, str):
        return parse_age(clean(value))
    return Age(problem="unreadable") if isinstance(value, bool | dt.timedelta) else parse_age(value)


@dataclass(frozen=True, slots=True)
class PaperRead:
    """A paper, the text that is kept, and what happened to it (``digits_lost``, ``extracted``)."""

    paper: IdentityPaper
    text: str
    note: str = ""


def read_paper(value: CellValue, kind_text: str) -> PaperRead:
    """An identity cell. Numbers of more than 15 digits that a spreadsheet stored as numbers have lost their end."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        text = f"{value:.0f}"
        if abs(value) >= 10**15:
            return PaperRead(_lost(text), text, "digits_lost")
    else:
        text = clean(raw(value))
    if _SCIENTIFIC.fullmatch(text):
        return PaperRead(_lost(text), text, "digits_lost")
    kind = papers.parse_kind(kind_text)
    if kind is PaperKind.NONE and not says_nothing(text):
        kind = None
    paper = papers.parse(text, kind)
    if paper.flagged and kind not in (None, PaperKind.RESIDENT_ID):
        other = papers.parse(text)
        paper = other if other.valid else paper
    if kind is None and paper.kind is PaperKind.OTHER:
        # neither a passport nor a permit: a resident number with too few digits, or no number at all
        paper = papers.parse(text, PaperKind.RESIDENT_ID)
    if paper.flagged:
        found = _EMBEDDED_ID.findall(squeeze(text))
        inner = papers.parse(found[0]) if len(found) == 1 else None
        if inner and inner.valid and inner.number != paper.number:
            return PaperRead(inner, text, "extracted")
    return PaperRead(paper, text)


def _lost(text: str) -> IdentityPaper:
    return IdentityPaper(PaperKind.RESIDENT_ID, text, valid=False, problems=("digits_lost",))


def clock_of(value: CellValue) -> dt.time | None:
    """The time of day of a cell that holds nothing else."""
    if isinstance(value, dt.time):
        return value
    if isinstance(value, float) and 0 < value < 1:
        minutes = round(value * 1440)
        return dt.time(minutes // 60 % 24, minutes % 60)
    if (
        isinstance(value, str)
        and len(value) <= 12
        and (":" in value or "：" in value or value.endswith(("时", "分", "点", "半")))
    ):
        return parse_time(value)
    return None
