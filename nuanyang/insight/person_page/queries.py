"""What the person page reads: who, where now, the one story, clocks, links. A constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from nuanyang.foundation.access.models import User
from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.audit.queries import Told, tell
from nuanyang.foundation.orgs import queries as orgs
from nuanyang.kernel.actor import current_actor
from nuanyang.kernel.masking import mask_name
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.models import Person, PersonAlert, PersonLink, PersonName

STORY_PAGE = 16

#: Stages of the story in their order; what has no stage of its own stands under the record itself.
STAGES = ("discover", "take_in", "assess", "help", "resettle", "follow_up", "registry")


#: Events of which each of two records holds its own.
MIRRORED = ("people.linked", "people.unlinked", "people.rejected")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story: the event in words, who recorded it, where if not here, on which record."""

    told: Told
    person_id: int
    actor: str
    organisation: str
    other_record: str


@dataclass(frozen=True, slots=True)
class Story:
    """A page of the story, newest first. ``counts`` by stage over all of it; ``older`` continues it."""

    lines: list[Line]
    counts: dict[str, int]
    older: str


@dataclass(frozen=True, slots=True)
class Named:
    """One of a person's names as the actor may see it."""

    id: int
    text: str
    use: str


@dataclass(frozen=True, slots=True)
class LinkedRecord:
    """Another record and the decision about it: the same person, or not."""

    link: PersonLink
    card: people.PersonCard
    decided_by: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The person whom the page is about, with all visible records of him."""

    person: Person
    card: people.PersonCard
    record_ids: list[int]
    alerts: list[PersonAlert]
    names: list[Named]
    papers: list[people.PaperView]
    links: list[LinkedRecord]
    masked: bool


def subject(*, person_id: int, today: date) -> Subject:
    """The person with names, papers, alerts and links.

    :raises Person.DoesNotExist: also when the actor may not know of him.
    """
    person = people.get_person(person_id=person_id)
    alerts = people.open_alerts(person_id=person_id)
    masked = not current_actor().names_visible(person.viewer_keys)
    card = people.card_of(person, today=today, alerts=[a.alert for a in alerts])
    return Subject(
        person=person,
        card=card,
        record_ids=people.same_person_ids(person=person),
        alerts=alerts,
        names=[_named(n, masked) for n in people.names_of(person_id=person_id)],
        papers=people.papers_of(person_id=person_id),
        links=_links(person_id, today),
        masked=masked,
    )


def _named(name: PersonName, masked: bool) -> Named:
    return Named(name.pk, mask_name(name.text) if masked else name.text, str(name.get_use_display()))


def _links(person_id: int, today: date) -> list[LinkedRecord]:
    decisions = people.decisions_about(person_id=person_id)
    others = {d.pk: d.high_id if d.low_id == person_id else d.low_id for d in decisions}
    cards = people.cards(others.values(), today=today)
    deciders = user_names(d.decided_by_id for d in decisions)
    return [
        LinkedRecord(d, cards[others[d.pk]], deciders.get(d.decided_by_id or 0, ""))
        for d in decisions
        if others[d.pk] in cards
    ]


def user_names(ids: Iterable[int | None]) -> dict[int, str]:
    """Display names of users."""
    wanted = {i for i in ids if i}
    if not wanted:
        return {}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "display_name"))


# ---- the story --------------------------------------------------------------------------------


def story(
    *, record_ids: list[int], person_id: int, stage: str = "", before: str = "", size: int = STORY_PAGE
) -> Story:
    """The story of all visible records of one person, newest first, by pages and stages."""
    told = Event.objects.filter(person_id__in=record_ids).exclude(name__in=_names(quiet=True))
    # A decision about a pair is recorded with both; once is enough for the reader.
    told = told.exclude(~Q(person_id=person_id), name__in=MIRRORED)
    counts = _counts(told)
    if stage:
        told = told.filter(name__in=_names(stage=stage))
    cursor = _cursor(before)
    if cursor is not None:
        at, event_id = cursor
        told = told.filter(happened_at__lte=at).filter(Q(happened_at__lt=at) | Q(id__lt=event_id))
    events = list(told.order_by("-happened_at", "-id")[: size + 1])
    more, events = len(events) > size, events[:size]
    actors = user_names(e.actor_id for e in events)
    organisations = orgs.names_of(e.organisation_id for e in events if e.organisation_id)
    return Story(
        lines=[_line(e, person_id, actors, organisations) for e in events],
        counts=counts,
        older=_mark(events[-1]) if more else "",
    )


def _line(event: Event, person_id: int, actors: dict[int, str], organisations: dict[int, str]) -> Line:
    home = current_actor().organisation_id
    about = event.person_id or person_id
    # Who works where nobody may know of is not named: he would lead there.
    hidden = event.organisation_id is not None and event.organisation_id not in organisations
    return Line(
        told=tell(event),
        person_id=about,
        actor="" if hidden else actors.get(event.actor_id or 0, ""),
        organisation="" if event.organisation_id == home else organisations.get(event.organisation_id or 0, ""),
        other_record=f"R{about:07d}" if about != person_id else "",
    )


def _names(*, quiet: bool = False, stage: str = "") -> list[str]:
    """Names of event types: the quiet ones, or those of a stage (``registry``: all without one)."""
    types = EventType.registry.values()
    if quiet:
        return [t.name for t in types if t.quiet]
    return [t.name for t in types if _stage_of(t.stage) == stage]


def _stage_of(stage: str) -> str:
    return stage if stage in STAGES else "registry"


def _counts(told: Any) -> dict[str, int]:
    """How many events each stage has; stages without any are left out."""
    by_name = told.order_by("name").values_list("name").annotate(Count("id"))
    counts: dict[str, int] = {}
    for name, number in by_name:
        known = EventType.registry.get(name)
        key = _stage_of(known.stage if known else "")
        counts[key] = counts.get(key, 0) + number
    return {stage: counts[stage] for stage in STAGES if stage in counts}


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def _mark(event: Event) -> str:
    """A place in the story for an address: microseconds and id."""
    return f"{(event.happened_at - _EPOCH) // _TICK}-{event.pk}"


def _cursor(text: str) -> tuple[datetime, int] | None:
    """The place in the story that ``_mark`` wrote; None for anything else."""
    moment, _dash, event_id = text.rpartition("-")
    try:
        return _EPOCH + int(moment) * _TICK, int(event_id)
    except (ValueError, OverflowError):
        return None
