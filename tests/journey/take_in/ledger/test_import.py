"""The ten months' ledger comes in to the last row, once, and is reported right."""

from __future__ import annotations

from pathlib import Path

import pytest

from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.ledger import reading, runner
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
