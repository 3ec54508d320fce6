"""Which functions of the product act on a rule: said where they are written, shown on the rule's page."""

from __future__ import annotations

from django.utils.functional import Promise

_uses: dict[str, list[str | Promise]] = {}


def uses(rule_id: str, what: str | Promise) -> str:
    """Say that a function acts on the rule; returns the id, so that it can name a constant.

    ``STAY_LIMIT = uses("RS-040", _("计算在站期限"))``
    """
    known = _uses.setdefault(rule_id, [])
    if what not in known:
        known.append(what)
    return rule_id


def uses_of(rule_id: str) -> tuple[str | Promise, ...]:
    """What acts on the rule; empty: it is here for reading only."""
    return tuple(_uses.get(rule_id, ()))


def used_rules() -> frozenset[str]:
    """All rules that something acts on."""
    return frozenset(_uses)
