"""A sheet as a rectangle of cells, with what merged cells mean for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .cells import is_blank
from .model import CellValue

Row = list[CellValue]
Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Grid:
    """``rows``: a value merged down a column stands in every row of it (a date over several people).
    ``heads``: the same with values merged to the right filled in too, for titles and headings.
    ``from_above``: cells (row, column) that were filled from above."""

    rows: list[Row]
    heads: list[Row]
    from_above: frozenset[tuple[int, int]]


def make_grid(values: Sequence[Sequence[CellValue]], merges: Sequence[Merge]) -> Grid:
    """The grid of a sheet; ``merges`` are 0-based ((top, left), (bottom, right)), both included."""
    width = max((len(row) for row in values), default=0)
    rows: list[Row] = [[*row, *[None] * (width - len(row))] for row in values]
    heads = list(rows)
    above: set[tuple[int, int]] = set()
    for (top, left), (bottom, _) in merges:
        if top >= len(rows) or left >= width or is_blank(rows[top][left]):
            continue
        value = rows[top][left]
        for r in range(top + 1, min(bottom + 1, len(rows))):
            rows[r][left] = value
            above.add((r, left))
    for (top, left), (bottom, right) in merges:
        if top >= len(rows) or left >= width or right == left or is_blank(rows[top][left]):
            continue
        for r in range(top, min(bottom + 1, len(rows))):
            if heads[r] is rows[r]:
                heads[r] = list(rows[r])
            for c in range(left, min(right + 1, width)):
                heads[r][c] = rows[top][left]
    return Grid(rows, heads, frozenset(above))
