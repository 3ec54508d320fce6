from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType, Text
from nuanyang.journey.take_in.stays.choices import DepartureMode


@dataclass(frozen=True, slots=True)
class _Going(EventType):
    """A sentence with the place, and one for who left without one: a bare dash says nothing."""

    nowhere: Text = ""

    def describe(self, payload: dict[str, Any]) -> str:
        told = self
        if not payload.get("place"):
            told = copy(self)
            object.__setattr__(told, "sentence", self.nowhere)
        return EventType.describe(told, payload)


# "Left the station" is told by the stay; this tells the papers and what the law pointed out.
DISCHARGED = _Going(
    "departures.discharged", _("办结离站手续"), _("办结离站手续（%(mode)s），去往 %(place)s"), "resettle",
    choices={"mode": DepartureMode}, nowhere=_("办结离站手续（%(mode)s）"),
)
