"""Questions about regions. County level and above is kept in memory: it changes with releases only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from nuanyang.foundation.regions import rules
from nuanyang.foundation.regions.choices import Level
from nuanyang.foundation.regions.models import Grid, Region, ResidentialArea
from nuanyang.foundation.scope.viewers import region_keys


@dataclass(frozen=True, slots=True)
class RegionLabel:
    """How a code reads. ``name`` is the full name; for an unknown code the code itself.

    ``until`` is the date by which an abolished code was gone; ``now`` the codes in its place.
    """

    code: str
    name: str
    known: bool
    abolished: bool
    short: str = ""
    until: date | None = None
    now: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class _Entry:
    """A region as the search looks at it."""

    label: RegionLabel
    level: Level
    spoken: str
    initials: tuple[str, ...]
    sound: tuple[str, ...]
    former: tuple[str, ...] = field(default=())


_entries: dict[str, _Entry] = {}

#: Levels with six digits.
UPPER = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.ZONE, Level.GROUPING)

#: Codes whose order in a list of suggestions comes first.
_RANK = {Level.PROVINCE: 1, Level.CITY: 0, Level.COUNTY: 2}


def forget() -> None:
    """Drop what is kept in memory; the next question reads the table again."""
    _entries.clear()


def _syllables(row: Region) -> list[str]:
    return row.pinyin.split()


def _spellings(parts: list[tuple[str, list[str]]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Initials and full sounds of a chain of names, from each of its links to the end.

    As people say it (河南周口), in full (河南省周口市), and with only the last link in full.
    """
    initials: set[str] = set()
    sounds: set[str] = set()
    for spoken_above, spoken_last in ((True, True), (False, False), (True, False)):
        initial = sound = ""
        for number, (name, syllables) in enumerate(reversed(parts)):
            spoken = spoken_above if number else spoken_last
            form = syllables[: len(rules.short_name(name))] if spoken else syllables
            initial = "".join(s[0] for s in form) + initial
            sound = "".join(form) + sound
            initials.add(initial)
            sounds.add(sound)
    return tuple(initials), tuple(sounds)


def _load() -> dict[str, _Entry]:
    if _entries:
        return _entries
    rows = {row.code: row for row in Region.objects.filter(level__in=UPPER).order_by("code")}
    for code, row in rows.items():
        chain = [rows[c] for c in rules.chain(code) if c in rows]
        named = [r for r in chain if r.level != Level.GROUPING]
        initials, sounds = _spellings([(r.name, _syllables(r)) for r in named])
        _entries[code] = _Entry(
            label=RegionLabel(
                code, row.full_name, True, row.abolished_on is not None,
                rules.short_name(row.name), row.abolished_on, tuple(row.successors),
            ),
            level=Level(row.level),
            spoken="".join(rules.short_name(r.name) for r in named),
            initials=initials,
            sound=sounds,
            former=tuple(f["name"] for f in row.former_names),
        )  # fmt: skip
    return _entries


def describe(code: str) -> RegionLabel:
    """The code in words; an unknown code is kept as it is and flagged, never refused.

    ``describe("510903").name == "四川省遂宁市船山区"``. A 9- or 12-digit code that is not in the
    table reads as its county, flagged as unknown.
    """
    digits = rules.clean(code)
    if not digits:
        return RegionLabel(code, code, False, False)
    entry = _load().get(digits[:6])
    if len(digits) == 6:
        return entry.label if entry else RegionLabel(digits, digits, False, False)
    row = Region.objects.filter(pk=digits).first()
    if row is not None:
        return RegionLabel(
            digits, row.full_name, True, row.abolished_on is not None, row.name,
            row.abolished_on, tuple(row.successors),
        )  # fmt: skip
    name = f"{entry.label.name} {digits}" if entry else digits
    return RegionLabel(digits, name, False, False)


def describe_many(codes: list[str]) -> dict[str, RegionLabel]:
    """Labels of many codes with at most one query."""
    wanted = {code: rules.clean(code) for code in codes}
    deep = {d for d in wanted.values() if len(d) > 6}
    rows = {r.code: r for r in Region.objects.filter(pk__in=deep)} if deep else {}
    labels = {}
    for code, digits in wanted.items():
        row = rows.get(digits)
        if row is None:
            labels[code] = describe(code) if len(digits) <= 6 else _undescribed(digits)
        else:
            labels[code] = RegionLabel(
                digits, row.full_name, True, row.abolished_on is not None, row.name
            )
    return labels


def _undescribed(digits: str) -> RegionLabel:
    entry = _load().get(digits[:6])
    name = f"{entry.label.name} {digits}" if entry else digits
    return RegionLabel(digits, name, False, False)


def warm(codes: Iterable[str]) -> None:
    """Read what the labels of these codes need now, so that a list of people asks at most once."""
    if any(rules.clean(code) for code in codes):
        _load()


def ancestors(code: str) -> list[str]:
    """Viewer keys of a region and what it lies in: ``r:510903, r:510900, r:510000``."""
    return region_keys(rules.clean(code))


def same_city(a: str, b: str) -> bool:
    """Whether two codes lie in one city: same first four digits, two in a municipality."""
    return rules.same_city(a, b)


def current_codes(code: str) -> tuple[str, ...]:
    """The codes valid today for a place: itself, or its successors followed to the end.

    Empty when the code is unknown or ended without a known successor.
    """
    entries = _load()
    found: list[str] = []
    seen: set[str] = set()
    waiting = [rules.clean(code)[:6]]
    while waiting:
        here = waiting.pop(0)
        entry = entries.get(here)
        if entry is None or here in seen:
            continue
        seen.add(here)
        if entry.label.abolished:
            waiting.extend(entry.label.now)
        else:
            found.append(here)
    return tuple(found)


def _quality(entry: _Entry, text: str, latin: bool) -> int | None:
    """How well an entry fits: 0 exactly, then by kind of match; None when it does not."""
    label = entry.label
    if text.isdigit():
        return 1 if label.code.startswith(text) else None
    if latin:
        if text in entry.initials or text in entry.sound:
            return 0
        if any(i.startswith(text) for i in entry.initials):
            return 2
        return 3 if any(s.startswith(text) for s in entry.sound) else None
    if text in (label.short, label.name, entry.spoken):
        return 0
    if label.short.startswith(text):
        return 1
    if label.name.startswith(text) or entry.spoken.startswith(text):
        return 2
    former = any(name.startswith(text) for name in entry.former)
    if former or text in label.name or text in entry.spoken:
        return 3
    return None


def suggest(text: str, limit: int = 8, *, within: str = "") -> list[RegionLabel]:
    """Regions that the text may mean, best first; valid ones before abolished ones.

    The text is a name (周口, 河南周口, 襄樊), pinyin (zhoukou), initials (``hnzk``) or the start of
    a code. ``within`` puts regions of that province or city first.
    """
    wanted = "".join(text.split()).lower()
    if not wanted:
        return []
    latin = wanted.isascii() and not wanted.isdigit()
    near = rules.clean(within)
    found = []
    for entry in _load().values():
        if entry.level in (Level.GROUPING, Level.ZONE):
            continue
        quality = _quality(entry, wanted, latin)
        if quality is None:
            continue
        label = entry.label
        distance = 2 - sum(label.code[:n] == near[:n] for n in (2, 4)) if near else 0
        found.append(
            (label.abolished, quality, distance, _RANK.get(entry.level, 3), label.code, label)
        )
    return [row[-1] for row in sorted(found, key=lambda row: row[:-1])[:limit]]


def children(code: str) -> list[RegionLabel]:
    """Regions one level down that are valid today, in order of codes; provinces for an empty code."""
    rows = Region.objects.filter(parent_code=rules.clean(code), abolished_on__isnull=True)
    return [
        RegionLabel(r.code, r.full_name, True, False, r.name)
        for r in rows.exclude(level=Level.GROUPING).order_by("code")
    ]


def gazetteer(*, past: bool = True) -> Iterator[tuple[str, str, str]]:
    """Every region as ``(code, name, parent code)``, county level and above, for address parsing.

    Former names follow as rows of their own with the same code.
    """
    for row in Region.objects.filter(level__in=UPPER).order_by("code"):
        if row.level == Level.GROUPING or (row.abolished_on and not past):
            continue
        yield row.code, row.name, row.parent_code
        if past:
            for former in row.former_names:
                if former["name"] not in rules.GROUPING_NAMES:
                    yield row.code, former["name"], row.parent_code


def grids(region: str) -> list[Grid]:
    """Open grids in a region (by the digits of its code), by code."""
    prefix = rules.prefix(region)
    query = Grid.objects.filter(region_code__startswith=prefix, closed_on__isnull=True)
    return list(query.order_by("code"))


def residential_areas(region: str) -> list[ResidentialArea]:
    """Residential areas in a region, by name."""
    prefix = rules.prefix(region)
    query = ResidentialArea.objects.filter(region_code__startswith=prefix, closed_on__isnull=True)
    return list(query.select_related("grid").order_by("name", "id"))
