"""The report equals S4's figures and the engine's own tally, and opens to its rows."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from nuanyang.engines.station_report.from_ledger import facts_of
from nuanyang.engines.station_report.tally import build
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.insight.reports import operations, queries
from nuanyang.journey.take_in.ledger import reading, runner
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotAllowed, NotVisible
from tests.journey.assess.people import resident, somebody

pytestmark = pytest.mark.django_db
LEDGER = Path(__file__).resolve().parents[2] / "data" / "station_ten_months.xlsx"


@pytest.fixture
def ledger(chief, now):
    with acting_as(chief):
        station = Organisation.objects.get(pk=chief.organisation_id)
        read = reading.read(str(LEDGER), station=station, today=local_date(now))
    runner.run(read, station=station, at=now, actor=chief)
    return read


def report(actor, first, last):
    with acting_as(actor, read_only=True):
        return queries.station_report(queries.period(station_code="one", from_=first, to=last))


def values(told):
    return {t["id"]: {r["id"]: r["value"] for r in t["rows"]} for t in told["tables"]}


def test_ten_months_are_those_of_the_survey(ledger, chief):
    told = report(chief, date(2013, 1, 1), date(2013, 10, 31))
    assert list(told) == ["station", "from", "to", "tables"]
    v = values(told)
    assert v["received"]["person_times"] == 1724
    assert v["origin"]["out_of_province"] == 436
    assert v["origin"]["in_city"] + v["origin"]["in_province"] == 1288
    assert (v["sex"]["male"], v["sex"]["female"]) == (1321, 403)
    assert v["age"] == {"minor": 238, "working_age": 1194, "old": 281, "unknown": 11}
    groups = v["key_groups"]
    assert (groups["limb_disability"], groups["mental_illness"], groups["dementia_or_intellectual"]) == (89, 107, 39)
    d = v["departure"]
    assert (d["escorted_home"], d["funded_return"], d["collected_by_kin"]) == (225, 1198, 42)
    assert sum(d.values()) - 225 - 1198 - 42 == 259
    for table in told["tables"]:
        if table["id"] not in ("received", "key_groups"):
            assert sum(r["value"] for r in table["rows"]) == table["total"] == 1724


PERIODS = [
    (date(2013, 1, 1), date(2013, 10, 31)),
    (date(2013, 3, 5), date(2013, 3, 5)),
    (date(2013, 1, 31), date(2013, 2, 1)),
    (date(2012, 1, 1), date(2012, 12, 31)),
    (date(2013, 6, 1), date(2014, 1, 1)),
]


def test_database_and_engine_count_the_same_and_figures_open_to_their_rows(ledger, chief, chen):
    for first, last in PERIODS:
        expected = build(facts_of(ledger.workbook.rows), "one", "510900", first, last).as_dict()
        assert report(chief, first, last) == expected
    assert values(report(chen, *PERIODS[0]))["received"]["person_times"] == 0
    first, last = date(2013, 2, 1), date(2013, 2, 28)
    told = report(chief, first, last)
    with acting_as(chief, read_only=True):
        wanted = queries.period(station_code="one", from_=first, to=last)
        for table in told["tables"]:
            for row in table["rows"]:
                page = queries.rows_behind(wanted, table=table["id"], row=row["id"], size=5000)
                if (table["id"], row["id"]) != ("received", "persons"):
                    assert len(page.stay_ids) == row["value"], (table["id"], row["id"])


def test_unknown_station_and_table(chief):
    with acting_as(chief), pytest.raises(NotVisible):
        queries.period(station_code="nowhere", from_=date(2013, 1, 1), to=date(2013, 1, 2))
    with acting_as(chief):
        wanted = queries.period(station_code="one", from_=date(2013, 1, 1), to=date(2013, 1, 2))
        with pytest.raises(NotVisible):
            queries.rows_behind(wanted, table="sex", row="'; DROP TABLE stays_stay")


@pytest.fixture
def january(chief, now):
    """Only the first month's rows: enough for pages and files."""
    with acting_as(chief):
        station = Organisation.objects.get(pk=chief.organisation_id)
        read = reading.read(str(LEDGER), station=station, today=local_date(now))
    keys = [r.key for r in read.rows if r.row.sheet == read.workbook.sheets[0].name]
    runner.run(read, station=station, at=now, actor=chief, chosen=keys)
    return len(keys)


def test_exports_are_logged_and_hold_the_figures(january, chief, an, now):
    with acting_as(chief):
        wanted = queries.period(station_code="one", from_=date(2013, 1, 1), to=date(2013, 10, 31))
    content = operations.export_station_report(wanted=wanted, format_="xlsx", lang="zh", at=now, actor=chief)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = {c.value for sheet in book for row in sheet.iter_rows() for c in row}
    assert january in cells
    with acting_as(chief):
        assert Event.objects.filter(name="audit.exported").count() == 1
    with pytest.raises(NotAllowed):
        operations.export_station_report(wanted=wanted, format_="xlsx", lang="zh", at=now, actor=an)


def test_page_rows_and_export_over_the_web(january, chief, client_for, django_assert_max_num_queries):
    client = client_for(chief)
    where = "station=one&from=2013-01-01&to=2013-10-31"
    page = client.get(f"/reports/station/?{where}")
    assert page.status_code == 200
    assert str(january) in page.content.decode()
    rows = client.get(f"/reports/station/rows/?{where}&table=sex&row=female")
    assert rows.status_code == 200 and "R0" in rows.content.decode()
    assert client.get(f"/reports/station/rows/?{where}&table=sex&row=none").status_code == 404
    bad = client.get("/reports/station/?station=one&from=2013-13-01&to=2013-10-31")
    assert bad.status_code == 422
    answer = client.post("/reports/station/export/", {"station": "one", "from": "2013-01-01", "to": "2013-10-31", "format": "pdf"})
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")


def test_english_says_one_and_many(an, chief, now, client_for):
    client, where = client_for(chief), f"station=one&from={now:%Y-%m-%d}&to={now:%Y-%m-%d}"
    resident(an, somebody(an, at=now, name="孙一"), at=now, days=0)
    english = {"accept-language": "en"}
    one = client.get(f"/reports/station/?{where}", headers=english).content.decode()
    assert "1 person-time in all" in one and "1 person-times" not in one
    resident(an, somebody(an, at=now, name="孙二"), at=now, days=0)
    two = client.get(f"/reports/station/?{where}", headers=english).content.decode()
    assert "2 person-times in all" in two
    assert "合计 2 人次" in client.get(f"/reports/station/?{where}").content.decode()


def test_rows_on_a_telephone_say_what_each_figure_is(an, chief, now, client_for):
    resident(an, somebody(an, at=now, name="孙一"), at=now, days=0)
    where = f"station=one&from={now:%Y-%m-%d}&to={now:%Y-%m-%d}&table=received&row=persons"
    page = client_for(chief).get(f"/reports/station/rows/?{where}").content.decode()
    assert [f'data-label="{label}"' in page for label in ("入站", "站内编号", "离站")] == [True] * 3
    assert 'class="cell-primary"' in page and "孙一" in page


def test_the_persons_figure_says_why_there_are_more_lines(an, chief, now, client_for):
    stayed = resident(an, somebody(an, at=now, name="孙一"), at=now, days=3)
    where = f"station=one&from={now - timedelta(days=30):%Y-%m-%d}&to={now:%Y-%m-%d}&table=received"
    one = client_for(chief).get(f"/reports/station/rows/?{where}&row=persons").content.decode()
    assert "人次列出" not in one
    stays.end_stay(stay_id=stayed.pk, mode="left_by_choice", at=now - timedelta(days=2), actor=an)
    stays.admit(person_id=stayed.person_id, station_id=an.organisation_id, at=now - timedelta(days=1), actor=an)
    page = client_for(chief).get(f"/reports/station/rows/?{where}&row=persons").content.decode()
    assert "统计的是 1 个人，下面按人次列出 2 行" in page
    assert "人次列出" not in client_for(chief).get(f"/reports/station/rows/?{where}&row=person_times").content.decode()
