"""Event types: every kind of thing that can happen, with its words.

An app lists its own in ``events.py``. Names are stable (``stays.admitted``): they are stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event.

    ``sentence`` may use the payload's keys as ``%(key)s``; payloads hold ids, codes and labels,
    never names or secrets. ``stage`` groups the timeline (discover, take_in, …, system).
    """

    name: str
    title: Text
    sentence: Text = ""
    stage: str = ""
    quiet: bool = field(default=False)

    registry: ClassVar[dict[str, EventType]] = {}

    def __post_init__(self) -> None:
        if self.name in EventType.registry:
            raise ValueError(f"event {self.name} is declared twice")
        EventType.registry[self.name] = self

    def describe(self, payload: dict[str, Any]) -> str:
        """The event in one sentence; a missing payload key never breaks a timeline."""
        template = str(self.sentence or self.title)
        return template % _Lenient(payload) if "%(" in template else template


class _Lenient(dict[str, Any]):
    """Missing or empty payload values read as a dash."""

    def __getitem__(self, key: str) -> Any:
        value = self.get(key)
        return "—" if value in (None, "") else value


READ_SEALED = EventType("audit.read_sealed", _("查阅受保护记录"), _("查阅受保护记录：%(page)s"), "system", True)
EXPORTED = EventType("audit.exported", _("导出"), _("导出 %(what)s，共 %(rows)s 行"), "system", True)
