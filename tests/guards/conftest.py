"""Fixtures of the guards that visit the whole site in the demo city."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

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
        with demo_world.connected_to(demo_clone), demo_world.its_files():
            yield


class Browser(Client):
    """Signed in for the pages; for the API it carries the user's token."""

    token = ""

    def generic(self, method: str, path: str, *args: Any, **extra: Any) -> Any:
        if path.startswith("/api/"):
            extra["HTTP_AUTHORIZATION"] = f"Bearer {self.token}"
        return super().generic(method, path, *args, **extra)


def sign_in(username: str) -> Visitor:
    """A browser signed in as that demo account."""
    from django.utils import timezone

    from nuanyang.foundation.access.actors import actor_for
    from nuanyang.foundation.access.models import User
    from nuanyang.foundation.access.operations import make_token
    from nuanyang.foundation.scope.acting import system_actor

    user, now = User.objects.get(username=username), timezone.now()
    actor, _places = actor_for(user, at=now)
    assert actor is not None
    client = Browser()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    _token, client.token = make_token(user_id=user.pk, days=1, at=now, actor=system_actor("guards"))
    return Visitor(username, actor, client)


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in."""

    username: str
    actor: Actor
    client: Client


@pytest.fixture
def visitor(in_demo_city: None, db: None) -> Callable[[str], Visitor]:
    """``visitor(username)``: a browser signed in as that demo account."""
    return sign_in


@pytest.fixture
def furnished(visitor: Callable[[str], Visitor]) -> None:
    """What the city itself has not everywhere: a photo at two organisations."""
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
