"""Pure: how numbers are written."""

from __future__ import annotations


def number_of(series: str, year: int, running: int) -> str:
    """求登〔2026〕0012号: series, year, running number within both."""
    return f"{series}〔{year}〕{running:04d}号"
