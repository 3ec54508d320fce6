"""Days as people write them, time zones, and arithmetic by natural months.

`parse_date` reads a cell or a typed word; it never guesses silently: whatever it had to assume is named in
`problem`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from nuanyang.kernel.clock_time import split_time
from nuanyang.kernel.numerals import NUMERAL_CHARACTERS, integer
from nuanyang.kernel.text import fold_width, says_nothing

DEFAULT_TZ = ZoneInfo("Asia/Shanghai")

Precision = Literal["day", "month", "year", ""]
EARLIEST_YEAR, LATEST_YEAR = 1800, 2199


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """What a written date means.

    value: the day; the first day of the month or year when `precision` says month or year; None when
    nothing usable is written.
    problem: None, or a code. With a value: year_assumed, century_assumed, month_unclear, approximate.
    Without: unreadable, no_such_day, out_of_range, year_missing, century_unclear, day_month_unclear, lunar,
    today_missing. Both None: the text is blank or says that nothing is known.
    time_of_day: set when one was written (24:00 moves `value` to the next day).
    """

    value: date | None = None
    precision: Precision = ""
    problem: str | None = None
    time_of_day: time | None = None

    @property
    def exact(self) -> bool:
        """A full day, nothing assumed."""
        return self.value is not None and self.precision == "day" and self.problem is None

    def at(self, tz: ZoneInfo = DEFAULT_TZ, default: time = time(0)) -> datetime | None:
        """The moment in the station's time zone; `default` stands in where no time of day was written."""
        return None if self.value is None else datetime.combine(self.value, self.time_of_day or default, tz)


def parse_date(text: str | int | float | date | datetime | None, *, today: date | None = None) -> ParsedDate:
    """Read a date from a cell's value or from text.

    Knows 2013年5月1日, 2013.5.1, 2013-05-01, 2013/5/1, 20130501, 二〇一三年五月一日, full-width digits,
    Excel serial numbers (1900 system), a time of day behind it (下午3点, 15:30), years or months alone
    (flagged by `precision`), and with `today` 昨天, 3天前, 上周三, 去年3月, 5月1日. Two digits of a year
    are completed so that the day is not after `today`.
    """
    if text is None:
        return ParsedDate()
    if isinstance(text, datetime):
        # Spreadsheet readers give a plain day as midnight: that is no time of day.
        written = text.time().replace(microsecond=0)
        return ParsedDate(text.date(), "day", None, None if written == time(0) else written)
    if isinstance(text, date):
        return ParsedDate(text, "day")
    if isinstance(text, bool):
        return ParsedDate(problem="unreadable")
    if isinstance(text, int | float):
        return _from_number(text)
    folded = fold_width(text)
    if says_nothing(folded):
        return ParsedDate()
    if re.fullmatch(r"\d{5}(\.\d+)?", folded):
        return _from_serial(float(folded))
    if match := re.fullmatch(r"((?:1[89]|20|21)\d{6})(\d{2})(\d{2})(\d{2})?", folded):
        folded = f"{match[1]} {match[2]}:{match[3]}:{match[4] or '00'}"
    body, clock, next_day = split_time(_arabic(_tidy(folded)))
    read = _read_day(body, today)
    if read.value is None or read.precision != "day":
        return read
    try:
        value = read.value + timedelta(days=1) if next_day else read.value
    except OverflowError:
        return ParsedDate(problem="out_of_range")
    return ParsedDate(value, "day", read.problem, clock)


# ── numbers ──


def _from_number(number: int | float) -> ParsedDate:
    if number != number or abs(number) == float("inf"):
        return ParsedDate(problem="unreadable")
    if number == int(number) and int(number) > 100_000:
        return _read_day(str(int(number)), None)
    if EARLIEST_YEAR <= number <= LATEST_YEAR:
        # 2013.5 in a cell is 2013年5月 typed with a point; 2013.1 may have been 2013.10 and lost its zero.
        year, _, month = repr(number).partition(".")
        if month in ("", "0"):
            return _day(int(year), 1, 1, "year")
        if re.fullmatch(r"0?[1-9]|1[0-2]", month):
            return _day(int(year), int(month), 1, "month", "month_unclear" if month == "1" else None)
    return _from_serial(number)


def _from_serial(serial: float) -> ParsedDate:
    """Excel's 1900 system. Day 60 is its 29 February 1900 that never was; days before it count from one day
    later."""
    whole = int(serial)
    if not 1 <= whole <= 109_574 or whole == 60:
        return ParsedDate(problem="out_of_range")
    value = date(1899, 12, 30 if whole > 60 else 31) + timedelta(days=whole)
    seconds = round((serial - whole) * 86_400)
    if seconds >= 86_400:
        value, seconds = value + timedelta(days=1), 0
    clock = time(seconds // 3600, seconds // 60 % 60, seconds % 60) if serial != whole else None
    return ParsedDate(value, "day", None, clock)


# ── text ──

#: A day of a week, not a note behind a date.
_WEEKDAY_ALONE = re.compile(r"(?:上上|上|本|这|下下|下)?个?(?:周|星期|礼拜)")
_WEEKDAY_NOTE = re.compile(r"[,(\s]*(?:星期|礼拜|周)[一二三四五六日天][)]?")
_ABOUT = re.compile(r"^(?:大约|大概|约|可能|估计)|(?:左右|前后|上下|许)$")
_NUMERAL_BEFORE_UNIT = re.compile(
    rf"([{NUMERAL_CHARACTERS}]+)(?=年|个?月|日|号|天|时|点|分|秒|周|个?星期|个?礼拜)"
)


def _part_of_day(match: re.Match[str]) -> str:
    return f"{match[1]}天{'早上' if match[2] == '早' else '晚上'}"


def _tidy(text: str) -> str:
    text = re.sub(r"\s*([年月日号./\-–—])\s*", r"\1", text)
    text = re.sub(r"(?<=[日号\d])\((?:星期|周).\)", "", text)
    if not _WEEKDAY_ALONE.match(text):
        text = _WEEKDAY_NOTE.sub(" ", text)
    return re.sub(r"^([昨今明])(早|晚|夜)上?", _part_of_day, text.strip(" ,;。"))


def _arabic(text: str) -> str:
    def digits(match: re.Match[str]) -> str:
        number = integer(match[1])
        return match[1] if number is None else str(number)

    return _NUMERAL_BEFORE_UNIT.sub(digits, text)


def _read_day(body: str, today: date | None) -> ParsedDate:
    if body.startswith(("农历", "阴历", "旧历")):
        return ParsedDate(problem="lunar")
    stripped = _ABOUT.sub("", re.sub(r"^(?:公历|阳历|西历)", "", body)).strip()
    read = _read_plain(stripped, today)
    if stripped != body and read.value is not None and read.problem is None and _ABOUT.search(body):
        return ParsedDate(read.value, read.precision, "approximate")
    return read


_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str], date | None], ParsedDate]]] = []


def _form(pattern: str) -> Callable[[Callable[[re.Match[str], date | None], ParsedDate]], None]:
    def add(reader: Callable[[re.Match[str], date | None], ParsedDate]) -> None:
        _FORMS.append((re.compile(pattern), reader))

    return add


def _read_plain(text: str, today: date | None) -> ParsedDate:
    for pattern, reader in _FORMS:
        if match := pattern.fullmatch(text):
            return reader(match, today)
    return ParsedDate(problem="unreadable")


@_form(
    r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?|(\d{4})([-./,、–—_ \\])(\d{1,2})\5(\d{1,2})[日号]?"
    r"|(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?"
)
def _year_month_day(match: re.Match[str], today: date | None) -> ParsedDate:
    numbers = [int(g) for g in match.groups() if g and g.isdigit()]
    return _day(numbers[0], numbers[1], numbers[2], "day")


@_form(r"(\d{4})(\d{2})(\d{2})")
def _eight_digits(match: re.Match[str], today: date | None) -> ParsedDate:
    return _day(int(match[1]), int(match[2]), int(match[3]), "day")


@_form(r"(\d{4})(?:年(\d{1,2})月?|[-./](\d{1,2}))(?:份|初|上旬|中旬|下旬|中|底|末)?")
def _year_month(match: re.Match[str], today: date | None) -> ParsedDate:
    return _day(int(match[1]), int(match[2] or match[3]), 1, "month")


@_form(r"(\d{4})年?(?:初|底|末|份)?")
def _year(match: re.Match[str], today: date | None) -> ParsedDate:
    return _day(int(match[1]), 1, 1, "year")


@_form(r"((?:1[89]|20|21)\d{2})(0[1-9]|1[0-2])")
def _six_digits_year_month(match: re.Match[str], today: date | None) -> ParsedDate:
    return _day(int(match[1]), int(match[2]), 1, "month")


@_form(r"(\d{2})(\d{2})(\d{2})|(\d{2})[年./\-](\d{1,2})[月./\-](\d{1,2})[日号]?")
def _two_digit_year(match: re.Match[str], today: date | None) -> ParsedDate:
    numbers = [int(g) for g in match.groups() if g]
    return _with_century(numbers[0], numbers[1], numbers[2], "day", today)


@_form(r"(\d{2})年(?:(\d{1,2})月?)?(?:份|初|上旬|中旬|下旬|底|末)?")
def _two_digit_year_month(match: re.Match[str], today: date | None) -> ParsedDate:
    return _with_century(int(match[1]), int(match[2] or 1), 1, "month" if match[2] else "year", today)


@_form(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
def _year_last(match: re.Match[str], today: date | None) -> ParsedDate:
    first, second, year = (int(g) for g in match.groups())
    if first == second or second > 12 >= first:
        return _day(year, first, second, "day")
    if first > 12 >= second:
        return _day(year, second, first, "day")
    return ParsedDate(problem="day_month_unclear" if first <= 12 and second <= 12 else "no_such_day")


@_form(r"(\d{1,2})月(\d{1,2})[日号]?")
def _month_day(match: re.Match[str], today: date | None) -> ParsedDate:
    """No year: the latest such day that is not after today."""
    if today is None:
        return ParsedDate(problem="year_missing")
    month, day = int(match[1]), int(match[2])
    for year in range(today.year, today.year - 5, -1):
        read = _day(year, month, day, "day", "year_assumed")
        if read.value is not None and read.value <= today:
            return read
    return ParsedDate(problem="no_such_day")


def _day(year: int, month: int, day: int, precision: Precision, problem: str | None = None) -> ParsedDate:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return ParsedDate(problem="out_of_range")
    try:
        return ParsedDate(date(year, month, day), precision, problem)
    except ValueError:
        return ParsedDate(problem="no_such_day")


def _with_century(year: int, month: int, day: int, precision: Precision, today: date | None) -> ParsedDate:
    if today is None:
        return ParsedDate(problem="century_unclear")
    this = _day(today.year // 100 * 100 + year, month, day, precision, "century_assumed")
    if this.value is not None and this.value <= today:
        return this
    earlier = _day(today.year // 100 * 100 - 100 + year, month, day, precision, "century_assumed")
    return earlier if earlier.value is not None else this


# ── relative to today ──

_NEAR_DAYS = {
    "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "当天": 0, "当日": 0,
    "刚才": 0, "刚刚": 0, "现在": 0, "明天": 1, "明日": 1, "后天": 2, "后日": 2, "大后天": 3,
}  # fmt: skip
_WEEKDAYS = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6} | {str(n + 1): n for n in range(7)}
_STEPS = {"上上": -2, "上": -1, "下": 1, "下下": 2}
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "大前年": -3}


@_form("|".join(sorted(_NEAR_DAYS, key=len, reverse=True)))
def _near_day(match: re.Match[str], today: date | None) -> ParsedDate:
    return (
        ParsedDate(problem="today_missing")
        if today is None
        else ParsedDate(today + timedelta(days=_NEAR_DAYS[match[0]]), "day")
    )


@_form(r"(\d{1,5})(天|日|周|个?星期|个?礼拜|个?月|年)(?:以?(前|后)|之(前|后))|半(个?月|年)(前|后)")
def _ago(match: re.Match[str], today: date | None) -> ParsedDate:
    if today is None:
        return ParsedDate(problem="today_missing")
    sign = -1 if "前" in match[0] else 1
    try:
        if match[5]:
            value = today + timedelta(days=sign * 15) if "月" in match[5] else add_months(today, sign * 6)
            return ParsedDate(value, "day", "approximate")
        count, unit = sign * int(match[1]), match[2]
        if unit in "天日":
            return ParsedDate(today + timedelta(days=count), "day")
        if unit == "年":
            return ParsedDate(date(today.year + count, 1, 1), "year")
        if unit.endswith("月"):
            return ParsedDate(add_months(today, count).replace(day=1), "month")
        return ParsedDate(today + timedelta(days=7 * count), "day", "approximate")
    except (ValueError, OverflowError):
        return ParsedDate(problem="out_of_range")


@_form(r"(上上|上|本|这|下下|下)?个?(?:周|星期|礼拜)([一二三四五六日天1-7])")
def _weekday(match: re.Match[str], today: date | None) -> ParsedDate:
    if today is None:
        return ParsedDate(problem="today_missing")
    weeks = _STEPS.get(match[1] or "", 0)
    monday = today - timedelta(days=today.weekday())
    return ParsedDate(monday + timedelta(days=7 * weeks + _WEEKDAYS[match[2]]), "day")


@_form(
    rf"({'|'.join(sorted(_YEARS, key=len, reverse=True))})(?:(\d{{1,2}})月(?:份|初|底|(\d{{1,2}})[日号]?)?)?"
)
def _named_year(match: re.Match[str], today: date | None) -> ParsedDate:
    if today is None:
        return ParsedDate(problem="today_missing")
    precision: Precision = "day" if match[3] else "month" if match[2] else "year"
    return _day(today.year + _YEARS[match[1]], int(match[2] or 1), int(match[3] or 1), precision)


@_form(r"(上上|上|本|这|当|下下|下)?个?月[底末]")
def _end_of_month(match: re.Match[str], today: date | None) -> ParsedDate:
    if today is None:
        return ParsedDate(problem="today_missing")
    after = add_months(today.replace(day=1), _STEPS.get(match[1] or "", 0) + 1)
    return ParsedDate(after - timedelta(days=1), "day", "approximate")


@_form(r"(上上|上|本|这|当|下下|下)个?月(?:份|初|(\d{1,2})[日号])?")
def _named_month(match: re.Match[str], today: date | None) -> ParsedDate:
    if today is None:
        return ParsedDate(problem="today_missing")
    first = add_months(today.replace(day=1), _STEPS.get(match[1], 0))
    return _day(first.year, first.month, int(match[2] or 1), "day" if match[2] else "month")


# ── months and time zones ──


def add_months(start: date, months: int) -> date:
    """The same day `months` natural months later (or earlier), the month's last day where there is none: 31
    January + 1 = 28 February."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def whole_months(start: date, end: date) -> int:
    """How many whole natural months have passed from `start` to `end` (negative if `end` is earlier)."""
    if end < start:
        return -whole_months(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def month_span(day: date) -> tuple[date, date]:
    """First and last day of the natural month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def quarter_span(day: date) -> tuple[date, date]:
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first, add_months(first, 3) - timedelta(days=1)


def half_year_span(day: date) -> tuple[date, date]:
    first = date(day.year, 1 if day.month <= 6 else 7, 1)
    return first, add_months(first, 6) - timedelta(days=1)


def week_span(day: date) -> tuple[date, date]:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def local_date(at: datetime, tz: ZoneInfo = DEFAULT_TZ) -> date:
    """The calendar day of a moment at the station. `at` must carry a time zone (ValueError)."""
    if at.tzinfo is None:
        raise ValueError("a moment without time zone")
    return at.astimezone(tz).date()


def day_start(day: date, tz: ZoneInfo = DEFAULT_TZ) -> datetime:
    return datetime.combine(day, time(0), tz)


def span_moments(first: date, last: date, tz: ZoneInfo = DEFAULT_TZ) -> tuple[datetime, datetime]:
    """[first, last], both days included, as a half-open span of moments in UTC: start ≤ moment < end."""
    return day_start(first, tz).astimezone(UTC), day_start(last + timedelta(days=1), tz).astimezone(UTC)
