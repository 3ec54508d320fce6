"""What follows from a region code alone."""

import pytest

from nuanyang.foundation.regions import rules
from nuanyang.foundation.regions.choices import Level, Relation


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("510903", "510903"),
        ("510903000000", "510903"),
        ("510903001000", "510903001"),
        ("510903001", "510903001"),
        ("510903001002", "510903001002"),
        ("51", "510000"),
        ("5109", "510900"),
        (" 510900 ", "510900"),
        ("", ""),
        (None, ""),
        ("51090", ""),
        ("5109a3", ""),
        ("５１０９０３", ""),
        ("010000", ""),
    ],
)
def test_codes_are_brought_to_their_shortest_form(written, meant):
    assert rules.clean(written) == meant


def test_a_chain_leads_from_the_province_down():
    assert rules.chain("510903001002") == ["510000", "510900", "510903", "510903001", "510903001002"]
    assert rules.chain("510000") == ["510000"]
    assert rules.chain("nonsense") == []


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("510903", "510921", True),
        ("510903", "510900", True),
        ("510903", "510104", False),
        ("110101", "110229", True),
        ("500101", "500243", True),
        ("510000", "510000", False),
        ("110000", "110101", True),
        ("", "", False),
        ("510903", "", False),
    ],
)
def test_same_city_compares_four_digits_and_two_in_a_municipality(a, b, same):
    assert rules.same_city(a, b) is same
    assert rules.same_city(b, a) is same


def test_relation_of_a_place_to_a_station():
    assert rules.relation("510921", "510900") == Relation.SAME_CITY
    assert rules.relation("510104", "510900") == Relation.SAME_PROVINCE
    assert rules.relation("510000", "510900") == Relation.SAME_PROVINCE
    assert rules.relation("411602", "510900") == Relation.OTHER_PROVINCE
    assert rules.relation("", "510900") == Relation.UNKNOWN


def test_levels_by_digits_and_name():
    assert rules.level_of("510000", "四川省") is Level.PROVINCE
    assert rules.level_of("510900", "遂宁市") is Level.CITY
    assert rules.level_of("110100", "市辖区") is Level.GROUPING
    assert rules.level_of("429000", "省直辖县级行政区划") is Level.GROUPING
    assert rules.level_of("130171", "石家庄高新技术产业开发区") is Level.ZONE
    assert rules.level_of("510903001", "某街道") is Level.TOWNSHIP
    assert rules.level_of("510903001002", "某社区") is Level.VILLAGE


def test_within_and_prefix():
    assert rules.within("510903", "510000")
    assert rules.within("510903", "")
    assert not rules.within("510903", "510100")
    assert not rules.within("", "510000")
    assert rules.prefix("511000") == "5110"
    assert rules.prefix("510000") == "51"
    assert rules.prefix("510903001") == "510903001"


def test_short_names_keep_two_characters():
    assert rules.short_name("河南省") == "河南"
    assert rules.short_name("内蒙古自治区") == "内蒙古"
    assert rules.short_name("沙县") == "沙县"
    assert rules.short_name("两江新区") == "两江"
