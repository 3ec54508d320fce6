"""Who it may be: people who came before, weighed by evidence while the form is being filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from nuanyang.engines.matching.evidence import CandidatePerson, Part, QueryPerson, posteriors, score
from nuanyang.foundation.audit import queries as audit
from nuanyang.foundation.audit.queries import Told
from nuanyang.foundation.deadlines import queries as deadlines
from nuanyang.foundation.deadlines.queries import Clock
from nuanyang.journey.take_in.intake.rules import LIKELY, WORTH_SHOWING, AgeOrBirth
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.journey.take_in.stays.queries import PastStay
from nuanyang.kernel.actor import current_actor
from nuanyang.kernel.ages import Age
from nuanyang.kernel.sex import Sex
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.models import Paper, Person, PersonName
from nuanyang.registry.people.queries import PersonCard

SHOWN = 4
SEARCHED = 30
#: Counting the register stops here; beyond, the prior changes too little to be seen.
REGISTER_COUNTED = 20_000


@dataclass(frozen=True, slots=True)
class Said:
    """What the form holds so far; everything may be empty."""

    name: str = ""
    sex: int = 0
    age: AgeOrBirth = AgeOrBirth()
    home_region: str = ""
    identity_number: str = ""

    @property
    def enough(self) -> bool:
        """Whether a search makes sense: two characters of a name, or four of a number."""
        return len(self.name.strip()) >= 2 or len(self.identity_number.strip()) >= 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the one at the desk: belief 0 to 1, its parts, and the stays before."""

    card: PersonCard
    belief: float
    parts: tuple[Part, ...]
    stays: list[PastStay]

    @property
    def likely(self) -> bool:
        return self.belief >= LIKELY

    @property
    def last(self) -> PastStay | None:
        return self.stays[0] if self.stays else None

    @property
    def inside(self) -> PastStay | None:
        """The stay that is open now, if any."""
        return next((s for s in self.stays if s.open), None)


@dataclass(frozen=True, slots=True)
class Hints:
    """Candidates, best first, the belief that it is none of them, and what the best one left open."""

    candidates: list[Candidate]
    nobody: float
    left_open: list[Clock]
    since: list[Told]

    @property
    def likely_ids(self) -> list[int]:
        return [c.card.id for c in self.candidates if c.likely]


NONE = Hints([], 1.0, [], [])


def hints(said: Said, *, today: date, now: datetime) -> Hints:
    """Who it may be, of the people whom the actor may know of.

    Linked records count as one person. A constant number of queries.
    """
    if not said.enough:
        return NONE
    found = _candidates(said, today)
    if not found:
        return NONE
    beliefs = posteriors([bits for _p, bits, _parts in found], _register_size())
    shown = [
        (person, belief, parts)
        for (person, _bits, parts), belief in zip(found, beliefs, strict=True)
        if belief >= WORTH_SHOWING
    ][:SHOWN]
    cards = people.cards((p.pk for p, _b, _s in shown), today=today)
    history: dict[int, list[PastStay]] = {}
    for past in stays.stays_of(cards):
        history.setdefault(past.stay.person_id, []).append(past)
    candidates = [
        Candidate(cards[p.pk], belief, parts, history.get(p.pk, [])) for p, belief, parts in shown if p.pk in cards
    ]
    best = next((c for c in candidates if c.likely), None)
    return Hints(
        candidates,
        max(0.0, 1.0 - sum(beliefs)),
        [c for c in deadlines.for_person(best.card.id, at=now) if c.open][:3] if best else [],
        audit.timeline(person_id=best.card.id, limit=4) if best else [],
    )


def _candidates(said: Said, today: date) -> list[tuple[Person, float, tuple[Part, ...]]]:
    """People found by name or number with their bits, best first, one record of each cluster."""
    ids: list[int] = []
    for text in (said.identity_number, said.name):
        ids += [hit.card.id for hit in people.search(text, today=today, limit=SEARCHED)]
    persons = list(Person.objects.filter(pk__in=set(ids), died_on__isnull=True).order_by("id"))
    names = _grouped(PersonName.objects.filter(person__in=persons).order_by("id").values_list("person_id", "text"))
    papers = _grouped((p.person_id, p.number) for p in Paper.objects.filter(person__in=persons).order_by("id"))
    query = _query(said, today)
    weighed = []
    for person in persons:
        described = _described(person, names.get(person.pk, ()), papers.get(person.pk, ("",)))
        result = max((score(query, one) for one in described), key=lambda s: s.bits)
        weighed.append((person, result.bits, result.parts))
    weighed.sort(key=lambda row: (-row[1], -row[0].pk))
    best: dict[int, tuple[Person, float, tuple[Part, ...]]] = {}
    for row in weighed:
        best.setdefault(row[0].cluster_id or row[0].pk, row)
    return list(best.values())


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for key, value in pairs:
        found[key] = (*found.get(key, ()), value)
    return found


def _query(said: Said, today: date) -> QueryPerson:
    low, high = said.age.year_low, said.age.year_high
    age = Age()
    if said.age.birth_date is None and low is not None and high is not None:
        age = Age(today.year - high, today.year - low, said.age.stated, estimated=high != low)
    return QueryPerson(
        on=today,
        name=said.name,
        sex=_sex(said.sex),
        birth_date=said.age.birth_date,
        age=age,
        hometown=said.home_region[:6],
        id_number=said.identity_number,
    )


def _sex(code: int) -> Sex:
    return Sex(code) if code in (1, 2) else Sex.UNKNOWN


def _described(person: Person, names: Iterable[str], numbers: Iterable[str]) -> list[CandidatePerson]:
    """One description per paper: the number that fits best speaks for the person."""
    low, high = person.birth_year_low, person.birth_year_high
    year = (low + high) // 2 if low is not None and high is not None else None
    return [
        CandidatePerson(
            names=tuple(dict.fromkeys((*names, person.display_name))) if person.display_name else tuple(names),
            sex=_sex(person.sex),
            birth_date=person.birth_date,
            birth_year=year,
            birth_estimated=low != high,
            hometown=person.home_region[:6],
            id_number=number,
        )
        for number in numbers
    ]


def _register_size() -> int:
    """How many records the actor's organisation knows, counted up to a bound."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM people_listing WHERE viewer_key = ANY (%s) LIMIT %s) AS counted",
            [list(current_actor().keys), REGISTER_COUNTED],
        )
        return max(1, int(cursor.fetchone()[0]))
