"""Emergency access: one person's records opened to read, for a reason, for some hours, and judged by others."""

from __future__ import annotations

from datetime import datetime

from nuanyang.foundation.access import operations as access
from nuanyang.foundation.access.models import BrokenGlass, Circle
from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.notify import operations as notify
from nuanyang.foundation.notify import queries as notify_queries
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.foundation.scope.viewers import add_viewers, glass_key, organisation_key, set_viewers
from nuanyang.kernel.actor import Actor
from nuanyang.registry.people import events, sealing
from nuanyang.registry.people.models import Person


@operation(permission="access.break_glass", events=[events.OPENED])
def break_glass(*, number: str, reason: str, hours: int, at: datetime, actor: Actor) -> Person:
    """Open one person's record in an emergency, by its exact number, for some hours.

    The record, stays, plans, visits and the rest kept about the person can be read meanwhile, to the second,
    and not changed; what a concealed shelter keeps stays hidden. Who keeps the record is told and may judge
    the access, as well as the reader's own reviewers.

    :raises CannotBreakGlass: without a reason; :raises Person.DoesNotExist: no such number.
    """
    digits = number.strip().upper().removeprefix("R")
    if not digits.isdigit():
        raise Person.DoesNotExist
    person_id = int(digits)
    glass = access.note_broken_glass(person_id=person_id, reason=reason, hours=hours, at=at, actor=actor)
    with acting_as(system_actor("break glass"), operation="people.break_glass"):
        person: Person = Person.objects.get(pk=person_id)
        # Of a concealed shelter nobody learns, not even that it asked: its own reviewers judge.
        hidden = Organisation.objects.filter(pk=actor.organisation_id, concealed=True).exists()
        keepers = [] if hidden else _keepers(person)
        add_viewers(person, [glass_key(glass.pk)])
        add_viewers(glass, [organisation_key(k) for k in keepers])
    sealing.show_all(person, glass_key(glass.pk))
    # Recorded as the actor, so that the person's story names who looked.
    record(events.OPENED, root=person, at=at, payload={"reason": reason.strip()[:200], "glass": glass.pk})
    _tell(keepers, at, actor)
    return person


def _keepers(person: Person) -> list[int]:
    """Organisations that keep the record; of a sealed one, that of its circle."""
    if person.sealed and person.circle_id is not None:
        return list(Circle.objects.filter(pk=person.circle_id).values_list("organisation_id", flat=True))
    return [int(k[2:]) for k in person.viewer_keys if k.startswith("o:")]


def _tell(keepers: list[int], at: datetime, actor: Actor) -> None:
    """Those who judge such accesses where the record is kept; the reader's own are told already."""
    with acting_as(system_actor("break glass"), operation="people.break_glass"):
        reviewers = {
            user for k in keepers if k != actor.organisation_id
            for user in notify_queries.who_may("access.review", organisation_id=k, at=at, but=[actor.user_id])
        }  # fmt: skip
    if reviewers:
        notify.tell(user_ids=sorted(reviewers), template="review_waiting", link="/break-glass/", at=at, actor=actor)


@operation(permission="system.run", events=[events.CLOSED_AGAIN])
def close_glass(*, glass_id: int, at: datetime, actor: Actor) -> BrokenGlass:
    """End emergency access whose time is over (a job) or that its user ends."""
    glass: BrokenGlass = BrokenGlass.objects.select_for_update().get(pk=glass_id)
    if glass.ended_at is not None:
        nothing_happened()
        return glass
    glass.ended_at = at
    glass.save(update_fields=["ended_at"])
    person: Person = Person.objects.get(pk=glass.person_id)
    record(events.CLOSED_AGAIN, root=person, at=at)
    set_viewers(person, [k for k in person.viewer_keys if k != glass_key(glass.pk)])
    sealing.hide_all(person, glass_key(glass.pk))
    return glass
