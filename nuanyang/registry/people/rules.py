"""Pure decisions about people: capacity, minority, clusters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

MINOR_BELOW = 18


def age_on(day: date, *, birth: date | None, year_low: int | None, year_high: int | None) -> int | None:
    """Age in full years on ``day``; from an estimated span of birth years, the middle."""
    if birth is not None:
        return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    if year_low is None or year_high is None:
        return None
    return max(0, day.year - (year_low + year_high) // 2)


def is_minor(day: date, *, birth: date | None, year_low: int | None, year_high: int | None) -> bool | None:
    """Whether below 18 on ``day``; None when nothing is known.

    An estimate that may be below 18 counts as a minor: protection errs on the safe side.
    """
    if birth is not None:
        age = age_on(day, birth=birth, year_low=None, year_high=None)
        return age is not None and age < MINOR_BELOW
    if year_high is None:
        return None
    return day.year - year_high < MINOR_BELOW


def clusters(ids: Iterable[int], links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Connected components: each id's smallest linked id."""
    parent = {i: i for i in ids}

    def find(i: int) -> int:
        parent.setdefault(i, i)
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in links:
        low, high = sorted((find(a), find(b)))
        parent[high] = low
    return {i: find(i) for i in list(parent)}


def sees_by_right(viewer_keys: Iterable[str], keys: Iterable[str]) -> bool:
    """Whether a record is seen through an organisation or a circle, not by an emergency or by overseeing alone."""
    held = set(keys)
    return any(k in held and (k[:2] in ("o:", "c:") or k == "sys") for k in viewer_keys)
