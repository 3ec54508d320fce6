"""The town of the fault tests, made inside the instance that will be hurt; and what is left of it.

``build N``: N people who need a bed at once, one room with two beds. Prints JSON.
``left``: every stay with what belongs to it. Prints JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any


def build(people: int) -> dict[str, Any]:
    """Organisation, room, desk with a session, and the stays that race for the first bed."""
    from django.utils import timezone

    from nuanyang.foundation.access import operations as access
    from nuanyang.foundation.access.actors import actor_for
    from nuanyang.foundation.access.second_factor import add_totp
    from nuanyang.foundation.orgs import operations as orgs
    from nuanyang.foundation.scope.acting import acting_as, system_actor
    from nuanyang.journey.take_in.stays import operations as stays
    from nuanyang.journey.take_in.stays import room_operations as rooms
    from nuanyang.journey.take_in.stays.models import Bed
    from nuanyang.registry.people import operations as register
    from nuanyang.registry.people.particulars import Particulars

    system, at = system_actor("faults"), timezone.now() - timedelta(hours=2)
    station = orgs.add(code="f", name="临江市救助管理站", kind="station", region="510900", at=at, actor=system).pk
    user = access.add_user(
        username="desk", display_name="前台", password="long-enough-for-tests", at=at, actor=system
    )
    access.grant_role(user_id=user.pk, organisation_id=station, role="station_officer", at=at, actor=system)
    add_totp(user=user)
    rooms.add_room(
        organisation_id=station, name="101", sex="male", age_band="adult", beds=["1", "2"], at=at, actor=system
    )
    actor, _places = actor_for(user, at=timezone.now())
    assert actor is not None
    with acting_as(actor):
        waiting = []
        for number in range(people):
            somebody = register.register(
                particulars=Particulars(name=name_of(number), sex=1), at=at, actor=actor
            )
            waiting.append(stays.admit(person_id=somebody.pk, station_id=station, at=at, actor=actor).pk)
        beds = list(Bed.objects.order_by("id").values_list("pk", flat=True))
    return {"cookie": f"sessionid={session_of(user)}", "beds": beds, "stays": waiting}


def session_of(user: Any) -> str:
    """The key of a session in which the user has signed in with both factors."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    user.refresh_from_db()
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["second_factor"] = True
    session.save()
    return str(session.session_key)


def name_of(number: int) -> str:
    """A name that sounds like no other: three characters out of sixteen."""
    signs = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
    return signs[number // 256 % 16] + signs[number // 16 % 16] + signs[number % 16]


def left() -> dict[str, Any]:
    """Stays with their person's name, their request and their admission as the log tells it."""
    from nuanyang.foundation.audit.models import Event
    from nuanyang.foundation.scope.acting import acting_as, system_actor
    from nuanyang.journey.take_in.intake.models import Intake
    from nuanyang.journey.take_in.stays.models import BedUse, Stay

    with acting_as(system_actor("faults"), read_only=True):
        stays = dict(Stay.objects.order_by("id").values_list("pk", "person__display_name"))
        events = Event.objects.filter(root="stay").order_by("id")
        return {
            "stays": stays,
            "admitted": list(events.filter(name="stays.admitted").values_list("root_id", flat=True)),
            "asked": list(events.filter(name="intake.asked").values_list("root_id", flat=True)),
            "intakes": list(Intake.objects.order_by("id").values_list("stay_id", flat=True)),
            "in_bed": list(BedUse.objects.filter(during__upper_inf=True).order_by("id").values_list("stay_id", "bed_id")),
        }


if __name__ == "__main__":
    import django

    django.setup()
    found = build(int(sys.argv[2])) if sys.argv[1] == "build" else left()
    json.dump(found, sys.stdout, ensure_ascii=False)
