"""Reads: who sees a person's record, in words; whom one may take into confidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Q, QuerySet, When

from nuanyang.foundation.access import queries as access
from nuanyang.foundation.access.models import CircleMember, User
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.orgs import queries as orgs
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.regions import queries as regions
from nuanyang.foundation.scope.acting import GLASS
from nuanyang.foundation.scope.viewers import circle_key
from nuanyang.kernel.actor import Actor
from nuanyang.registry.people import events, rules, sealing
from nuanyang.registry.people.models import Person


@dataclass(frozen=True, slots=True)
class Confidant:
    """A member of the circle."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Sight:
    """Who sees a record, as far as the actor may know of them; a concealed organisation is left out.

    ``inside``: the actor is in the circle (of a sealed record). ``by_right``: he sees it otherwise than by an
    emergency or by overseeing, and so may decide about it.
    """

    sealed: bool
    organisations: list[str]
    regions: list[str]
    confidants: list[Confidant]
    visitors: list[str]
    inside: bool
    by_right: bool


def sight_of(person: Person, *, actor: Actor, at: datetime) -> Sight:
    """Who sees the record now; at most four queries whatever the number."""
    keys = list(person.viewer_keys)
    ids = [int(k[2:]) for k in keys if k.startswith("o:")]
    names = orgs.names_of(ids) if ids else {}
    first = actor.organisation_id
    overseeing = [k[2:] for k in keys if k.startswith("r:")]
    inside = person.circle_id is not None and circle_key(person.circle_id) in actor.keys
    return Sight(
        sealed=person.sealed,
        organisations=[names[i] for i in sorted(names, key=lambda i: (i != first, i))],
        regions=[label.name for label in regions.describe_many(overseeing).values() if label.known],
        confidants=confidants(circle_id=person.circle_id, at=at) if person.sealed and inside else [],
        visitors=_visitors(person, [int(k[2:]) for k in keys if k.startswith(GLASS)], at),
        inside=inside,
        by_right=rules.sees_by_right(keys, actor.keys),
    )


def _visitors(person: Person, glasses: list[int], at: datetime) -> list[str]:
    """Who sees the record in an emergency: the accesses may be another organisation's, the story tells of them."""
    if not glasses:
        return []
    opened = Event.objects.filter(person_id=person.pk, name=events.OPENED.name, payload__glass__in=glasses)
    ids = list(opened.order_by("id").values_list("actor_id", flat=True))
    return [str(u) for u in people_at_work(ids=ids, at=at)]


def confidants(*, circle_id: int | None, at: datetime) -> list[Confidant]:
    """Members of a circle now, by name."""
    if circle_id is None:
        return []
    members = CircleMember.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at), circle_id=circle_id
    ).select_related("user")
    return [Confidant(m.user_id, str(m.user)) for m in members.order_by("user__display_name", "user_id")]


def sealed_beside(person: Person) -> int:
    """How many other records the same circle keeps; who joins it sees those too."""
    if person.circle_id is None:
        return 0
    return int(Person.objects.filter(circle_id=person.circle_id).exclude(pk=person.pk).count())


def people_at_work(*, ids: Iterable[int] = (), username: str = "", at: datetime) -> list[User]:
    """Active accounts with a role in force at an organisation that the actor may know of, by id or name."""
    wanted = Q(username__iexact=username) if username else Q(pk__in=set(ids))
    here = access.in_force(at).filter(organisation_id__in=Organisation.objects.values("pk")).values("user_id")
    return list(User.objects.filter(wanted, is_active=True, pk__in=here).order_by("display_name", "id"))


#: As many organisations as are offered at once; others are found by name or code.
OFFERED = 24


def _may_be_told(person: Person) -> QuerySet[Organisation]:
    """Organisations that do not see the record yet and may be let in; concealed ones never."""
    return Organisation.objects.filter(ended_on__isnull=True, concealed=False).exclude(pk__in=seeing(person))


def seeing(person: Person) -> list[int]:
    """Ids of the organisations that see the record."""
    return [int(k[2:]) for k in person.viewer_keys if k.startswith("o:")]


def near(person: Person, *, region: str) -> list[Organisation]:
    """Organisations of the same city that may be let in, those of the county first, at most ``OFFERED``, by kind."""
    if len(region) < 6:
        return []
    query = _may_be_told(person).filter(region__startswith=region[:4])
    county = Case(When(region__startswith=region[:6], then=0), default=1)
    return _by_kind(query.order_by(county, "code")[:OFFERED])


def named(person: Person, text: str) -> list[Organisation]:
    """Organisations that may be let in and whose name or code contains each word; an exact one alone.

    One more than ``OFFERED`` at most, so that a caller sees that there are too many.
    """
    words = text.split()
    if not words:
        return []
    query = _may_be_told(person)
    exact = list(query.filter(Q(name=" ".join(words)) | Q(code__iexact=words[0]))[:2])
    if len(exact) == 1:
        return exact
    for word in words:
        query = query.filter(Q(name__icontains=word) | Q(code__icontains=word))
    return _by_kind(query.order_by("code")[: OFFERED + 1])


def _by_kind(found: Iterable[Organisation]) -> list[Organisation]:
    return sorted(found, key=lambda o: (o.kind, o.name, o.pk))


def may_be_taken_back(person: Person, *, actor: Actor) -> list[Organisation]:
    """Organisations that see the record because it was shared with them, and that keep nothing of their own
    about the person; by name.
    """
    shared = Event.objects.filter(person_id=person.pk, name=events.SHARED.name)
    told = {payload.get("to") for payload in shared.values_list("payload", flat=True)}
    ids = [i for i in seeing(person) if i in told and i != actor.organisation_id]
    busy = sealing.keeping_records(person, ids) if ids else set()
    return list(Organisation.objects.filter(pk__in=set(ids) - busy).order_by("name", "id"))
