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
        return [s.code for s in queries.stations_of(actor, **more)]


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
