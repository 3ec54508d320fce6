"""Who is acting. Everything that reads or writes people's records needs an actor.

The actor lives in a context variable: one per request, job or command. It is plain data; the
database learns about it through :mod:`nuanyang.foundation.scope.acting`.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Literal

ActorKind = Literal["user", "system", "import"]


class NoActor(RuntimeError):
    """A record was read or written and nobody said on whose behalf."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) at work for one organisation.

    ``keys`` are the viewer keys whose records the actor may see: ``o:<organisation id>``,
    ``r:<region code>``, ``c:<circle>``, ``u:<user id>``, and ``sys`` for the system alone.
    ``permissions`` are those held at ``organisation_id``.
    """

    user_id: int | None
    organisation_id: int | None
    organisation_code: str
    name: str
    kind: ActorKind
    permissions: frozenset[str]
    keys: tuple[str, ...]
    region: str = ""

    def may(self, permission: str) -> bool:
        """Whether the permission is held; the system may do everything."""
        return self.kind == "system" or permission in self.permissions

    def with_keys(self, *more: str) -> Actor:
        """The same actor with further viewer keys (order kept, no doubles)."""
        return replace(self, keys=tuple(dict.fromkeys((*self.keys, *more))))

    def names_visible(self, viewer_keys: list[str] | tuple[str, ...]) -> bool:
        """Whether names are shown: region keys alone show masked names unless permitted."""
        if self.kind == "system" or "people.see_names" in self.permissions:
            return True
        return any(k[:2] != "r:" and k in self.keys for k in viewer_keys)


_actor: ContextVar[Actor | None] = ContextVar("nuanyang_actor", default=None)


def current_actor() -> Actor:
    """The actor in force.

    :raises NoActor: when nobody is acting.
    """
    actor = _actor.get()
    if actor is None:
        raise NoActor("no actor: wrap the call in acting_as(actor)")
    return actor


def current_actor_or_none() -> Actor | None:
    """The actor in force, or None (for code that must run signed out, such as error pages)."""
    return _actor.get()


#: Only :mod:`nuanyang.foundation.scope.acting` sets this.
actor_variable = _actor
