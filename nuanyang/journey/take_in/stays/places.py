"""What all reads of stays share: which stays are in sight, the station's time zone, names of beds."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.journey.take_in.stays.models import Bed, Stay
from nuanyang.registry.people.models import Person


@dataclass(frozen=True, slots=True)
class BedPlace:
    """A bed as people call it: ``code`` is room and bed, ``101-03``."""

    id: int
    code: str
    room: str
    label: str


def zone_of(station: Organisation) -> ZoneInfo:
    """The station's time zone, in which its days are counted."""
    return ZoneInfo(station.timezone)


def visible_stays() -> QuerySet[Stay]:
    """Stays that the actor may see, of people whom he may see.

    Sealing a person takes his stays out of every list and count for all but the circle, also
    where the stay's own keys still name the station.
    """
    return Stay.objects.filter(person__in=Person.objects.all())  # type: ignore[no-any-return]


def place_of(bed: Bed) -> BedPlace:
    """The bed's name; its room must be loaded."""
    return BedPlace(bed.pk, f"{bed.room.name}-{bed.label}", bed.room.name, bed.label)
