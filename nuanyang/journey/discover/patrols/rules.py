"""Pure readings of what is typed on the street: when it was, where exactly."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from nuanyang.kernel.clock_time import parse_time
from nuanyang.kernel.dates import parse_date
from nuanyang.kernel.text import fold_width

_JUST_NOW = frozenset({"", "刚刚", "刚才", "现在", "now", "just now"})


def read_moment(text: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """A moment as people say it, in the station's time zone; None when it cannot be read.

    Nothing or 刚刚 is now; 22:30 is the last time it was 22:30; 昨天 22:30, 3天前, 2026-03-01 23:10 are
    read as written, a day alone is noon of that day (the present for today).
    """
    body = fold_width(text).strip()
    if body.lower() in _JUST_NOW:
        return now
    local = now.astimezone(zone)
    clock = parse_time(body)
    if clock is not None:
        today = datetime.combine(local.date(), clock, zone)
        return today if today <= now else today - timedelta(days=1)
    read = parse_date(body, today=local.date())
    if read.value is None or read.precision != "day":
        return None
    if read.time_of_day is None and read.value == local.date():
        return now
    return read.at(zone, time(12))


def read_position(text: str) -> tuple[Decimal, Decimal] | None:
    """Latitude and longitude from ``30.5325, 105.5714``; None when it is no place on earth."""
    numbers = re.findall(r"-?\d+(?:\.\d+)?", fold_width(text))
    if len(numbers) != 2:
        return None
    try:
        latitude, longitude = (round(Decimal(n), 5) for n in numbers)
    except InvalidOperation:
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return latitude, longitude
