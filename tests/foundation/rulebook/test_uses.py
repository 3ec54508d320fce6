"""Code and rulebook agree: every rule that code names exists."""

import re
from pathlib import Path

import nuanyang
from nuanyang.foundation.rulebook.loader import shipped
from nuanyang.foundation.rulebook.uses import _uses, rules_named, used_rules, uses, uses_of

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
    assert uses("RS-115", "测试") == "RS-115"
    uses("RS-115", "测试")
    assert uses_of("RS-115") == ("测试",)
    _uses.pop("RS-115")


def test_an_app_that_names_a_rule_uses_it(tmp_path):
    app = tmp_path / "journey" / "stays"
    app.mkdir(parents=True)
    (app / "rules.py").write_text('FULL = Refused("x", rule="RS-031")  # see RS-030\n', encoding="utf-8")
    assert rules_named(tmp_path) == {"stays": {"RS-031"}}


def test_what_stays_names_counts_as_used():
    assert "RS-030" in used_rules() and uses_of("RS-030")
