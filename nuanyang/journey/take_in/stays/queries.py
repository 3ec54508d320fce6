"""Reads about stays: who is in, who was, how full it is; ``bed_board`` and ``free_beds_for``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Greatest, TruncDate

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.journey.take_in.stays import rules
from nuanyang.journey.take_in.stays.beds import Proposal as Proposal
from nuanyang.journey.take_in.stays.beds import Zone as Zone
from nuanyang.journey.take_in.stays.beds import bed_board as bed_board
from nuanyang.journey.take_in.stays.beds import free_beds_for as free_beds_for
from nuanyang.journey.take_in.stays.beds import free_count as free_count
from nuanyang.journey.take_in.stays.beds import house as house
from nuanyang.journey.take_in.stays.beds import open_uses
from nuanyang.journey.take_in.stays.models import Bed, BedUse, Stay
from nuanyang.journey.take_in.stays.places import BedPlace, place_of, visible_stays, zone_of
from nuanyang.kernel.dates import local_date, span_moments
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.queries import PersonCard

PAGE = 50


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who is in now; ``bed`` None: no bed yet (or at another organisation's)."""

    stay: Stay
    card: PersonCard
    bed: BedPlace | None
    day: int


@dataclass(frozen=True, slots=True)
class Residents:
    """A keyset page, latest arrival first; ``next_before`` continues it."""

    rows: list[Resident]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class PastStay:
    """A stay in a person's history; ``left_at`` None with a mode: a ledger did not say when."""

    stay: Stay
    station: str
    days: int | None
    mode: str

    @property
    def open(self) -> bool:
        return self.stay.open


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many were in at the end of the day, and how many beds the station has now."""

    day: date
    present: int
    beds: int


def _present(station_id: int) -> QuerySet[Stay]:
    return visible_stays().filter(station_id=station_id, left_at__isnull=True, departure_mode="")


def get_stay(*, stay_id: int) -> Stay:
    """The stay with its station.

    :raises NotVisible: when there is none for this actor.
    """
    found = visible_stays().select_related("station").filter(pk=stay_id).first()
    if found is None:
        raise NotVisible(f"stay {stay_id}")
    return found


def by_number(*, station_id: int, number: str) -> Stay | None:
    """The stay with this station number, or None."""
    return visible_stays().filter(station_id=station_id, number=number.strip().upper()).first()


def present_count(*, station_id: int) -> int:
    """How many are in now, of those whom the actor may know of."""
    return _present(station_id).count()


def present_counts(*, station_ids: Iterable[int]) -> dict[int, int]:
    """How many are in now by station, of those whom the actor may know of; one query.

    Counted station by station: grouped, the database would walk through everybody who is in anywhere.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT station.id, (SELECT count(*) FROM stays_stay s WHERE s.station_id = station.id"
            " AND s.left_at IS NULL AND s.departure_mode = ''"
            " AND (SELECT true FROM people_person p WHERE p.id = s.person_id))"
            " FROM unnest(%s::bigint[]) AS station (id)",
            [list(station_ids)],
        )
        return dict(cursor.fetchall())


def present_ids(*, station_id: int) -> frozenset[int]:
    """Stays of those who are in now, of those whom the actor may know of; one query."""
    return frozenset(_present(station_id).values_list("id", flat=True))


def present_without_bed(*, station_id: int) -> int:
    """How many are in and have no bed now."""
    ids = present_ids(station_id=station_id)
    return len(ids - set(_with_bed(list(ids))))


def _with_bed(stay_ids: list[int]) -> list[int]:
    """Those of the stays that have a bed now: asked by id, so that no other station's beds are looked at."""
    return list(open_uses(stay_ids).values())


def _without_bed(stays: QuerySet[Stay]) -> QuerySet[Stay]:
    return stays.exclude(pk__in=_with_bed(list(stays.values_list("id", flat=True))))


def open_stay_of(*, person_ids: Iterable[int]) -> Stay | None:
    """The stay that is open now for any of these records of one person (any station in sight)."""
    query = Stay.objects.filter(person_id__in=list(person_ids), left_at__isnull=True, departure_mode="")
    return query.select_related("station").order_by("-arrived_at", "-id").first()  # type: ignore[no-any-return]


def residents(
    *, station_id: int, now: datetime, show: str = "all", before: int | None = None, size: int | None = PAGE,
    zone: ZoneInfo | None = None,
) -> Residents:
    """Who is in now with bed and day, a constant number of queries.

    ``show``: ``all``, ``unknown`` (identity not established) or ``no_bed``. ``size`` None: everybody.
    ``before`` is the id of the last stay of the page before. ``zone``: the station's, where it is known.
    """
    query = _present(station_id)
    if show == "unknown":
        query = query.filter(person__identity_known=False)
    elif show == "no_bed":
        query = _without_bed(query)
    if before is not None:
        last = Stay.objects.filter(pk=before, station_id=station_id).values_list("arrived_at", flat=True).first()
        if last is not None:
            query = query.filter(Q(arrived_at__lt=last) | Q(arrived_at=last, pk__lt=before))
    query = query.order_by("-arrived_at", "-id")
    stays = list(query if size is None else query[: size + 1])
    more = size is not None and len(stays) > size
    stays = stays[:size]
    zone = zone or _zone(station_id)
    cards = people.cards((s.person_id for s in stays), today=local_date(now, zone))
    beds = beds_of([s.pk for s in stays])
    rows = [
        Resident(s, cards[s.person_id], beds.get(s.pk), rules.day_number(s.arrived_at, now, zone))
        for s in stays
        if s.person_id in cards
    ]
    return Residents(rows, stays[-1].pk if more else None)


def beds_of(stay_ids: Iterable[int]) -> dict[int, BedPlace]:
    """The bed of each stay now; two queries (rooms are their own organisation's, so no join)."""
    uses = dict(
        BedUse.objects.filter(stay_id__in=list(stay_ids), during__upper_inf=True)
        .order_by("id")
        .values_list("stay_id", "bed_id")
    )
    if not uses:
        return {}
    beds = Bed.objects.filter(pk__in=set(uses.values())).select_related("room").order_by("id")
    places = {b.pk: place_of(b) for b in beds}
    return {stay_id: places[bed_id] for stay_id, bed_id in uses.items() if bed_id in places}


def bed_history(*, stay_id: int) -> list[tuple[BedPlace | None, datetime, datetime | None, str]]:
    """Beds of a stay in order: place, from, until (None: still), reason of an exception."""
    uses = list(BedUse.objects.filter(stay_id=stay_id, during__isempty=False).order_by("id"))
    beds = Bed.objects.filter(pk__in={u.bed_id for u in uses}).select_related("room").order_by("id")
    places = {b.pk: place_of(b) for b in beds}
    history = [(places.get(u.bed_id), u.during.lower, u.during.upper, u.override_reason) for u in uses]
    return sorted(history, key=lambda row: row[1])


def stays_of(person_ids: Iterable[int]) -> list[PastStay]:
    """All visible stays of these records, latest first; one query."""
    query = Stay.objects.filter(person_id__in=list(person_ids)).select_related("station")
    return [_past(s) for s in query.order_by("-arrived_at", "-id")]


def _past(stay: Stay) -> PastStay:
    zone = zone_of(stay.station)
    days = rules.nights(stay.arrived_at, stay.left_at, zone) if stay.left_at else None
    mode = str(stay.get_departure_mode_display()) if stay.departure_mode else ""
    return PastStay(stay, stay.station.name, days, mode)


def count_by_person(person_ids: Iterable[int]) -> dict[int, int]:
    """How many visible stays each record has; one query."""
    query = Stay.objects.filter(person_id__in=list(person_ids)).order_by("person_id")
    return dict(query.values_list("person_id").annotate(Count("id")))


def _zone(station_id: int) -> ZoneInfo:
    station: Organisation = Organisation.objects.get(pk=station_id)
    return zone_of(station)


def occupancy(
    *, station_id: int, first: date, last: date, beds: int | None = None, zone: ZoneInfo | None = None
) -> list[DayCount]:
    """The strip of days from ``first`` to ``last``, both included, in the station's time zone; ``beds``
    (see ``house``) and ``zone`` spare looking them up.

    A ledger's stay whose time of leaving is not known is not counted as present.
    """
    zone = zone or _zone(station_id)
    start, end = span_moments(first, last, zone)
    spans = (
        visible_stays()
        .filter(station_id=station_id, arrived_at__lt=end)
        .filter(Q(left_at__gte=start) | Q(left_at__isnull=True, departure_mode=""))
        .values_list(TruncDate(Greatest("arrived_at", Value(start)), tzinfo=zone), TruncDate("left_at", tzinfo=zone))
        .annotate(Count("id"))
        .order_by()
    )
    change: dict[date, int] = {}
    for came, gone, number in spans:
        change[came] = change.get(came, 0) + number
        if gone is not None:
            change[gone] = change.get(gone, 0) - number
    if beds is None:
        beds = Bed.objects.filter(
            room__organisation_id=station_id, closed_on__isnull=True, room__closed_on__isnull=True
        ).count()
    counts, present, day = [], 0, first
    while day <= last:
        present += change.get(day, 0)
        counts.append(DayCount(day, present, beds))
        day += timedelta(days=1)
    return counts


def arrivals_between(*, station_id: int, start: datetime, end: datetime) -> int:
    """Stays that began in [start, end): those who were assisted (asking is counted by intake)."""
    return visible_stays().filter(station_id=station_id, arrived_at__gte=start, arrived_at__lt=end).count()


def by_ids(*, stay_ids: Iterable[int]) -> list[Stay]:
    """These stays in the order given, as far as they are visible; one query."""
    wanted = list(stay_ids)
    found = {s.pk: s for s in Stay.objects.filter(pk__in=wanted).order_by("id")}
    return [found[i] for i in wanted if i in found]
