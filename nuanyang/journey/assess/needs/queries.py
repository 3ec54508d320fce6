"""Reads about needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef

from nuanyang.journey.assess.needs.choices import Domain
from nuanyang.journey.assess.needs.models import Assessment, Finding
from nuanyang.journey.assess.needs.rules import DomainChange, changes
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.registry.people import queries as people

#: Versions that the picture of change shows.
SHOWN = 8


def latest(*, person_id: int) -> Assessment | None:
    """The latest assessment with its findings, or None."""
    found = history(person_id=person_id, limit=1)
    return found[0] if found else None


def history(*, person_id: int, limit: int = SHOWN) -> list[Assessment]:
    """Assessments with their findings, latest first. Two queries."""
    query = Assessment.objects.filter(person_id=person_id).prefetch_related("findings")
    return list(query.order_by("-version")[:limit])


def in_order(assessment: Assessment) -> list[Finding]:
    """Findings in the order of the domains."""
    order = {domain: place for place, domain in enumerate(Domain.values)}
    return sorted(assessment.findings.all(), key=lambda f: order[f.domain])


def change(versions: Iterable[Assessment]) -> list[DomainChange]:
    """Every domain over the given versions (any order), as the picture shows it."""
    ordered = sorted(versions, key=lambda a: a.version)
    return changes(Domain.values, [{f.domain: f.level for f in a.findings.all()} for a in ordered])


def latest_of(person_ids: Iterable[int]) -> dict[int, Assessment]:
    """The latest assessment of each person, without findings. One query."""
    query = Assessment.objects.filter(person_id__in=set(person_ids))
    return {a.person_id: a for a in query.order_by("person_id", "version")}


def waiting_residents(*, organisation_id: int, limit: int = 50) -> list[Stay]:
    """Who is in the station and was not assessed since arriving, longest first."""
    seen = Assessment.objects.filter(
        person_id=OuterRef("person_id"), assessed_at__gte=OuterRef("arrived_at")
    )
    query = Stay.objects.filter(
        ~Exists(seen), station_id=organisation_id, left_at__isnull=True, departure_mode=""
    )
    return list(query.order_by("arrived_at", "id")[:limit])


def waiting_people(*, today: date, limit: int = 50) -> list[people.PersonCard]:
    """For an organisation without residents: the newest people of the register not assessed yet."""
    page = people.list_people(size=limit, today=today)
    assessed = latest_of(card.id for card in page.cards)
    return [card for card in page.cards if card.id not in assessed]


def recent(*, organisation_id: int, limit: int = 20) -> list[Assessment]:
    """The organisation's latest assessments."""
    return list(Assessment.objects.filter(organisation_id=organisation_id).order_by("-id")[:limit])
