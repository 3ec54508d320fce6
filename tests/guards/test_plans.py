"""No page reads a large table from end to end, whoever asks: plans of the real queries, as the application's role."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import SimpleCookie
from django.test import Client
from django.utils import timezone

from nuanyang.doors.cli.benching import building, journeys
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.instance.postgres import SETTINGS
from nuanyang.registry.people.models import Paper, Person
from tests.doors.cli.bench_town import Town, town_of

PERSONS = 20_000
#: Steps of each page: a search has nine ways to ask.
STEPS = {"search": 9}
EXPLAINED = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")


@pytest.fixture(
    scope="module",
    params=[PERSONS, pytest.param(1_000_000, marks=[pytest.mark.long, pytest.mark.timeout(3600)])],
)
def town(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any, clone_name: str
) -> Iterator[Town]:
    """A bureau over ten stations (with a million people: hundreds), one of them with 500 people."""
    with django_db_blocker.unblock(), town_of(request.param, f"{clone_name}_plans") as built:
        yield built


# ---- plans ------------------------------------------------------------------------------------


@contextmanager
def plans() -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """Every statement of the block with its plan, made in the transaction and scope in which it runs, for pages
    that cost as much as in the embedded server."""
    found: list[tuple[str, dict[str, Any]]] = []

    def explained(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        text = sql.strip()
        if text.startswith(EXPLAINED) and "set_config" not in text and not many:
            with context["connection"].connection.cursor() as cursor:
                cursor.execute("SELECT set_config('random_page_cost', %s, true)", [SETTINGS["random_page_cost"]])
                cursor.execute("EXPLAIN (FORMAT JSON) " + text, params)
                found.append((text, cursor.fetchone()[0][0]["Plan"]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        yield found


def large_tables() -> frozenset[str]:
    return frozenset(t.name for key, t in building.tables().items() if key not in ("room", "bed"))


def whole_reads(plan: dict[str, Any], large: frozenset[str]) -> list[str]:
    """Places of a plan that read a large table, or an index on it, from end to end."""
    found = []
    kind, table = plan["Node Type"], plan.get("Relation Name", "")
    if table in large and (kind == "Seq Scan" or ("Index" in kind and "Index Cond" not in plan)):
        found.append(f"{kind} on {table}: {plan.get('Filter', '')}")
    for part in plan.get("Plans", ()):
        found += whole_reads(part, large)
    return found


def send(request: journeys.Request) -> int:
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies = SimpleCookie()
    client.cookies.load(request.cookies)
    if request.form is None:
        return int(client.get(request.path).status_code)
    body = urlencode(request.form)
    answer = client.post(request.path, body, content_type="application/x-www-form-urlencoded")
    return int(answer.status_code)


@pytest.mark.parametrize("who", ["bureau", "organisation"])
def test_no_page_reads_a_large_table_from_end_to_end(town: Town, who: str) -> None:
    cookie, large = town.cookies[who], large_tables()
    steps = journeys.steps(town.world, town.found[who], journeys.Signed(cookie, cookie, cookie), 5)
    if who == "bureau":
        steps.pop("register")  # a bureau takes nobody in
    violations, statements = [], 0
    for name, wanted in steps.items():
        for step in islice(wanted, STEPS.get(name, 1)):
            for request in step:
                send(request)  # what is kept in memory is read once
                with plans() as found:
                    assert send(request) in (*request.expect, 422), (name, request.path)
                statements += len(found)
                violations += [
                    f"{name}: {place}\n    {text[:300]}" for text, plan in found for place in whole_reads(plan, large)
                ]
    assert statements > 60
    assert not violations, "\n".join(dict.fromkeys(violations))


def test_an_import_finds_its_people_by_index(town: Town) -> None:
    from nuanyang.foundation.scope.acting import system_actor
    from nuanyang.journey.take_in.ledger import queries as ledger

    station = system_actor("plans", organisation_id=town.world.usual_station.id)
    with acting_as(station, read_only=True):
        own = Person.objects.filter(viewer_keys__contains=[f"o:{town.world.usual_station.id}"]).order_by("id")
        numbers = [p.number for p in Paper.objects.filter(person_id__in=list(own.values_list("id", flat=True)[:300]))]
    with acting_as(station, read_only=True), plans() as found:
        there = ledger.people_by_number(numbers)
        ledger.keys_present(station_id=town.world.usual_station.id, keys=[f"{n:064x}" for n in range(200)])
    assert there and len(found) >= 3
    assert [place for _text, plan in found for place in whole_reads(plan, large_tables())] == []


def test_a_planted_scan_is_caught(town: Town) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == os.environ["DATABASE_URL"].split("//")[1].split(":")[0]
    from nuanyang.foundation.access.actors import actor_for
    from nuanyang.foundation.access.models import User
    from nuanyang.journey.take_in.stays.models import Stay

    actor, _places = actor_for(User.objects.get(username=town.world.bureau_officer), at=timezone.now())
    assert actor is not None
    with acting_as(actor, read_only=True), plans() as found:
        assert not Stay.objects.filter(departure_text="nobody wrote this").exists()
        assert list(Stay.objects.filter(departure_text="nor this").order_by("id")) == []
        assert Stay.objects.filter(pk=1).exists()
    by_text, by_order, by_key = (whole_reads(plan, large_tables()) for _text, plan in found)
    assert by_text and "stays_stay" in by_text[0]
    assert by_order and "stays_stay" in by_order[0]
    assert by_key == []
