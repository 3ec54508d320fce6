"""From where somebody goes, as the desk wrote it, to a region code: the home area is decided by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nuanyang.engines.ledger.gazetteer import choose, city_of, short_forms
from nuanyang.foundation.regions import queries as regions

#: What is named after a region and is none: 北京路, 大同东街, and with a name shortened 城关镇.
_STREET = re.compile(r"[东西南北中]?[一二三四五六七八九十]?(?:路|街|大道|大街|巷|弄|桥)")
_NAMESAKE = re.compile(r"镇|乡|村|社区")
#: After these a name shortened (蓬溪 for 蓬溪县) is taken for a place too.
_LEAD = re.compile(r"[\s,，。、;；:：/\\|>()（）\[\]【】·“”\"'—送到回去往至在接家省市-]$")
_ENDINGS = "省市县区旗州盟"
#: A place of its own within what was recognised, which nobody here knows.
_ELSEWHERE = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:街道|镇|乡|社区|村|区|县|旗)")


@dataclass(slots=True)
class _Names:
    """Codes by every form of their names; ``full`` are those written out."""

    codes: dict[str, list[str]] = field(default_factory=dict)
    past: dict[str, list[str]] = field(default_factory=dict)
    longest: int = 2

    @classmethod
    def read(cls, rows: Iterable[tuple[str, str, str]]) -> _Names:
        names = cls()
        for code, name, _parent in rows:
            if len(code) != 6:
                continue
            table = names.past if regions.describe(code).abolished else names.codes
            for form in short_forms(name):
                names.longest = max(names.longest, len(form))
                held = table.setdefault(form, [])
                if code not in held:
                    held.append(code)
        return names

    def of(self, form: str) -> list[str]:
        return self.codes.get(form) or self.past.get(form, [])


def region_in(text: str, *, near: str = "") -> str:
    """The region that the text names, as deep as it is certain; empty when it names none.

    ``region_in("送到四川省遂宁市船山区河东街道") == "510903"``. ``near`` is the home of the record: of several
    places of one name it tells which, and a text that says no more than what it lies in (到遂宁) means it.
    """
    said = text.strip()
    if said.isdigit():
        return said[:12] if len(said) >= 6 and regions.describe(said).known else ""
    if len(said) < 2:
        return ""
    candidates, end = _narrowed(said, _Names.read(regions.gazetteer()))
    found = _certain(candidates, near)
    if not found:
        return ""
    found = _in_force(found)
    rest = re.sub(r"[\s,，。、;；:：()（）]+", "", said[end:])
    street = _street_of(found, rest)
    if street or not _within(near, found):
        return street or found
    return found if _ELSEWHERE.match(rest) else near


def _narrowed(said: str, names: _Names) -> tuple[list[str], int]:
    """The places that fit everything the text names, and where the last name ends; none when it
    names places of which none lies in the other.
    """
    candidates: list[str] = []
    end = place = 0
    while place < len(said) - 1:
        form = _name_at(said, place, names, begins=place == end)
        named = names.of(form)
        inside = [c for c in named if any(_within(c, wider) for wider in candidates)]
        around = [c for c in candidates if any(_within(c, wider) for wider in named)]
        if candidates and form and form[-1] in _ENDINGS and not (inside or around):
            return [], 0
        fits = inside or around or ([] if candidates else named)
        candidates = fits or candidates
        place += len(form) if fits else 1
        end = place if fits else end
    return candidates, end


def _name_at(said: str, place: int, names: _Names, *, begins: bool) -> str:
    """The longest name of a region that begins here; a shortened one at the beginning or after a mark alone."""
    begins = begins or _LEAD.search(said[:place]) is not None
    for size in range(min(len(said) - place, names.longest), 1, -1):
        form, end = said[place : place + size], place + size
        whole = form[-1] in _ENDINGS
        if not names.of(form) or _STREET.match(said, end) or (not whole and _NAMESAKE.match(said, end)):
            continue
        # 新区, 郊区 within a text are seldom the places of that name.
        if begins or (whole and len(form) > 2):
            return form
    return ""


def _within(code: str, wider: str) -> bool:
    """Whether a region lies in the other or is it."""
    digits = wider[:2] if wider.endswith("0000") else wider[:4] if wider.endswith("00") else wider
    return bool(code) and code.startswith(digits)


def _certain(candidates: Sequence[str], near: str) -> str:
    """Which of the places: the one around the home, in its city, else what all of them share."""
    city = city_of(near[:6]).rstrip("0")
    own = [c for c in candidates if near and _within(near, c)] or [c for c in candidates if city and c.startswith(city)]
    found = own or list(candidates)
    cities = [c for c in found if c.endswith("00")]
    return choose(cities, [c for c in found if c not in cities], near[:6]) or ""


def _in_force(code: str) -> str:
    """What stands in its place today, where that is one."""
    now = regions.current_codes(code)
    return now[0] if len(now) == 1 else code


def _street_of(county: str, rest: str) -> str:
    """The township or street of that county that the text goes on with."""
    if county.endswith("00"):
        return ""
    named = [r for r in regions.children(county) if r.short and rest.startswith(r.short)]
    return max(named, key=lambda r: len(r.short)).code if named else ""
