"""Reads about beds: the board, which are free, and which suit somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.journey.take_in.stays import rules
from nuanyang.journey.take_in.stays.models import Bed, BedUse, Room, Stay
from nuanyang.journey.take_in.stays.places import BedPlace, place_of, visible_stays, zone_of
from nuanyang.journey.take_in.stays.rules import Guest, Objection, Place
from nuanyang.kernel.dates import local_date
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.choices import Alert
from nuanyang.registry.people.queries import PersonCard


@dataclass(frozen=True, slots=True)
class Occupied:
    """Who lies in a bed, as far as the rules need it."""

    stay_id: int
    sex: int


@dataclass(frozen=True, slots=True)
class BedOnBoard:
    """A bed on the board. ``resident`` None with ``occupied``: a sealed person, shown as taken only.

    ``objections`` and ``proposed`` speak about the guest for whom a bed is looked for.
    """

    place: BedPlace
    occupied: bool
    resident: Stay | None
    card: PersonCard | None
    day: int | None
    blocked_reason: str
    objections: tuple[Objection, ...] = ()
    proposed: bool = False

    @property
    def free(self) -> bool:
        return not self.occupied and not self.blocked_reason

    @property
    def sealed(self) -> bool:
        return self.occupied and self.card is None


@dataclass(frozen=True, slots=True)
class RoomOnBoard:
    room: Room
    beds: list[BedOnBoard]


@dataclass(frozen=True, slots=True)
class Zone:
    """Rooms of one kind; ``taken`` of ``total`` beds (beds out of use not counted)."""

    age_band: str
    sex: str
    health_zone: str
    rooms: list[RoomOnBoard] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return sum(b.occupied for r in self.rooms for b in r.beds)

    @property
    def total(self) -> int:
        return sum(b.occupied or not b.blocked_reason for r in self.rooms for b in r.beds)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A free bed that suits, best first; ``objections`` non-empty: only with a reason."""

    place: BedPlace
    room: Room
    objections: tuple[Objection, ...] = ()


def guest_of(stay: Stay, card: PersonCard) -> Guest:
    """The facts about a resident that decide where he may lie."""
    return Guest(card.sex, card.minor, card.age, care_of(stay, card))


def care_of(stay: Stay, card: PersonCard) -> str:
    """The care zone: what intake decided, or what a raised alert demands."""
    if Alert.INFECTIOUS in card.alerts:
        return "isolation"
    if stay.care_zone != "general":
        return stay.care_zone
    return "mental" if stay.mental_illness else stay.care_zone


def rooms_of(*, station_id: int) -> list[Room]:
    """Open rooms with their open beds loaded, in natural order; two queries."""
    rooms = list(
        Room.objects.filter(organisation_id=station_id, closed_on__isnull=True)
        .prefetch_related("beds")
        .order_by("id")
    )
    return sorted(rooms, key=lambda r: rules.natural(r.name))


def open_beds(room: Room) -> list[Bed]:
    """The room's beds in natural order; the room's beds must be prefetched."""
    beds = [b for b in room.beds.all() if b.closed_on is None]
    for bed in beds:
        bed.room = room
    return sorted(beds, key=lambda b: rules.natural(b.label))


def occupied_beds(*, station_id: int) -> dict[int, Occupied]:
    """Bed id → who lies there now, sealed people included.

    A sealed person's stay is out of the actor's sight, but his bed is not free: the system looks,
    and tells only that the bed is taken and the sleeper's sex (RS-030).
    """
    with acting_as(system_actor("occupied beds")):
        uses = (
            BedUse.objects.filter(during__upper_inf=True, bed__room__organisation_id=station_id)
            .order_by("id")
            .values_list("bed_id", "stay_id", "stay__person__sex")
        )
        return {bed: Occupied(stay, sex) for bed, stay, sex in uses}


def place_for(
    room: Room, beds: Iterable[Bed], taken: dict[int, Occupied], *, but: int | None = None
) -> Place:
    """The room as the rules see it, leaving out the stay ``but`` who is to move within it."""
    others = tuple(taken[b.pk].sex for b in beds if b.pk in taken and taken[b.pk].stay_id != but)
    return Place(room.sex, room.age_band, room.health_zone, others)


def bed_board(*, station_id: int, now: datetime, for_stay: Stay | None = None) -> list[Zone]:
    """The station's beds by zone and room; with ``for_stay`` each free bed says what speaks against it.

    A constant number of queries for any number of rooms.
    """
    station: Organisation = Organisation.objects.get(pk=station_id)
    zone = zone_of(station)
    rooms, taken = rooms_of(station_id=station_id), occupied_beds(station_id=station_id)
    stays = {
        s.pk: s for s in visible_stays().filter(pk__in=[o.stay_id for o in taken.values()]).order_by("id")
    }
    whose = [s.person_id for s in stays.values()] + ([for_stay.person_id] if for_stay else [])
    cards = people.cards(whose, today=local_date(now, zone))
    guest = _guest(for_stay, cards)
    best = next((p.place.id for p in _ranked(guest, rooms, taken, for_stay)), None) if guest else None
    zones: dict[tuple[str, str, str], Zone] = {}
    for room in rooms:
        beds = open_beds(room)
        against: tuple[Objection, ...] = ()
        if guest and for_stay:
            against = tuple(rules.objections(guest, place_for(room, beds, taken, but=for_stay.pk)))
        shown = []
        for bed in beds:
            stay = stays.get(taken[bed.pk].stay_id) if bed.pk in taken else None
            card = cards.get(stay.person_id) if stay else None
            day = rules.day_number(stay.arrived_at, now, zone) if stay else None
            shown.append(
                BedOnBoard(
                    place_of(bed),
                    bed.pk in taken,
                    stay,
                    card,
                    day,
                    bed.blocked_reason,
                    () if bed.pk in taken else against,
                    bed.pk == best,
                )
            )
        key = (room.age_band, room.sex, room.health_zone)
        zones.setdefault(key, Zone(*key)).rooms.append(RoomOnBoard(room, shown))
    return list(zones.values())


def _guest(stay: Stay | None, cards: dict[int, PersonCard]) -> Guest | None:
    if stay is None or stay.person_id not in cards:
        return None
    return guest_of(stay, cards[stay.person_id])


def _ranked(
    guest: Guest,
    rooms: list[Room],
    taken: dict[int, Occupied],
    stay: Stay | None,
    *,
    even_with_objections: bool = False,
) -> list[Proposal]:
    found: list[tuple[Any, Proposal]] = []
    for room in rooms:
        beds = open_beds(room)
        place = place_for(room, beds, taken, but=stay.pk if stay else None)
        against = tuple(rules.objections(guest, place))
        if against and not even_with_objections:
            continue
        rank = (len(against), *rules.preference(guest, place))
        found += [
            (
                (rank, rules.natural(room.name), rules.natural(bed.label)),
                Proposal(place_of(bed), room, against),
            )
            for bed in beds
            if bed.pk not in taken and not bed.blocked_reason
        ]
    return [proposal for _key, proposal in sorted(found, key=lambda pair: pair[0])]


def free_beds_for(*, stay: Stay, today: date, limit: int = 8) -> list[Proposal]:
    """Free beds of the stay's station that suit, the best first."""
    cards = people.cards([stay.person_id], today=today)
    guest = _guest(stay, cards)
    if guest is None:
        return []
    rooms = rooms_of(station_id=stay.station_id)
    return _ranked(guest, rooms, occupied_beds(station_id=stay.station_id), stay)[:limit]


def free_by_room(*, station_id: int) -> dict[str, int]:
    """Free beds per room name, in natural order of rooms."""
    taken = occupied_beds(station_id=station_id)
    counts: dict[str, int] = defaultdict(int)
    for room in rooms_of(station_id=station_id):
        counts[room.name] = sum(b.pk not in taken and not b.blocked_reason for b in open_beds(room))
    return dict(counts)
