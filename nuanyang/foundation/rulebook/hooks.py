"""Who wants to know when a number or the calendar changed (deadlines are counted anew)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Recounted:
    """What a change moved: ``moved`` deadlines now; ``later`` records are left to the nightly job."""

    moved: int = 0
    later: int = 0

    def __add__(self, other: Recounted) -> Recounted:
        return Recounted(self.moved + other.moved, self.later + other.later)


#: Called inside the changing operation with the ids of the rules that changed (empty: the
#: calendar, all rules in working days), the region (empty: everywhere) and the moment.
Recount = Callable[[frozenset[str], str, datetime], Recounted]

_recounts: list[Recount] = []


def on_change(recount: Recount) -> None:
    """Register for changes of rules and calendar."""
    if recount not in _recounts:
        _recounts.append(recount)


def changed(rule_ids: frozenset[str], region: str, at: datetime) -> Recounted:
    """Tell everybody; what moved."""
    total = Recounted()
    for recount in _recounts:
        total += recount(rule_ids, region, at)
    return total
