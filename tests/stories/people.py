"""People who were here before a story begins, made through the operations in a process of its own.

Reads a list of wishes as JSON from the first argument, prints what became of each as JSON (for an empty
list: all names and words in the database that are nobody's to translate):
``{"name", "age", "sex", "home", "identity", "days_ago", "bed", "plan", "left"}`` →
``{"person", "number", "stay", "station_number", "bed"}``. Run with DATABASE_URL at the story's database.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from typing import Any


def admit(wish: dict[str, Any], now: datetime) -> dict[str, Any]:
    """One person at the rescue station: taken in by the desk, perhaps with a bed, a plan, and gone again."""
    from nuanyang.foundation.scope.acting import acting_as
    from nuanyang.journey.help.casework import operations as casework
    from nuanyang.journey.resettle.departures import operations as departures
    from nuanyang.journey.resettle.departures.rules import Details
    from nuanyang.journey.take_in.intake import operations as intake
    from nuanyang.journey.take_in.intake.rules import read_age
    from nuanyang.journey.take_in.stays import operations as stays
    from nuanyang.journey.take_in.stays import queries
    from nuanyang.kernel.dates import local_date
    from nuanyang.registry.people.particulars import Particulars

    desk, worker = actor("desk", now), actor("worker", now)
    at = now - timedelta(days=wish.get("days_ago", 0))
    age = read_age(str(wish.get("age", "")), on=local_date(at))
    particulars = Particulars(
        name=wish["name"], sex=wish.get("sex", 1), birth_date=age.birth_date, birth_precision=age.precision,
        birth_year_low=age.year_low, birth_year_high=age.year_high, home_region=wish.get("home", ""),
        identity_number=wish.get("identity", ""),
    )
    said = intake.Request(
        particulars=particulars, body_check="able", arrival_mode="self", help_reason="no_means", stated_age=age.stated
    )
    with acting_as(desk):
        stay = intake.register_request(request=said, at=at, actor=desk).stay
        assert stay is not None
        made = {
            "person": stay.person_id, "number": stay.person.number, "stay": stay.pk, "station_number": stay.number,
            "bed": "",
        }
        if wish.get("bed"):
            free = queries.free_beds_for(stay=stay, today=local_date(at))
            stays.assign_bed(stay_id=stay.pk, bed_id=free[0].place.id, at=at, actor=desk)
            made["bed"] = free[0].place.code
    if wish.get("plan"):
        with acting_as(worker):
            casework.open_plan(person_id=stay.person_id, goal=wish["plan"], at=at, actor=worker)
    if wish.get("left"):
        with acting_as(desk):
            departures.discharge(
                stay_id=stay.pk, mode="left_by_choice", at=at + timedelta(hours=20), actor=desk,
                details=Details(to_place="投亲", statement_signed=True),
            )
    return made


def actor(username: str, at: datetime) -> Any:
    """The account's actor."""
    from nuanyang.foundation.access.actors import actor_for
    from nuanyang.foundation.access.models import User

    found, _places = actor_for(User.objects.get(username=username), at=at)
    assert found is not None
    return found


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone

    # The moment of each, so that no two records are made in the future of another.
    wishes = json.loads(sys.argv[1])
    json.dump([admit(wish, timezone.now()) for wish in wishes] if wishes else words(), sys.stdout)


def words() -> list[str]:
    """What is data and stays as it was written, whatever the language of the page."""
    from nuanyang.foundation.access.models import User
    from nuanyang.foundation.audit.models import Event
    from nuanyang.foundation.orgs.models import Organisation
    from nuanyang.foundation.scope.acting import acting_as, system_actor
    from nuanyang.journey.discover.patrols.models import Encounter
    from nuanyang.journey.follow_up.visits.models import ReturnVisit
    from nuanyang.journey.help.casework.models import HelpPlan, PlanTask
    from nuanyang.journey.resettle.departures.models import Departure
    from nuanyang.journey.take_in.ledger.models import ImportBatch
    from nuanyang.registry.people.models import Person

    sources = (
        (Person, "display_name"), (User, "display_name"), (Organisation, "name"), (Encounter, "place"),
        (HelpPlan, "goal"), (PlanTask, "title"), (PlanTask, "result"), (ImportBatch, "file_name"), (ReturnVisit, "risk_note"), (ReturnVisit, "note"), (Departure, "to_place"),
    )
    with acting_as(system_actor("stories"), read_only=True):
        found = {str(text) for model, name in sources for text in model.objects.values_list(name, flat=True)}
        # An event keeps its words in the language of the moment at which they were written.
        for payload in Event.objects.values_list("payload", flat=True):
            found |= {text for text in payload.values() if isinstance(text, str)}
    return sorted(found - {""}, key=len, reverse=True)


if __name__ == "__main__":
    main()
