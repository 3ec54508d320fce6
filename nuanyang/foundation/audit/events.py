"""Event types: every kind of thing that can happen, with its words.

An app lists its own in ``events.py``. Names are stable (``stays.admitted``): they are stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, cast

from django.db.models.enums import Choices
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.phrases import in_every_language, said

Text = str | Promise
#: How a coded payload value becomes words: by an enumeration, or by a function of the value.
Teller = type[Choices] | Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event.

    ``sentence`` may use the payload's keys as ``%(key)s``; payloads hold ids, codes, people's own
    words and set phrases (see ``phrases``), never words of the house in the writer's language, never
    names of people or secrets. ``stage`` groups the timeline (discover, take_in, …, system).
    """

    name: str
    title: Text
    sentence: Text = ""
    stage: str = ""
    quiet: bool = field(default=False)
    #: Payload keys that hold codes, and how each is told in the reader's language.
    choices: Mapping[str, Teller] = field(default_factory=dict)

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
        told = _Lenient((key, _plain(value)) for key, value in payload.items())
        for key, teller in self.choices.items():
            if payload.get(key) not in (None, ""):
                told[key] = _coded(teller, payload[key])
        return template % told


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*")


def _plain(value: Any) -> Any:
    """Moments in local time, set phrases in the reader's language, all else as it is."""
    if not isinstance(value, str):
        return value
    if _MOMENT.fullmatch(value):
        moment = datetime.fromisoformat(value)
        return (timezone.localtime(moment) if moment.tzinfo else moment).strftime("%Y-%m-%d %H:%M")
    return said(value)


def _coded(teller: Teller, value: Any) -> str:
    if not (isinstance(teller, type) and issubclass(teller, Choices)):
        return cast(Callable[[Any], str], teller)(value)
    if isinstance(value, list):
        return gettext("、").join(dict.fromkeys(_coded(teller, one) for one in value))
    labels = dict(teller.choices)
    # Before there were codes, the label itself was kept, in the writer's language.
    code = value if value in labels else _codes_by_label(teller).get(str(value))
    return str(labels[code]) if code is not None else said(str(value))


@lru_cache(maxsize=256)
def _codes_by_label(enumeration: type[Choices]) -> dict[str, Any]:
    return {words: code for code, label in enumeration.choices for words in in_every_language(label)}


class _Lenient(dict[str, Any]):
    """Missing or empty payload values read as a dash."""

    def __getitem__(self, key: str) -> Any:
        value = self.get(key)
        return "—" if value in (None, "") else value


READ_SEALED = EventType("audit.read_sealed", _("查阅受保护记录"), _("查阅受保护记录：%(page)s"), "system", True)
READ_EMERGENCY = EventType(
    "audit.read_emergency", _("紧急查阅中查看"), _("紧急查阅中查看：%(page)s"), "system", True
)
EXPORTED = EventType("audit.exported", _("导出"), _("导出 %(what)s，共 %(rows)s 行"), "system", True)
