"""How rules are called where a reader meets one."""

from __future__ import annotations

import re

from django.utils.translation import get_language

from nuanyang.foundation.rulebook.loader import shipped

#: Ids under which people look a rule up. Those of the house's own habits (plan.task) are for programs.
LEGAL_ID = re.compile(r"[A-Z]{2}-\d{3}")


def called(rule_id: str) -> str:
    """What a reader is shown for a rule: its number in the rulebook, else what it is called."""
    if LEGAL_ID.fullmatch(rule_id):
        return rule_id
    found = shipped().rules.get(rule_id)
    return found.title.in_language(get_language() or "") if found else rule_id
