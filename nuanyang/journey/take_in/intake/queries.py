"""Reads about requests for help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from nuanyang.foundation.audit.models import Idempotency
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.journey.take_in.intake.models import Intake
from nuanyang.journey.take_in.stays.places import zone_of
from nuanyang.kernel.actor import current_actor
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.queries import PersonCard

PAGE = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A request in a list."""

    intake: Intake
    card: PersonCard


@dataclass(frozen=True, slots=True)
class Page:
    """A keyset page, latest first; ``next_before`` continues it."""

    rows: list[Row]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many asked for help and how many were taken in; the rest is waiting or was closed."""

    asked: int
    assisted: int
    waiting: int


def get_intake(*, intake_id: int) -> Intake:
    """The request with its station and stay.

    :raises NotVisible: when there is none for this actor.
    """
    found: Intake | None = Intake.objects.select_related("station", "stay").filter(pk=intake_id).first()
    if found is None:
        raise NotVisible(f"intake {intake_id}")
    return found


def of_stay(*, stay_id: int) -> Intake | None:
    """The request from which a stay came; None for an imported one."""
    return Intake.objects.filter(stay_id=stay_id).first()  # type: ignore[no-any-return]


def _rows(query: QuerySet[Intake], station: Organisation, now: datetime) -> list[Row]:
    found = list(query)
    cards = people.cards((i.person_id for i in found), today=local_date(now, zone_of(station)))
    return [Row(i, cards[i.person_id]) for i in found if i.person_id in cards]


def waiting(*, station_id: int, now: datetime) -> list[Row]:
    """Requests whose people went to hospital or to the police first, earliest first."""
    station: Organisation = Organisation.objects.get(pk=station_id)
    query = Intake.objects.filter(station_id=station_id, stay__isnull=True, closed_at__isnull=True)
    return _rows(query.order_by("asked_at", "id"), station, now)


def waiting_count(*, station_id: int) -> int:
    """How many of them there are."""
    return Intake.objects.filter(station_id=station_id, stay__isnull=True, closed_at__isnull=True).count()


def recent(*, station_id: int, now: datetime, before: int | None = None, size: int = PAGE) -> Page:
    """Requests at the station, latest first."""
    station: Organisation = Organisation.objects.get(pk=station_id)
    query = Intake.objects.filter(station_id=station_id).select_related("stay")
    if before is not None:
        last = Intake.objects.filter(pk=before).values_list("asked_at", flat=True).first()
        if last is not None:
            query = query.filter(Q(asked_at__lt=last) | Q(asked_at=last, pk__lt=before))
    rows = _rows(query.order_by("-asked_at", "-id")[: size + 1], station, now)
    return Page(rows[:size], rows[size - 1].intake.pk if len(rows) > size else None)


def counts(*, station_id: int, start: datetime, end: datetime) -> Counts:
    """Who asked in [start, end) and who of them was taken in: counted apart; one query."""
    found = Intake.objects.filter(station_id=station_id, asked_at__gte=start, asked_at__lt=end).aggregate(
        asked=Count("id"),
        assisted=Count("id", Q(stay__isnull=False)),
        waiting=Count("id", Q(stay__isnull=True, closed_at__isnull=True)),
    )
    return Counts(found["asked"], found["assisted"], found["waiting"])


def sent_before(key: str) -> bool:
    """Whether this very form was taken already (a double click): then nothing is to be asked again."""
    return (
        bool(key)
        and Idempotency.objects.filter(
            actor_key=str(current_actor().user_id),
            operation="intake.register_request",
            key=key,
            result_id__isnull=False,
        ).exists()
    )
