"""Pure decisions about people: capacity, minority, clusters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

MINOR_BELOW = 18

#: A span of birth years no wider than this was stated ("35"), a wider one guessed ("about 40").
STATED_SPAN = 1
#: 老王, 小李, 阿强: how somebody is called, not who he is.
_CALLED = ("老", "小", "阿")


def age_on(day: date, *, birth: date | None, year_low: int | None, year_high: int | None) -> int | None:
    """Age in full years on ``day``; from an estimated span of birth years, the middle."""
    if birth is not None:
        return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    if year_low is None or year_high is None:
        return None
    return max(0, day.year - (year_low + year_high) // 2)


def states_identity(
    *, name: str, home_region: str, birth: date | None, year_low: int | None, year_high: int | None
) -> bool:
    """Whether somebody says who he is so that a query can confirm it: full name, home to the county, age.

    The quick query of RS-043 needs no more; who is only called something, guessed at or from
    "somewhere in Sichuan" cannot be looked up.
    """
    full = len(name) >= 2 and not (len(name) == 2 and name.startswith(_CALLED))
    county = len(home_region) >= 6 and not home_region[:6].endswith("00")
    span = year_high - year_low if year_low is not None and year_high is not None else None
    return full and county and (birth is not None or (span is not None and span <= STATED_SPAN))


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
