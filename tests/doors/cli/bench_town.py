"""A database of its own filled by the bench's builder, and Django looking at it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

import psycopg
from django.db import connection
from django.utils import timezone

from nuanyang.doors.cli.benching import building, journeys, world
from nuanyang.kernel.dates import local_date
from tests import database


@dataclass(frozen=True, slots=True)
class Town:
    """A bureau over stations, one of them with 500 people; who is signed in; whom they ask for; rows by table."""

    world: world.World
    cookies: dict[str, str]
    found: dict[str, journeys.Sample]
    rows: dict[str, int]


@contextmanager
def town_of(persons: int, name: str) -> Iterator[Town]:
    """In a database of its own, because what COPY commits would stay for other tests. Database access must be open."""
    database.create(name, template=os.environ["TEST_DATABASE_TEMPLATE"])
    connection.close()
    usual, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        yield _filled(persons, database.with_name(os.environ["DATABASE_OWNER_URL"], name))
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        database.drop(name)


def _filled(persons: int, owner_url: str) -> Town:
    now = timezone.now()
    made = world.found(persons, at=now)
    with psycopg.connect(owner_url, autocommit=True) as owner:
        rows = building.build(owner, made, at=now)
    signed, today = journeys.signed_in(made), local_date(now)
    return Town(
        made,
        {"bureau": signed.bureau, "organisation": signed.full},
        {
            "bureau": journeys.sample(made, today=today, random=Random(3)),
            "organisation": journeys.sample(made, today=today, random=Random(3), station=made.full_station),
        },
        rows,
    )
