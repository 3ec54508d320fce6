"""Who visits somebody at home: the nearest social-work station around the place, never one of another county."""

from __future__ import annotations

import pytest

from nuanyang.foundation.orgs import queries
from nuanyang.foundation.scope.acting import acting_as
from tests.factories.cast import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def stations(system):
    for code, region in (
        ("town", "510903001"), ("village", "510903002005"), ("county", "510921"), ("padded", "510922000000"),
        ("city", "511600"), ("inner", "511602001"),
    ):  # fmt: skip
        make_organisation(system, code, f"{code}社工站", "social_work_station", region)


@pytest.mark.parametrize(
    ("region", "found"),
    [
        ("510903001", "town"), ("510903001007", "town"), ("510903002005", "village"),
        ("510903", "town"),  # nobody for the county as such: the first within it
        ("510903099", "town"),  # another township of the county
        ("510921104", "county"), ("510921", "county"), ("510922", "padded"), ("510922100001", "padded"),
        ("511602", "city"), ("511602001003", "inner"), ("511623", "city"), ("511600", "city"),
        ("510904", None),  # a neighbouring county of the same city has stations, this one has none
        ("513229", None), ("510000", None), ("51", None), ("", None), ("510900", None),
    ],
)  # fmt: skip
def test_the_nearest_around_the_place(stations, chief, region, found):
    with acting_as(chief, read_only=True):
        station = queries.at_home_of(region)
    assert (station.code if station else None) == found
