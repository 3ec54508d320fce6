"""What a change of the person means for his stays: their place in the report, and their clocks."""

from __future__ import annotations

from datetime import datetime

from nuanyang.foundation.audit.consequences import Happened, on
from nuanyang.foundation.scope.acting import acting_as, running_operation, system_actor
from nuanyang.journey.take_in.stays import classes, deadline_facts
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.registry.people import events as people_events
from nuanyang.registry.people import queries as people


@on(people_events.CHANGED, people_events.PAPER_ADDED)
def person_corrected(happened: Happened) -> None:
    """Stays follow the particulars: report classes and deadlines."""
    assert happened.person_id is not None
    classes.reclassify(person_id=happened.person_id)
    _recount([happened.person_id], happened.at)


@on(
    people_events.SEALED, people_events.UNSEALED, people_events.ALERT_RAISED, people_events.ALERT_ENDED,
    people_events.LINKED, people_events.UNLINKED,
)
def person_protected(happened: Happened) -> None:
    """Of somebody who must not be found nothing is published: the clocks of the notice end at once, also those
    of a stay under another record that is linked as the same person.

    As the system: a seal may take the record out of the sight of whoever sets it.
    """
    assert happened.person_id is not None
    with acting_as(system_actor("a seal ends what would be published"), operation=running_operation()):
        person = people.get_person(person_id=happened.person_id)
        _recount(people.same_person_ids(person=person), happened.at)


def _recount(person_ids: list[int], at: datetime) -> None:
    open_stays = Stay.objects.filter(person_id__in=person_ids, left_at__isnull=True, departure_mode="").order_by("id")
    deadline_facts.reconcile_all([s.pk for s in open_stays], at=at)
