"""The city before anybody comes: regions, organisations, grids, rooms and beds."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from nuanyang.doors.cli.demo_city import places
from nuanyang.doors.cli.demo_city.accounts import CHIEF
from nuanyang.doors.cli.demo_city.world import World, installer
from nuanyang.foundation.orgs import operations as orgs
from nuanyang.foundation.regions import operations as region_operations
from nuanyang.foundation.regions.choices import Level
from nuanyang.foundation.regions.models import Region
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.stays import room_operations
from nuanyang.journey.take_in.stays.models import Bed

Rooms = Sequence[tuple[str, str, str, str, int]]

#: Name, sex, age band, health zone, beds.
CITY_ROOMS: Rooms = (
    ("101", "male", "adult", "general", 4),
    ("102", "male", "adult", "general", 4),
    ("103", "male", "old", "general", 3),
    ("105", "male", "any", "observation", 2),
    ("107", "male", "adult", "mental", 2),
    ("201", "female", "adult", "general", 4),
    ("202", "female", "old", "general", 2),
    ("203", "female", "any", "observation", 2),
    ("205", "female", "adult", "mental", 1),
    ("301", "male", "minor", "general", 3),
    ("302", "female", "minor", "general", 2),
    ("303", "family", "any", "general", 3),
    ("108", "male", "any", "isolation", 1),
)
#: More rooms where 1,500 people come in a year.
CITY_ROOMS_MORE: Rooms = (
    ("111", "male", "adult", "general", 6),
    ("112", "male", "adult", "general", 6),
    ("113", "male", "old", "general", 4),
    ("211", "female", "adult", "general", 4),
)
COUNTY_ROOMS: Rooms = (
    ("1", "male", "adult", "general", 3),
    ("2", "male", "any", "observation", 1),
    ("3", "female", "adult", "general", 2),
    ("5", "family", "any", "general", 2),
)
COUNTY_ROOMS_MORE: Rooms = (("6", "male", "adult", "general", 4),)


def found_organisations(world: World) -> None:
    """Sub-districts and communities, organisations, grids and residential areas."""
    actor, at = installer(), world.start - timedelta(days=30)
    _regions(world)
    for row in places.organisations():
        world.organisations[row.code] = orgs.add(
            code=row.code, name=row.name, kind=row.kind, region=row.region, parent_code=row.parent,
            phone=row.phone, address=row.address, concealed=row.concealed, at=at, actor=actor,
        )  # fmt: skip
    with acting_as(actor):
        for code, name in places.region_names():
            if len(code) == 12:
                _grids(world, code, name)


def _regions(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "regions.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("code", "name"), *places.region_names()])
        region_operations.import_regions(path=path, source_name="demo", at=world.start, actor=installer())
    for code in (
        Region.objects.filter(level=Level.COUNTY, abolished_on__isnull=True).order_by("code").values_list("code", flat=True)
    ):
        world.counties.setdefault(code[:2], []).append(code)


def _grids(world: World, code: str, name: str) -> None:
    """Two grids and a residential area in each, as the bureau's administrator would draw them."""
    actor, at = installer(), world.start - timedelta(days=20)
    committee = next(o for o in world.organisations.values() if o.region == code)
    for number in (1, 2):
        grid = region_operations.add_grid(
            organisation_id=committee.pk, region=code, code=f"{code}-{number:02d}", name=f"{name}第{number}网格",
            at=at, actor=actor,
        )  # fmt: skip
        region_operations.add_residential_area(
            organisation_id=committee.pk, region=code, name=f"{name.removesuffix('社区')}{'东西'[number - 1]}苑",
            grid_id=grid.pk, at=at, actor=actor,
        )  # fmt: skip


def furnish(world: World, *, large: bool) -> None:
    """Rooms and beds of the stations, each by its own chief; one bed is being mended."""
    at = world.start - timedelta(days=5)
    for station in places.STATIONS:
        rooms = [*(CITY_ROOMS if station == places.STATION else COUNTY_ROOMS)]
        if large:
            rooms += CITY_ROOMS_MORE if station == places.STATION else COUNTY_ROOMS_MORE
        for name, sex, age_band, health_zone, beds in rooms:
            room_operations.add_room(
                organisation_id=world.org(station).pk, name=name, sex=sex, age_band=age_band,
                health_zone=health_zone, beds=beds, at=at, actor=world.actor(CHIEF[station]),
            )  # fmt: skip
    chief = world.actor(CHIEF[places.STATION])
    with acting_as(chief):
        bed = Bed.objects.filter(room__name="102", room__organisation=world.org(places.STATION)).order_by("-label").first()
    assert bed is not None
    room_operations.block_bed(bed_id=bed.pk, reason="床板损坏，待维修", at=world.ago(2), actor=chief)
