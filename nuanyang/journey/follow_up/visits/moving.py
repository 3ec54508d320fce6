"""What moves when a stay turns out to be somebody else's."""

from __future__ import annotations

from nuanyang.journey.follow_up.visits.models import FollowUp
from nuanyang.journey.take_in.stays.models import Stay


def move_with_stay(stay: Stay, person_id: int) -> None:
    """The follow-up of the stay follows it to the right person, inside the running operation."""
    FollowUp.objects.filter(stay=stay).update(person_id=person_id)
