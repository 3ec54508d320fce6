"""Geometry of the small charts: numbers in, percentages as text out. No markup, no colour.

Bars are svg rectangles in a 100-wide box; the labels and values beside them are real text,
so every chart is its own table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Values = dict[str, Any]
PATTERNS = 5


def number(value: float) -> str:
    """A coordinate: at most two decimals, a point in every language."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def get(row: Any, name: str, default: Any = "") -> Any:
    """An attribute or key of a row, or ``default``; rows are mappings or objects."""
    if isinstance(row, Mapping):
        return row.get(name, default)
    return getattr(row, name, default)


def fill(row: Any, **defaults: Any) -> Values:
    """The named values of a row with their defaults."""
    return {name: get(row, name, default) for name, default in defaults.items()}


def _share(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0


def percent(part: float, whole: float) -> str:
    """Share with one decimal: "37.2%"; empty when the whole is nothing."""
    return f"{_share(part, whole):.1f}%" if whole else ""


def bars(values: Values) -> Values:
    """rows: label, value, url, note, unknown (bool: hatched, for rows of what is not known)."""
    rows = [fill(row, label="", value=0, url="", note="", unknown=False, definition="") for row in values["rows"]]
    largest = max((row["value"] for row in rows), default=0)
    total = values["total"] if values["total"] is not None else sum(row["value"] for row in rows)
    for row in rows:
        row["width"] = number(_share(row["value"], largest))
        row["percent"] = percent(row["value"], total)
    return {**values, "rows": rows, "total": total}


def stacked(values: Values) -> Values:
    """parts: label, value, url. Adds offset, width and the pattern's number (1 to 5)."""
    parts = [fill(part, label="", value=0, url="") for part in values["parts"]]
    total = sum(part["value"] for part in parts)
    offset = 0.0
    for index, part in enumerate(parts):
        width = _share(part["value"], total)
        part.update(
            offset=number(offset),
            width=number(max(width - 0.25, 0)),
            percent=percent(part["value"], total),
            pattern=index % PATTERNS + 1,
        )
        offset += width
    return {**values, "parts": parts, "total": total}


def columns(values: Values) -> Values:
    """rows: label, value, url, current (bool), before (the value of the period compared with, or None)."""
    rows = [fill(row, label="", value=0, url="", current=False, before=None) for row in values["rows"]]
    largest = max((max(row["value"], row["before"] or 0) for row in rows), default=0)
    for row in rows:
        height = _share(row["value"], largest)
        row["height"], row["top"] = number(height), number(100 - height)
        row["before_top"] = "" if row["before"] is None else number(100 - _share(row["before"], largest))
    return {**values, "rows": rows}


def occupancy(values: Values) -> Values:
    """days: label, taken, capacity, current, url. Over capacity is marked; the capacity line is drawn in each."""
    days = [fill(day, label="", taken=0, capacity=0, current=False, url="") for day in values["days"]]
    top = max((max(day["taken"], day["capacity"]) for day in days), default=0) * 1.05
    for day in days:
        height = _share(day["taken"], top)
        limit = 100 - _share(day["capacity"], top)
        day.update(
            height=number(height),
            top=number(100 - height),
            limit=number(limit),
            over=day["taken"] > day["capacity"] > 0,
        )
    return {**values, "days": days}


def evidence(values: Values) -> Values:
    """evidence: label, weight (log odds; None while awaited), note. Bars are scaled to the strongest."""
    rows = [fill(row, label="", weight=None, note="") for row in values["evidence"]]
    largest = max((abs(row["weight"]) for row in rows if row["weight"] is not None), default=0)
    for row in rows:
        weight = row["weight"]
        row["against"] = weight is not None and weight < 0
        row["width"] = number(_share(abs(weight or 0), largest))
        row["text"] = "" if weight is None else f"{'−' if weight < 0 else '+'}{abs(weight):.1f}"
    return {**values, "evidence": rows}


def figures(values: Values) -> Values:
    """items: label, value, of, note, url, tone ("risk" or ""), strip (numbers, the last is now)."""
    items = []
    for item in values["items"]:
        filled = fill(item, label="", value="", of="", note="", url="", tone="", strip=())
        filled["strip"] = _spark(filled["strip"])
        items.append(filled)
    return {**values, "items": items}


def _spark(values: Iterable[float]) -> list[dict[str, Any]]:
    numbers = list(values)
    largest = max(numbers, default=0)
    step = 100 / len(numbers) if numbers else 0
    return [
        {
            "x": number(index * step),
            "width": number(step * 0.88),
            "y": number(24 - 0.24 * _share(value, largest)),
            "height": number(0.24 * _share(value, largest)),
            "last": index == len(numbers) - 1,
        }
        for index, value in enumerate(numbers)
    ]


def progress(values: Values) -> Values:
    """value of total as a percentage; state: running, done, stopped, failed."""
    total = values["total"] or 0
    return {
        **values,
        "percent": f"{_share(values['value'], total):.0f}" if total else "",
        "running": values["state"] == "running",
    }
