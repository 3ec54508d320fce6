"""What a refusal says of its rule: name and source, in the reader's language."""

import re

import pytest
from django.utils import translation

from nuanyang.foundation.rulebook.loader import shipped
from nuanyang.foundation.rulebook.queries import told_source

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("rule_id", shipped().rules)
def test_every_rule_is_told_in_the_readers_language(rule_id):
    rule = shipped().rules[rule_id]
    with translation.override("en"):
        english = told_source(rule_id)
    with translation.override("zh-hans"):
        chinese = told_source(rule_id)
    assert english.startswith(rule.title.en) and not HAN.search(english), english
    assert chinese.startswith(rule.title.zh) and rule.source_text in chinese


def test_what_is_no_rule_says_nothing():
    assert told_source("RS-999") == told_source("") == ""
