"""Many desks reach for one free bed at once: exactly one has it, the others learn which are free."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nuanyang.foundation.access.models import User
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.models import Bed, BedUse, Stay
from nuanyang.kernel.actor import Actor
from tests.factories.cast import make_organisation, make_user
from tests.journey.take_in.stays.builders import beds_in, make_room, make_stay

DESKS = 30


@pytest.fixture
def desk(own_database: None) -> Actor:
    station = make_organisation(system_actor("race"), "race", "临江市救助管理站", "station", "510900")
    return make_user(system_actor("race"), "racer", "周岚", station, "station_officer")


def together(actions: list[Callable[[], int]]) -> list[int]:
    """Run all actions at the same moment, each with its own connection."""
    start = Barrier(len(actions))

    def run(action: Callable[[], int]) -> int:
        start.wait(timeout=60)
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def guests(desk: Actor, count: int) -> list[Stay]:
    came = timezone.now() - timedelta(hours=1)
    return [make_stay(desk, came, f"王{'一二三四五六七八九十'[n % 10]}{'甲乙丙'[n // 10]}") for n in range(count)]


def rooms(desk: Actor) -> tuple[Bed, Bed]:
    """The one bed that all want, and another that stays free."""
    room = make_room(desk, timezone.now() - timedelta(hours=2), beds=2)
    with acting_as(desk):
        wanted, other = beds_in(room)
    return wanted, other


def test_one_of_thirty_desks_gets_the_bed(desk: Actor) -> None:
    wanted, other = rooms(desk)
    stays_waiting = guests(desk, DESKS)
    user = User.objects.get(pk=desk.user_id)
    clients = []
    for _stay in stays_waiting:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        clients.append(client)
    told: list[str] = []

    def reach(client: Client, stay: Stay) -> int:
        answer = client.post(reverse("stays:choose_bed", args=[stay.pk]), {"bed": wanted.pk})
        if answer.status_code == 409:
            told.append(answer.content.decode())
        return answer.status_code

    answers = together([lambda c=c, s=s: reach(c, s) for c, s in zip(clients, stays_waiting, strict=True)])  # type: ignore[misc]
    assert sorted(answers) == [302] + [409] * (DESKS - 1)
    assert all("101-01 刚刚被别人占用" in text and "101-02" in text for text in told)
    with acting_as(desk):
        assert BedUse.objects.filter(bed=wanted).count() == 1
        assert BedUse.objects.filter(bed=other).count() == 0


def test_one_person_pressed_into_two_beds_gets_one(desk: Actor) -> None:
    beds = rooms(desk)
    (stay,) = guests(desk, 1)

    def press(bed: Bed) -> int:
        try:
            stays.assign_bed(stay_id=stay.pk, bed_id=bed.pk, at=timezone.now(), actor=desk)
        except stays.CannotAssign:
            return 0
        return 1

    assert sum(together([lambda n=n: press(beds[n % 2]) for n in range(10)])) >= 1  # type: ignore[misc]
    with acting_as(desk):
        assert BedUse.objects.filter(stay=stay).count() == 1


def test_station_numbers_are_given_once_each(desk: Actor) -> None:
    def arrive(n: int) -> int:
        return make_stay(desk, timezone.now(), f"陈{'一二三四五六七八'[n]}").pk

    made = together([lambda n=n: arrive(n) for n in range(8)])  # type: ignore[misc]
    with acting_as(desk):
        numbers = sorted(Stay.objects.filter(pk__in=made).values_list("number", flat=True))
    assert [int(number[-4:]) for number in numbers] == list(range(1, 9))
