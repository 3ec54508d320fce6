"""Event types: every kind of thing that can happen, with its words.

An app lists its own in ``events.py``. Names are stable (``stays.admitted``): they are stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models.enums import Choices
from django.utils.functional import Promise
from django.utils.translation import gettext
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
    #: Payload keys that hold codes of these enumerations, told in the reader's language.
    choices: Mapping[str, type[Choices]] = field(default_factory=dict)

    registry: ClassVar[dict[str, EventType]] = {}

    def __post_init__(self) -> None:
        if self.name in EventType.registry:
            raise ValueError(f"event {self.name} is declared twice")
        EventType.registry[self.name] = self

    def describe(self, payload: dict[str, Any]) -> str:
        """The event in one sentence; a missing payload key never breaks a timeline."""
        template = str(self.sentence or self.title)
        if "%(" not in template:
            return template
        told = _Lenient(payload)
        for key, enumeration in self.choices.items():
            labels = {code: str(label) for code, label in enumeration.choices}
            value = payload.get(key)
            if isinstance(value, list):
                told[key] = gettext("、").join(dict.fromkeys(labels.get(v, str(v)) for v in value))
            elif value in labels:
                told[key] = labels[value]
        return template % told


class _Lenient(dict[str, Any]):
    """Missing or empty payload values read as a dash."""

    def __getitem__(self, key: str) -> Any:
        value = self.get(key)
        return "—" if value in (None, "") else value


READ_SEALED = EventType("audit.read_sealed", _("查阅受保护记录"), _("查阅受保护记录：%(page)s"), "system", True)
EXPORTED = EventType("audit.exported", _("导出"), _("导出 %(what)s，共 %(rows)s 行"), "system", True)
