"""From a signed-in user to an actor: roles, deputies, circles, at one organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from nuanyang.foundation.access.models import Assignment, CircleMember, User
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import SYSTEM_KEY, acting_as
from nuanyang.foundation.scope.viewers import circle_key, organisation_key, region_keys, user_key
from nuanyang.kernel.actor import Actor

#: Reads roles before anybody acts; sees nothing but what those tables show everybody.
_SIGN_IN = Actor(None, None, "", "sign-in", "system", frozenset(), (SYSTEM_KEY,))


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation where the user holds roles now."""

    organisation_id: int
    code: str
    name: str
    kind: str
    region: str
    roles: tuple[str, ...]


def _assignments(user: User, at: datetime) -> list[Assignment]:
    """Roles in force, each with the user's circles as ``circle_ids``: one query, every request asks it."""
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=at)
    circles = CircleMember.objects.filter(in_force, user=OuterRef("user")).order_by("circle_id")
    query = Assignment.objects.select_related("role", "organisation").filter(in_force, user=user, valid_from__lte=at)
    found = query.annotate(circle_ids=ArraySubquery(circles.values("circle_id")))
    return list(found.order_by("organisation__code", "id"))


def actor_for(
    user: User, *, at: datetime, organisation_id: int | None = None
) -> tuple[Actor | None, list[Place]]:
    """The actor at the chosen organisation (or the first) and all places to choose from.

    Returns ``(None, [])`` for an account without a role in force.
    """
    with acting_as(_SIGN_IN):
        held = _assignments(user, at)
    if not held:
        return None, []
    by_place: dict[int, list[Assignment]] = {}
    for assignment in held:
        by_place.setdefault(assignment.organisation_id, []).append(assignment)
    places = [_place(group[0].organisation, group) for group in by_place.values()]
    chosen = organisation_id if organisation_id in by_place else held[0].organisation_id
    return _actor(user, by_place[chosen], held[0].circle_ids), places  # type: ignore[attr-defined]


def _place(organisation: Organisation, group: list[Assignment]) -> Place:
    return Place(
        organisation.pk, organisation.code, organisation.name, organisation.kind,
        organisation.region, tuple(a.role_id for a in group),
    )


def _actor(user: User, group: list[Assignment], circles: list[int]) -> Actor:
    organisation = group[0].organisation
    permissions: set[str] = set()
    keys = [organisation_key(organisation.pk), user_key(user.pk)]
    for assignment in group:
        permissions.update(assignment.role.permissions)
        if assignment.role.oversees:
            # Only the level overseen: ancestors' keys would widen the view upwards.
            overseen = region_keys(assignment.region or organisation.region)
            keys += [overseen_key(assignment.region or organisation.region)] if overseen else []
    keys += [circle_key(c) for c in circles]
    return Actor(
        user_id=user.pk,
        organisation_id=organisation.pk,
        organisation_code=organisation.code,
        name=user.display_name,
        kind="user",
        permissions=frozenset(permissions),
        keys=tuple(dict.fromkeys(keys)),
        region=organisation.region,
    )


def overseen_key(region: str) -> str:
    """The one viewer key of the region itself (county, city or province)."""
    return f"r:{region[:6]}"
