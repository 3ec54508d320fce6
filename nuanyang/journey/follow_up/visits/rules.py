"""Pure: what a visit's findings mean."""

from __future__ import annotations

from collections.abc import Mapping

from nuanyang.journey.follow_up.visits.choices import Condition, VisitDomain

_ORDER = [Condition.OK, Condition.STRAINED, Condition.BAD]


def worst(levels: Mapping[str, str]) -> str:
    """The worst condition of the domains."""
    return max(levels.values(), key=lambda level: _ORDER.index(Condition(level)), default=Condition.OK)


def missing(levels: Mapping[str, str]) -> list[str]:
    """Domains without a valid condition, in order; nothing unknown may be there."""
    return [d for d in VisitDomain.values if levels.get(d) not in Condition.values]


def over(open_rules: list[str], *, minor: bool) -> bool:
    """Whether nothing is left to visit for: no rung open, or only the minors' rung of somebody of age."""
    return not open_rules or (not minor and set(open_rules) <= {"RS-072"})
