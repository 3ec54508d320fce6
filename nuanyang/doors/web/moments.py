"""How moments and remaining time are said: short, to the minute only where it matters."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3600, 86400


def short_when(at: datetime, now: datetime | None = None) -> str:
    """今天 22:47, 昨天 15:10, 11-09 15:10 (same year), 2025-11-09. Both aware; ``now`` defaults to the present."""
    local = timezone.localtime(at)
    today = timezone.localtime(now or timezone.now())
    clock = local.strftime("%H:%M")
    days = (today.date() - local.date()).days
    if days == 0:
        return _("今天 %(clock)s") % {"clock": clock}
    if days == 1:
        return _("昨天 %(clock)s") % {"clock": clock}
    if days == -1:
        return _("明天 %(clock)s") % {"clock": clock}
    if local.year == today.year:
        return local.strftime("%m-%d %H:%M")
    return local.strftime("%Y-%m-%d")


def remaining(due: datetime, now: datetime) -> str:
    """剩 1 小时 20 分 / 超 2 天: the largest unit, with the next one below three hours."""
    over = due < now
    text = span(abs(due - now))
    return _("超 %(span)s") % {"span": text} if over else _("剩 %(span)s") % {"span": text}


def span(length: timedelta) -> str:
    """A length of time in one or two units: 35 分 · 1 小时 20 分 · 19 小时 · 10 天."""
    seconds = int(length.total_seconds())
    if seconds < HOUR:
        return _("%(n)s 分") % {"n": max(1, seconds // MINUTE)}
    if seconds < 3 * HOUR and seconds % HOUR >= MINUTE:
        return _("%(h)s 小时 %(m)s 分") % {"h": seconds // HOUR, "m": seconds % HOUR // MINUTE}
    if seconds < 2 * DAY:
        return _("%(n)s 小时") % {"n": seconds // HOUR}
    return _("%(n)s 天") % {"n": seconds // DAY}


def state(due: datetime, now: datetime, soon: timedelta = timedelta(hours=24)) -> str:
    """overdue, soon (within ``soon``) or running."""
    if due < now:
        return "overdue"
    return "soon" if due - now <= soon else "running"
