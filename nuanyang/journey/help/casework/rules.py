"""Pure: what is missing before a plan may close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nuanyang.journey.help.casework.choices import CloseReason

Gap = Literal["reason", "outcome", "keeper", "keeper_name", "tasks"]


@dataclass(frozen=True, slots=True)
class Closing:
    """How a plan is to close."""

    reason: str
    outcome: str = ""
    keeper: str = ""
    keeper_name: str = ""


def gaps(closing: Closing, *, open_tasks: int) -> list[Gap]:
    """What F5 still asks for, in the order of the form. After a death nobody needs to look out."""
    missing: list[Gap] = []
    if not closing.reason:
        missing.append("reason")
    if closing.reason != CloseReason.DIED:
        if not closing.outcome:
            missing.append("outcome")
        if not closing.keeper:
            missing.append("keeper")
        if not closing.keeper_name.strip():
            missing.append("keeper_name")
    if open_tasks:
        missing.append("tasks")
    return missing
