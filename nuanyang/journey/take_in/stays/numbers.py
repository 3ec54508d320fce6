"""The station's running numbers, without gaps within a committed month's sequence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import connection

from nuanyang.journey.take_in.stays.models import StayNumber
from nuanyang.journey.take_in.stays.rules import number_of


def provisional() -> str:
    """What stands for the number until it is known, within the transaction alone; nobody else's equals it."""
    return f"~{uuid4().hex[:23]}"


def next_number(*, station_id: int, arrived_at: datetime, zone: ZoneInfo) -> str:
    """The next number of the month of arrival. The counter's row stays locked until the commit,
    so two desks never get the same one.
    """
    month = arrived_at.astimezone(zone).strftime("%y%m")
    table = StayNumber._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS counter (station_id, month, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (station_id, month) DO UPDATE SET last = counter.last + 1 RETURNING last",
            [station_id, month],
        )
        running: int = cursor.fetchone()[0]
    return number_of(month, running)


def next_numbers(*, station_id: int, days: Sequence[date]) -> list[str]:
    """One number for each local day of arrival, in order; a counter row is touched once a month."""
    table = StayNumber._meta.db_table
    following: dict[str, int] = {}
    with connection.cursor() as cursor:
        for month, count in sorted(Counter(d.strftime("%y%m") for d in days).items()):
            cursor.execute(
                f"INSERT INTO {table} AS counter (station_id, month, last) VALUES (%s, %s, %s)"
                " ON CONFLICT (station_id, month) DO UPDATE SET last = counter.last + EXCLUDED.last"
                " RETURNING last",
                [station_id, month, count],
            )
            following[month] = cursor.fetchone()[0] - count
    numbers = []
    for day in days:
        month = day.strftime("%y%m")
        following[month] += 1
        numbers.append(number_of(month, following[month]))
    return numbers
