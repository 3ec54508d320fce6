"""Events hold codes, not words of the house: each reader reads them in his own language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models.enums import Choices
from django.utils import translation

from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.audit.phrases import Phrase, in_every_language, said

PACKAGE = Path(__file__).resolve().parents[2] / "nuanyang"
HAN = re.compile(r"[\u4e00-\u9fff]")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}

CODED = [
    (event, key, teller)
    for event in EventType.registry.values()
    for key, teller in event.choices.items()
    if isinstance(teller, type) and issubclass(teller, Choices)
]


def reads(event: EventType, payload: dict[str, object], language: str) -> str:
    with translation.override(language):
        return event.describe(payload)


def label(enumeration: type[Choices], code: object, language: str) -> str:
    with translation.override(language):
        return str(dict(enumeration.choices)[code])


@pytest.mark.parametrize(("event", "key", "enumeration"), CODED, ids=lambda part: getattr(part, "name", str(part)))
def test_a_code_reads_in_the_readers_language(event, key, enumeration):
    """Whoever wrote it: an English reader reads English, a Chinese one Chinese; also what was kept as words."""
    for code in enumeration.values:
        if not code:
            continue
        english, chinese = label(enumeration, code, "en"), label(enumeration, code, "zh-hans")
        assert english in reads(event, {key: code}, "en") and not HAN.search(english), (event.name, code)
        assert chinese in reads(event, {key: code}, "zh-hans") and HAN.search(chinese), (event.name, code)
        for kept in (english, chinese):
            assert english in reads(event, {key: kept}, "en"), (event.name, kept)
            assert label(enumeration, code, "zh-hans") in reads(event, {key: kept}, "zh-hans") or _ambiguous(
                enumeration, kept
            ), (event.name, kept)


def _ambiguous(enumeration: type[Choices], words: str) -> bool:
    return sum(words in in_every_language(text) for _code, text in enumeration.choices) > 1


def test_enough_events_are_coded():
    """The list above is not empty by accident."""
    assert {"visits.visited", "casework.plan_closed", "departures.discharged", "stays.admitted"} <= {
        event.name for event, _key, _teller in CODED
    }


@pytest.mark.parametrize("phrase", Phrase.registry.values(), ids=lambda phrase: phrase.code)
def test_a_set_phrase_reads_in_the_readers_language(phrase):
    """Stored as a code, or long ago as words in either language."""
    wanted = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            wanted[language] = phrase.say("A-1")
    assert HAN.search(wanted["zh-hans"]) and not HAN.search(wanted["en"])
    for kept in (phrase.stored("A-1") if "%(rest)s" in str(phrase.words) else phrase.stored(), *wanted.values()):
        for language, words in wanted.items():
            with translation.override(language):
                assert said(kept) == words


def test_peoples_own_words_stay_as_they_are():
    for text in ("亲属来接", "{not.known} 他说", "{", "Her brother came", ""):
        with translation.override("en"):
            assert said(text) == text


def test_moments_are_told_in_local_time():
    event = EventType.registry["access.token_made"]
    assert "2026-03-02 00:30" in reads(event, {"until": "2026-03-01T16:30:00.123+00:00"}, "zh-hans")


# ---- no words are put into payloads ---------------------------------------------------------------


def words_in_payloads(source: str) -> Iterator[int]:
    """Lines of ``record(…, payload=…)`` that put a label or a translated text into the payload."""
    tree = ast.parse(source)
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("record", "record_many")):
            continue
        for keyword in call.keywords:
            if keyword.arg in ("payload", "rows"):
                yield from _words_in(keyword.value)
    for given in ast.walk(tree):
        # Reasons, titles and goals that an operation hands on end in payloads and in the database.
        if isinstance(given, ast.keyword) and given.arg in ("reason", "goal") and _is_gettext(given.value):
            yield given.value.lineno


def _words_in(value: ast.expr) -> Iterator[int]:
    for part in ast.walk(value):
        if (isinstance(part, ast.Attribute) and part.attr == "label") or _is_gettext(part):
            yield part.lineno  # type: ignore[attr-defined]


def _is_gettext(part: ast.AST) -> bool:
    return isinstance(part, ast.Call) and getattr(part.func, "id", "") in GETTEXT


def test_no_words_of_the_house_in_payloads():
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted([*PACKAGE.rglob("operations.py"), *PACKAGE.rglob("*_operations.py"), PACKAGE / "journey/handoffs.py"])
        for line in words_in_payloads(path.read_text("utf-8"))
    ]
    assert not found, f"store a code (EventType choices) or a Phrase instead: {found}"


def test_planted_words_are_found():
    planted = (
        'record(events.A, root=r, at=at, payload={"reason": str(FollowUpEnd(reason).label)})\n'
        'record(events.B, root=r, at=at, payload={"why": _("返乡")})\n'
        'share_with(person_id=1, reason=_("返乡后回访"))\n'
        'record(events.C, root=r, at=at, payload={"mode": str(Mode(mode))})\n'
    )
    assert sorted(words_in_payloads(planted)) == [1, 2, 3]
