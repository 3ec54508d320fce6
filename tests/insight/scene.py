"""One person in the middle of the journey, made through the product's own operations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nuanyang.journey.assess.needs import operations as needs
from nuanyang.journey.assess.needs.operations import Found
from nuanyang.journey.help.casework import operations as casework
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.identity import check_digit
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.models import Person
from nuanyang.registry.people.operations import Particulars
from tests.journey.take_in.stays.builders import beds_in, make_room

NUMBER = "51110219800101001"
NUMBER += check_digit(NUMBER)


@dataclass
class Scene:
    person: Person
    stay: Stay
    bed: str

    @property
    def path(self) -> str:
        return f"/people/{self.person.pk}/"


def register(actor: Actor, at: datetime, name: str = "", **more: Any) -> Person:
    return people.register(particulars=Particulars(name=name, **more), at=at, actor=actor)


def resident(an: Actor, bo: Actor, now: datetime, name: str = "欧阳春晓", room: str = "101", **more: Any) -> Scene:
    """Nine days in the station, with bed, papers, alert, needs, a plan and a task."""
    from nuanyang.foundation.scope.acting import acting_as

    came = now - timedelta(days=8)
    given: dict[str, Any] = {"sex": 1, "identity_number": NUMBER, "home_region": "511102", **more}
    person = register(an, came, name, **given)
    stay = stays.admit(person_id=person.pk, station_id=an.organisation_id, at=came, actor=an)
    made = make_room(an, came, room, sex="male" if given["sex"] == 1 else "female")
    with acting_as(an):
        bed = beds_in(made)[0]
    stays.assign_bed(stay_id=stay.pk, bed_id=bed.pk, at=came, actor=an)
    people.raise_alert(person_id=person.pk, alert="allergy", note="青霉素，本人口述", at=came, actor=an)
    needs.assess(
        person_id=person.pk, findings={"housing": Found(3, "没有住处"), "medical": Found(1, "")}, note="", at=now, actor=bo
    )
    plan = casework.open_plan(person_id=person.pk, goal="回到老家，找到一份工作", at=now, actor=bo)
    casework.add_task(
        plan_id=plan.pk, title="联系老家村委会", due_on=(now + timedelta(days=3)).date(), at=now, actor=bo
    )
    return Scene(person, stay, f"{room}-{bed.label}")
