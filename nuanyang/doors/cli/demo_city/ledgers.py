"""Ledgers of earlier years, read in as a station would read in its own; with many of them 100,000 people.

Each station-year is a workbook that goes through the same import as a real one: an operation for
every chunk, events for every stay.
"""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import xlsxwriter

from nuanyang.doors.cli.demo_city import leaving, places, population
from nuanyang.doors.cli.demo_city.accounts import CHIEF
from nuanyang.doors.cli.demo_city.world import Progress, World
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.ledger import operations, runner
from nuanyang.journey.take_in.ledger.reading import read
from nuanyang.journey.take_in.stays.choices import ArrivalMode, DepartureMode, HelpReason
from nuanyang.kernel.actor import Actor
from nuanyang.registry.people.models import Person

PEOPLE = 100_000
YEARS = 12
SHARES = {places.STATION: 0.6, places.STATION_WEST: 0.2, places.STATION_NORTH: 0.2}

HEADINGS = (
    "序号", "姓名", "性别", "出生日期", "证件号码", "户籍地", "户籍地代码", "来站方式", "到站日期", "求助原因",
    "身体状况", "离站日期", "离站方式",
)  # fmt: skip
SEX = {0: "", 1: "男", 2: "女"}
HEALTH = {"limb": "肢体残疾", "mental": "精神障碍", "dementia": "失智", "observe": "一般"}


def fill(world: World, progress: Progress) -> None:
    """Read in ledgers until there are 100,000 people."""
    with acting_as(world.actor("bureau_officer"), read_only=True):
        missing = PEOPLE - Person.objects.count()
    before = 0
    for back in range(YEARS, 0, -1):
        year = world.today.year - 1 - back
        for station, share in SHARES.items():
            rows = round(missing * share / YEARS)
            _import(world, station, _workbook(world, year, rows))
            before += rows
        progress(f"台账 {year} 年，共 {before} 行", f"Ledgers of {year}, {before} rows so far")


def _workbook(world: World, year: int, rows: int) -> bytes:
    """A ledger of one year, earliest arrival first."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "constant_memory": False}) as book:
        sheet = book.add_worksheet(f"{year}年")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(rows):
            day = date(year, 1, 1) + timedelta(days=number * 364 // max(1, rows))
            sheet.write_row(number + 1, 0, _row(world, number + 1, day))
    return stream.getvalue()


def _row(world: World, number: int, day: date) -> list[str | int]:
    chance = world.chance
    profile = population.somebody(world)
    who = profile.particulars
    left = day + timedelta(days=chance.whole(1, 9))
    mode = leaving.mode_for(chance, profile)
    return [
        number, who.name, SEX[who.sex], who.birth_date.isoformat() if who.birth_date else "", who.identity_number,
        leaving.place_name(profile.home) if profile.home else "不详", profile.home,
        str(ArrivalMode(chance.pick(("self", "police", "patrol"))).label), day.isoformat(),
        str(HelpReason(profile.reason).label), "、".join(HEALTH[m] for m in profile.marks) or "健康", left.isoformat(),
        str(DepartureMode(mode).label),
    ]  # fmt: skip


def _import(world: World, station: str, content: bytes) -> None:
    """Read a workbook in at once, as the command line does."""
    actor = world.actor(CHIEF[station])
    with acting_as(actor, read_only=True):
        reading = read(content, station=world.org(station), today=world.today)
    outcome = runner.run(reading, station=world.org(station), at=world.now, actor=actor)
    if outcome.refused_rows:
        raise AssertionError(f"the city's own ledger was refused: {outcome.refused[:3]}")


def upload_one(world: World, station: str, at: datetime, *, rows: int) -> None:
    """Read in a ledger of the year before last the way the page does it: uploaded, started, finished."""
    actor, org, year = world.actor(CHIEF[station]), world.org(station), world.today.year - 2
    content = _workbook(world, year, rows)
    with acting_as(actor, read_only=True):
        reading = read(content, station=org, today=world.today)
    batch = operations.upload(
        station_id=org.pk, file_name=f"{org.name}台账{year}.xlsx", content=content, rows=rows, at=at, actor=actor
    )
    operations.start(batch_id=batch.pk, chosen=None, rows=rows, at=at, actor=actor)
    outcome = runner.run(reading, station=org, at=at, actor=actor, progress=lambda result, done: _note(
        batch.pk, result, done, at, actor))  # fmt: skip
    operations.finish(
        batch_id=batch.pk, flagged=outcome.flagged, refused=outcome.refused_rows, at=at, actor=actor
    )


def _note(batch_id: int, result: operations.ChunkResult, done: int, at: datetime, actor: Actor) -> None:
    operations.note_progress(batch_id=batch_id, result=result, done=done, at=at, actor=actor)
