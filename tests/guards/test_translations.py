"""No untranslated string: every message has an English text with the same placeholders."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "nuanyang"
NAMES = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
HAN = re.compile(r"[\u4e00-\u9fff]")
#: A message may be nothing but marks around placeholders; they are Chinese all the same.
MARKS = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def messages_in_python(source: str) -> Iterator[str]:
    """First message argument of every gettext call (contexts skipped)."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in NAMES:
            continue
        arguments = node.args[1:] if name.startswith(("pgettext", "npgettext")) else node.args
        count = 2 if name.lstrip("np").startswith("ngettext") or name.startswith(("ngettext", "npgettext")) else 1
        for argument in arguments[:count]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def messages_in_template(source: str) -> Iterator[str]:
    """Messages of translate and blocktranslate tags and of ``_("…")`` in the arguments of others."""
    converted = templatize(source)
    pattern = r"(?:gettext|pgettext|ngettext|npgettext|\b_)\((.*?)\)(?=\s|$)"
    for match in re.finditer(pattern, converted, re.S):
        for literal in re.findall(r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", match.group(1), re.S):
            yield ast.literal_eval(literal.replace("\n", "\\n"))


def all_messages() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "/migrations/" not in str(path):
            for message in messages_in_python(path.read_text("utf-8")):
                found.setdefault(message, str(path.relative_to(ROOT)))
    for path in sorted([*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")]):
        for message in messages_in_template(path.read_text("utf-8")):
            found.setdefault(message, str(path.relative_to(ROOT)))
    return {m: where for m, where in found.items() if MARKS.search(m)}


def english() -> dict[str, str]:
    texts: dict[str, str] = {}
    for part in sorted((PACKAGE / "locale" / "en" / "parts").glob("*.po")):
        for entry in polib.pofile(str(part)):
            if entry.translated():
                texts[entry.msgid] = entry.msgstr or entry.msgstr_plural[0]
                if entry.msgid_plural:
                    texts[entry.msgid_plural] = entry.msgstr_plural[1]
    return texts


def test_every_message_has_english():
    texts = english()
    missing = {m: w for m, w in all_messages().items() if m not in texts and m.strip() not in texts}
    assert missing == {}


def test_english_keeps_the_placeholders():
    wrong = [
        m for m, text in english().items() if set(PLACEHOLDER.findall(m)) != set(PLACEHOLDER.findall(text))
    ]
    assert wrong == []


def test_english_holds_no_chinese():
    allowed = re.compile(r"暖阳|中文|简体中文|[\u4e00-\u9fff]{1,8}(?=\))")
    assert [m for m, text in english().items() if HAN.search(allowed.sub("", text))] == []


def raw_chinese_in_template(source: str) -> list[str]:
    """Chinese text outside translate tags, comments and lang-marked elements."""
    source = re.sub(r"{#.*?#}", "", source, flags=re.S)
    source = re.sub(r"{% comment.*?endcomment %}", "", source, flags=re.S)
    source = re.sub(r"{% blocktrans.*?{% endblocktrans\w* %}", "", source, flags=re.S)
    source = re.sub(r"{%.*?%}|{{.*?}}", "", source, flags=re.S)
    source = re.sub(r"<[^>]*lang=\"zh-Hans\"[^>]*>[^<]*<", "<", source)
    return [line.strip() for line in source.splitlines() if HAN.search(line)]


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("templates/**/*.html")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_no_raw_chinese_in_templates(path: Path):
    assert raw_chinese_in_template(path.read_text("utf-8")) == []


def raw_chinese_in_python(source: str) -> list[str]:
    """Chinese literals outside gettext calls, docstrings and the lines marked ``# data``."""
    tree = ast.parse(source)
    wrapped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")) in NAMES
        for inner in ast.walk(node)
    }
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value)
        and id(node) not in wrapped and id(node) not in documented
    ]


@pytest.mark.parametrize(
    "path",
    sorted(p for n in ("views", "forms", "operations") for p in PACKAGE.rglob(f"{n}.py")),
    ids=lambda p: f"{p.parts[-2]}.{p.stem}",
)
def test_no_raw_chinese_in_screens_and_operations(path: Path):
    assert raw_chinese_in_python(path.read_text("utf-8")) == []


def test_planted_strings_are_caught():
    assert list(messages_in_python("from x import _\n_('你好')")) == ["你好"]
    assert list(messages_in_template("{% load i18n %}{% translate '你好' %}")) == ["你好"]
    assert list(messages_in_template('{% load ui %}{% ui "notice" title=_("你好") tone="x" %}')) == ["你好"]
    assert raw_chinese_in_template("<p>没有翻译</p>") == ["<p>没有翻译</p>"]
    assert raw_chinese_in_python("x = '没有翻译'") == ["没有翻译"]
