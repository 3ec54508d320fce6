"""Cells as people fill them: full-width characters, stray spaces, dashes for "nothing"."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from nuanyang.kernel import text as texts

from .model import CellValue

DITTO_WORDS = frozenset(("同上", "同前", "〃", "″", "”", '"', "''", "〞", "々", "ditto"))
_ONLY_MARKS = re.compile(r"[-—–―_/\\~.。,，、*?|·…×xX\s]*")
_APOSTROPHES = "'`‘’"


class Formula(str):
    """A formula whose value the file does not hold: it was written by a program and never opened in a spreadsheet."""

    __slots__ = ()


def raw(value: CellValue) -> str:
    """The cell as text, as it is read on the screen; texts stay as they are but for the ends."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e20 else repr(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def clean(value: CellValue) -> str:
    """The cell as text for recognition: widths folded, spaces single, ends and a leading apostrophe gone."""
    return _clean(value if isinstance(value, str) else raw(value))


# ledgers repeat themselves: 男, 汉, 本市, a day's date
@lru_cache(maxsize=16_384)
def _clean(text: str) -> str:
    return texts.fold_width(text).lstrip(_APOSTROPHES).strip()


def squeeze(value: CellValue) -> str:
    """Like :func:`clean`, without any space."""
    return clean(value).replace(" ", "")


def is_blank(value: CellValue) -> bool:
    """Whether nothing stands in the cell."""
    if not isinstance(value, str):
        return value is None
    return not value or value.isspace() or (len(value) < 4 and not clean(value))


def says_nothing(value: CellValue) -> bool:
    """Whether the cell is blank or says only that nothing is known (不详, —, //)."""
    return _text_says_nothing(value) if isinstance(value, str) else value is None


@lru_cache(maxsize=16_384)
def _text_says_nothing(text: str) -> bool:
    return texts.says_nothing(text) or bool(_ONLY_MARKS.fullmatch(squeeze(text)))


def is_ditto(value: CellValue) -> bool:
    """Whether the cell says "as above" (同上, 〃)."""
    return isinstance(value, str) and value.strip() in DITTO_WORDS


def number_behind(value: dt.date | dt.time, epoch_1904: bool = False) -> float:
    """The number of a cell that only its format turned into a date (the age 45 shown as 1900-02-14)."""
    if not isinstance(value, dt.date):
        return 0.0
    day = value.date() if isinstance(value, dt.datetime) else value
    if epoch_1904:
        return float((day - dt.date(1904, 1, 1)).days)
    serial = (day - dt.date(1899, 12, 30)).days
    return float(serial if serial > 60 else serial - 1)
