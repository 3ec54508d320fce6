"""People and stays that the tests of the journey's second half play with; all synthetic."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.actor import Actor
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.models import Person
from nuanyang.registry.people.operations import Particulars

#: A county where nobody's station lies, and the one of the social-work station.
ELSEWHERE, HOME = "341225", "510903"


def somebody(
    actor: Actor, *, at: datetime, name: str = "赵小满", sex: int = 1, birth: date | None = date(1980, 5, 4),
    home: str = HOME, **more: Any,
) -> Person:
    """A person registered by the actor."""
    return people.register(
        particulars=Particulars(
            name=name, sex=sex, birth_date=birth, birth_precision="day" if birth else "unknown",
            home_region=home, **more,
        ),
        at=at, actor=actor,
    )


def resident(
    actor: Actor, person: Person, *, at: datetime, days: int = 3, station_id: int | None = None, **more: Any
) -> Stay:
    """The person's open stay at the actor's station since ``days`` days."""
    assert actor.organisation_id is not None
    return stays.admit(
        person_id=person.pk, station_id=station_id or actor.organisation_id, at=at - timedelta(days=days),
        actor=actor, arrival_mode="self", **more,
    )
