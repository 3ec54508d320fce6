"""Make the city: everything in one transaction, so that a home is seeded whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from nuanyang.doors.cli.demo_city import (
    accounts,
    city,
    households,
    leaving,
    ledgers,
    places,
    planted,
    population,
    stories,
    streets,
)
from nuanyang.doors.cli.demo_city.chance import Chance
from nuanyang.doors.cli.demo_city.station_life import Visit, schedule
from nuanyang.doors.cli.demo_city.world import YEAR, Agenda, Progress, World, installer
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home
from nuanyang.registry.people.models import Person

SEED = 510900
SIZES = ("small", "city", "large")

#: By size: stays that ended, by station; who is in now, by station; street rounds; rows of an old ledger;
#: households a worker.
ENDED = {"small": (10, 3, 3), "city": (560, 160, 130), "large": (560, 160, 130)}
PRESENT = {"small": (12, 4, 4), "city": (27, 8, 8), "large": (27, 8, 8)}
ROUNDS = {"small": 8, "city": 120, "large": 120}
LEDGER = {"small": 6, "city": 300, "large": 300}
HOUSEHOLDS = {"small": 1, "city": 4, "large": 4}


def seed(size: str, progress: Progress, *, home: Home, now: datetime | None = None) -> bool:
    """Fill an empty installation with the demo city; False when it is there already.

    The story ends at ``now``. Passwords are this installation's own and go to ``demo.json`` (0600).

    :raises InstanceError: when the database holds something that is not the demo city.
    """
    if size not in SIZES:
        raise InstanceError(f"没有“{size}”这种大小", f"There is no size {size!r}; {', '.join(SIZES)}")
    world = World(now or timezone.now(), Chance(SEED), Agenda(now or timezone.now()))
    world.agenda.end = world.now
    if _already_there():
        if not home.demo_accounts.exists():
            progress("演示账户清单不见了，重设密码", "The list of demo accounts is gone: setting new passwords")
            accounts.write_list(home, world, accounts.new_passwords(world), size="")
        return False
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        passwords = _make(world, size, progress)
        accounts.write_list(home, world, passwords, size=size)
    return True


def _already_there() -> bool:
    """Whether the demo city is there. :raises InstanceError: something else is."""
    with acting_as(installer(), read_only=True):
        bureau = Organisation.objects.filter(code=places.BUREAU).first()
        if bureau is not None and bureau.name.startswith(places.CITY_NAME):
            return True
        if Organisation.objects.exists() or Person.objects.exists():
            raise InstanceError(
                "这个数据目录里已有别的数据，不放演示数据。请另设 NUANYANG_HOME。",
                "This home holds other data; the demo city is not put into it. Set another NUANYANG_HOME.",
            )
    return False


def _make(world: World, size: str, progress: Progress) -> dict[str, str]:
    progress("建立机构、社区和网格", "Organisations, communities and grids")
    city.found_organisations(world)
    progress("开设演示账户", "Demo accounts")
    passwords = accounts.open_accounts(world)
    city.furnish(world, large=size != "small")
    stories.tell_all(world)
    planted.plant(world)
    households.settle(world, rounds=HOUSEHOLDS[size])
    streets.rounds(world, ROUNDS[size])
    streets.tonight(world)
    for station in (places.STATION, places.STATION_WEST):
        world.agenda.add(world.day_at(90, 16, 30), lambda at, s=station: ledgers.upload_one(  # type: ignore[misc]
            world, s, at, rows=LEDGER[size]))  # fmt: skip
    _crowd(world, size)
    steps = world.agenda.run(_month_by_month(progress))
    if size == "large":
        ledgers.fill(world, progress)
    with acting_as(installer(), read_only=True):
        people = Person.objects.count()
    progress(f"完成：{people} 人，{steps} 件事", f"Done: {people} people, {steps} happenings")
    return passwords


def _month_by_month(progress: Progress) -> Callable[[datetime, int], None]:
    """Tells each month of the story once."""
    told: set[str] = set()

    def tell(at: datetime, done: int) -> None:
        month = f"{at:%Y-%m}"
        if month not in told:
            told.add(month)
            progress(f"{month}（已发生 {done} 件事）", f"{month} ({done} happenings so far)")

    return tell


def _crowd(world: World, size: str) -> None:
    """The many who came and went, and those who are in now."""
    for station, ended, present in zip(places.STATIONS, ENDED[size], PRESENT[size], strict=True):
        for _n in range(ended):
            _ended(world, station)
        for _n in range(present):
            _present(world, station)


def _ended(world: World, station: str) -> None:
    """A stay that is over; more come in the cold months."""
    chance = world.chance
    profile = population.somebody(world)
    arrived = _moment(world)
    while not chance.yes(1.0 if arrived.month in (11, 12, 1, 2) else 0.7):
        arrived = _moment(world)
    days = chance.weighted({1: 22, 2: 20, 3: 17, 4: 12, 5: 9, 6: 7, 7: 5, 8: 4, 9: 3, 14: 1})
    left = min(arrived + timedelta(days=days, hours=chance.whole(-8, 2)), world.ago(hours=chance.whole(1, 30)))
    if left <= arrived + timedelta(hours=2):
        left = arrived + timedelta(hours=3)
    schedule(world, Visit(
        profile, station, arrived, left=left, mode=leaving.mode_for(chance, profile), assessed=chance.yes(0.3),
        planned=chance.yes(0.14),
    ))  # fmt: skip


def _moment(world: World) -> datetime:
    chance = world.chance
    days = chance.whole(2, YEAR.days - 2)
    return world.day_at(days, chance.weighted({8: 1, 10: 3, 12: 2, 14: 3, 16: 4, 18: 4, 20: 5, 22: 3}), chance.whole(0, 59))


def _present(world: World, station: str) -> None:
    """Somebody who is in now, most of them for a few days."""
    chance = world.chance
    profile = population.somebody(world)
    days = chance.weighted({0: 2, 1: 5, 2: 5, 3: 4, 4: 3, 5: 2, 6: 2, 8: 1, 9: 1, 11: 1})
    arrived = world.ago(days, hours=chance.share() * 14 + 1)
    schedule(world, Visit(profile, station, arrived, assessed=chance.yes(0.5), planned=chance.yes(0.3)))
