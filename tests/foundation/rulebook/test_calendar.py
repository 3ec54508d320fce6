"""Working days of the release and of imported years."""

from datetime import date

import pytest

from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.rulebook import calendar, operations, queries
from nuanyang.foundation.scope.acting import acting_as


def test_holidays_and_makeup_days_of_a_known_year():
    known = calendar.shipped_calendar()
    assert not known.is_working_day(date(2025, 10, 1))
    assert known.is_working_day(date(2025, 9, 28))  # a Sunday worked for the National Day
    assert known.is_working_day(date(2025, 10, 9))
    assert not known.provisional(date(2025, 9, 1), date(2025, 10, 31))


def test_seven_working_days_over_the_national_day():
    assert calendar.shipped_calendar().add_working_days(date(2025, 9, 26), 7) == date(2025, 10, 13)


def test_an_unpublished_year_is_provisional():
    last = max(calendar.shipped_years())
    known = calendar.shipped_calendar()
    assert known.provisional(date(last, 12, 20), date(last + 1, 1, 10))
    assert not known.provisional(date(last, 1, 1), date(last, 12, 31))
    assert known.is_working_day(date(last + 1, 6, 3)) == (date(last + 1, 6, 3).weekday() < 5)


@pytest.mark.django_db
class TestImport:
    def test_an_imported_year_takes_the_place_of_what_was_known(self, system, now):
        year = max(calendar.shipped_years()) + 1
        off, on = _next_weekday(date(year, 1, 4)), _next_sunday(date(year, 1, 4))
        row, moved = operations.import_calendar(
            year=year, holidays=[off], makeup=[on], source="国务院办公厅通知", at=now, actor=system
        )
        assert moved.moved == 0
        with acting_as(system, read_only=True):
            known = queries.working_calendar()
            states = {s.year: s for s in queries.calendar_years(year)}
            assert Event.objects.filter(name="rulebook.calendar_imported").exists()
        assert not known.is_working_day(off) and known.is_working_day(on)
        assert not known.provisional(date(year, 1, 1), date(year, 12, 31))
        assert states[year].known and states[year].source == "国务院办公厅通知"
        assert not states[year + 1].known
        again, _moved = operations.import_calendar(
            year=year, holidays=[date(year, 1, 1)], makeup=[], source="更正", at=now, actor=system
        )
        assert again.pk == row.pk
        with acting_as(system, read_only=True):
            assert queries.working_calendar().is_working_day(off)

    @pytest.mark.parametrize(
        ("holidays", "makeup", "code"),
        [
            ([date(2031, 1, 1)], [], "other_year"),
            ([], [date(2030, 1, 5)], "empty"),
            ([date(2030, 1, 5)], [date(2030, 1, 5)], "contradiction"),
            ([date(2030, 1, 1)], [date(2030, 1, 7)], "not_weekend"),
        ],
    )
    def test_a_list_that_is_no_arrangement_is_refused(self, system, now, holidays, makeup, code):
        with pytest.raises(operations.CalendarRefused) as caught:
            operations.import_calendar(
                year=2030, holidays=holidays, makeup=makeup, source="x", at=now, actor=system
            )
        assert caught.value.code == code


def _next_weekday(day: date) -> date:
    while day.weekday() > 3:
        day = day.replace(day=day.day + 1)
    return day


def _next_sunday(day: date) -> date:
    while day.weekday() != 6:
        day = day.replace(day=day.day + 1)
    return day
