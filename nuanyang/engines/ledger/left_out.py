"""People on lines that were not read: no headings say what stands there, or none of them is the arrival."""

from __future__ import annotations

from collections.abc import Sequence

from .cells import is_blank, says_nothing
from .contents import looks_like_person
from .headings import Block
from .model import CellValue
from .totals import label_of
from .vocabulary import is_other_record

_ABOUT_PEOPLE = frozenset(
    ("sex", "age", "identity", "birth", "origin", "origin_code", "origin_province", "departure", "left", "reason", "health")
)


def is_left_out(row: Sequence[CellValue], block: Block | None) -> bool:
    """Whether a line that was not read is about a person who was helped.

    ``block``: headings above it that name no arrival. Lists of staff, stocks and totals are not meant.
    """
    if label_of(row):
        return False
    if block is None:
        return looks_like_person(row)
    if is_other_record(h.text for h in block.columns):
        return False
    said = {h.field for h in block.columns if not says_nothing(row[h.col])}
    if "name" in said and len(said & _ABOUT_PEOPLE) >= 2:
        return True
    return sum(not is_blank(v) for v in row) >= 3 and looks_like_person(row)
