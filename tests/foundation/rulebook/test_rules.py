"""Merging: regions, dates, certainty."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.foundation.rulebook.choices import Effect
from nuanyang.foundation.rulebook.loader import shipped
from nuanyang.foundation.rulebook.rules import Override, as_of, objection_to

TEN_DAYS = shipped().rules["RS-040"]
HARD = shipped().rules["RS-072"]
HIGHER = shipped().rules["RS-111"]
UNSURE = shipped().rules["RS-070"]
DAY = date(2026, 3, 2)


def over(region="", value=None, effect=None, start=date(2026, 1, 1), end=None, source="", id=None):
    return Override(region, start, Decimal(value) if value is not None else None, effect, end, source, id)


def value(*overrides, region="510903", on=DAY):
    return as_of(TEN_DAYS, overrides, region=region, on=on).value


def test_without_overrides_the_shipped_number_holds():
    assert value() == 10
    assert as_of(TEN_DAYS, [], region="510903", on=DAY).override is None


def test_the_most_specific_region_wins():
    everywhere, province, city = over("", 14), over("510000", 12), over("510900", 8)
    assert value(everywhere, province, city) == 8
    assert value(city, everywhere, province, region="510104") == 12
    assert value(city, everywhere, province, region="411602") == 14
    assert value(city, everywhere, province, region="") == 14


def test_dates_are_honoured():
    epidemic = over("", 14, start=date(2020, 2, 1), end=date(2020, 6, 1))
    assert value(epidemic, on=date(2020, 1, 31)) == 10
    assert value(epidemic, on=date(2020, 2, 1)) == 14
    assert value(epidemic, on=date(2020, 6, 1)) == 10


def test_the_later_setting_wins_in_one_region():
    assert value(over("", 12, id=1), over("", 13, start=date(2026, 2, 1), id=2)) == 13
    assert value(over("", 12, id=1), over("", 13, id=2)) == 13


def test_before_its_instrument_and_outside_its_region_a_rule_is_off():
    assert as_of(TEN_DAYS, [], region="510903", on=date(2014, 7, 31)).active is False
    shanghai = shipped().rules["RS-123"]
    assert as_of(shanghai, [], region="310101", on=DAY).active
    assert not as_of(shanghai, [], region="510903", on=DAY).active


def test_a_repetition_of_the_same_number_follows_it():
    changed = as_of(HARD, [over("", 2)], region="510903", on=DAY)
    assert (changed.amount.count, changed.every.count) == (2, 2)
    weekly = as_of(shipped().rules["RS-048"], [over("", 5)], region="510903", on=DAY)
    assert (weekly.amount.count, weekly.every.count) == (5, 1)


@pytest.mark.parametrize(
    ("rule", "override", "objection"),
    [
        (HARD, over("", 4), "hard_rule_weakened"),
        (HARD, over("", 2), None),
        (HARD, over("", effect=Effect.OFF), "hard_rule_effect"),
        (HARD, over("", effect=Effect.WARN), "hard_rule_effect"),
        (HIGHER, over("", 20), "hard_rule_weakened"),
        (HIGHER, over("", 60), None),
        (TEN_DAYS, over("", 14), None),
        (TEN_DAYS, over("", effect=Effect.OFF), None),
        (TEN_DAYS, over("", effect=Effect.ENFORCED), "needs_source"),
        (TEN_DAYS, over("", effect=Effect.ENFORCED, source="民发〔2014〕132号"), None),
        (TEN_DAYS, over(""), "nothing_set"),
        (TEN_DAYS, over("", -1), "not_positive"),
        (TEN_DAYS, over("", 5, end=date(2025, 1, 1)), "dates"),
        (UNSURE, over("", 3), None),
        (UNSURE, over("", effect=Effect.OFF), None),
        (UNSURE, over("", effect=Effect.DEFAULT), "needs_source"),
        (UNSURE, over("", effect=Effect.DEFAULT, source="  "), "needs_source"),
        (UNSURE, over("", effect=Effect.DEFAULT, source="省厅2026年1号文"), None),
        (shipped().rules["RS-006"], over("", 3), "no_number"),
    ],
)
def test_what_a_certainty_allows(rule, override, objection):
    assert objection_to(rule, override) == objection


@given(st.sampled_from(sorted(shipped().rules)), st.integers(0, 400), st.sampled_from([None, *Effect]))
def test_an_allowed_override_never_weakens_a_hard_rule(rule_id, number, effect):
    rule = shipped().rules[rule_id]
    override = over("", number if rule.amount else None, effect, source="依据")
    if rule.certainty != "R" or objection_to(rule, override) is not None:
        return
    after = as_of(replace(rule, valid_from=None, region=""), [override], region="510903", on=DAY)
    assert after.effect is Effect.ENFORCED
    assert rule.amount is None or not rule.amount.weakened_by(after.amount.value)
