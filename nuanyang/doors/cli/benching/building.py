"""Fills a database with synthetic people and all that a registration leaves behind, by COPY."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from nuanyang.doors.cli.benching import synthetic
from nuanyang.doors.cli.benching.copying import NULL, Connection, Table, open_for_copy, text
from nuanyang.doors.cli.benching.synthetic import Someone
from nuanyang.doors.cli.benching.world import Station, World

SEED = 20_261_001
DAYS = 365
#: One record in twenty has a long story, as those have who stay longer or come again.
LONG_STORY = 20
LONG_EVENTS = 23
TABLES = {
    "person": "id created_at display_name sex birth_date birth_precision home_region identity_known viewer_keys",
    "name": "id created_at person_id text use",
    "paper": "id created_at person_id kind number valid",
    "entry": "person_id viewers digests",
    "listing": "viewer_key person_id",
    "room": "id created_at organisation_id name sex",
    "bed": "id created_at room_id label",
    "stay": "id created_at station_id person_id number arrived_at left_at arrival_mode help_reason departure_mode"
    " stated_age stated_sex origin_class sex_class age_class age_years viewer_keys",
    "use": "id created_at stay_id bed_id during",
    "intake": "id created_at station_id person_id stay_id asked_at body_check arrival_mode help_reason",
    "event": "id name actor_kind actor_id organisation_id person_id root root_id happened_at recorded_at payload",
    "deadline": "id created_at root root_id rule_id occurrence organisation_id person_id owner_role starts_at due_at"
    " soon_from met_at term",
}
ARRIVALS = ("police", "self", "patrol", "city_management", "public", "hospital")
REASONS = ("no_means", "no_work", "lost", "ill", "robbed", "seeking_kin")
LEAVING = ("funded_return", "escorted_home", "collected_by_kin", "left_by_choice", "hospital", "transferred")
#: rule, term in days, who owns it: as counted for somebody who is let in; the last four for a stranger.
CLOCKS = (
    ("RS-040", 10, "10:day", "chief"), ("RS-050", 90, "3:month", "chief"), ("RS-043", 1, "24:hour", "tracer"),
    ("RS-045", 9, "7:working_day", "tracer"), ("RS-048", 10, "10:day", "tracer"), ("RS-049", 30, "1:month", "tracer"),
)  # fmt: skip
LATER = (
    ("people.changed", "person", {"fields": ["home_text"]}), ("people.alert_raised", "person", {"alert": "allergy"}),
    ("stays.moved", "stay", {"before": "101-01", "bed": "102-03", "reason": "换房"}),
    ("people.name_added", "person", {"use": "nickname"}), ("stays.bed_assigned", "stay", {"bed": "102-03"}),
)  # fmt: skip


def tables() -> dict[str, Table]:
    """The tables that a registration fills."""
    from nuanyang.foundation.audit.models import Event
    from nuanyang.foundation.deadlines.models import Deadline
    from nuanyang.journey.take_in.intake.models import Intake
    from nuanyang.journey.take_in.stays.models import Bed, BedUse, Room, Stay
    from nuanyang.registry.people.models import Listing, Paper, Person, PersonName, SearchEntry

    models: dict[str, Any] = {
        "person": Person, "name": PersonName, "paper": Paper, "entry": SearchEntry, "listing": Listing, "room": Room,
        "bed": Bed, "stay": Stay, "use": BedUse, "intake": Intake, "event": Event, "deadline": Deadline,
    }  # fmt: skip
    return {key: Table(models[key], columns.split()) for key, columns in TABLES.items()}


def build(
    connection: Connection, world: World, *, at: datetime, progress: Callable[[int], None] = lambda done: None
) -> dict[str, int]:
    """Fill the world's stations; ``connection`` is the owner's, in autocommit mode. Rows by table."""
    into, written, done = tables(), Counter[str](), 0
    with open_for_copy(connection, into):
        for number, station in enumerate(world.stations):
            filled = Filling(into, station, Random(SEED + number), at, officer=2)
            filled.everything()
            with connection.transaction():
                for key, rows in filled.rows.items():
                    into[key].copy(connection, rows)
                    written[into[key].name] += len(rows)
                _count_numbers(connection, station, filled.numbers)
            done += station.people
            progress(done)
    connection.execute("VACUUM (ANALYZE)")
    connection.execute("CHECKPOINT") if _may_checkpoint(connection) else None
    return dict(written)


def _may_checkpoint(connection: Connection) -> bool:
    row = connection.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'MEMBER')").fetchone()
    return bool(row and row[0])


def _count_numbers(connection: Connection, station: Station, numbers: Counter[str]) -> None:
    """The stations' own numbers go on behind those given."""
    for month, last in sorted(numbers.items()):
        connection.execute(
            "INSERT INTO stays_staynumber (station_id, month, last) VALUES (%s, %s, %s)", [station.id, month, last]
        )


@lru_cache(maxsize=400_000)
def _name_digests(name: str) -> frozenset[int]:
    from nuanyang.registry.people.index import name_digests

    return frozenset(name_digests([name]))


@lru_cache(maxsize=400_000)
def _blind(kind: str, part: str) -> int:
    from nuanyang.foundation.secrets.crypto import blind

    return blind(kind, part)


def digests(person: Someone) -> list[int]:
    """The same as ``people.index`` keeps, with repeated parts computed once."""
    from nuanyang.kernel.identity_fragments import fragments

    found = set(_name_digests(person.name)) if person.name else set()
    found.update(_blind(f"id:{label}", part) for label, part in fragments(person.number))
    return sorted(found)


@dataclass(slots=True)
class _Visit:
    arrived: datetime
    left: datetime | None
    person_id: int
    someone: Someone
    long: bool


@dataclass(slots=True)
class Filling:
    """One station: its rows as text by table, in the order in which they must be written."""

    tables: dict[str, Table]
    station: Station
    random: Random
    at: datetime
    officer: int
    rows: dict[str, list[str]] = field(default_factory=lambda: {key: [] for key in TABLES})
    numbers: Counter[str] = field(default_factory=Counter)
    _events: list[tuple[str, str]] = field(default_factory=list)
    _free: dict[int, list[tuple[datetime, int]]] = field(default_factory=dict)

    def everything(self) -> None:
        """Rooms, people, stays in the order of arrival, events in the order in which they happened."""
        self._rooms()
        visits = self._people()
        for visit in sorted(visits, key=lambda v: v.arrived):
            self._stay(visit)
        for happened, row in sorted(self._events):
            event_id = self.tables["event"].take_id()
            self.rows["event"].append(f"{event_id}\t{row.replace('@', happened)}")

    def _add(self, key: str, *values: object) -> int:
        table = self.tables[key]
        row_id = table.take_id()
        self.rows[key].append("\t".join((str(row_id), *map(text, values))))
        return row_id

    def _viewers(self) -> list[str]:
        from nuanyang.foundation.scope.viewers import keys_for

        return keys_for(organisations=[self.station.id], regions=[self.station.region])

    def _rooms(self) -> None:
        """Eight beds a room, one room in four for women; some more beds than people who are in."""
        rooms = max(8, (self.station.residents * 5) // 4 // 8 + 4)
        for number in range(rooms):
            sex = 2 if number % 4 == 3 else 1
            name = f"{number // 20 + 1}{number % 20 + 1:02d}"
            room = self._add("room", self.at, self.station.id, name, "female" if sex == 2 else "male")
            for label in range(1, 9):
                bed = self._add("bed", self.at, room, f"{label:02d}")
                self._free.setdefault(sex, []).append((self.at - timedelta(days=2 * DAYS), bed))

    def _people(self) -> list[_Visit]:
        visits: list[_Visit] = []
        viewers = self._viewers()
        keys, open_keys = text(viewers), viewers[:-1]
        for number, who in enumerate(synthetic.people(self.random, self.station.people, self.at.date())):
            resident = number < self.station.residents
            arrived = self._arrival(resident)
            person_id = self._person(who, arrived, keys, text(open_keys))
            self.rows["listing"] += [f"{key}\t{person_id}" for key in open_keys]
            left = None if resident else self._leaving(arrived)
            long = number % LONG_STORY == 0
            visits.append(_Visit(arrived, left, person_id, who, long))
            self._event("people.registered", person_id, "person", person_id, arrived, {"number": f"R{person_id:07d}"})
            if self.random.random() < 0.2:
                earlier = arrived - timedelta(days=self.random.randint(14, 120))
                visits.append(_Visit(earlier, earlier + timedelta(days=self.random.randint(1, 9)), person_id, who, False))
        return visits

    def _arrival(self, resident: bool) -> datetime:
        days = self.random.uniform(0.2, 28) if resident else self.random.uniform(12, DAYS - 1)
        return self.at - timedelta(days=days)

    def _leaving(self, arrived: datetime) -> datetime:
        return arrived + timedelta(days=self.random.uniform(0.3, 10))

    def _person(self, who: Someone, at: datetime, keys: str, open_keys: str) -> int:
        from nuanyang.foundation.secrets.crypto import encrypt

        known = bool(who.number)
        person_id = self._add(
            "person", at, who.name, who.sex, who.born if known else None, "day" if known else "unknown",
            who.home if known else "", known, keys,
        )  # fmt: skip
        if who.name:
            self._add("name", at, person_id, who.name, "real")
        if known:
            self._add("paper", at, person_id, "resident_id", encrypt(who.number, purpose="people.paper.number"), True)
        self.rows["entry"].append(f"{person_id}\t{open_keys}\t{text(digests(who))}")
        return person_id

    def _stay(self, visit: _Visit) -> None:
        station, who = self.station, visit.someone
        month = visit.arrived.strftime("%y%m")
        self.numbers[month] += 1
        number = f"L-{month}-{self.numbers[month]:04d}"
        mode, reason = self.random.choice(ARRIVALS), self.random.choice(REASONS)
        leaving = self.random.choice(LEAVING) if visit.left else ""
        stay_id = self._add(
            "stay", visit.arrived, station.id, visit.person_id, number, visit.arrived, visit.left, mode, reason, leaving,
            age_of(who, visit.arrived.date()), who.sex, *classes(who, visit.arrived.date()), self._viewers(),
        )  # fmt: skip
        self._add(
            "intake", visit.arrived, station.id, visit.person_id, stay_id, visit.arrived, "able", mode, reason
        )
        told = (visit.person_id, "stay", stay_id)
        self._event("intake.asked", *told, visit.arrived, {"mode": mode, "check": "able", "reason": reason})
        self._event("stays.admitted", *told, visit.arrived, {"mode": mode, "number": number, "station": station.code})
        self._bed(visit, stay_id)
        if visit.left is not None:
            self._event("stays.ended", *told, visit.left, {"mode": leaving})
        if visit.long:
            self._long_story(visit, stay_id)
        self._clocks(visit, stay_id)

    def _bed(self, visit: _Visit, stay_id: int) -> None:
        """The bed that is free longest; a full house leaves him without one."""
        free = self._free.setdefault(visit.someone.sex, [])
        if not free or free[0][0] > visit.arrived:
            return
        _since, bed = heapq.heappop(free)
        until = visit.left.isoformat() if visit.left else ""
        self._add("use", visit.arrived, stay_id, bed, f'["{visit.arrived.isoformat()}","{until}")' if until else
                  f'["{visit.arrived.isoformat()}",)')  # fmt: skip
        if visit.left is not None:
            heapq.heappush(free, (visit.left, bed))
        told = (visit.person_id, "stay", stay_id)
        self._event("stays.bed_assigned", *told, visit.arrived + timedelta(minutes=9), {"bed": "101-01", "override": ""})
        if visit.left is not None:
            self._event("stays.bed_left", *told, visit.left, {"bed": "101-01"})

    def _long_story(self, visit: _Visit, stay_id: int) -> None:
        for step in range(LONG_EVENTS):
            name, root, payload = LATER[step % len(LATER)]
            root_id = stay_id if root == "stay" else visit.person_id
            self._event(name, visit.person_id, root, root_id, visit.arrived + timedelta(hours=2 + step), payload)

    def _clocks(self, visit: _Visit, stay_id: int) -> None:
        for rule, days, term, owner in CLOCKS[: 2 if visit.someone.number else 6]:
            due = visit.arrived + timedelta(days=days)
            met = min(due, visit.left) if visit.left else None
            self._add(
                "deadline", visit.arrived, "stay", stay_id, rule, 1, self.station.id, visit.person_id, owner,
                visit.arrived, due, due - timedelta(days=days / 4), met, term,
            )  # fmt: skip

    def _event(
        self, name: str, person_id: int, root: str, root_id: int, happened: datetime, payload: dict[str, Any]
    ) -> None:
        said = json.dumps(payload, ensure_ascii=False)
        row = f"{name}\tuser\t{self.officer}\t{self.station.id}\t{person_id}\t{root}\t{root_id}\t@\t@\t{said}"
        self._events.append((happened.isoformat(), row))


def age_of(who: Someone, on: date) -> int | None:
    """Full years; None for somebody of whom no paper is known."""
    if not who.number:
        return None
    return on.year - who.born.year - ((on.month, on.day) < (who.born.month, who.born.day))


def classes(who: Someone, on: date) -> Iterable[object]:
    """The report's rows: origin, sex, age band and age."""
    age = age_of(who, on)
    origin = "unknown" if not who.number else "out_of_province"
    if who.number and who.home[:2] == "51":
        origin = "in_city" if who.home[:4] == "5109" else "in_province"
    band = "unknown" if age is None else "minor" if age < 18 else "old" if age >= 60 else "working_age"
    return origin, "male" if who.sex == 1 else "female", band, age


__all__ = ["NULL", "build", "tables"]
