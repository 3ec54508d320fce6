"""Into which row a stay falls, and what the report adds up to."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import pytest

from nuanyang.engines.ledger.reader import read_workbook
from nuanyang.engines.station_report.definitions import TABLES
from nuanyang.engines.station_report.facts import StayFact, band_of, classify, departure_by, origin_of
from nuanyang.engines.station_report.from_ledger import facts_of
from nuanyang.engines.station_report.tally import BadPeriod, as_dict, build
from nuanyang.kernel.ages import Age, parse_age

TEN_MONTHS = Path(__file__).parents[2] / "data" / "station_ten_months.xlsx"
FROM, TO = dt.date(2013, 1, 1), dt.date(2013, 10, 31)
BASE = StayFact(1, None, dt.date(2013, 5, 1))


def figures(report, table):
    return {row["id"]: row["value"] for t in report.as_dict()["tables"] if t["id"] == table for row in t["rows"]}


@pytest.fixture(scope="module")
def ten_months():
    book = read_workbook(TEN_MONTHS, region="510900")
    return list(facts_of(book.rows))


def test_ten_months_give_exactly_the_figures_of_the_survey_report(ten_months):
    report = build(ten_months, "LJ", "510900", FROM, TO)
    assert figures(report, "received")["person_times"] == 1724
    origin = figures(report, "origin")
    assert (origin["out_of_province"], origin["in_city"] + origin["in_province"], origin["unknown"]) == (436, 1288, 0)
    assert figures(report, "sex") == {"male": 1321, "female": 403, "unknown": 0}
    assert figures(report, "age") == {"minor": 238, "working_age": 1194, "old": 281, "unknown": 11}
    assert figures(report, "key_groups") == {"limb_disability": 89, "mental_illness": 107, "dementia_or_intellectual": 39, "none": 1489}
    departure = figures(report, "departure")
    assert (departure["escorted_home"], departure["funded_return"], departure["collected_by_kin"]) == (225, 1198, 42)
    others = {k: v for k, v in departure.items() if k not in ("escorted_home", "funded_return", "collected_by_kin")}
    assert others == {
        "left_by_choice": 118, "left_without_notice": 41, "hospital": 33, "transferred": 27, "resettled": 9, "ended": 7, "died": 0, "still_in": 24,
    }  # fmt: skip
    assert sum(others.values()) == 259
    assert all(t.adds_up and t.total == 1724 and t.unexplained == 0 for t in report.tables)
    assert len(report.members["age", "unknown"]) == 11
    assert report.age_conflicts == ()


def test_months_add_up_to_the_whole(ten_months):
    shuffled = random.Random(1).sample(ten_months, len(ten_months))
    months = [build(shuffled, "LJ", "510900", dt.date(2013, m, 1), dt.date(2013, m + 1, 1) - dt.timedelta(days=1)) for m in range(1, 11)]
    assert [m.table("received").total for m in months] == [178, 150, 175, 157, 166, 164, 190, 185, 163, 196]
    whole = build(shuffled, "LJ", "510900", FROM, TO)
    for table in ("origin", "sex", "age", "key_groups"):
        assert {k: sum(figures(m, table)[k] for m in months) for k in figures(whole, table)} == figures(whole, table)


def test_shape():
    document = build([BASE], "LJ", "510900", FROM, TO).as_dict("en")
    assert list(document) == ["station", "from", "to", "tables"]
    assert (document["station"], document["from"], document["to"]) == ("LJ", "2013-01-01", "2013-10-31")
    for table in document["tables"]:
        assert list(table) == ["id", "title", "rows", "total", "unexplained"]
        assert all(list(row) == ["id", "label", "value", "definition"] for row in table["rows"])
    assert [t["id"] for t in document["tables"]] == ["received", "origin", "sex", "age", "key_groups", "departure"]


def test_every_word_stands_in_both_languages():
    for table in TABLES:
        for text in (table.title, *(t for row in table.rows for t in (row.label, row.definition))):
            assert text.zh and text.en and text.zh != text.en
            assert not any("\u4e00" <= c <= "\u9fff" for c in text.en)


def test_both_days_count_and_no_other():
    days = [FROM - dt.timedelta(1), FROM, TO, TO + dt.timedelta(1)]
    report = build([replace(BASE, stay_id=i, arrived_on=d) for i, d in enumerate(days)], "LJ", "510900", FROM, TO)
    assert report.members["received", "person_times"] == (1, 2)
    one_day = build([BASE], "LJ", "510900", BASE.arrived_on, BASE.arrived_on)
    assert one_day.table("received").total == 1


def test_an_empty_period_is_all_noughts():
    report = build([], "LJ", "510900", FROM, TO)
    assert all(t.total == 0 and not any(t.values.values()) and t.unexplained == 0 for t in report.tables)


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(BadPeriod):
        build([], "LJ", "510900", TO, FROM)


def test_linked_persons_count_once_and_unlinked_ones_each():
    people = [7, 7, None, None, 1]
    report = build([replace(BASE, stay_id=i, person_id=p) for i, p in enumerate(people)], "LJ", "510900", FROM, TO)
    # the stay with id 1 and the person with id 1 are two
    assert figures(report, "received") == {"person_times": 5, "persons": 4}


@pytest.mark.parametrize(
    ("code", "hint", "station", "expected"),
    [
        ("510921", "", "510900", "in_city"), ("510900", "", "510921", "in_city"), ("510104", "", "510900", "in_province"), ("510000", "", "510900", "in_province"),
        ("110101", "", "510900", "out_of_province"), ("500101", "", "500235", "in_city"), ("110105", "", "110101", "in_city"), ("110105", "", "120101", "out_of_province"),
        ("510921001000", "", "510900", "in_city"), ("000000", "", "510900", "unknown"), ("", "", "510900", "unknown"), ("999999", "", "510900", "unknown"),
        ("", "out_of_province", "510900", "out_of_province"), ("", "in_city", "510900", "in_city"), ("510104", "out_of_province", "510900", "in_province"),
        ("", "unknown", "510900", "unknown"), ("810000", "", "510900", "out_of_province"),
    ],
)  # fmt: skip
def test_origin(code, hint, station, expected):
    assert origin_of(code, hint, station) == expected


def test_a_station_without_region_cannot_be_counted():
    with pytest.raises(ValueError, match="not a region code"):
        build([BASE], "LJ", "", FROM, TO)


@pytest.mark.parametrize(("years", "band"), [(0, "minor"), (17, "minor"), (18, "working_age"), (59, "working_age"), (60, "old"), (120, "old")])
def test_bands(years, band):
    assert band_of(years) == band


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # the eighteenth birthday decides
        ({"birth": dt.date(1995, 5, 1)}, ("working_age", 18, "birth", False)),
        ({"birth": dt.date(1995, 5, 2)}, ("minor", 17, "birth", False)),
        ({"birth": dt.date(1953, 5, 1)}, ("old", 60, "birth", False)),
        # birth before identity number before stated age
        ({"birth": dt.date(1980, 1, 1), "identity_birth": dt.date(1950, 1, 1), "age": Age(10, 10, 10)}, ("working_age", 33, "birth", True)),
        ({"identity_birth": dt.date(1950, 1, 1), "age": Age(10, 10, 10)}, ("old", 63, "identity", True)),
        ({"identity_birth": dt.date(1950, 1, 1), "age": Age(64, 64, 64)}, ("old", 63, "identity", False)),
        ({"age": parse_age("约45岁")}, ("working_age", 45, "stated", False)),
        ({"identity_birth": dt.date(1970, 1, 1), "age": parse_age("约47岁")}, ("working_age", 43, "identity", False)),
        # words and bounds count where they are clear
        ({"age": parse_age("未成年")}, ("minor", None, "stated", False)),
        ({"age": parse_age("成年")}, ("unknown", None, "", False)),
        ({"age": parse_age("60岁以上")}, ("old", 60, "stated", False)),
        ({"age": parse_age("3个月")}, ("minor", 0, "stated", False)),
        ({}, ("unknown", None, "", False)),
        # what cannot be is passed over and flagged
        ({"birth": dt.date(2014, 1, 1), "identity_birth": dt.date(1950, 1, 1)}, ("old", 63, "identity", True)),
        ({"birth": dt.date(1850, 1, 1), "age": Age(30, 30, 30)}, ("working_age", 30, "stated", True)),
        # a month or a year alone
        ({"birth": dt.date(1995, 1, 1), "birth_precision": "year"}, ("minor", 17, "birth", False)),
        ({"birth": dt.date(1980, 1, 1), "birth_precision": "year", "identity_birth": dt.date(1980, 8, 9)}, ("working_age", 32, "birth", False)),
        ({"birth": dt.date(2013, 1, 1), "birth_precision": "year"}, ("minor", 0, "birth", False)),
        ({"birth": dt.date(1980, 3, 1), "birth_precision": "month", "identity_birth": dt.date(1980, 4, 1)}, ("working_age", 33, "birth", True)),
    ],
)
def test_age_at_arrival(facts, expected):
    classes = classify(replace(BASE, **facts), "510900")
    assert (classes.age_band, classes.age_years, classes.age_source, classes.age_conflict) == expected


def test_age_conflicts_are_listed():
    report = build([replace(BASE, birth=dt.date(1980, 1, 1), age=Age(50, 50, 50)), replace(BASE, stay_id=2)], "LJ", "510900", FROM, TO)
    assert report.age_conflicts == (1,)


@pytest.mark.parametrize(
    ("departure", "left", "expected"),
    [
        ("escorted_home", TO, "escorted_home"), ("escorted_home", TO + dt.timedelta(1), "still_in"), ("escorted_home", None, "escorted_home"), ("", None, "still_in"),
        ("still_in", None, "still_in"), ("", TO, "unexplained"), ("still_in", TO, "unexplained"), ("other", TO, "unexplained"), ("other", None, "unexplained"),
        ("other", TO + dt.timedelta(1), "still_in"), ("died", FROM, "died"),
    ],
)  # fmt: skip
def test_departure(departure, left, expected):
    assert departure_by(departure, left, TO) == expected


def test_what_is_unexplained_has_its_own_row_and_stands_at_the_table():
    report = build([replace(BASE, stay_id=i, departure=d, left_on=TO) for i, d in enumerate(["died", "other", ""])], "LJ", "510900", FROM, TO)
    table = next(t for t in report.as_dict()["tables"] if t["id"] == "departure")
    assert table["unexplained"] == 2
    assert table["rows"][-1]["id"] == "unexplained" and table["rows"][-1]["value"] == 2
    assert sum(row["value"] for row in table["rows"]) == table["total"] == 3


def test_key_groups_may_overlap():
    facts = [replace(BASE, key_groups=frozenset(("limb_disability", "mental_illness"))), replace(BASE, key_groups=frozenset(("deaf",)))]
    report = build(facts, "LJ", "510900", FROM, TO)
    assert figures(report, "key_groups") == {"limb_disability": 1, "mental_illness": 1, "dementia_or_intellectual": 0, "none": 1}


def test_a_miscount_of_a_database_is_seen():
    values = {t.id: dict.fromkeys(t.row_ids, 0) for t in TABLES}
    values["received"]["person_times"] = 5
    values["sex"]["male"] = 4
    tables = {t["id"]: t for t in as_dict("LJ", FROM, TO, values)["tables"]}
    assert tables["sex"]["unexplained"] == 1
    assert tables["key_groups"]["unexplained"] == 0


@pytest.mark.parametrize(
    ("said", "band"),
    [
        ("15-20岁", "unknown"), ("55-65岁", "unknown"), ("十七八岁", "unknown"), ("十多岁", "unknown"), ("成年", "unknown"), ("50岁以上", "unknown"), ("18岁以下", "unknown"),
        ("40-50岁", "working_age"), ("10-15岁", "minor"), ("60-70岁", "old"), ("60岁以上", "old"), ("不满18", "minor"), ("六十多", "old"), ("约60岁", "old"), ("约17岁", "minor"), ("59.9", "working_age"), ("17.5", "minor"),
    ],
)  # fmt: skip
def test_a_span_over_a_border_is_in_no_band(said, band):
    told = classify(StayFact(1, None, dt.date(2024, 1, 1), age=parse_age(said)), "510900")
    assert told.age_band == band and not told.age_conflict


def test_a_birth_date_within_the_span_is_no_conflict():
    fact = StayFact(1, None, dt.date(2024, 1, 1), birth=dt.date(2005, 6, 1), age=parse_age("15-20岁"))
    assert classify(fact, "510900").age_band == "working_age" and not classify(fact, "510900").age_conflict
    assert classify(replace(fact, birth=dt.date(1990, 6, 1)), "510900").age_conflict


def test_one_number_under_two_names_counts_two_persons(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ["姓名", "性别", "证件号码", "入站日期"],
        ["何一", "男", "510904199001010012", "2013-05-01"],
        ["何二", "男", "510904199001010012", "2013-05-02"],
        ["何一", "男", "510904199001010012", "2013-05-03"],
    ):
        book.active.append(row)
    book.save(tmp_path / "two.xlsx")
    rows = read_workbook(tmp_path / "two.xlsx", region="510900").rows
    assert len({fact.person_id for fact in facts_of(rows)}) == 2
