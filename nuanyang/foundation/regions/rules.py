"""What follows from a region code alone: level, ancestors, relation (GB/T 2260 and 12-digit codes)."""

from __future__ import annotations

from nuanyang.foundation.regions.choices import Level, Relation

#: Municipalities: the whole province is one city.
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})

#: Names of codes that only add others up and are left out of a full name.
GROUPING_NAMES = frozenset(
    {
        "市辖区",
        "县",
        "市",
        "省直辖行政单位",
        "省直辖县级行政单位",
        "自治区直辖县级行政单位",
        "省直辖县级行政区划",
        "自治区直辖县级行政区划",
    }
)

LENGTHS = (6, 9, 12)


def clean(code: str | None) -> str:
    """The code in its shortest form of 6, 9 or 12 digits; empty when it is no region code.

    ``510903000000`` → ``510903``, ``510903001000`` → ``510903001``, ``51`` → ``510000``.
    """
    digits = (code or "").strip()
    if not (digits.isascii() and digits.isdigit()) or digits[:1] in ("", "0"):
        return ""
    if len(digits) in (2, 4):
        digits = digits.ljust(6, "0")
    if len(digits) not in LENGTHS:
        return ""
    if len(digits) == 12 and digits.endswith("000"):
        digits = digits[:9]
    if len(digits) == 9 and digits.endswith("000"):
        digits = digits[:6]
    return digits


def parent_code(code: str) -> str:
    """The code one level up by the digits alone; empty for a province."""
    if len(code) == 12:
        return code[:9]
    if len(code) == 9:
        return code[:6]
    if code[4:6] != "00":
        return code[:4] + "00"
    return code[:2] + "0000" if code[2:4] != "00" else ""


def chain(code: str) -> list[str]:
    """The code and its ancestors, widest first: ``510903`` → ``510000, 510900, 510903``."""
    found = []
    current = clean(code)
    while current:
        found.append(current)
        current = parent_code(current)
    return found[::-1]


def level_of(code: str, name: str) -> Level:
    """Level by digits, and by name where the digits only group others."""
    if name in GROUPING_NAMES and code[2:] != "0000":
        return Level.GROUPING
    if len(code) == 12:
        return Level.VILLAGE
    if len(code) == 9:
        return Level.TOWNSHIP
    if code[2:] == "0000":
        return Level.PROVINCE
    if code[4:] == "00":
        return Level.CITY
    return Level.ZONE if "71" <= code[4:] <= "79" and code[:2] != "71" else Level.COUNTY


def city_of(code: str) -> str:
    """What stands for "this city" when codes are compared: two digits in a municipality, else four."""
    digits = clean(code)
    if not digits or digits[2:6] == "0000" and digits[:2] not in MUNICIPALITIES:
        return ""
    return digits[:2] if digits[:2] in MUNICIPALITIES else digits[:4]


def same_city(a: str, b: str) -> bool:
    """Whether two codes lie in one city; False when one of them names no city."""
    city = city_of(a)
    return bool(city) and city == city_of(b)


def relation(place: str, seen_from: str) -> Relation:
    """In the city, in the province, outside it, or unknown."""
    here, there = clean(place), clean(seen_from)
    if not here or not there:
        return Relation.UNKNOWN
    if same_city(here, there):
        return Relation.SAME_CITY
    return Relation.SAME_PROVINCE if here[:2] == there[:2] else Relation.OTHER_PROVINCE


def prefix(code: str) -> str:
    """The digits that all codes in a region begin with: ``510000`` → ``51``, ``510900`` → ``5109``."""
    digits = clean(code)
    if digits[2:] == "0000":
        return digits[:2]
    return digits[:4] if len(digits) == 6 and digits[4:] == "00" else digits


def within(code: str, region: str) -> bool:
    """Whether ``code`` is ``region`` or lies in it; an empty region is the whole country."""
    wide = clean(region)
    return not wide or wide in chain(code)


SUFFIXES = (
    "壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "自治州", "自治县", "自治旗",
    "地区", "矿区", "林区", "新区", "街道", "省", "市", "州", "盟", "县", "旗", "区", "镇", "乡",
)  # fmt: skip


def short_name(name: str) -> str:
    """How people say it: 河南省 → 河南, 周口市 → 周口; two characters stay at least."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name
