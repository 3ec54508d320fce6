"""Whose affairs somebody follows: choosers offer those stations and not the whole country's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nuanyang.foundation.orgs import queries
from nuanyang.foundation.scope.acting import acting_as
from tests.factories.cast import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def houses(system, station_id, other_station_id):
    """Station one and two of the city, one of another city, one of another province."""
    make_organisation(system, "near", "德阳市救助管理站", "station", "510600", "bureau")
    make_organisation(system, "far", "郑州市救助管理站", "station", "410100", "bureau")


def codes(actor, **more):
    with acting_as(actor, read_only=True):
        return [s.code for s in queries.stations_of(actor, **more).found]


def test_a_station_follows_itself(houses, chief):
    assert codes(chief) == ["one"]
    assert codes(chief, also="far") == ["one", "far"]
    assert codes(chief, also="one") == ["one"] and codes(chief, also="nothing") == ["one"]


@pytest.mark.parametrize(
    ("region", "followed"),
    [("510900", ["one", "two"]), ("510000", ["near", "one", "two"]), ("510923", ["two"]), ("440000", [])],
)
def test_who_oversees_follows_the_region(houses, city, region, followed):
    overseer = replace(city, keys=(*[k for k in city.keys if not k.startswith("r:")], f"r:{region}"))
    assert codes(overseer) == (followed or ["far", "near", "one", "two"])  # with nothing to oversee: who is known


def test_no_more_than_a_chooser_holds(houses, city):
    assert codes(city, limit=1) == ["one"] and codes(city, limit=1, also="two") == ["one", "two"]


def test_more_are_said_and_follow_and_are_found_by_name(houses, city):
    with acting_as(city, read_only=True):
        first = queries.stations_of(city, limit=1)
        assert first.more and [s.code for s in first.found] == ["one"]
        rest = queries.stations_of(city, after="one", limit=1)
        assert not rest.more and [s.code for s in rest.found] == ["two"]
        assert queries.stations_of(city, after="two").found == [], "behind the last there is nobody else's"
        assert [s.code for s in queries.stations_of(city, text="射水").found] == ["two"]
        assert queries.stations_of(city, text="郑州").found == []


def test_ones_own_comes_first_and_is_never_cut_off(houses, chen, city):
    keys = (*city.keys, *chen.keys)
    with acting_as(replace(chen, keys=keys), read_only=True):
        found = queries.stations_of(replace(chen, keys=keys), limit=1)
    assert [s.code for s in found.found] == ["two"] and found.more


def test_the_pages_turn(system, houses, city, client_for, monkeypatch):
    monkeypatch.setattr(queries.stations_of, "__kwdefaults__", {**queries.stations_of.__kwdefaults__, "limit": 1})
    client = client_for(city)
    first = client.get("/take-in/").content.decode()
    assert "临江市救助管理站" in first and 'href="?after=one' in first and "射水县救助管理站" not in first
    second = client.get("/take-in/?after=one").content.decode()
    assert "射水县救助管理站" in second and 'href="?after=' not in second
    report = client.get("/reports/station/").content.decode()
    assert 'name="named"' in report
    found = client.get("/reports/station/?named=射水").content.decode()
    assert "射水县救助管理站" in found and 'value="two" selected' in found
    missing = client.get("/reports/station/?named=没有")
    assert missing.status_code == 422 and "没有找到这样的救助站" in missing.content.decode()


def test_the_list_of_stations_asks_as_much_for_many_as_for_one(
    system, houses, city, client_for, django_assert_max_num_queries
):
    client = client_for(city)
    client.get("/take-in/")
    with django_assert_max_num_queries(40) as few:
        assert "临江市救助管理站" in client.get("/take-in/").content.decode()
    before = len(few.captured_queries)
    for number in range(5):
        make_organisation(system, f"more{number}", f"第{number}救助管理站", "station", "510903", "bureau")
    with django_assert_max_num_queries(before):
        assert "第4救助管理站" in client.get("/take-in/").content.decode()


def test_the_report_offers_a_chief_his_own_station_alone(system, houses, chief, client_for):
    html = client_for(chief).get("/reports/station/").content.decode()
    assert "临江市救助管理站" in html and "郑州市救助管理站" not in html
    assert "郑州市救助管理站" in client_for(chief).get("/reports/station/?station=far").content.decode()
