"""Code and rulebook agree: every rule that code names exists."""

import re
from pathlib import Path

import nuanyang
from nuanyang.foundation.rulebook.loader import shipped
from nuanyang.foundation.rulebook.uses import used_rules, uses, uses_of

SOURCE = Path(nuanyang.__file__).parent
NAMED = re.compile(r'"((?:RS|DP|SA|CW|CH|FU|LD)-\d{3})"')


def unknown_rules(text: str) -> set[str]:
    return set(NAMED.findall(text)) - shipped().rules.keys()


def test_every_rule_named_in_code_is_in_the_rulebook():
    wrong = {
        str(path.relative_to(SOURCE)): unknown
        for path in SOURCE.rglob("*.py")
        if (unknown := unknown_rules(path.read_text(encoding="utf-8")))
    }
    assert wrong == {}


def test_a_rule_that_does_not_exist_is_caught():
    assert unknown_rules('Refused("x", rule="RS-999")') == {"RS-999"}


def test_every_declared_use_is_of_a_known_rule():
    assert used_rules() - shipped().rules.keys() == set()


def test_a_use_is_told_once():
    assert uses("RS-007", "测试") == "RS-007"
    uses("RS-007", "测试")
    assert uses_of("RS-007") == ("测试",)
