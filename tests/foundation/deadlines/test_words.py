"""Deadlines in words that people use: no program's ids, no wrong plurals, in both languages."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation

from nuanyang.foundation.deadlines.models import Deadline
from nuanyang.foundation.deadlines.queries import clock
from nuanyang.foundation.deadlines.timers import TIMERS
from nuanyang.foundation.rulebook import units
from nuanyang.insight.person_page import cards
from nuanyang.insight.workbench import page

HAN = re.compile(r"[\u4e00-\u9fff]")
RAW = re.compile(r"\b[a-z]+\.[a-z_]+\b")


def shown(rule_id: str, language: str, label: str = "") -> list[str]:
    """All that a screen says of a deadline of this rule: my day's line and the person page's row."""
    now = timezone.now()
    row = Deadline(
        root="stay", root_id=1, rule_id=rule_id, occurrence=1, organisation_id=1, owner_role="chief", starts_at=now,
        due_at=now, soon_from=now, label=label, term="1:month",
    )
    actor = SimpleNamespace(may=lambda _permission: False)
    with translation.override(language):
        told = clock(row, now)
        line = page._todo_row([told], SimpleNamespace(cards={}), actor, first=True)
        card = cards.clock_row(told)
        return [str(t) for t in (told.what, told.rule_called, told.term, line["detail"], line["rule"], card["title"], card["rule"])]


@pytest.mark.parametrize("rule_id", sorted({timer.rule_id for timer in TIMERS}))
def test_every_deadline_is_said_in_human_words(rule_id):
    for said in shown(rule_id, "zh-hans"):
        assert not RAW.search(said), said
    for said in shown(rule_id, "en"):
        assert not RAW.search(said) and not HAN.search(said), said
    assert HAN.search(shown(rule_id, "zh-hans")[0]) and "1 month" in shown(rule_id, "en") and "1 个月" in shown(rule_id, "zh-hans")


def test_what_the_house_wrote_is_told_in_the_readers_language():
    assert "Deal with the risk: R-1" in shown("risk.response", "en", "{casework.risk_task} R-1")
    assert "处理风险：R-1" in shown("risk.response", "zh-hans", "处理风险：R-1")


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        ("1", "month", "1 month", "1 个月"), ("3", "month", "3 months", "3 个月"), ("1", "day", "1 day", "1 天"),
        ("10", "working_day", "10 working days", "10 个工作日"), ("1.5", "hour", "1.5 hours", "1.5 小时"),
        ("1", "people", "1 person", "1 人"), ("2", "people", "2 people", "2 人"),
    ],
)
def test_numbers_with_units(value, unit, english, chinese):
    with translation.override("en"):
        assert units.amount(value, unit) == english
    with translation.override("zh-hans"):
        assert units.amount(value, unit) == chinese
