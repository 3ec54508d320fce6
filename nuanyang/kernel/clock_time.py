"""The time of day at the end of a written date: 15:30, 下午3点半, 晚上12点, 24:00."""

from __future__ import annotations

import re
from datetime import time

from nuanyang.kernel.text import fold_width

_PERIODS = "凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜里|夜间|半夜|深夜|晚|早|AM|PM|am|pm"
_TIME = re.compile(
    rf"(?:(?P<period>{_PERIODS})\s*)?"
    r"(?:(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d+)?)?"
    r"|(?P<hour2>\d{1,2})[点时](?:钟|整|(?P<minute2>\d{1,2})分?(?:(?P<second2>\d{1,2})秒)?|(?P<part>半|一刻|三刻))?)"
    r"\s*(?P<after>AM|PM|am|pm)?(?:Z|[+-]\d{2}:?\d{2})?$"
)
_LONE_PERIOD = re.compile(rf"(?:\s*(?:{_PERIODS}))$")
_AFTERNOON = frozenset(("下午", "傍晚", "晚上", "晚", "PM", "pm"))
_PARTS = {"半": 30, "一刻": 15, "三刻": 45}


def split_time(text: str) -> tuple[str, time | None, bool]:
    """(the text before the time, the time or None, whether it belongs to the next day).

    24:00 and 晚上12点 are midnight at the day's end. A period of the day alone (下午) is dropped. An
    impossible time (25:10) is left in the text, so that the reader refuses the whole.
    """
    match = _TIME.search(text)
    if match is None:
        return _LONE_PERIOD.sub("", text).rstrip(), None, False
    hour = int(match["hour"] or match["hour2"])
    minute = int(match["minute"] or match["minute2"] or 0) + _PARTS.get(match["part"] or "", 0)
    second = int(match["second"] or match["second2"] or 0)
    period = match["period"] or match["after"] or ""
    next_day = False
    if (period in _AFTERNOON and hour < 12) or (period == "中午" and hour < 6):
        hour += 12
    elif hour == 12 and period in ("晚上", "晚", "半夜", "深夜"):
        hour = 24
    elif hour == 12 and period in ("凌晨", "AM", "am"):
        hour = 0
    if hour == 24 and minute == second == 0:
        hour, next_day = 0, True
    if hour > 23 or minute > 59 or second > 59:
        return text, None, False
    before = text[: match.start()].rstrip(" T,")
    return before, time(hour, minute, second), next_day


def parse_time(text: str | time | None) -> time | None:
    """A cell of its own for the time of day ("01:00", "下午3点", "1530"): the time, or None if it is none."""
    if text is None or isinstance(text, time):
        return text
    folded = fold_width(text)
    if match := re.fullmatch(r"([01]\d|2[0-3])([0-5]\d)", folded):
        folded = f"{match[1]}:{match[2]}"
    before, clock, _ = split_time(folded)
    return clock if before == "" else None
