"""The cast of every test.

安 works at station one, 博 is her colleague, 陈 works at another station, 市局 oversees the city,
社工 works at a social-work station, 志愿者 volunteers, 站长 leads station one.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nuanyang.kernel.actor import Actor

#: The moment at which tests play unless they say otherwise (a Monday morning in China).
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def system(db: None) -> Actor:
    from nuanyang.foundation.scope.acting import system_actor

    return system_actor("tests")


def make_organisation(
    system: Actor, code: str, name: str, kind: str, region: str, parent: str = ""
) -> int:
    from nuanyang.foundation.orgs import operations as orgs

    made = orgs.add(
        code=code, name=name, kind=kind, region=region, parent_code=parent, at=NOW, actor=system
    )
    return int(made.pk)


def make_user(system: Actor, username: str, display_name: str, organisation_id: int, role: str) -> Actor:
    """An account with one role; returns the actor it becomes."""
    from nuanyang.foundation.access import operations as users
    from nuanyang.foundation.access.actors import actor_for

    user = users.add_user(
        username=username, display_name=display_name, password="long-enough-for-tests", at=NOW,
        actor=system,
    )
    users.grant_role(
        user_id=user.pk, organisation_id=organisation_id, role=role, at=NOW, actor=system
    )
    actor, _places = actor_for(user, at=NOW)
    assert actor is not None
    return actor


@pytest.fixture
def bureau_id(system: Actor) -> int:
    return make_organisation(system, "bureau", "临江市民政局", "bureau", "510900")


@pytest.fixture
def station_id(system: Actor, bureau_id: int) -> int:
    return make_organisation(system, "one", "临江市救助管理站", "station", "510900", "bureau")


@pytest.fixture
def other_station_id(system: Actor, bureau_id: int) -> int:
    return make_organisation(system, "two", "射水县救助管理站", "station", "510923", "bureau")


@pytest.fixture
def social_work_station_id(system: Actor, bureau_id: int) -> int:
    return make_organisation(
        system, "sws", "南门街道社工站", "social_work_station", "510903", "bureau"
    )


@pytest.fixture
def an(system: Actor, station_id: int) -> Actor:
    """安: front-desk officer of station one."""
    return make_user(system, "an", "安静", station_id, "station_officer")


@pytest.fixture
def bo(system: Actor, station_id: int) -> Actor:
    """博: social worker inside station one."""
    return make_user(system, "bo", "博文", station_id, "station_social_worker")


@pytest.fixture
def chief(system: Actor, station_id: int) -> Actor:
    """站长 of station one."""
    return make_user(system, "chief", "站长", station_id, "station_chief")


@pytest.fixture
def chen(system: Actor, other_station_id: int) -> Actor:
    """陈: front-desk officer of another station, a stranger to station one's people."""
    return make_user(system, "chen", "陈默", other_station_id, "station_officer")


@pytest.fixture
def patrol(system: Actor, station_id: int) -> Actor:
    """A patrol member of station one."""
    return make_user(system, "patrol", "巡查员", station_id, "patrol_member")


@pytest.fixture
def city(system: Actor, bureau_id: int) -> Actor:
    """市局: oversees the whole city; names are masked for it."""
    return make_user(system, "city", "市局", bureau_id, "bureau_officer")


@pytest.fixture
def worker_at_home(system: Actor, social_work_station_id: int) -> Actor:
    """A social worker of the home area."""
    return make_user(system, "home", "何琳", social_work_station_id, "social_worker")


@pytest.fixture
def volunteer(system: Actor, social_work_station_id: int) -> Actor:
    return make_user(system, "vol", "志愿者", social_work_station_id, "volunteer")


@pytest.fixture
def client_for(client):  # type: ignore[no-untyped-def]
    """``client_for(actor)``: a test client signed in as that actor's user."""

    def sign_in(actor: Actor):  # type: ignore[no-untyped-def]
        from django.test import Client

        from nuanyang.foundation.access.models import User

        fresh = Client()
        fresh.force_login(
            User.objects.get(pk=actor.user_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return fresh

    return sign_in
