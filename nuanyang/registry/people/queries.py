"""Reads about people: one function per question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from nuanyang.engines.matching.name_keys import keys_for_query
from nuanyang.foundation.access.models import BrokenGlass
from nuanyang.foundation.access.reads import note_shown
from nuanyang.foundation.regions import queries as regions
from nuanyang.foundation.scope.acting import SYSTEM_KEY
from nuanyang.foundation.secrets.crypto import blind
from nuanyang.kernel.actor import Actor, current_actor
from nuanyang.kernel.identity_fragments import fragment_query
from nuanyang.kernel.masking import mask_address, mask_name, mask_number
from nuanyang.registry.people import rules
from nuanyang.registry.people.choices import Alert, SexChoice
from nuanyang.registry.people.models import Paper, Person, PersonAlert, PersonLink, PersonName

SEARCH_CAP = 200


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as lists show him. ``masked``: the name is shortened, region oversight only."""

    id: int
    number: str
    name: str
    named: bool
    masked: bool
    sex: int
    sex_label: str
    age: int | None
    age_estimated: bool
    minor: bool | None
    home: str
    home_region: str
    identity_known: bool
    sealed: bool
    alerts: tuple[str, ...]
    #: Says who he is so that a query can confirm it, whether papers show it or not.
    identity_stated: bool = False

    @property
    def identity_word(self) -> str:
        """Nothing where papers show who it is; else whether somebody said so credibly."""
        if self.identity_known:
            return ""
        return _("身份待核实") if self.identity_stated else _("身份未明")

    @property
    def age_text(self) -> str:
        """``43 岁`` or ``约 40 岁``; empty when unknown."""
        if self.age is None:
            return ""
        text = _("约 %(age)s 岁") if self.age_estimated else _("%(age)s 岁")
        return text % {"age": self.age}


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result that explains itself: ``reason`` codes name why it was found."""

    card: PersonCard
    reason: str
    weight: float


@dataclass(frozen=True, slots=True)
class Page:
    """A keyset page, newest record first; ``next_before`` continues it (None at the end)."""

    cards: list[PersonCard]
    next_before: int | None
    first_after: int | None


def get_person(*, person_id: int) -> Person:
    """The person. :raises Person.DoesNotExist: also when the actor may not know of him."""
    return Person.objects.get(pk=person_id)  # type: ignore[no-any-return]


def card_of(
    person: Person, *, today: date, actor: Actor | None = None, alerts: Sequence[str] = (),
    home: str | None = None,
) -> PersonCard:
    """The card of one person, masked as the actor's keys ask; ``home`` spares looking it up."""
    actor = actor or current_actor()
    note_shown(actor, person.pk, person.viewer_keys)
    masked = not actor.names_visible(person.viewer_keys)
    name = person.display_name
    facts: dict[str, Any] = {
        "birth": person.birth_date, "year_low": person.birth_year_low,
        "year_high": person.birth_year_high,
    }
    return PersonCard(
        id=person.pk,
        number=person.number,
        name=(mask_name(name) if masked else name) if name else _("无名氏 %(number)s") % {"number": person.number},
        named=bool(name),
        masked=masked and bool(name),
        sex=person.sex,
        sex_label=str(SexChoice(person.sex).label),
        age=rules.age_on(today, **facts),
        age_estimated=person.birth_date is None,
        minor=rules.is_minor(today, **facts),
        home=_home(person, masked) if home is None else home,
        home_region=person.home_region,
        identity_known=person.identity_known,
        sealed=person.sealed,
        alerts=tuple(alerts),
        identity_stated=rules.states_identity(name=name, home_region=person.home_region, **facts),
    )


def _home(person: Person, masked: bool) -> str:
    if person.home_region:
        return regions.describe(person.home_region).name
    return mask_address(person.home_text) if masked else person.home_text


def cards(ids: Iterable[int], *, today: date) -> dict[int, PersonCard]:
    """Cards by id of the people the actor may see; at most three queries whatever the number."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    people = list(Person.objects.filter(pk__in=wanted).order_by("id"))
    homes = regions.describe_many([p.home_region for p in people if p.home_region])
    marks: dict[int, list[str]] = {}
    for alert in PersonAlert.objects.filter(person_id__in=wanted, ended_at__isnull=True).order_by("id"):
        marks.setdefault(alert.person_id, []).append(alert.alert)
    actor = current_actor()
    return {
        p.pk: card_of(
            p, today=today, actor=actor, alerts=marks.get(p.pk, ()),
            home=homes[p.home_region].name if p.home_region else None,
        )
        for p in people
    }


def open_alerts(*, person_id: int) -> list[PersonAlert]:
    """What must not be missed now."""
    return list(PersonAlert.objects.filter(person_id=person_id, ended_at__isnull=True).order_by("id"))


def names_of(*, person_id: int) -> list[PersonName]:
    """All names, in the order in which they became known."""
    return list(PersonName.objects.filter(person_id=person_id).order_by("id"))


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper with its number masked; the whole number is revealed by an operation."""

    id: int
    kind_label: str
    masked_number: str
    valid: bool
    problems: tuple[str, ...]


def papers_of(*, person_id: int) -> list[PaperView]:
    """The papers, numbers masked."""
    found = Paper.objects.filter(person_id=person_id).order_by("id")
    return [
        PaperView(p.pk, p.get_kind_display(), mask_number(p.number), p.valid, tuple(p.problems))
        for p in found
    ]


def same_person_ids(*, person: Person) -> list[int]:
    """Ids of the visible records linked as this person, itself included."""
    if person.cluster_id is None:
        return [person.pk]
    ids = Person.objects.filter(cluster_id=person.cluster_id).order_by("id").values_list("id", flat=True)
    return list(ids) or [person.pk]


def hidden(person_ids: Iterable[int]) -> set[int]:
    """Which of these people must not be found: sealed or marked as in danger, under this or a linked record,
    also one out of the actor's sight. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nuan_hidden_people(%s, %s)", [list(person_ids), [Alert.VIOLENCE]])
        return {row[0] for row in cursor.fetchall()}


def decisions_about(*, person_id: int) -> list[PersonLink]:
    """Link decisions in force about this record."""
    low = PersonLink.objects.filter(low_id=person_id, undone_at__isnull=True).order_by("id")
    high = PersonLink.objects.filter(high_id=person_id, undone_at__isnull=True).order_by("id")
    return [*low, *high]


def list_people(*, before: int | None = None, after: int | None = None, size: int = 50, today: date) -> Page:
    """A page of the register in the actor's scope, newest first, by index ranges alone.

    Each viewer key of the actor contributes at most ``size`` ids; their merge is the page, so the
    cost does not depend on how many records the scope or the register holds.
    """
    actor = current_actor()
    keys = [k for k in actor.keys if k != SYSTEM_KEY]
    bound, order = ("<", "DESC") if after is None else (">", "ASC")
    start = before if after is None else after
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT page.person_id FROM unnest(%s::text[]) AS key CROSS JOIN LATERAL ("
            " SELECT person_id FROM people_listing WHERE viewer_key = key"
            f" AND (%s::bigint IS NULL OR person_id {bound} %s)"
            f" ORDER BY person_id {order} LIMIT %s) AS page ORDER BY person_id {order} LIMIT %s",
            [keys, start, start, size + 1, size + 1],
        )
        ids = [row[0] for row in cursor.fetchall()]
    more, ids = len(ids) > size, ids[:size]
    if after is not None:
        ids.reverse()
    found = cards(ids, today=today)
    shown = [found[i] for i in ids if i in found]
    backwards = after is not None
    return Page(
        cards=shown,
        next_before=ids[-1] if ids and (more or backwards) else None,
        first_after=ids[0] if ids and (before is not None or (backwards and more)) else None,
    )


def search(text: str, *, today: date, limit: int = 20) -> list[Hit]:
    """People by record number, identity number or fragment, or name in any of its forms.

    Best matches first. Only what the actor may see is found; what was found says why.
    """
    text = text.strip()
    if not text:
        return []
    found: dict[int, tuple[str, float]] = {}
    if number := _record_number(text):
        found[number] = ("number", 1.0)
    for level in _levels(text):
        if len(found) >= limit:
            break
        for person_id, place in _lookup(level):
            found.setdefault(person_id, (level[place].reason, level[place].weight))
    ranked = sorted(found.items(), key=lambda item: (-item[1][1], -item[0]))[: limit * 2]
    shown = cards((person_id for person_id, _why in ranked), today=today)
    hits = [Hit(shown[i], *why) for i, why in ranked if i in shown]
    return hits[:limit]


def _record_number(text: str) -> int | None:
    digits = text.upper().removeprefix("R")
    if text[:1] in "Rr" and digits.isdigit() and len(digits) < 15:
        return int(digits)
    return None


@dataclass(frozen=True, slots=True)
class _Ask:
    """Digests to look for, of which a person has any (or ``every`` one), and what a hit then says."""

    digests: list[int]
    reason: str
    weight: float
    every: bool = False


def _levels(text: str) -> list[list[_Ask]]:
    """What to ask, surest first; what is asked together costs one round trip.

    First the number or part of it with the sure forms of the name, then the vaguer forms tier by tier.
    """
    levels: dict[int, dict[tuple[float, str], list[int]]] = {}
    for key in keys_for_query(text):
        asked = levels.setdefault(key.tier, {})
        asked.setdefault((key.weight, key.reason), []).append(blind(key.kind, key.text))
    wanted = [
        [_Ask(digests, reason, weight) for (weight, reason), digests in sorted(asked.items(), reverse=True)]
        for _tier, asked in sorted(levels.items())
    ]
    if groups := fragment_query(text):
        number = _Ask([blind(f"id:{kind}", value) for kind, value in groups], "identity", 0.99, every=True)
        wanted[:1] = [[number, *(wanted[0] if wanted else [])]]
    return wanted


def _lookup(asks: Sequence[_Ask]) -> list[tuple[int, int]]:
    """Person ids from the search side table within the actor's keys with the place of the ask that found
    them, in the order of the asks; each gives at most ``SEARCH_CAP``.
    """
    keys = list(current_actor().keys)
    in_sight = "" if SYSTEM_KEY in keys else "viewers && %s::text[] AND "
    parts: list[str] = []
    parameters: list[Any] = []
    for place, ask in enumerate(asks):
        operator = "@>" if ask.every else "&&"
        parts.append(
            f"(SELECT {place} AS place, person_id FROM people_searchentry"
            f" WHERE {in_sight}digests {operator} %s::bigint[] LIMIT {SEARCH_CAP})"
        )
        parameters += [ask.digests] if SYSTEM_KEY in keys else [keys, ask.digests]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        found = sorted((place, person_id) for place, person_id in cursor.fetchall())
    return [(person_id, place) for place, person_id in found]


def expired_glass_ids(*, at: datetime) -> list[int]:
    """Emergency accesses whose time is over and that still give sight."""
    query = BrokenGlass.objects.filter(ended_at__isnull=True, ends_at__lte=at)
    return list(query.order_by("id").values_list("id", flat=True))
