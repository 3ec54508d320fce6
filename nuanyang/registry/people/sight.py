"""Reads: who sees a person's record, in words; whom one may take into confidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from nuanyang.foundation.access import queries as access
from nuanyang.foundation.access.models import CircleMember, User
from nuanyang.foundation.orgs import queries as orgs
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.regions import queries as regions
from nuanyang.foundation.scope.viewers import circle_key
from nuanyang.kernel.actor import Actor
from nuanyang.registry.people import rules
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
        visitors=_names([int(k[2:]) for k in keys if k.startswith("u:")], at),
        inside=inside,
        by_right=rules.sees_by_right(keys, actor.keys),
    )


def _names(ids: list[int], at: datetime) -> list[str]:
    return [str(u) for u in people_at_work(ids=ids, at=at)] if ids else []


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


def may_be_told(person: Person) -> list[Organisation]:
    """Organisations that do not see the record yet and may be let in, by kind and name; concealed ones never."""
    seeing = [int(k[2:]) for k in person.viewer_keys if k.startswith("o:")]
    query = Organisation.objects.filter(ended_on__isnull=True, concealed=False).exclude(pk__in=seeing)
    return list(query.order_by("kind", "name", "id"))
