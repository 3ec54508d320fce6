"""Facts about a root record, as deadlines need them, and who supplies them.

Deadlines know nothing of stays or visits: each app of the journey hands in its facts when it
changes something, and registers a provider for the times when only time or a rule changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from nuanyang.foundation.deadlines.choices import Fact


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened at ``at`` (aware).

    ``key`` tells several of a kind apart (the id of a task or visit); ``due`` is an agreed moment;
    ``rule`` restricts what a meeting fact meets; ``event_id`` and ``label`` are kept for the reader.
    """

    kind: Fact
    at: datetime
    key: int = 0
    due: datetime | None = None
    rule: str = ""
    event_id: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count for deadlines paused by this kind; ``until`` None: still going on."""

    kind: Fact
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that deadlines need to know of one root record (``root`` is its model name in lower case).

    ``region`` (organisation's, 6 digits) selects rules. Attributes tell the present; that the
    identity was established later is told by the fact, so that its clocks are ended and not undone.
    ``age`` None: not known; such a person counts as of age unless ``minor``.
    """

    root: str
    root_id: int
    organisation_id: int
    region: str
    happened: tuple[Happened, ...] = ()
    person_id: int | None = None
    owner_user_id: int | None = None
    age: int | None = None
    minor: bool = False
    mental_sign: bool = False
    intellectual_sign: bool = False
    identity_known: bool = True
    urgent: bool = False
    violence_shelter: bool = False
    pauses: tuple[Pause, ...] = ()
    zone: str = "Asia/Shanghai"


FactsOf = Callable[[Sequence[int]], Iterable[Facts]]
ActiveIds = Callable[[], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Provider:
    """How to get the facts of root records of one kind, and which of them are not finished."""

    facts_of: FactsOf
    active_ids: ActiveIds


_providers: dict[str, Provider] = {}


def register_facts_provider(root: str, facts_of: FactsOf, active_ids: ActiveIds) -> None:
    """Say how to read the facts of root records of a kind, for recounting by night and after changes.

    ``active_ids`` names the records that can still gain or move a deadline.
    """
    _providers[root] = Provider(facts_of, active_ids)


def providers() -> dict[str, Provider]:
    """All registered providers by root kind."""
    return dict(_providers)
