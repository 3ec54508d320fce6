"""Zones: who may lie where, by which rule, and what overrules it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from nuanyang.journey.take_in.stays.rules import (
    Guest,
    Place,
    day_number,
    in_force,
    natural,
    number_of,
    objections,
    preference,
    stands,
)

MAN, WOMAN = Guest(1, False, 40), Guest(2, False, 40)
BOY, GIRL = Guest(1, True, 9), Guest(2, True, 15)
OLD_MAN = Guest(1, False, 70)
MEN, WOMEN = Place("male", "adult", "general"), Place("female", "adult", "general")


def codes(guest: Guest, place: Place) -> list[str]:
    return [o.code for o in objections(guest, place)]


@pytest.mark.parametrize(
    ("guest", "place", "expected"),
    [
        (MAN, MEN, []),
        (WOMAN, WOMEN, []),
        (MAN, WOMEN, ["sex"]),
        (WOMAN, MEN, ["sex"]),
        (Guest(0, False, 40), MEN, ["sex_unknown"]),
        (Guest(9, False, 40), WOMEN, ["sex_unknown"]),
        (Guest(0, False, 40), Place("family", "any", "general"), []),
        (MAN, Place("family", "any", "general", (2,)), ["mixed"]),
        (MAN, Place("family", "any", "general", (1,)), []),
        (BOY, MEN, ["minor"]),
        (BOY, WOMEN, ["sex", "minor"]),
        (BOY, Place("male", "minor", "general"), []),
        (GIRL, Place("male", "minor", "general"), ["sex"]),
        (MAN, Place("male", "minor", "general"), ["not_minor"]),
        (Guest(1, None, None), Place("male", "minor", "general"), ["not_minor"]),
        (Guest(1, None, None), MEN, []),
        (OLD_MAN, Place("male", "old", "general"), []),
        (OLD_MAN, MEN, []),
        (MAN, Place("male", "old", "general"), ["not_old"]),
        (Guest(1, False, 40, "isolation"), MEN, ["needs_isolation"]),
        (MAN, Place("male", "any", "isolation"), ["isolation_only"]),
        (Guest(1, False, 40, "mental"), MEN, ["mental"]),
        (MAN, Place("male", "adult", "mental"), ["mental"]),
        (Guest(1, False, 40, "observation"), MEN, ["needs_care"]),
        (MAN, Place("male", "adult", "medical"), ["care_only"]),
        (Guest(1, False, 40, "isolation"), Place("male", "adult", "isolation"), []),
    ],
)
def test_zones(guest: Guest, place: Place, expected: list[str]) -> None:
    assert codes(guest, place) == expected


def test_every_objection_names_its_rule_and_says_why() -> None:
    for guest in (MAN, WOMAN, BOY, GIRL, OLD_MAN, Guest(0, None, None, "isolation")):
        for sex in ("male", "female", "family"):
            for band in ("adult", "minor", "old", "any"):
                for zone in ("general", "isolation", "mental"):
                    for objection in objections(guest, Place(sex, band, zone, (3,))):
                        assert objection.rule in ("RS-030", "RS-031", "RS-032", "RS-033")
                        assert str(objection.message)
                        assert str(objection.hint)


def test_sex_between_adults_is_overruled_by_nothing() -> None:
    (objection,) = objections(MAN, WOMEN)
    for kind in ("", "family", "medical", "no_other_bed"):
        assert stands(objection, kind)


def test_a_child_may_stay_with_the_parent_who_cares_for_it() -> None:
    assert [stands(o, "family") for o in objections(BOY, WOMEN)] == [False, False]
    assert [stands(o, "no_other_bed") for o in objections(BOY, WOMEN)] == [True, True]


def test_the_room_meant_for_one_is_preferred_and_whole_rooms_stay_free() -> None:
    used = Place("male", "adult", "general", (1,))
    rooms = [Place("family", "any", "general"), Place("male", "any", "general"), MEN, used]
    assert sorted(rooms, key=lambda place: preference(MAN, place)) == [used, MEN, rooms[1], rooms[0]]


def test_days_are_the_stations_calendar_days() -> None:
    china = ZoneInfo("Asia/Shanghai")
    late = datetime(2026, 3, 1, 15, 50, tzinfo=UTC)  # 23:50 in China
    assert day_number(late, late, china) == 1
    assert day_number(late, datetime(2026, 3, 1, 16, 10, tzinfo=UTC), china) == 2
    assert day_number(late, datetime(2026, 3, 10, 3, 0, tzinfo=UTC), china) == 10


def test_numbers_and_natural_order() -> None:
    assert number_of("2611", 74) == "L-2611-0074"
    assert sorted(["10", "9", "A2", "A10"], key=natural) == ["9", "10", "A2", "A10"]


def test_the_rulebook_says_which_rules_block_warn_or_are_off() -> None:
    found = objections(Guest(1, True, 9, "isolation"), MEN)
    assert [o.rule for o in found] == ["RS-032", "RS-033"]
    counted = in_force(found, {"RS-032": "off", "RS-033": "warn"})
    assert [(o.code, o.blocks) for o in counted] == [("needs_isolation", False)]
    assert not stands(counted[0], "")
    assert [o.blocks for o in in_force(found, {"RS-032": "warn", "RS-033": "default"})] == [True, False]
