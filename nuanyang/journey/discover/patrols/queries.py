"""Reads about street encounters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.regions import queries as regions
from nuanyang.journey.discover.patrols.choices import Given
from nuanyang.journey.discover.patrols.models import Encounter
from nuanyang.kernel.errors import NotVisible

PAGE = 30

#: Somebody on the way who has not come after so long will not come; the entry leaves the list of arrivals.
ARRIVING_FOR = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Page:
    """A keyset page, latest first; ``next_before`` continues it."""

    rows: list[Encounter]
    next_before: int | None


def get_encounter(*, encounter_id: int) -> Encounter:
    """The encounter with its organisations.

    :raises NotVisible: when there is none for this actor.
    """
    found: Encounter | None = Encounter.objects.select_related("organisation").filter(pk=encounter_id).first()
    if found is None:
        raise NotVisible(f"encounter {encounter_id}")
    return found


def recent(*, organisation_id: int, before: int | None = None, size: int = PAGE) -> Page:
    """Encounters recorded by the organisation or brought to it, latest first."""
    query = Encounter.objects.filter(Q(organisation_id=organisation_id) | Q(station_id=organisation_id))
    if before is not None:
        last = Encounter.objects.filter(pk=before).values_list("met_at", flat=True).first()
        if last is not None:
            query = query.filter(Q(met_at__lt=last) | Q(met_at=last, pk__lt=before))
    rows = list(query.order_by("-met_at", "-id")[: size + 1])
    return Page(rows[:size], rows[size - 1].pk if len(rows) > size else None)


def _on_the_way(station_id: int, now: datetime) -> QuerySet[Encounter]:
    return Encounter.objects.filter(  # type: ignore[no-any-return]
        station_id=station_id, person__isnull=True, not_coming="", met_at__gt=now - ARRIVING_FOR
    )


def arriving(*, station_id: int, now: datetime) -> list[Encounter]:
    """People on their way to the station whom nobody has taken in yet, nor said that they do not come;
    earliest first.
    """
    return list(_on_the_way(station_id, now).order_by("met_at", "id"))


def arriving_count(*, station_id: int, now: datetime) -> int:
    """How many are on their way."""
    return _on_the_way(station_id, now).count()


def of_person(person_ids: Iterable[int]) -> list[Encounter]:
    """Encounters with a person (all his linked records), latest first."""
    return list(Encounter.objects.filter(person_id__in=list(person_ids)).order_by("-met_at", "-id"))


def recorded_since(*, organisation_id: int, since: datetime) -> int:
    """How many encounters the organisation recorded since a moment."""
    return Encounter.objects.filter(organisation_id=organisation_id, met_at__gte=since).count()


def stations_near(*, region: str, own_id: int | None, limit: int) -> list[Organisation]:
    """Stations to which somebody may be brought from here: the own one first, then those of the city by code,
    at most ``limit``. One query, however many stations there are.
    """
    first = Case(When(pk=own_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    query = Organisation.objects.filter(kind="station", ended_on__isnull=True, region__startswith=region[:4])
    return list(query.order_by(first, "code")[:limit])


def given_labels(encounter: Encounter) -> list[str]:
    """What was given, in words."""
    return [str(Given(code).label) for code in encounter.given if code in Given.values]


def region_name(encounter: Encounter) -> str:
    """The encounter's region in words."""
    return regions.describe(encounter.region).name
