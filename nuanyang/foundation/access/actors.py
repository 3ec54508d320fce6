"""From a signed-in user to an actor: roles, deputies, circles, at one organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from nuanyang.foundation.access.models import User
from nuanyang.foundation.scope.viewers import (
    circle_key,
    glass_key,
    organisation_key,
    region_keys,
    user_key,
)
from nuanyang.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation where the user holds roles now."""

    organisation_id: int
    code: str
    name: str
    kind: str
    region: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """One role in force, as ``nuan_roles_in_force`` tells it."""

    organisation_id: int
    code: str
    name: str
    kind: str
    own_region: str
    role: str
    permissions: list[str]
    oversees: bool
    region: str
    circles: list[int]
    glasses: list[int]


def _roles_in_force(user: User, at: datetime) -> list[_Held]:
    """Ordered by organisation. Every request asks it, before anybody acts: one call, no transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT *, nuan_running_glass(%s, %s) FROM nuan_roles_in_force(%s, %s)", [user.pk, at, user.pk, at]
        )
        return [_Held(*row) for row in cursor.fetchall()]


def actor_for(
    user: User, *, at: datetime, organisation_id: int | None = None
) -> tuple[Actor | None, list[Place]]:
    """The actor at the chosen organisation (or the first) and all places to choose from.

    Returns ``(None, [])`` for an account without a role in force.
    """
    held = _roles_in_force(user, at)
    if not held:
        return None, []
    by_place: dict[int, list[_Held]] = {}
    for each in held:
        by_place.setdefault(each.organisation_id, []).append(each)
    places = [_place(group) for group in by_place.values()]
    chosen = organisation_id if organisation_id in by_place else held[0].organisation_id
    return _actor(user, by_place[chosen]), places


def _place(group: list[_Held]) -> Place:
    here = group[0]
    return Place(
        here.organisation_id, here.code, here.name, here.kind, here.own_region, tuple(h.role for h in group)
    )


def _actor(user: User, group: list[_Held]) -> Actor:
    here = group[0]
    permissions: set[str] = set()
    keys = [organisation_key(here.organisation_id), user_key(user.pk)]
    for each in group:
        permissions.update(each.permissions)
        if each.oversees:
            # Only the level overseen: ancestors' keys would widen the view upwards.
            overseen = each.region or here.own_region
            keys += [overseen_key(overseen)] if region_keys(overseen) else []
    keys += [circle_key(c) for c in here.circles]
    keys += [glass_key(g) for g in here.glasses]
    return Actor(
        user_id=user.pk,
        organisation_id=here.organisation_id,
        organisation_code=here.code,
        name=user.display_name,
        kind="user",
        permissions=frozenset(permissions),
        keys=tuple(dict.fromkeys(keys)),
        region=here.own_region,
    )


def overseen_key(region: str) -> str:
    """The one viewer key of the region itself (county, city or province)."""
    return f"r:{region[:6]}"
