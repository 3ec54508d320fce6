from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.kernel.working_days import WorkingCalendar

SPRING = WorkingCalendar(
    holidays=frozenset(date(2026, 2, d) for d in range(16, 24)),
    makeup=frozenset((date(2026, 2, 14), date(2026, 2, 28))),
    provisional_years=frozenset((2027,)),
)
near = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def test_the_day_after_the_start_is_the_first() -> None:
    plain = WorkingCalendar()
    assert plain.add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert plain.add_working_days(date(2026, 11, 20), 0) == date(2026, 11, 20)
    assert plain.add_working_days(date(2026, 11, 21), 5) == date(2026, 11, 27)
    assert plain.add_working_days(date(2026, 11, 23), -1) == date(2026, 11, 20)


def test_holidays_and_make_up_days() -> None:
    assert not SPRING.is_working_day(date(2026, 2, 17))
    assert SPRING.is_working_day(date(2026, 2, 14)) and not SPRING.is_working_day(date(2026, 2, 15))
    assert SPRING.add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert SPRING.next_working_day(date(2026, 2, 15)) == date(2026, 2, 24)
    assert SPRING.next_working_day(date(2026, 2, 14)) == date(2026, 2, 14)


def test_a_make_up_day_wins_over_a_holiday() -> None:
    assert WorkingCalendar(
        holidays=frozenset((date(2026, 2, 14),)), makeup=frozenset((date(2026, 2, 14),))
    ).is_working_day(date(2026, 2, 14))


@given(near, st.integers(0, 60))
def test_adding_and_counting_are_inverse(start: date, n: int) -> None:
    end = SPRING.add_working_days(start, n)
    assert SPRING.working_days_between(start, end) == n
    assert SPRING.working_days_between(end, start) == -n
    assert n == 0 or SPRING.is_working_day(end)


@given(near, st.integers(0, 30), st.integers(0, 30))
def test_steps_add_up(start: date, a: int, b: int) -> None:
    assert SPRING.add_working_days(SPRING.add_working_days(start, a), b) == SPRING.add_working_days(start, a + b)


def test_spans_over_an_unannounced_year_are_provisional() -> None:
    assert SPRING.provisional(date(2026, 12, 20), date(2027, 1, 5))
    assert SPRING.provisional(date(2028, 1, 1), date(2026, 12, 20))
    assert not SPRING.provisional(date(2026, 1, 1), date(2026, 12, 31))


def test_a_calendar_without_working_days_does_not_hang() -> None:
    never = WorkingCalendar(holidays=frozenset(date(2026, 1, 1) + timedelta(days=i) for i in range(800)))
    with pytest.raises(ValueError, match="no working day"):
        never.add_working_days(date(2026, 1, 1), 1)
