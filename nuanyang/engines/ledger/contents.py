"""What a cell holds by its looks alone: a day, a sex, an identity number, a way of leaving, a person's line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence

from nuanyang.kernel.dates import parse_date
from nuanyang.kernel.sex import parse_sex

from . import departures
from .cells import clean, is_blank, raw, says_nothing, squeeze
from .model import CellValue

_FIRST_DAY, _LAST_DAY = dt.date(1949, 10, 1), dt.date(2100, 1, 1)
_MONTH_DAY = re.compile(r"\d{1,2}\s*(?:月\s*\d{1,2}\s*[日号]?|[./]\s*\d{1,2})(?:\D.*)?")
_NUMBER = re.compile(r"[1-9]\d{14}(?:\d{2}[\dXx])?")
_ARRIVING = re.compile(r"来站|来所|求助|入站|到站|进站|送来|上门|引导|巡查|巡逻|(?:公安|民警|警察|巡警|交警|城管|群众|市民|社区|110)[^,，]{0,4}(?:护送|送|转送|移送)$|^(?:自行|自愿|主动|自己|本人)$")
_YEARS = re.compile(r"\d{1,3}\s*岁")
_HAN = re.compile(r"[㐀-鿿·]{2,12}\d{0,3}|[A-Za-z][A-Za-z .'·-]{3,40}")


def is_day(value: CellValue) -> bool:
    """Whether the cell is a day: a date, a serial number of one, or a text that names day and month."""
    if isinstance(value, dt.datetime | dt.date):
        return _FIRST_DAY <= (value.date() if isinstance(value, dt.datetime) else value) <= _LAST_DAY
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    if isinstance(value, int | float):
        read = parse_date(value) if value > 10_000 else None  # smaller numbers are ages, counts, days of stay
    else:
        text = clean(value)
        if _MONTH_DAY.fullmatch(text):
            return True
        read = parse_date(re.split(r"[至到~～—]", text)[0].strip()) if len(text) >= 5 else None
    return read is not None and read.value is not None and read.precision == "day" and read.value >= _FIRST_DAY


def day_of(value: CellValue) -> dt.date | None:
    """The day of a cell that names it whole."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return parse_date(clean(value) if isinstance(value, str) else value).value


def is_birth(value: CellValue) -> bool:
    """Whether the cell may be a birth date, with or without its day."""
    if is_day(value):
        return True
    return isinstance(value, str | int) and not isinstance(value, bool) and parse_date(value).value is not None


def is_sex(value: CellValue) -> bool:
    """Whether the cell is a word for male or female; a bare 1 or 2 may be anything."""
    if not isinstance(value, str) or value.strip().isdigit():
        return False
    sex = parse_sex(value)
    return sex is not None and sex.known


def is_identity(value: CellValue) -> bool:
    """Whether the cell has the form of a resident identity number, right or wrong."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return 10**14 <= abs(value) < 10**18
    return isinstance(value, str) and _NUMBER.fullmatch(squeeze(value)) is not None


def is_age(value: CellValue) -> bool:
    """Whether the cell may be an age."""
    if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        return False
    if isinstance(value, int | float):
        return 0 <= value <= 120
    return _YEARS.search(clean(value)) is not None or re.fullmatch(r"\d{1,3}", squeeze(value)) is not None


def is_departure(value: CellValue) -> bool:
    """Whether the cell tells how somebody left; ways of coming (自行来站) use the same words."""
    text = raw(value)
    return departures.classify(text) not in ("", departures.OTHER) and not _ARRIVING.search(text)


def is_text(value: CellValue) -> bool:
    """Whether the cell holds words, neither a figure nor a day."""
    return isinstance(value, str) and re.search(r"[^\W\d_]", value) is not None and not is_day(value)


def share(values: Iterable[CellValue], kind: Callable[[CellValue], bool]) -> float:
    """Which part of the cells that say something is of a kind; 0 where none says anything."""
    told = [v for v in values if not says_nothing(v)]
    return sum(map(kind, told)) / len(told) if told else 0.0


def looks_like_person(row: Sequence[CellValue]) -> bool:
    """Whether a line without headings is about a person: a number, or a sex with a day or an age and a name."""
    cells = [v for v in row if not is_blank(v)]
    if len(cells) < 3:
        return False
    if any(is_identity(v) for v in cells):
        return True
    named = any(isinstance(v, str) and not is_sex(v) and _HAN.fullmatch(squeeze(v)) for v in cells)
    dated = any(is_day(v) or isinstance(v, str) and _YEARS.search(v) for v in cells)
    return named and dated and any(is_sex(v) for v in cells)
