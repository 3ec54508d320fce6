"""How much a recorded person fits a described one, in bits: a small scorer whose every figure can be read.

Each field gives log2(P(what is seen | same person) / P(what is seen | two persons)); the fields' bits add
up. The figures are assumptions, written here with their reasons, not learned:

- Names: of two writings of one person's name about 62 % agree character by character, 20 % differ in
  characters of the same sound, 10 % by a dialect's sound, and of the rest most keep the other characters.
  How rare an agreement is by chance depends on the character: surnames by the share of the common ones,
  given characters by 1/300 for the character, 1/120 for its sound, 1/50 for its dialect class (given names
  use a few hundred characters heavily).
- Sex is wrong in 1 of 100 records. Two thirds of those whom rescue stations take in are men.
- Birth: a recorded day is right in 90 %; years differ like a two-sided exponential, whose scale is half a
  year for papers, two years for stated and four for estimated ages; by chance a year agrees in 1 of 55.
- Hometown: a named county is right in 80 %, and chance agreement is 1/700 for the county, 1/180 for the
  city, 1/22 for the province (people come from few provinces more often than from all alike).
- Identity numbers are right in 85 %, one digit off in 5 %, swapped in 3 %. By chance nobody shares one
  (2^-30). What the number itself says (birth, sex, hometown) is not counted a second time.
- Height is measured to 4 cm, and spread by 8 cm among people.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from nuanyang.engines.matching.name_scores import score_name
from nuanyang.kernel.ages import Age, age_on
from nuanyang.kernel.identity import normalise_number
from nuanyang.kernel.sex import Sex

Field = Literal["name", "sex", "birth", "hometown", "id_number", "height"]


@dataclass(frozen=True, slots=True)
class QueryPerson:
    """What is known of the one who stands here. age is that on the day `on`; id_number may hold * for
    digits unread; hometown is a code of GB/T 2260, 430000 or 430100 when only the province or city is
    known."""

    on: date
    name: str = ""
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    age: Age = field(default_factory=Age)
    hometown: str = ""
    id_number: str = ""
    height_cm: int | None = None


@dataclass(frozen=True, slots=True)
class CandidatePerson:
    """A recorded person. birth_year with `birth_estimated` where no birth date is known."""

    names: tuple[str, ...] = ()
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    birth_year: int | None = None
    birth_estimated: bool = False
    hometown: str = ""
    id_number: str = ""
    height_cm: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One field's share. reason is a code: exact, same_sound, dialect_sound, part, nickname, differs;
    agrees; same_day, same_year, near_year, far_year; county, city, province, elsewhere; one_digit_off,
    swapped, readable_digits; near, far."""

    field: Field
    bits: float
    reason: str


@dataclass(frozen=True, slots=True)
class Score:
    bits: float
    parts: tuple[Part, ...]


def score(query: QueryPerson, candidate: CandidatePerson) -> Score:
    """Bits for and against one person; fields unknown on either side give no part. The parts add up to
    `bits`."""
    number, covered = _number_part(query.id_number, candidate.id_number)
    found = [
        _name_part(query.name, candidate.names),
        None if "sex" in covered else _sex_part(query.sex, candidate.sex),
        None if "birth" in covered else _birth_part(query, candidate),
        None if "hometown" in covered else _hometown_part(query.hometown, candidate.hometown),
        number,
        _height_part(query.height_cm, candidate.height_cm),
    ]
    parts = tuple(part for part in found if part is not None)
    return Score(math.fsum(part.bits for part in parts), parts)


def posteriors(bits: Sequence[float], register_size: int, registered: float = 0.5) -> list[float]:
    """The probability of each candidate, "none of the register" being one outcome: beforehand the person is
    in the register with the chance `registered`, and everybody in it is alike. The sum is at most 1."""
    if not bits:
        return []
    prior = registered / max(register_size, len(bits))
    top = max(*bits, 0.0)
    weights = [prior * 2.0 ** (b - top) for b in bits]
    none = (1.0 - registered) * 2.0 ** (-top)
    total = math.fsum((*weights, none))
    return [w / total for w in weights]


def _log2_ratio(same: float, chance: float) -> float:
    return math.log2(same / chance)


# ── name ──


def _name_part(query: str, names: Sequence[str]) -> Part | None:
    """The best of the recorded names; having more names to fit by chance costs log2 of their number."""
    scored = [found for found in (score_name(query, name) for name in names) if found is not None]
    if not scored:
        return None
    bits, reason = max(scored)
    return Part("name", bits - math.log2(len(scored)) if bits > 0 else bits, reason)


# ── sex ──

_SEX_SHARES = {Sex.MALE: 0.67, Sex.FEMALE: 0.33}
_SEX_ERROR = 0.01


def _sex_part(query: Sex, candidate: Sex) -> Part | None:
    if not (query.known and candidate.known):
        return None
    if query is candidate:
        return Part("sex", _log2_ratio(1 - _SEX_ERROR, _SEX_SHARES[candidate]), "agrees")
    return Part("sex", _log2_ratio(_SEX_ERROR, 1 - _SEX_SHARES[candidate]), "differs")


# ── birth ──

_DAY_RIGHT = 0.9
_YEAR_BY_CHANCE = 1 / 55
_SCALE_PAPER, _SCALE_STATED, _SCALE_ESTIMATED = 0.5, 2.0, 4.0
_BLUNDER = 0.02
"""The share of records whose year is wrong by any amount; it keeps a great difference from deciding alone."""


def _birth_part(query: QueryPerson, candidate: CandidatePerson) -> Part | None:
    if query.birth_date and candidate.birth_date:
        return _days_part(query.birth_date, candidate.birth_date)
    known = _years(candidate, query.on)
    stated = _stated_years(query)
    if known is None or stated is None:
        return None
    scale = math.hypot(known[2], stated[2])
    gap = max(0.0, known[0] - stated[1], stated[0] - known[1])
    width = 1 + min(stated[1] - stated[0], 40) + (known[1] - known[0])
    likely = (1 - _BLUNDER) * _laplace(gap, scale) / width + _BLUNDER * _YEAR_BY_CHANCE
    bits = _log2_ratio(likely, _YEAR_BY_CHANCE)
    return Part("birth", bits, "same_year" if gap == 0 else "near_year" if bits > 0 else "far_year")


def _days_part(query: date, candidate: date) -> Part:
    if query == candidate:
        return Part("birth", _log2_ratio(_DAY_RIGHT, _YEAR_BY_CHANCE / 365), "same_day")
    wrong_day = 1 - _DAY_RIGHT
    if query.year == candidate.year:
        return Part("birth", _log2_ratio(wrong_day * 0.6, _YEAR_BY_CHANCE), "same_year")
    gap = abs(query.year - candidate.year)
    # A slip of one digit in the year keeps month and day; else the two dates are of two people.
    alike = (query.month, query.day) == (candidate.month, candidate.day)
    likely = wrong_day * (
        0.3 * _YEAR_BY_CHANCE if alike else 0.2 * _laplace(gap, 2.0) / 365 + 1e-4 * _YEAR_BY_CHANCE / 365
    )
    bits = _log2_ratio(likely, _YEAR_BY_CHANCE / 365)
    return Part("birth", bits, "near_year" if bits > 0 else "far_year")


def _laplace(gap: float, scale: float) -> float:
    """The share of one year at this distance under a two-sided exponential."""
    return math.tanh(0.5 / scale) * math.exp(-gap / scale)


def _years(candidate: CandidatePerson, on: date) -> tuple[float, float, float] | None:
    """(lowest, highest, scale) of the age on the day of the query."""
    if candidate.birth_date is not None:
        years = age_on(candidate.birth_date, max(on, candidate.birth_date))
        return years, years, _SCALE_PAPER
    if candidate.birth_year is None:
        return None
    years = on.year - candidate.birth_year
    return years - 1, years, _SCALE_ESTIMATED if candidate.birth_estimated else _SCALE_PAPER


def _stated_years(query: QueryPerson) -> tuple[float, float, float] | None:
    if query.birth_date is not None:
        years = age_on(query.birth_date, max(query.on, query.birth_date))
        return years, years, _SCALE_PAPER
    age = query.age
    if age.low is None or age.high is None:
        return None
    if age.estimated and age.stated is not None and age.high - age.low <= 10:
        return age.stated, age.stated, _SCALE_ESTIMATED
    return age.low, age.high, _SCALE_STATED


# ── hometown ──

_PLACES = (("county", 6, 0.80, 1 / 700), ("city", 4, 0.86, 1 / 180), ("province", 2, 0.93, 1 / 22))
"""(level, digits, share of the same person that agrees down to here when both are known so far, share by
chance)"""


def _hometown_part(query: str, candidate: str) -> Part | None:
    depth = min(_depth(query), _depth(candidate))
    levels = [level for level in _PLACES if level[1] <= depth]
    if not levels:
        return None
    finer_same = finer_chance = 0.0
    for name, digits, same, chance in levels:
        if query[:digits] == candidate[:digits]:
            return Part("hometown", _log2_ratio(same - finer_same, chance - finer_chance), name)
        finer_same, finer_chance = same, chance
    return Part("hometown", _log2_ratio(1 - finer_same, 1 - finer_chance), "elsewhere")


def _depth(code: str) -> int:
    if len(code) != 6 or not code.isdigit():
        return 0
    return 2 if code[2:] == "0000" else 4 if code[4:] == "00" else 6


# ── identity number ──

_NUMBER_BY_CHANCE = 2.0**-30
_DIGIT_BITS = (1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 0.2, 0.2, 1.5, 3.0, 0.9, 2.5, 1.5, 3.2, 2.0, 3.0, 3.3, 3.4)
"""What one agreeing digit is worth at its place, for numbers that are read in part: neighbours share areas
and centuries."""
_COVERED = {"hometown": range(6), "birth": range(6, 14), "sex": range(16, 17)}


def _number_part(query: str, candidate: str) -> tuple[Part | None, frozenset[str]]:
    """The part, and which other fields it already contains."""
    if not query or not candidate:
        return None, frozenset()
    asked, known = normalise_number(query), normalise_number(candidate)
    if not asked or not known:
        return None, frozenset()
    whole = frozenset(_COVERED) if len(known) == 18 else frozenset[str]()
    if "*" in asked or "?" in asked or (len(asked) == 14 and len(known) == 18):
        return _readable_digits(asked.ljust(len(known), "*"), known)
    if asked == known:
        return Part("id_number", _log2_ratio(0.85, _NUMBER_BY_CHANCE), "exact"), whole
    if len(asked) == len(known) >= 8:
        places = [i for i, (a, b) in enumerate(zip(asked, known, strict=True)) if a != b]
        if len(places) == 1:
            return Part("id_number", _log2_ratio(0.05 / 160, _NUMBER_BY_CHANCE), "one_digit_off"), whole
        if _swapped(asked, known, places):
            return Part("id_number", _log2_ratio(0.03 / 17, _NUMBER_BY_CHANCE), "swapped"), whole
    # Two numbers that differ altogether: a borrowed or wrong paper is possible, but seldom.
    return Part("id_number", _log2_ratio(0.07, 1.0), "differs"), frozenset()


def _swapped(asked: str, known: str, places: list[int]) -> bool:
    return (
        len(places) == 2
        and places[1] == places[0] + 1
        and asked[places[0]] == known[places[1]]
        and asked[places[1]] == known[places[0]]
    )


def _readable_digits(asked: str, known: str) -> tuple[Part | None, frozenset[str]]:
    if len(asked) != len(known):
        return None, frozenset()
    read = [i for i, character in enumerate(asked) if character not in "*?"]
    if not read:
        return None, frozenset()
    wrong = sum(asked[i] != known[i] for i in read)
    if wrong > 1:
        return Part("id_number", _log2_ratio(0.07, 1.0), "differs"), frozenset()
    worth = sum(_DIGIT_BITS[i] if len(known) == 18 else 3.0 for i in read)
    bits = min(worth, 29.0) + math.log2(0.85) - (math.log2(9 * len(read)) + 4.0 if wrong else 0.0)
    covered = frozenset(name for name, places in _COVERED.items() if len(known) == 18 and set(places) & set(read))
    return Part("id_number", bits, "readable_digits"), covered


# ── height ──


def _height_part(query: int | None, candidate: int | None) -> Part | None:
    if query is None or candidate is None:
        return None
    # Both values carry an error of 4 cm; two strangers' heights differ by 8·√2 cm. A growing child's height
    # proves nothing against it, hence the floor.
    gap = abs(query - candidate)
    same, chance = 4 * math.sqrt(2), 8 * math.sqrt(2)
    bits = math.log2(chance / same) - gap * gap / 2 * (same**-2 - chance**-2) / math.log(2)
    return Part("height", max(bits, -3.0), "near" if bits > 0 else "far")
