"""Failures that we expect and that speak to the person."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """An operation says no, with the reason, the rule and the lawful next step.

    ``message`` and ``hint`` may be lazy translations. ``field`` names the form field to mark.
    ``rule`` is a rulebook id such as ``RS-060``. ``data`` carries what a screen may need (free beds).
    """

    def __init__(
        self,
        message: Any,
        *,
        code: str = "refused",
        rule: str | None = None,
        field: str | None = None,
        hint: Any = "",
        data: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(str(message))
        self.message = message
        self.code = code
        self.rule = rule
        self.field = field
        self.hint = hint
        self.data = data or {}


class NotAllowed(Exception):
    """The actor lacks the permission (403)."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class NotVisible(LookupError):
    """There is no such thing for this actor (404): it does not exist or he may not know of it."""
