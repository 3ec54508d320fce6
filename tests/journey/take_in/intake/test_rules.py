"""One field for age or birth, and what marks ask for."""

from __future__ import annotations

from datetime import date

import pytest

from nuanyang.journey.take_in.intake.rules import care_zone, read_age

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "low", "high", "stated"),
    [
        ("35", 1991, 1991, 35),
        ("３５岁", 1991, 1991, 35),
        ("约45岁", 1976, 1986, 45),
        ("十七八岁", 2008, 2009, None),
        ("45到50岁", 1976, 1981, None),
        ("35-40", 1986, 1991, None),
        ("1990", 1990, 1990, None),
        ("1990年5月", 1990, 1990, None),
        ("90年生", 1990, 1990, None),
    ],
)
def test_years(text: str, low: int, high: int, stated: int | None) -> None:
    read = read_age(text, on=ON)
    assert (read.year_low, read.year_high, read.stated, read.problem) == (low, high, stated, "")
    assert read.said
    assert read.birth_date is None


@pytest.mark.parametrize("text", ["1990-05-01", "1990年5月1日", "19900501", "1990.5.1出生"])
def test_birth_dates(text: str) -> None:
    read = read_age(text, on=ON)
    assert (read.birth_date, read.precision) == (date(1990, 5, 1), "day")


@pytest.mark.parametrize(
    ("text", "problem"),
    [("不知道啊哈", "unreadable"), ("2027-01-01", "future"), ("150", "out_of_range"), ("1860", "out_of_range")],
)
def test_what_cannot_be_is_said(text: str, problem: str) -> None:
    assert read_age(text, on=ON).problem == problem


def test_nothing_said_is_fine() -> None:
    assert not read_age(" ", on=ON).said
    assert read_age("", on=ON).problem == ""


@pytest.mark.parametrize(
    ("marks", "zone"),
    [
        ([], "general"),
        (["limb"], "general"),
        (["observe", "mental"], "mental"),
        (["mental", "infectious"], "isolation"),
        (["observe"], "observation"),
    ],
)
def test_marks_choose_the_zone(marks: list[str], zone: str) -> None:
    assert care_zone(marks) == zone
