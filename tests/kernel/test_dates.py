from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.kernel import dates
from nuanyang.kernel.clock_time import parse_time
from nuanyang.kernel.dates import ParsedDate, parse_date
from nuanyang.kernel.days_said import day_said

TODAY = date(2026, 11, 22)  # a Sunday
days = st.dates(date(1910, 1, 1), date(2150, 12, 31))
WIDE = {ord(c): ord(c) + 0xFEE0 for c in "0123456789"}
HAN = str.maketrans("0123456789", "〇一二三四五六七八九")


@given(days)
def test_every_way_of_writing_a_day_gives_that_day(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    written = [
        f"{y}年{m}月{d}日", f"{y}年{m:02d}月{d:02d}号", f"{y}.{m}.{d}", f"{y}-{m:02d}-{d:02d}", f"{y}/{m}/{d}", f"{y}{m:02d}{d:02d}", f"{y} 年 {m} 月 {d} 日", f"{y}、{m}、{d}",
        f"{y}年{m}月{d}日".translate(WIDE), f"{y}．{m}．{d}", f" {y}-{m}-{d} ", f"{y}-{m}-{d}(星期三)", str((day - date(1899, 12, 30)).days), f"{y}年{m}月{d}日".translate(HAN) if m < 10 and d < 10 else f"{y}年{m}月{d}",
    ]  # fmt: skip
    for text in written:
        if text.isdigit() and len(text) < 5:
            continue
        read = parse_date(text)
        assert (read.value, read.precision, read.problem, read.time_of_day) == (day, "day", None, None), text
        assert read.exact


@given(days, st.times())
def test_a_time_behind_the_day(day: date, clock: time) -> None:
    clock = clock.replace(microsecond=0)
    for text in (
        f"{day:%Y-%m-%d} {clock:%H:%M:%S}",
        f"{day.isoformat()}T{clock:%H:%M:%S}+08:00",
        f"{day:%Y%m%d}{clock:%H%M%S}",
        f"{day.year}年{day.month}月{day.day}日{clock.hour}时{clock.minute}分{clock.second}秒",
    ):
        read = parse_date(text)
        assert (read.value, read.time_of_day) == (day, clock), text


@given(days, st.integers(0, 86_399))
def test_excel_serials_with_a_time(day: date, seconds: int) -> None:
    read = parse_date((day - date(1899, 12, 30)).days + seconds / 86_400)
    assert read.value == day
    assert (read.time_of_day or time(0)) == time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def test_excel_before_its_false_leap_day() -> None:
    assert parse_date(1).value == date(1900, 1, 1)
    assert parse_date(59).value == date(1900, 2, 28)
    assert parse_date(60).problem == "out_of_range"
    assert parse_date(61).value == date(1900, 3, 1)
    assert parse_date(41395).value == parse_date("41395").value == date(2013, 5, 1)
    assert parse_date(0.5).problem == "out_of_range"


@given(
    st.one_of(
        st.text(max_size=30),
        st.from_regex(r"\d{1,4}[年./\- ]\d{0,2}[月./\- ]?\d{0,2}[日 ]?\d{0,2}[:点]?\d{0,2}", fullmatch=True),
        st.floats(),
        st.integers(),
    )
)
def test_nothing_breaks_the_reader(cell: str | float) -> None:
    for today in (None, TODAY):
        read = parse_date(cell, today=today)
        assert (read.value is None) == (read.precision == "")
        assert read.value is not None or read.time_of_day is None


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2013年5月", date(2013, 5, 1), "month"), ("2013.5", date(2013, 5, 1), "month"), ("2013-05", date(2013, 5, 1), "month"), ("201305", date(2013, 5, 1), "month"), ("2013年5月初", date(2013, 5, 1), "month"),
        ("二〇一三年五月", date(2013, 5, 1), "month"), ("2013年", date(2013, 1, 1), "year"), ("2013", date(2013, 1, 1), "year"), ("2013年底", date(2013, 1, 1), "year"),
    ],
)  # fmt: skip
def test_partial_dates_are_flagged_by_their_precision(text: str, value: date, precision: str) -> None:
    read = parse_date(text)
    assert (read.value, read.precision, read.exact) == (value, precision, False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("今天", date(2026, 11, 22)), ("昨天", date(2026, 11, 21)), ("前天", date(2026, 11, 20)), ("大前天", date(2026, 11, 19)), ("明天", date(2026, 11, 23)), ("3天前", date(2026, 11, 19)), ("三天前", date(2026, 11, 19)),
        ("10日以前", date(2026, 11, 12)), ("两天后", date(2026, 11, 24)), ("上周三", date(2026, 11, 11)), ("周三", date(2026, 11, 18)), ("上星期天", date(2026, 11, 15)), ("去年3月5日", date(2025, 3, 5)), ("本月5日", date(2026, 11, 5)),
        ("上个月5号", date(2026, 10, 5)), ("昨天下午3点", date(2026, 11, 21)), ("昨晚8点", date(2026, 11, 21)), ("今早", date(2026, 11, 22)), ("昨晚", date(2026, 11, 21)), ("今年五月一日", date(2026, 5, 1)),
    ],
)  # fmt: skip
def test_words_relative_to_today(text: str, value: date) -> None:
    read = parse_date(text, today=TODAY)
    assert (read.value, read.precision, read.problem) == (value, "day", None)


@pytest.mark.parametrize("text", ["昨天", "3天前", "上周三", "去年", "上个月"])
def test_relative_words_need_today(text: str) -> None:
    assert parse_date(text) == ParsedDate(problem="today_missing")


@pytest.mark.parametrize(
    ("text", "value", "precision", "problem"),
    [
        ("5月1日", date(2026, 5, 1), "day", "year_assumed"), ("12月1日", date(2025, 12, 1), "day", "year_assumed"), ("13.5.1", date(2013, 5, 1), "day", "century_assumed"), ("130501", date(2013, 5, 1), "day", "century_assumed"),
        ("89年5月", date(1989, 5, 1), "month", "century_assumed"), ("89年", date(1989, 1, 1), "year", "century_assumed"), ("两周前", date(2026, 11, 8), "day", "approximate"), ("半年前", date(2026, 5, 22), "day", "approximate"),
        ("约2013年5月1日", date(2013, 5, 1), "day", "approximate"), ("3个月前", date(2026, 8, 1), "month", None), ("两年前", date(2024, 1, 1), "year", None), ("2月29日", date(2024, 2, 29), "day", "year_assumed"),
    ],
)  # fmt: skip
def test_what_is_assumed_is_named(text: str, value: date, precision: str, problem: str | None) -> None:
    read = parse_date(text, today=TODAY)
    assert (read.value, read.precision, read.problem) == (value, precision, problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2013-02-30", "no_such_day"), ("2013年13月1日", "no_such_day"), ("0213-05-01", "out_of_range"), ("99990101", "out_of_range"), ("农历五月初五", "lunar"), ("05/06/2013", "day_month_unclear"), ("5月1日", "year_missing"),
        ("13.5.1", "century_unclear"), ("五一节", "unreadable"), ("2013-05-01 25:10", "unreadable"), ("2013.5.1至2013.5.3", "unreadable"), ("31/31/2013", "no_such_day"), ("99999天前", "today_missing"),
    ],
)  # fmt: skip
def test_refusals_are_named(text: str, problem: str) -> None:
    assert parse_date(text) == ParsedDate(problem=problem)


def test_day_first_is_read_when_only_one_order_is_possible() -> None:
    assert parse_date("25/06/2013").value == parse_date("6/25/2013").value == date(2013, 6, 25)
    assert parse_date("06/06/2013").value == date(2013, 6, 6)


@pytest.mark.parametrize("cell", [None, "", "  ", "不详", "无", "/", "-"])
def test_blank_is_neither_value_nor_problem(cell: str | None) -> None:
    assert parse_date(cell) == ParsedDate()


def test_typed_cells() -> None:
    assert parse_date(date(2013, 5, 1)) == ParsedDate(date(2013, 5, 1), "day")
    assert parse_date(datetime(2013, 5, 1, 15, 30, tzinfo=UTC)).time_of_day == time(15, 30)
    assert parse_date(datetime(2013, 5, 1, tzinfo=UTC)).time_of_day is None
    assert parse_date(20130501.0).value == date(2013, 5, 1)
    assert parse_date(2013.5) == ParsedDate(date(2013, 5, 1), "month")
    assert parse_date(2013.1).problem == "month_unclear"
    assert parse_date(2013.0).precision == "year"
    assert parse_date(float("nan")).problem == "unreadable"
    assert parse_date(True).problem == "unreadable"


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("下午3点", time(15)), ("下午3点半", time(15, 30)), ("15:30", time(15, 30)), ("15：30", time(15, 30)), ("凌晨1点20分", time(1, 20)), ("晚上8点", time(20)), ("中午12点", time(12)), ("中午1点", time(13)),
        ("上午十点一刻", time(10, 15)), ("3:05 PM", time(15, 5)), ("12:10 AM", time(0, 10)), ("下午15:30", time(15, 30)), ("9点钟", time(9)), ("晚10时", time(22)),
    ],
)  # fmt: skip
def test_times_of_day(text: str, clock: time) -> None:
    assert parse_date(f"2013年5月1日 {text}") == ParsedDate(date(2013, 5, 1), "day", None, clock)
    assert parse_date(f"2013.5.1{text}" if not text[0].isdigit() else f"2013.5.1 {text}").time_of_day == clock


def test_midnight_at_the_end_belongs_to_the_next_day() -> None:
    assert (
        parse_date("2013-05-01 24:00")
        == parse_date("2013年5月1日晚上12点")
        == ParsedDate(date(2013, 5, 2), "day", None, time(0))
    )
    assert parse_date("2013年5月1日下午").value == date(2013, 5, 1)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("01:00", time(1)),
        ("1530", time(15, 30)),
        ("下午3点", time(15)),
        (time(4), time(4)),
        (None, None),
        ("", None),
        ("abc", None),
        ("昨天3点", None),
        ("2560", None),
    ],
)
def test_a_cell_for_the_time_alone(text: str | time | None, clock: time | None) -> None:
    assert parse_time(text) == clock


def test_moments_at_the_station() -> None:
    moment = parse_date("2013-05-01 00:30").at()
    assert moment is not None and moment.astimezone(UTC) == datetime(2013, 4, 30, 16, 30, tzinfo=UTC)
    assert ParsedDate().at() is None
    assert dates.local_date(datetime(2013, 4, 30, 16, 30, tzinfo=UTC)) == date(2013, 5, 1)
    with pytest.raises(ValueError, match="time zone"):
        dates.local_date(datetime(2013, 4, 30, 16, 30))  # noqa: DTZ001
    start, end = dates.span_moments(date(2013, 1, 1), date(2013, 1, 31))
    assert (start, end) == (datetime(2012, 12, 31, 16, tzinfo=UTC), datetime(2013, 1, 31, 16, tzinfo=UTC))


@given(days, st.integers(-600, 600))
def test_months_are_clamped_to_the_months_end(day: date, months: int) -> None:
    later = dates.add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or later == dates.month_span(later)[1]


@given(days, days)
def test_whole_months_is_the_greatest_step_that_fits(start: date, end: date) -> None:
    start, end = min(start, end), max(start, end)
    months = dates.whole_months(start, end)
    assert dates.add_months(start, months) <= end < dates.add_months(start, months + 1)
    assert dates.whole_months(end, start) == -months


def test_thirty_first_of_january() -> None:
    assert dates.add_months(date(2013, 1, 31), 1) == date(2013, 2, 28)
    assert dates.add_months(date(2012, 1, 31), 1) == date(2012, 2, 29)


@given(days)
def test_spans_hold_their_day_and_touch_each_other(day: date) -> None:
    for span in (dates.week_span, dates.month_span, dates.quarter_span, dates.half_year_span):
        first, last = span(day)
        assert first <= day <= last
        assert span(last + timedelta(days=1))[0] == last + timedelta(days=1)
    assert dates.half_year_span(date(2026, 7, 1)) == (date(2026, 7, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # 22 November 2026 is a Sunday: the last day of its week.
        ("下周一", date(2026, 11, 23)), ("下个星期天", date(2026, 11, 29)), ("下礼拜三", date(2026, 11, 25)), ("下下周二", date(2026, 12, 1)),
        ("这周五", date(2026, 11, 20)), ("上周日", date(2026, 11, 15)), ("后天", date(2026, 11, 24)), ("大后天", date(2026, 11, 25)),
        ("月底", date(2026, 11, 30)), ("月末", date(2026, 11, 30)), ("本月底", date(2026, 11, 30)), ("下月底", date(2026, 12, 31)), ("上月底", date(2026, 10, 31)),
        ("下月5日", date(2026, 12, 5)), ("下个月5号", date(2026, 12, 5)),
    ],
)
def test_days_to_come(text, day):
    read = parse_date(text, today=TODAY)
    assert (read.value, read.precision) == (day, "day")


def test_the_end_of_a_month_in_february_and_over_new_year():
    assert parse_date("月底", today=date(2028, 2, 3)).value == date(2028, 2, 29)
    assert parse_date("下下月底", today=date(2026, 12, 31)).value == date(2027, 2, 28)


def test_a_note_of_the_weekday_behind_a_date_is_still_a_note():
    assert parse_date("2026-11-23(周一)", today=TODAY).value == date(2026, 11, 23)
    assert parse_date("11月23日 星期一", today=TODAY).value is not None


@pytest.mark.parametrize("text", ["下周一", "月底", "大后天"])
def test_relative_days_need_today(text):
    assert parse_date(text).problem == "today_missing"


@pytest.mark.parametrize(
    ("text", "said", "agreed"),
    [
        ("11月1日", date(2026, 11, 1), date(2027, 11, 1)), ("周一", date(2026, 11, 16), date(2026, 11, 23)),
        ("上周一", date(2026, 11, 9), date(2026, 11, 9)), ("2026-11-01", date(2026, 11, 1), date(2026, 11, 1)),
        ("11-1", date(2026, 11, 1), date(2027, 11, 1)), ("１１．３０", date(2025, 11, 30), date(2026, 11, 30)),
        ("月底", date(2026, 11, 30), date(2026, 11, 30)), ("2026年11月", None, None), ("哪天", None, None),
    ],
)
def test_a_day_said_and_a_day_agreed_upon(text, said, agreed):
    assert day_said(text, today=TODAY) == said and day_said(text, today=TODAY, ahead=True) == agreed
