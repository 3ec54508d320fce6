"""One stay as the report sees it, and the row of every table into which it falls."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from nuanyang.kernel.ages import GUESS_MARGIN, OLDEST, Age, age_on
from nuanyang.kernel.dates import add_months
from nuanyang.kernel.identity import PROVINCES

from .definitions import DEPARTURE, KEY_GROUPS, MINOR_BELOW, OLD_FROM, ORIGIN, UNEXPLAINED, UNKNOWN

OriginClass: TypeAlias = Literal["in_city", "in_province", "out_of_province", "unknown"]
SexClass: TypeAlias = Literal["male", "female", "unknown"]
AgeBand: TypeAlias = Literal["minor", "working_age", "old", "unknown"]
AgeSource: TypeAlias = Literal["birth", "identity", "stated", ""]

#: Regions whose first two digits are already one city.
MUNICIPALITIES = frozenset(("11", "12", "31", "50"))
GROUPS: tuple[str, ...] = KEY_GROUPS.row_ids[:-1]
_LEFT = frozenset(DEPARTURE.row_ids) - {"still_in", UNEXPLAINED}


@dataclass(frozen=True, slots=True)
class StayFact:
    """What is known of a stay. Days are days in the station's time zone.

    ``person_id``: the linked person; None when the stay is linked to nobody (it then counts as a person of its own).
    ``birth_precision``: with ``month`` or ``year``, ``birth`` is the first day of it. ``identity_birth``: from a valid
    identity number. ``age``: as stated. ``origin_hint``: in_city, in_province, out_of_province or empty, where a
    text tells that much without a code. ``departure``: an id of the table ``departure``, empty, or anything else.
    """

    stay_id: int | str
    person_id: int | str | None
    arrived_on: dt.date
    left_on: dt.date | None = None
    sex: str = ""
    birth: dt.date | None = None
    birth_precision: Literal["day", "month", "year"] = "day"
    identity_birth: dt.date | None = None
    age: Age = Age()
    origin_code: str = ""
    origin_hint: str = ""
    key_groups: frozenset[str] = frozenset()
    departure: str = ""


@dataclass(frozen=True, slots=True)
class StayClasses:
    """The rows into which a stay falls. ``age_years``: completed years at arrival, where known.
    ``departure`` is how things ended as far as is known today; :func:`departure_by` looks from an earlier day."""

    origin: OriginClass
    sex: SexClass
    age_band: AgeBand
    age_years: int | None
    age_source: AgeSource
    age_conflict: bool
    key_groups: tuple[str, ...]
    departure: str


def classify(fact: StayFact, station_region: str) -> StayClasses:
    """The classes of a stay at a station in ``station_region`` (six digits)."""
    band, years, source = _age(fact)
    return StayClasses(
        origin=origin_of(fact.origin_code, fact.origin_hint, station_region),
        sex="male" if fact.sex == "male" else "female" if fact.sex == "female" else "unknown",
        age_band=band,
        age_years=years,
        age_source=source,
        age_conflict=_conflict(fact),
        key_groups=tuple(g for g in GROUPS if g in fact.key_groups) or ("none",),
        departure=departure_by(fact.departure, fact.left_on, None),
    )


def origin_of(code: str, hint: str, station_region: str) -> OriginClass:
    """Where somebody comes from, seen from the station. A code counts before the text's hint.

    A code of a whole province lies in the province; which city it is cannot be told.
    """
    if len(station_region) < 4 or not station_region.isdigit():
        raise ValueError(f"not a region code: {station_region!r}")
    if len(code) >= 6 and code.isdigit() and code[:2] in PROVINCES:
        if code[:2] != station_region[:2]:
            return "out_of_province"
        same_city = station_region[:2] in MUNICIPALITIES or code[:4] == station_region[:4]
        return "in_city" if same_city else "in_province"
    for known in ORIGIN.row_ids:
        if hint == known and hint != UNKNOWN:
            return known  # type: ignore[return-value]  # one of the ids above
    return "unknown"


def departure_by(departure: str, left_on: dt.date | None, to: dt.date | None) -> str:
    """The row of the table ``departure`` at the end of the day ``to`` (None: as far as is known).

    Who left after ``to`` is still in. Without a date of leaving the way of leaving decides; with a date and no way that
    is known, it is unexplained.
    """
    if left_on is not None and to is not None and left_on > to:
        return "still_in"
    if departure in _LEFT:
        return departure
    if left_on is None and departure in ("", "still_in"):
        return "still_in"
    return UNEXPLAINED


def band_of(years: int) -> AgeBand:
    """The band of an age in completed years."""
    if years < MINOR_BELOW:
        return "minor"
    return "old" if years >= OLD_FROM else "working_age"


def _age(fact: StayFact) -> tuple[AgeBand, int | None, AgeSource]:
    if fact.birth is not None:
        years = _years(fact.birth, fact.birth_precision, fact.arrived_on)
        if years is not None:
            return band_of(years), years, "birth"
    if fact.identity_birth is not None:
        years = _years(fact.identity_birth, "day", fact.arrived_on)
        if years is not None:
            return band_of(years), years, "identity"
    age = fact.age
    if age.stated is not None and not age.span:
        return band_of(age.stated), age.stated, "stated"
    if age.low is not None and age.high is not None and not crosses_bands(age):
        return band_of(age.low), age.stated, "stated"
    return "unknown", None, ""


def crosses_bands(age: Age) -> bool:
    """Whether a span (15-20岁, 成年) lies in more than one band, so that none of them can be told."""
    if age.low is None or age.high is None or (age.stated is not None and not age.span):
        return False
    return band_of(age.low) != band_of(age.high)


def _years(birth: dt.date, precision: str, arrived: dt.date) -> int | None:
    """Completed years at arrival, or None where the birth cannot be right.

    Where only month or year is known the middle of it stands for the day.
    """
    if birth > arrived:
        return None
    if precision == "year":
        birth = min(dt.date(birth.year, 7, 1), arrived)
    elif precision == "month":
        birth = min(birth.replace(day=15), arrived)
    years = age_on(birth, arrived)
    return years if years <= OLDEST else None


def _conflict(fact: StayFact) -> bool:
    """Whether what is said about the age disagrees: births that differ, impossible births, a stated age far off."""
    if fact.birth is not None:
        if _years(fact.birth, fact.birth_precision, fact.arrived_on) is None:
            return True
        if fact.identity_birth is not None and not _same(fact.birth, fact.birth_precision, fact.identity_birth):
            return True
    reference = fact.birth or fact.identity_birth
    if reference is None or fact.age.stated is None:
        return False
    years = _years(reference, fact.birth_precision if fact.birth else "day", fact.arrived_on)
    return years is None or years_off(fact.age, years) > 0


def years_off(age: Age, years: int) -> int:
    """By how many years a stated age misses the computed one; 0 where it is near enough to be true."""
    if age.stated is None:
        return 0
    if age.span and age.low is not None and age.high is not None:
        off, tolerance = max(age.low - years, years - age.high, 0), 1
    else:
        off, tolerance = abs(years - age.stated), GUESS_MARGIN if age.estimated else 1
    return off if off > tolerance else 0


def _same(birth: dt.date, precision: str, other: dt.date) -> bool:
    months = {"year": 12, "month": 1}.get(precision)
    return birth == other if months is None else birth <= other < add_months(birth, months)
