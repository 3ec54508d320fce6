"""Rooms, people and stays for tests, all made through the product's own operations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays import room_operations as rooms
from nuanyang.journey.take_in.stays.models import Bed, Room, Stay
from nuanyang.kernel.actor import Actor
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.models import Person
from nuanyang.registry.people.operations import Particulars


def make_room(actor: Actor, at: datetime, name: str = "101", *, sex: str = "male", beds: int = 2, **more: Any) -> Room:
    """A room of the actor's organisation."""
    assert actor.organisation_id is not None
    return rooms.add_room(
        organisation_id=actor.organisation_id, name=name, sex=sex, beds=beds, at=at, actor=actor, **more
    )


def beds_in(room: Room) -> list[Bed]:
    """The room's beds by label; needs an actor in force."""
    return list(Bed.objects.filter(room=room).order_by("label"))


def make_person(
    actor: Actor,
    at: datetime,
    name: str = "李国生",
    *,
    sex: int = 1,
    born: date | None = date(1980, 5, 1),
    **more: Any,
) -> Person:
    """A person registered by the actor's organisation."""
    return people.register(particulars=Particulars(name=name, sex=sex, birth_date=born, **more), at=at, actor=actor)


def make_stay(
    actor: Actor,
    at: datetime,
    name: str = "李国生",
    *,
    sex: int = 1,
    born: date | None = date(1980, 5, 1),
    home_region: str = "",
    **more: Any,
) -> Stay:
    """A person admitted to the actor's station at ``at``."""
    assert actor.organisation_id is not None
    person = make_person(actor, at, name, sex=sex, born=born, home_region=home_region)
    return stays.admit(person_id=person.pk, station_id=actor.organisation_id, at=at, actor=actor, **more)
