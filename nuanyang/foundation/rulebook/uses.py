"""Which functions of the product act on a rule, so that its page can say what it does here.

Two sources: what code declares with :func:`uses`, and which apps name the rule's id in their code
(``rule="RS-030"``). The second cannot be forgotten, the first says it better.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

_uses: dict[str, list[Text]] = {}

PACKAGE = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"\"([A-Z]{2}-\d{3})\"")

#: Apps whose mention of a rule is a use, in the words of the menu.
APPS: dict[str, Text] = {
    "patrols": _("街面发现"),
    "intake": _("求助登记"),
    "stays": _("在站安排"),
    "needs": _("需求评估"),
    "casework": _("帮扶计划"),
    "departures": _("离站办理"),
    "visits": _("回访"),
    "people": _("人员档案"),
    "access": _("权限与查阅"),
    "files": _("文件"),
}


def uses(rule_id: str, what: Text) -> str:
    """Say that a function acts on the rule; returns the id, so that it can name a constant.

    ``STAY_LIMIT = uses("RS-040", _("计算在站期限"))``
    """
    known = _uses.setdefault(rule_id, [])
    if what not in known:
        known.append(what)
    return rule_id


def rules_named(package: Path) -> dict[str, set[str]]:
    """Rule ids written in the code of each app of the house (name → ids)."""
    found: dict[str, set[str]] = {}
    for path in sorted(package.rglob("*.py")):
        ids = set(NAMED.findall(path.read_text(encoding="utf-8")))
        if ids:
            found.setdefault(path.parent.name, set()).update(ids)
    return found


@lru_cache(maxsize=1)
def _by_code() -> dict[str, tuple[str, ...]]:
    named: dict[str, tuple[str, ...]] = {}
    for app, ids in rules_named(PACKAGE).items():
        if app in APPS:
            for rule_id in ids:
                named[rule_id] = (*named.get(rule_id, ()), app)
    return named


def uses_of(rule_id: str) -> tuple[Text, ...]:
    """What acts on the rule; empty: it is here for reading only."""
    apps = (APPS[app] for app in _by_code().get(rule_id, ()))
    return tuple(dict.fromkeys([*_uses.get(rule_id, ()), *apps]))


def used_rules() -> frozenset[str]:
    """All rules that something acts on."""
    return frozenset(_uses) | frozenset(_by_code())
