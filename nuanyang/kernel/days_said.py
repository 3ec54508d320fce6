"""A whole day as somebody says it in a form: the one reading behind every small day field."""

from __future__ import annotations

import re
from datetime import date, timedelta

from nuanyang.kernel.dates import add_months, parse_date
from nuanyang.kernel.text import fold_width

#: What a form offers as the shortest way: 11-22. In a ledger such a cell may be anything.
_MONTH_DAY = re.compile(r"(\d{1,2})[-./](\d{1,2})")
_BARE_WEEKDAY = re.compile(r"(?:周|星期|礼拜).")


def day_said(text: str, *, today: date, ahead: bool = False) -> date | None:
    """The day, or None where the words name none.

    ``ahead``: what is agreed lies before us, so a day without its year (3月9日) or a weekday without
    its week (周一) is the next one; otherwise it is the kernel's reading, the latest or this week's.
    """
    short = _MONTH_DAY.fullmatch(fold_width(text).strip())
    parsed = parse_date(f"{short[1]}月{short[2]}日" if short else text, today=today)
    day = parsed.value
    if day is None or parsed.precision != "day":
        return None
    if not ahead or day >= today:
        return day
    if parsed.problem == "year_assumed":
        return add_months(day, 12)
    return day + timedelta(days=7) if _BARE_WEEKDAY.fullmatch(text.strip()) else day
