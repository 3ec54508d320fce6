"""What a page owes to whoever is refused: why, by which rule, the lawful next step, and all that was typed."""

from __future__ import annotations

import re
from typing import Any

WHY, NEXT = "本人不愿意，不能这样办", "先问本人"


def told_in_full(answer: Any, typed: str) -> str:
    """The notice of a page that answers a refusal; fails where something is missing."""
    text = answer.content.decode()
    (notice,) = re.findall(r'<div class="notice notice-refusal".*?</div>', text, re.S)
    assert WHY in notice and NEXT in notice
    assert "RS-006" in notice and "不得限制离站" in notice  # the rule by id and by its title
    assert typed in text
    return str(notice)
