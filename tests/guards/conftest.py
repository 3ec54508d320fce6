"""Fixtures of the guards that visit the whole site in the demo city."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from nuanyang.kernel.actor import Actor
from tests import database
from tests.guards import demo_world


@pytest.fixture(scope="session")
def demo_clone(clone_name: str) -> Iterator[str]:
    """This worker's own copy of the seeded demo city."""
    name = f"{clone_name}_demo"
    database.create(name, template=demo_world.prepare())
    yield name
    database.drop(name)


@pytest.fixture(scope="module")
def in_demo_city(demo_clone: str, django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The module's tests play in the demo city; what they change is rolled back."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with demo_world.connected_to(demo_clone):
            yield


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in."""

    username: str
    actor: Actor
    client: Client


@pytest.fixture
def visitor(in_demo_city: None, db: None) -> Callable[[str], Visitor]:
    """``visitor(username)``: a browser signed in as that demo account."""
    from django.utils import timezone

    from nuanyang.foundation.access.actors import actor_for
    from nuanyang.foundation.access.models import User

    def sign_in(username: str) -> Visitor:
        user = User.objects.get(username=username)
        actor, _places = actor_for(user, at=timezone.now())
        assert actor is not None
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return Visitor(username, actor, client)

    return sign_in


@pytest.fixture
def furnished(visitor: Callable[[str], Visitor]) -> None:
    """What the city itself has none of: a photo at two organisations."""
    import io

    from django.utils import timezone
    from PIL import Image

    from nuanyang.foundation.files import operations as files
    from nuanyang.foundation.scope.acting import acting_as
    from nuanyang.registry.people.models import Person

    photo = io.BytesIO()
    Image.new("RGB", (40, 40), "#b98").save(photo, "PNG")
    for username in ("station_officer", "shelter_worker"):
        actor = visitor(username).actor
        with acting_as(actor, read_only=True):
            person = Person.objects.filter(viewer_keys__overlap=list(actor.keys)).order_by("-sealed", "id").first()
        assert person is not None
        files.store(
            kind="photo", root="person", root_id=person.pk, person_id=person.pk, content=photo.getvalue(),
            name=f"{person.number}.png", at=timezone.now(), actor=actor,
        )
