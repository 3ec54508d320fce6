"""The rows that the package and the list of changes give."""

from datetime import date

import pytest

from nuanyang.foundation.regions.choices import Level
from nuanyang.foundation.regions.source import known_regions


@pytest.fixture(scope="module")
def known():
    return {r.code: r for r in known_regions()}


def test_full_names_leave_out_grouping_codes(known):
    assert known["510903"].full_name == "四川省遂宁市船山区"
    assert known["110101"].full_name == "北京市东城区"
    assert known["429004"].full_name == "湖北省仙桃市"


def test_codes_that_ended_are_kept_with_day_and_successor(known):
    assert known["130182"].abolished_on == date(2014, 10, 31)
    assert known["130182"].successors == ["130109"]
    assert known["110103"].successors == ["110101"]
    assert known["510231"].successors == ["500226"]


def test_a_later_change_ends_codes_and_begins_others(known):
    assert known["510922"].abolished_on == date(2019, 10, 1)
    assert known["510922"].successors == ["510981"]
    assert known["510981"].name == "射洪市"
    assert known["500105"].successors == ["500157"]
    assert known["330110"].abolished_on is None  # only a part of it moved


def test_a_changed_name_under_one_code_is_remembered(known):
    assert known["420600"].name == "襄阳市"
    assert {"name": "襄樊市", "until": "2010-12-31"} in known["420600"].former_names


def test_what_only_the_statistics_list_has_did_not_end(known):
    assert known["232761"].abolished_on is None
    assert known["130171"].level is Level.ZONE


def test_every_successor_is_known_and_no_valid_full_name_is_there_twice(known):
    assert [s for r in known.values() for s in r.successors if s not in known] == []
    valid = [r.full_name for r in known.values() if not r.abolished_on and r.level is Level.COUNTY]
    assert 2800 < len(valid) < 2950
    assert len(valid) == len(set(valid))


def test_names_and_pinyin_fit_their_columns(known):
    assert max(len(r.name) for r in known.values()) <= 60
    assert max(len(r.full_name) for r in known.values()) <= 120
    assert max(len(r.pinyin) for r in known.values()) <= 120
