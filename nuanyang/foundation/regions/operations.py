"""Writes: regions from the package and the list of changes, villages from a file, grids and areas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.regions import events, queries, rules, source
from nuanyang.foundation.regions.choices import Level
from nuanyang.foundation.regions.models import Grid, Region, RegionRelease, ResidentialArea
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import Refused

BATCH = 2000

FIELDS = (
    "name", "full_name", "level", "parent_code", "valid_from", "abolished_on", "successors",
    "former_names", "pinyin", "source", "certainty",
)  # fmt: skip


class NoSuchRegion(Refused):
    """A place below the community needs a region that is known."""


class NotARegionFile(Refused):
    """The file is not a list of 12-digit codes with names."""


def _rows() -> list[Region]:
    return [
        Region(
            code=r.code, name=r.name, full_name=r.full_name, level=r.level,
            parent_code=rules.parent_code(r.code), valid_from=r.valid_from,
            abolished_on=r.abolished_on, successors=r.successors, former_names=r.former_names,
            pinyin=r.pinyin, source=r.source, certainty=r.certainty,
        )
        for r in source.known_regions()
    ]  # fmt: skip


def _save(rows: Iterable[Region]) -> None:
    Region.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["code"],
        update_fields=list(FIELDS),
    )  # fmt: skip


@operation(permission="system.run", events=[events.REGIONS_LOADED])
def load_regions(*, at: datetime, actor: Actor, thorough: bool = False) -> int:
    """Bring the table of regions, county level and above, up to this release; the rows changed.

    Can be repeated: what is there already is left alone. A release that was loaded before is not
    compared row by row again unless ``thorough``.
    """
    release = source.fingerprint()
    if not thorough and RegionRelease.objects.filter(fingerprint=release).exists():
        nothing_happened()
        return 0
    RegionRelease.objects.update_or_create(fingerprint=release, defaults={"loaded_at": at})
    present = {r["code"]: r for r in Region.objects.values("code", *FIELDS).order_by("code")}
    changed = []
    for row in _rows():
        old = present.get(row.code)
        if old is None or any(old[f] != getattr(row, f) for f in FIELDS):
            changed.append(row)
    if not changed:
        nothing_happened()
        return 0
    _save(changed)
    queries.forget()
    record(
        events.REGIONS_LOADED, root=("public", 0), at=at,
        payload={"changed": len(changed), "source": source.GB2260},
    )  # fmt: skip
    return len(changed)


def _read_file(path: Path) -> Iterator[tuple[str, str]]:
    """``(code, name)`` of each line with a known column of codes and one of names."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            reader = csv.DictReader(file)
            columns = {c.strip().lower(): c for c in reader.fieldnames or ()}
        except (UnicodeDecodeError, csv.Error) as error:
            raise NotARegionFile(_("文件不是 UTF-8 编码的 CSV")) from error
        code = next((columns[c] for c in source.CODE_HEADINGS if c in columns), None)
        name = next((columns[c] for c in source.NAME_HEADINGS if c in columns), None)
        if code is None or name is None:
            raise NotARegionFile(
                _("首行需要有代码和名称两列"), hint=_("列名：code,name 或 代码,名称")
            )
        for line in reader:
            yield (line[code] or "").strip(), (line[name] or "").strip()


@operation(permission="system.run", events=[events.REGIONS_LOADED])
def import_regions(*, path: Path, source_name: str, at: datetime, actor: Actor) -> tuple[int, int]:
    """Read townships and villages from a CSV of 9- or 12-digit codes: ``(rows taken, rows left)``.

    Lines whose code has no known county, no name, or is of county level or above are left out.
    Takes 700,000 lines in batches; can be repeated.
    """
    names: dict[str, str] = {}
    taken = left = 0
    lines = iter(_read_file(path))
    while batch := list(islice(lines, BATCH)):
        rows: dict[str, Region] = {}
        for raw, name in batch:
            code = rules.clean(raw)
            county = queries.describe(code[:6])
            if len(code) < 9 or not name or not county.known:
                left += 1
                continue
            if len(code) == 9:
                names[code] = name
            above = names.get(code[:9], "") if len(code) == 12 else ""
            rows[code] = Region(
                code=code, name=name[:60], full_name=f"{county.name}{above}{name}"[:120],
                level=Level.TOWNSHIP if len(code) == 9 else Level.VILLAGE,
                parent_code=rules.parent_code(code), pinyin=" ".join(lazy_pinyin(name))[:120],
                source=source_name[:40], certainty="R2",
            )  # fmt: skip
        _save(rows.values())
        taken += len(rows)
    if not taken:
        nothing_happened()
    else:
        record(
            events.REGIONS_LOADED, root=("public", 0), at=at,
            payload={"changed": taken, "source": source_name},
        )  # fmt: skip
    return taken, left


def _known(code: str) -> str:
    digits = rules.clean(code)
    if not digits or not queries.describe(digits[:6]).known:
        raise NoSuchRegion(
            _("没有这个区划代码：%(code)s") % {"code": code}, code="no_such_region", field="region"
        )
    return digits


@operation(permission="orgs.manage", events=[events.GRID_ADDED])
def add_grid(
    *, organisation_id: int, region: str, code: str, name: str, at: datetime, actor: Actor
) -> Grid:
    """Add a grid of a community; ``region`` has 6, 9 or 12 digits."""
    grid: Grid = Grid.objects.create(
        organisation_id=organisation_id, region_code=_known(region), code=code, name=name
    )
    record(events.GRID_ADDED, root=("public", grid.pk), at=at, payload={"code": code})
    return grid


@operation(permission="orgs.manage", events=[events.AREA_ADDED])
def add_residential_area(
    *,
    organisation_id: int,
    region: str,
    name: str,
    at: datetime,
    actor: Actor,
    grid_id: int | None = None,
) -> ResidentialArea:
    """Add a residential area, in a grid where there is one."""
    area: ResidentialArea = ResidentialArea.objects.create(
        organisation_id=organisation_id, region_code=_known(region), name=name, grid_id=grid_id
    )
    record(events.AREA_ADDED, root=("public", area.pk), at=at, payload={"region": area.region_code})
    return area
