"""One fact spread over several columns: a day over 年, 月 and 日, a choice over columns that are ticked.

The heading stands over all of them; a line is read as if the first (or the ticked) one held the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nuanyang.kernel.sex import parse_sex

from . import departures, health
from .cells import squeeze
from .model import CellValue, Heading
from .vocabulary import meaning

PARTS = ("年", "月", "日", "时", "分")
_DAYS = frozenset(("arrived", "left", "birth"))
_CHOICES = frozenset(("sex", "departure", "health"))
_TICKS = frozenset(("√", "✓", "✔", "☑", "v", "1", "是", "有", "○", "●", "◯", "■", "y", "yes", "对"))
_FIGURE = re.compile(r"\d{1,4}(?:\.0)?")


def is_part(above: str, own: str) -> bool:
    """Whether a lower heading only names a part of the day, or a choice, that the upper one announces."""
    found = meaning(above)
    if found is None:
        return False
    label = squeeze(own)
    if found[0] in _DAYS:
        return label.rstrip("份号") in PARTS
    if found[0] == "sex":
        return label in ("男", "女", "男性", "女性")
    if found[0] == "departure":
        return departures.classify(label) not in ("", departures.OTHER) or label in ("其他", "其它")
    return found[0] == "health" and (bool(health.groups_in(label)[0]) or label in ("无", "其他", "其它", "正常", "健康"))


@dataclass(frozen=True, slots=True)
class Spread:
    """Columns of one fact: parts of a day in order (``labels`` are 年, 月 …), or choices and their names."""

    field: str
    cols: tuple[int, ...]
    labels: tuple[str, ...]

    def gather(self, row: list[CellValue]) -> None:
        """Puts the whole where the reader looks for it; what is neither part nor tick stays."""
        if self.field in _DAYS:
            self._day(row)
            return
        for col, label in zip(self.cols, self.labels, strict=True):
            if squeeze(row[col]).lower().removesuffix(".0") in _TICKS:
                row[col] = label

    def _day(self, row: list[CellValue]) -> None:
        figures = [squeeze(row[col]).rstrip("年月日号时分") for col in self.cols]
        told = [(f, label) for f, label in zip(figures, self.labels, strict=True) if f]
        if len(told) < 2 or not all(_FIGURE.fullmatch(f) for f, _ in told):
            return
        for col in self.cols:
            row[col] = None
        row[self.cols[0]] = "".join(f"{int(float(f))}{label}" for f, label in told)


def spreads(columns: Sequence[Heading]) -> list[Spread]:
    """The facts that are spread over several columns of a block."""
    return [found for run in _runs(columns) if (found := _spread(run)) is not None]


def _runs(columns: Sequence[Heading]) -> Iterator[list[Heading]]:
    """Neighbouring columns of one field under one upper heading."""
    run: list[Heading] = []
    for heading in columns:
        same = run and (heading.field, heading.col, _upper(heading)) == (run[-1].field, run[-1].col + 1, _upper(run[-1]))
        if run and not same:
            yield run
            run = []
        run.append(heading)
    if run:
        yield run


def _upper(heading: Heading) -> str:
    return heading.text.rpartition(" ")[0]


def _spread(run: list[Heading]) -> Spread | None:
    field = run[0].field
    labels = tuple(squeeze(h.text.rpartition(" ")[2]) for h in run)
    if len(run) < 2 or not _upper(run[0]):
        return None
    cols = tuple(h.col for h in run)
    if field in _DAYS:
        plain = tuple(label.rstrip("份号") for label in labels)
        return Spread(field, cols, plain) if all(p in PARTS for p in plain) and "日" in plain else None
    if field == "sex" and any(parse_sex(label) is None for label in labels):
        return None
    return Spread(field, cols, labels) if field in _CHOICES else None

