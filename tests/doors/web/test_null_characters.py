"""A null character is a bad request with a page of ours, never a server error."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/reports/station/?station=%00&from=2026-01-01&to=2026-02-01", "/search/?q=%00", "/search/?%00=x", "/people/?before=%00"],
)
def test_in_an_address(client_for, chief, address):
    answer = client_for(chief).get(address)
    assert answer.status_code == 400 and "<html" in answer.content.decode()


def test_in_a_field(client_for, an):
    answer = client_for(an).post("/people/emergency/", {"number": "R1\0", "reason": "昏迷送医", "hours": 2})
    assert answer.status_code == 400


def test_other_control_characters_are_no_error(client_for, chief):
    assert client_for(chief).get("/search/?q=%01%07").status_code == 200
