"""English counts right: what is counted on screen has a singular and a plural."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

PARTS = Path(__file__).resolve().parents[2] / "nuanyang" / "locale" / "en" / "parts"
#: A number and behind it a noun in the plural: "%(n)s rows" is wrong for one.
COUNTED = re.compile(r"%\((?:n|days|rows|beds|hours|count|stays|people|months|years|domains)\)s (?:[a-z-]+ )?[a-z-]+s\b|%\((?:n|count|people)\)s people")
#: Never of one: shown from two on, or said of a rule's own number.
FROM_TWO_ON = {
    "来过 %(n)s 次", "%(n)s 份档案为同一人", "上次来过以后有 %(n)s 件以上变化",
    "至少 %(n)s 个字符；不要用常见的密码，也不要用您的姓名或账号。",
}
OWNED = sorted(p for p in PARTS.glob("*.po") if p.name.startswith(("journey_", "insight_workbench", "insight_break", "insight_person", "foundation_")))


def unnumbered(part: Path) -> list[str]:
    """Messages that count in the plural alone."""
    return [
        e.msgid for e in polib.pofile(str(part))
        if not e.msgid_plural and COUNTED.search(e.msgstr) and e.msgid not in FROM_TWO_ON
    ]


@pytest.mark.parametrize("part", OWNED, ids=lambda p: p.stem)
def test_what_is_counted_has_a_singular(part: Path):
    assert unnumbered(part) == []


def test_a_planted_plural_is_found(tmp_path: Path):
    planted = tmp_path / "planted.po"
    planted.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "住 %(days)s 天"\nmsgstr "stayed %(days)s days"\n\n'
        'msgid "%(n)s 行"\nmsgid_plural "%(n)s 行"\nmsgstr[0] "%(n)s row"\nmsgstr[1] "%(n)s rows"\n', "utf-8",
    )
    assert unnumbered(planted) == ["住 %(days)s 天"]
