"""What all printed forms share: the words around the figures and the parts that a chart shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .definitions import TABLES, WORDS, Lang

_OVERLAPPING = frozenset(d.id for d in TABLES if not d.adds_up)
_WITHOUT_CHART = frozenset(("received",))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a printed table; ``share`` of the total, from 0 to 1 (None: makes no sense)."""

    label: str
    value: int
    share: float | None
    definition: str


@dataclass(frozen=True, slots=True)
class Block:
    """One printed table. ``chart``: whether a chart of its rows makes sense; ``note``: a line below it."""

    id: str
    title: str
    lines: tuple[Line, ...]
    total: int
    unexplained: int
    chart: bool
    note: str


@dataclass(frozen=True, slots=True)
class Page:
    """A report ready to be written: ``title``, the lines below it (label, text), the tables."""

    title: str
    heads: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    lang: Lang


def page_of(report: Mapping[str, Any], lang: Lang = "zh", station_name: str = "") -> Page:
    """The page of a report in its public shape. ``station_name`` stands before the code where it is known."""
    station = f"{station_name} ({report['station']})" if station_name else str(report["station"])
    span = WORDS["span"].of(lang) % {"from": report["from"], "to": report["to"]}
    heads = ((WORDS["station"].of(lang), station), (WORDS["period"].of(lang), span))
    blocks = tuple(_block(table, lang) for table in report["tables"])
    return Page(WORDS["title"].of(lang), heads, blocks, lang)


def _block(table: Mapping[str, Any], lang: Lang) -> Block:
    total = int(table["total"])
    shares = table["id"] not in _WITHOUT_CHART and total > 0
    lines = tuple(
        Line(
            str(row["label"]),
            int(row["value"]),
            int(row["value"]) / total if shares else None,
            str(row["definition"]),
        )
        for row in table["rows"]
    )
    chart = table["id"] not in _WITHOUT_CHART and any(line.value for line in lines)
    overlaps = table["id"] in _OVERLAPPING - _WITHOUT_CHART
    note = WORDS["overlap"].of(lang) if overlaps else ""
    return Block(str(table["id"]), str(table["title"]), lines, total, int(table["unexplained"]), chart, note)
