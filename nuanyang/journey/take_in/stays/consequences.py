"""What a change of the person means for his stays: their place in the report, and their clocks."""

from __future__ import annotations

from nuanyang.foundation.audit.consequences import Happened, on
from nuanyang.journey.take_in.stays import classes, deadline_facts
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.registry.people import events as people_events


@on(people_events.CHANGED, people_events.PAPER_ADDED)
def person_corrected(happened: Happened) -> None:
    """Stays follow the particulars: report classes and deadlines."""
    assert happened.person_id is not None
    classes.reclassify(person_id=happened.person_id)
    open_stays = Stay.objects.filter(person_id=happened.person_id, left_at__isnull=True, departure_mode="").order_by(
        "id"
    )
    deadline_facts.reconcile_all([s.pk for s in open_stays], at=happened.at)
