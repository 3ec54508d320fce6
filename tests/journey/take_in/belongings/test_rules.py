"""Reading a list as it is said, and who may check whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.journey.take_in.belongings.choices import Category
from nuanyang.journey.take_in.belongings.rules import Thing, may_check, read_list


@pytest.mark.parametrize(
    ("said", "thing"),
    [
        ("手机 1 A-12", Thing("手机", "valuable", 1, None, "A-12")),
        ("旧衣服 3件", Thing("旧衣服", "ordinary", 3)),
        ("旧衣服三件", Thing("旧衣服", "ordinary", 3)),
        ("鞋两双", Thing("鞋", "ordinary", 2)),
        ("身份证", Thing("身份证", "papers", 1)),
        ("现金 120.5 元 A-12", Thing("现金 120.5 元", "cash", 1, 12050, "A-12")),
        ("现金120元5角", Thing("现金120元5角", "cash", 1, 12050)),
        ("现金三百元", Thing("现金三百元", "cash", 1, 30000)),
        ("50块", Thing("50块", "cash", 1, 5000)),
        ("水果刀1把，B3", Thing("水果刀", "prohibited", 1, None, "B3")),
        ("降压药 2盒", Thing("降压药", "medicine", 2)),
        ("银行卡×2 12号", Thing("银行卡", "valuable", 2, None, "12号")),
        ("Phone 1 A-12", Thing("Phone", "valuable", 1, None, "A-12")), ("cash 120.5 yuan A-12", Thing("cash 120.5 yuan", "cash", 1, 12050, "A-12")),
        ("ID card", Thing("ID card", "papers", 1)),
        ("白色编织袋", Thing("白色编织袋", "ordinary", 1)),
        ("三轮车", Thing("三轮车", "ordinary", 1)),
    ],
)  # fmt: skip
def test_one_line(said, thing):
    assert read_list(said) == [thing]


def test_several_in_one_breath():
    assert [t.name for t in read_list("手机；身份证、旧衣服 3件\n\n ;药")] == ["手机", "身份证", "旧衣服", "药"]
    assert read_list(" \n；") == []


@given(st.text(max_size=120))
def test_nothing_typed_is_lost_or_refused(text):
    for thing in read_list(text):
        assert thing.name.strip() and len(thing.name) <= 80 and thing.count >= 1
        assert thing.category in Category.values and (thing.amount_fen is None or thing.category == "cash")


@pytest.mark.parametrize(
    ("person", "checker", "may"), [(2, 2, True), (2, 1, False), (1, 1, True), (1, 2, False), (0, 1, True), (0, 2, True), (9, 1, True)]
)
def test_the_same_sex_checks(person, checker, may):
    assert may_check(person_sex=person, checker_sex=checker) is may
