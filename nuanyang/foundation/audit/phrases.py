"""Set phrases: sentences of the house that are stored, said in the reader's language.

What the house itself writes into a field that otherwise holds people's words (the reason of a
hand-over, the title of a task) is stored as a code in braces, with what follows it::

    AFTER_RETURN = Phrase("visits.after_return", _("返乡后回访"))
    RISK = Phrase("casework.risk", _("处理风险：%(rest)s"))

    AFTER_RETURN.stored()          # "{visits.after_return}"
    RISK.stored("胸口疼")           # "{casework.risk} 胸口疼"
    said("{casework.risk} 胸口疼")  # "Deal with the risk: 胸口疼" to an English reader

Words stored before there were codes are recognised where they equal the phrase in any language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import ClassVar

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

_STORED = re.compile(r"\{([a-z_]+\.[a-z_]+)\}(?: (.*))?", re.S)
REST = "%(rest)s"


class Phrase:
    """A sentence with a stable code; ``%(rest)s`` in it stands for what somebody wrote."""

    registry: ClassVar[dict[str, Phrase]] = {}

    def __init__(self, code: str, words: str | Promise) -> None:
        if code in Phrase.registry:
            raise ValueError(f"phrase {code} is declared twice")
        self.code, self.words = code, words
        Phrase.registry[code] = self
        _recognisable.cache_clear()

    def stored(self, rest: str = "") -> str:
        """How the phrase is kept."""
        return f"{{{self.code}}} {rest}".rstrip()

    def say(self, rest: str = "") -> str:
        """The phrase in the language in force."""
        return str(self.words).replace(REST, rest)


def languages() -> tuple[str, ...]:
    """Codes of the languages that the house speaks."""
    return tuple(code for code, _name in settings.LANGUAGES)


def in_every_language(words: str | Promise) -> frozenset[str]:
    """The words as readers of each language see them."""
    found = set()
    for code in languages():
        with translation.override(code):
            found.add(str(words))
    return frozenset(found)


@lru_cache(maxsize=1)
def _recognisable() -> tuple[dict[str, str], dict[str, str]]:
    """Whole sentences, and beginnings of sentences with a rest, by their code."""
    whole: dict[str, str] = {}
    begins: dict[str, str] = {}
    for phrase in Phrase.registry.values():
        for text in in_every_language(phrase.words):
            head, rest, tail = text.partition(REST)
            if not rest:
                whole[text] = phrase.code
            elif head and not tail:
                begins[head] = phrase.code
    return whole, begins


def said(text: str) -> str:
    """Stored text as a reader sees it; people's own words stay as they are."""
    match = _STORED.fullmatch(text)
    if match and match[1] in Phrase.registry:
        return Phrase.registry[match[1]].say(match[2] or "")
    whole, begins = _recognisable()
    if text in whole:
        return Phrase.registry[whole[text]].say()
    for head, code in begins.items():
        if text.startswith(head):
            return Phrase.registry[code].say(text[len(head) :])
    return text
