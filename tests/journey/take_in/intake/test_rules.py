"""One field for age or birth, and what marks ask for."""

from __future__ import annotations

from datetime import date

import pytest

from nuanyang.journey.take_in.intake.rules import care_zone, read_age
from nuanyang.journey.take_in.intake.shown import age_understood

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


#: What the field answers: the same readings that the form then takes.
ECHOES = [
    ("3个月", "→ 3 个月"), ("半岁", "→ 6 个月"), ("10天", "→ 不到 1 个月"), ("1岁半", "→ 1 岁 6 个月"), ("35", "→ 35 岁"),
    ("五十来岁", "→ 47–53 岁"), ("40多", "→ 40–49 岁"), ("约45岁", "→ 40–50 岁"), ("十七八岁", "→ 17–18 岁"),
    ("60岁以上", "→ 60 岁以上"), ("1990", "→ 1990 年生，35–36 岁"), ("1990-05-01", "→ 1990-05-01 生，35 岁"),
    ("2025-12-01", "→ 2025-12-01 生，3 个月"), ("2026-02-25", "→ 2026-02-25 生，不到 1 个月"),
    ("2027-01-01", "出生日期不能晚于今天"), ("150", "没有这样的年龄"), ("是谁", "没看懂"), (" ", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "echo"), ECHOES)
def test_the_field_answers_with_what_is_read(text: str, echo: str) -> None:
    said = age_understood(read_age(text, on=ON))
    assert said.startswith(echo) if echo else said == ""


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
