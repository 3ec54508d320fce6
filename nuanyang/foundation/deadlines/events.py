"""What can happen to deadlines by themselves.

That a deadline began, was met or fell away follows from the event that caused it and is told
there; only a move that nobody's act on the record caused (a rule or the calendar changed) is told here.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.rulebook.words import called

MOVED = EventType(
    "deadlines.moved",
    _("期限调整"),
    _("规则 %(rule)s 的期限由 %(before)s 调整为 %(after)s"),
    "system",
    choices={"rule": called},
)
