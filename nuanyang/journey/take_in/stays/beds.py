"""Reads about beds: the board, which are free, and which suit somebody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.rulebook import queries as rulebook
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.journey.take_in.stays import rules
from nuanyang.journey.take_in.stays.models import Bed, BedUse, Room, Stay
from nuanyang.journey.take_in.stays.places import BedPlace, place_of, visible_stays, zone_of
from nuanyang.journey.take_in.stays.rules import Guest, Objection, Place
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible
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


@dataclass(frozen=True, slots=True)
class Rooms:
    """A station's rooms, who lies where, and what each zone rule does here."""

    rooms: list[Room]
    taken: dict[int, Occupied]
    effects: dict[str, str]

    def objections(self, guest: Guest, room: Room, *, but: int | None) -> tuple[Objection, ...]:
        """What speaks against this room for the guest, leaving out the stay ``but`` (he himself)."""
        others = tuple(
            self.taken[b.pk].sex for b in room.beds.all() if b.pk in self.taken and self.taken[b.pk].stay_id != but
        )
        place = Place(room.sex, room.age_band, room.health_zone, others)
        return tuple(rules.in_force(rules.objections(guest, place), self.effects))

    def proposals(self, guest: Guest, *, but: int | None) -> list[Proposal]:
        """Free beds that no rule blocks, the best first."""
        found: list[tuple[Any, Proposal]] = []
        for room in self.rooms:
            against = self.objections(guest, room, but=but)
            if any(o.blocks for o in against):
                continue
            used = any(b.pk in self.taken for b in room.beds.all())
            place = Place(room.sex, room.age_band, room.health_zone, (guest.sex,) if used else ())
            rank = (len(against), *rules.preference(guest, place), rules.natural(room.name))
            found += [
                ((rank, rules.natural(bed.label)), Proposal(place_of(bed), room, against))
                for bed in open_beds(room)
                if bed.pk not in self.taken and not bed.blocked_reason
            ]
        return [proposal for _key, proposal in sorted(found, key=lambda pair: pair[0])]


def load_rooms(station: Organisation, *, today: date) -> Rooms:
    """All that is needed to judge the station's beds; a constant number of queries."""
    book = rulebook.book()
    effects = {r: str(book.rule(r, region=station.region, on=today).effect) for r in rules.ZONE_RULES}
    return Rooms(rooms_of(station_id=station.pk), occupied_beds(station_id=station.pk), effects)


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
        Room.objects.filter(organisation_id=station_id, closed_on__isnull=True).prefetch_related("beds").order_by("id")
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


def bed_board(*, station_id: int, now: datetime, for_stay: Stay | None = None) -> list[Zone]:
    """The station's beds by zone and room; with ``for_stay`` each free bed says what speaks against it.

    A constant number of queries for any number of rooms.
    """
    station: Organisation = Organisation.objects.get(pk=station_id)
    zone = zone_of(station)
    loaded = load_rooms(station, today=local_date(now, zone))
    ids = [o.stay_id for o in loaded.taken.values()]
    stays = {s.pk: s for s in visible_stays().filter(pk__in=ids).order_by("id")}
    whose = [s.person_id for s in (*stays.values(), for_stay) if s is not None]
    cards = people.cards(whose, today=local_date(now, zone))
    guest = _guest(for_stay, cards)
    proposed = loaded.proposals(guest, but=for_stay.pk)[:1] if guest and for_stay else []
    zones: dict[tuple[str, str, str], Zone] = {}
    for room in loaded.rooms:
        against = loaded.objections(guest, room, but=for_stay.pk) if guest and for_stay else ()
        shown = []
        for bed in open_beds(room):
            stay = stays.get(loaded.taken[bed.pk].stay_id) if bed.pk in loaded.taken else None
            card = cards.get(stay.person_id) if stay else None
            day = rules.day_number(stay.arrived_at, now, zone) if stay else None
            shown.append(
                BedOnBoard(
                    place_of(bed),
                    bed.pk in loaded.taken,
                    stay,
                    card,
                    day,
                    bed.blocked_reason,
                    () if bed.pk in loaded.taken else against,
                    any(p.place.id == bed.pk for p in proposed),
                )
            )
        key = (room.age_band, room.sex, room.health_zone)
        zones.setdefault(key, Zone(*key)).rooms.append(RoomOnBoard(room, shown))
    return list(zones.values())


def _guest(stay: Stay | None, cards: dict[int, PersonCard]) -> Guest | None:
    if stay is None or stay.person_id not in cards:
        return None
    return guest_of(stay, cards[stay.person_id])


def free_beds_for(*, stay: Stay, today: date, limit: int = 8) -> list[Proposal]:
    """Free beds of the stay's station that suit, the best first."""
    guest = _guest(stay, people.cards([stay.person_id], today=today))
    if guest is None:
        return []
    return load_rooms(stay.station, today=today).proposals(guest, but=stay.pk)[:limit]


@dataclass(frozen=True, slots=True)
class House:
    """A station's beds in figures: how many there are, how many are free, and which stays have one.

    Beds are none for who sees no rooms here.
    """

    beds: int
    free: int
    with_bed: frozenset[int]


def open_uses(stay_ids: list[int]) -> dict[int, int]:
    """Bed id → stay id of those of the stays that have a bed now; one array instead of hundreds of parameters."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bed_id, stay_id FROM stays_beduse WHERE stay_id = ANY (%s) AND upper_inf(during) ORDER BY id",
            [stay_ids],
        )
        return dict(cursor.fetchall())


def house(*, station_id: int) -> House:
    """Three queries. As in :func:`occupied_beds` the system looks who lies where: a sealed person's bed is not free.

    Uses are asked for by the ids of those who are in, so that no other station's beds are looked at.
    """
    with acting_as(system_actor("occupied beds")):
        inside = Stay.objects.filter(station_id=station_id, left_at__isnull=True, departure_mode="")
        ids = list(inside.values_list("id", flat=True))
        uses = open_uses(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE b.blocked_reason = '' AND b.id <> ALL (%s))"
            " FROM stays_bed b JOIN stays_room r ON r.id = b.room_id"
            " WHERE r.organisation_id = %s AND r.closed_on IS NULL AND b.closed_on IS NULL",
            [list(uses), station_id],
        )
        beds, free = cursor.fetchone()
    return House(beds, free, frozenset(uses.values()))


def free_count(*, station_id: int) -> int:
    """How many beds are free now, whoever may lie in them."""
    return house(station_id=station_id).free


def get_bed(*, bed_id: int) -> tuple[BedPlace, Bed]:
    """A bed of the actor's organisation with its name.

    :raises NotVisible: when there is none for this actor.
    """
    bed: Bed | None = Bed.objects.select_related("room").filter(pk=bed_id).first()
    if bed is None:
        raise NotVisible(f"bed {bed_id}")
    return place_of(bed), bed
