"""Where the table begins: one, two or three rows of headings below titles, in any order of columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .cells import is_blank, raw, squeeze
from .model import CellValue, Heading
from .spread import is_part
from .vocabulary import is_strong, may_be_arrival, meaning, meaning_of_stack, probable

Row = Sequence[CellValue]
_LONG_NUMBER = re.compile(r"\d{6,}|\d{4}[-./年]\d{1,2}[-./月]\d")
_SEX_VALUE = frozenset("男女")
_MAX_DEPTH = 3
_WIDEST_RANK = 10
#: The rank of a column that was only guessed.
GUESSED_RANK = 9


@dataclass(frozen=True, slots=True)
class Block:
    """Rows ``first`` … ``last`` (0-based) are headings, ``columns`` say what they mean."""

    first: int
    last: int
    columns: tuple[Heading, ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that have a column."""
        return frozenset(h.field for h in self.columns if h.field)

    @property
    def score(self) -> int:
        """How much the headings explain: every field once, by its best rank, and every part of a day or choice."""
        best: dict[str, int] = {}
        for heading in self.columns:
            if heading.field:
                best[heading.field] = min(best.get(heading.field, _WIDEST_RANK), heading.rank)
        parts = sum(is_part(upper.rpartition(" ")[2], own) for upper, _, own in (h.text.rpartition(" ") for h in self.columns))
        return sum(_WIDEST_RANK - rank for rank in best.values()) + parts

    def signature(self) -> tuple[tuple[int, str], ...]:
        """What makes two blocks the same table: which column means what."""
        return tuple((h.col, h.field) for h in self.columns if h.field)


def looks_like_headings(row: Row) -> bool:
    """A quick look: some known headings, one of them telling, and no data."""
    known = hinted = 0
    strong = False
    for value in row:
        if isinstance(value, dt.date | dt.time | float | bool):
            return False
        if not isinstance(value, str) or not value:
            continue
        found = meaning(value)
        if found:
            known += 1
            strong = strong or is_strong(found[0])
        elif probable(value):
            hinted += 1
    return known + hinted >= 3 and strong or known >= 2 and strong and sum(not is_blank(v) for v in row) <= known + 1


def find_block(grid: Sequence[Row], at: int, floor: int) -> Block | None:
    """The block of headings that covers row ``at``; rows above ``floor`` are not touched."""
    best: Block | None = None
    for first in range(at, max(floor, at - 2) - 1, -1):
        for last in range(at, min(len(grid), first + _MAX_DEPTH)):
            if not all(_may_head(grid[r]) for r in range(first, last + 1)):
                continue
            if last > at and not _goes_on(grid, at, last):
                continue
            block = Block(first, last, _columns(grid, first, last))
            if best is None or (block.score, -(block.last - block.first)) > (
                best.score,
                -(best.last - best.first),
            ):
                best = block
    if best is None:
        return None
    fields = best.fields
    hinted = {f for h in best.columns if not h.field for f in (*probable(h.text), *_a_day(h.text))}
    enough = len(fields | hinted) >= 3 or {"name", "arrived"} <= fields | hinted
    return best if enough and fields & {"name", "arrived"} else None


def _a_day(heading: str) -> tuple[str, ...]:
    return ("arrived",) if may_be_arrival(heading) else ()


def _may_head(row: Row) -> bool:
    values = {squeeze(v) for v in row if not is_blank(v)}
    if len(values) < 2:
        return False
    if any(isinstance(v, dt.date | dt.time | float | bool) for v in row):
        return False
    # both words in one row are the two choices under 性别, one of them is somebody's sex
    sexes = set() if values >= _SEX_VALUE else _SEX_VALUE
    return not any(v in sexes or _LONG_NUMBER.search(v) or len(v) > 40 for v in values)


def _goes_on(grid: Sequence[Row], at: int, last: int) -> bool:
    """Whether the rows below ``at`` are still headings: each says something known or splits a column."""
    for r in range(at + 1, last + 1):
        above, row = grid[r - 1], grid[r]
        fresh = [c for c, v in enumerate(row) if not is_blank(v) and squeeze(v) != squeeze(above[c])]
        if not fresh:
            return False
        known = sum(
            is_part(raw(above[c]), raw(row[c]))
            or meaning_of_stack((raw(above[c]), raw(row[c]))) is not None
            or meaning(raw(row[c])) is not None
            for c in fresh
        )
        if known * 2 < len(fresh):
            return False
    return True


def _columns(grid: Sequence[Row], first: int, last: int) -> tuple[Heading, ...]:
    width = len(grid[first])
    rows = [[raw(v) for v in grid[r]] for r in range(first, last + 1)]
    for upper, lower in zip(rows, rows[1:], strict=False):
        for c in range(1, width):
            # a title over several columns stands in the first of them only where cells are not merged
            if not upper[c] and lower[c] and upper[c - 1] and lower[c - 1] and lower[c - 1] != upper[c - 1]:
                upper[c] = upper[c - 1]
    columns = []
    for c in range(width):
        stack = tuple(row[c] for row in rows)
        parts = [p for i, p in enumerate(stack) if p and p not in stack[:i]]
        if not parts:
            continue
        choice = len(parts) > 1 and is_part(parts[-2], parts[-1])
        found = meaning(parts[-2]) if choice else meaning_of_stack(tuple(parts))
        name, rank = found if found else ("", 0)
        columns.append(Heading(c, " ".join(p.replace("\n", " ") for p in parts), name, rank))
    return tuple(columns)
