"""The ten months' ledger comes in to the last row, once, and is reported right."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.ledger import reading, runner
from nuanyang.journey.take_in.stays import classes
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.dates import local_date
from nuanyang.registry.people.models import Person

pytestmark = pytest.mark.django_db
LEDGER = Path(__file__).resolve().parents[3] / "data" / "station_ten_months.xlsx"


@pytest.fixture
def read(chief, now):
    with acting_as(chief):
        station = Organisation.objects.get(pk=chief.organisation_id)
        return station, reading.read(str(LEDGER), station=station, today=local_date(now))


def test_all_rows_come_in_once_with_their_events(read, chief, now):
    station, ledger = read
    outcome = runner.run(ledger, station=station, at=now, actor=chief)
    assert (outcome.rows, outcome.imported, outcome.refused_rows, outcome.exit_status) == (1724, 1724, 0, 0)
    again = runner.run(ledger, station=station, at=now, actor=chief)
    assert (again.imported, again.already_there) == (0, 1724)
    with acting_as(chief):
        assert Stay.objects.count() == 1724
        assert Stay.objects.filter(sex_class="male").count() == 1321
        assert Stay.objects.filter(age_class="unknown").count() == 11
        assert Stay.objects.filter(origin_class="out_of_province").count() == 436
        assert Event.objects.filter(name="stays.imported").count() == 1724
        assert Event.objects.filter(name="people.registered").count() == Person.objects.count()


def test_dry_run_writes_nothing_and_says_what_would_come(read, chief, now):
    station, ledger = read
    outcome = runner.run(ledger, station=station, at=now, actor=chief, dry_run=True)
    assert outcome.imported == 1724
    with acting_as(chief):
        assert not Stay.objects.exists()


def test_chosen_rows_only(read, chief, now):
    station, ledger = read
    keys = [r.key for r in ledger.rows[:7]]
    outcome = runner.run(ledger, station=station, at=now, actor=chief, chosen=keys)
    assert outcome.imported == 7


def test_another_station_does_not_see_the_rows(read, chief, chen, now):
    station, ledger = read
    runner.run(ledger, station=station, at=now, actor=chief, chosen=[r.key for r in ledger.rows[:7]])
    with acting_as(chen):
        assert not Stay.objects.exists()


def test_blank_names_are_never_joined(read, chief, now):
    station, ledger = read
    nameless = [r for r in ledger.rows if not r.row.name_known]
    assert len(nameless) > 20
    runner.run(ledger, station=station, at=now, actor=chief, chosen=[r.key for r in nameless])
    with acting_as(chief):
        assert Stay.objects.values("person_id").distinct().count() == len(nameless)


def ledger_of(*sheets: list[list[object]], station: Organisation, now) -> reading.Reading:
    """A reading of a workbook written on the spot; the sheets are called 1月, 2月 …"""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"{number}月")
        for row in rows:
            sheet.append(row)
    book.save(out)
    return reading.read(out.getvalue(), station=station, today=local_date(now))


@pytest.fixture
def station(chief):
    with acting_as(chief):
        return Organisation.objects.get(pk=chief.organisation_id)


def test_one_number_under_two_names_is_two_people_and_flagged_also_later(station, chief, now):
    head, number = ["姓名", "性别", "证件号码", "入站日期"], "510904199001010012"
    with acting_as(chief):
        first = ledger_of([head, ["何一", "男", number, "2024-05-01"], ["何二", "男", number, "2024-05-02"]], station=station, now=now)
        later = ledger_of([head, ["何三", "男", number, "2024-06-01"], ["何一", "男", number, "2024-06-02"]], station=station, now=now)
        alone = ledger_of([head, ["何四", "男", number, "2024-07-01"]], station=station, now=now)
    assert runner.run(first, station=station, at=now, actor=chief).flagged == 2
    runner.run(later, station=station, at=now, actor=chief)
    runner.run(alone, station=station, at=now, actor=chief)
    with acting_as(chief):
        stays = list(Stay.objects.order_by("arrived_at"))
        assert len({s.person_id for s in stays}) == 4
        assert stays[0].person_id == stays[3].person_id
        assert all("identity_shared" in s.flags for s in stays[:4])
        assert ["identity_known_otherwise" in s.flags for s in stays] == [False, False, True, False, True]


def test_a_span_over_a_border_stays_unknown_when_the_person_is_changed(station, chief, now):
    head = ["姓名", "性别", "年龄", "入站日期"]
    said = ["15-20岁", "40-59岁", "约60岁", "未成年", "成年"]
    with acting_as(chief):
        read = ledger_of([head, *([f"何{i}一", "男", age, f"2024-05-0{i}"] for i, age in enumerate(said, 1))], station=station, now=now)
    runner.run(read, station=station, at=now, actor=chief)
    expected = ["unknown", "working_age", "old", "minor", "unknown"]
    with acting_as(chief):
        stays = list(Stay.objects.select_related("station", "person").order_by("arrived_at"))
        assert [s.age_class for s in stays] == expected
        assert [classes.classes_of(s, s.person).age_band for s in stays] == expected
        assert [(s.person.birth_year_low, s.person.birth_year_high) for s in stays][0] == (2003, 2009)
