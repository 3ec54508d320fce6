"""Reads about follow-ups and visits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from nuanyang.foundation.deadlines import queries as deadlines
from nuanyang.foundation.orgs import queries as orgs
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.journey.follow_up.visits.choices import VisitDomain, VisitState
from nuanyang.journey.follow_up.visits.deadline_facts import AGREED, ROOT
from nuanyang.journey.follow_up.visits.models import FollowUp, ReturnVisit, VisitFinding
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people.models import Person

PAGE = 50


def visible_follow_ups() -> QuerySet[FollowUp]:
    """Follow-ups that the actor may see, of people whom he may see (sealing a person hides them)."""
    return FollowUp.objects.filter(person__in=Person.objects.all())  # type: ignore[no-any-return]


def get_follow_up(*, follow_up_id: int) -> FollowUp:
    """The follow-up with its organisations.

    :raises NotVisible: when there is none for this actor.
    """
    query = visible_follow_ups().select_related("station", "owner")
    found = query.filter(pk=follow_up_id).first()
    if found is None:
        raise NotVisible(f"follow-up {follow_up_id}")
    return found


def get_visit(*, visit_id: int) -> ReturnVisit:
    """The visit with its follow-up and organisations.

    :raises NotVisible: when there is none for this actor.
    """
    found = (
        ReturnVisit.objects.select_related("follow_up__station", "follow_up__owner")
        .filter(pk=visit_id, follow_up__in=visible_follow_ups())
        .first()
    )
    if found is None:
        raise NotVisible(f"visit {visit_id}")
    return found  # type: ignore[no-any-return]


def who_visits(*, home_region: str, station: Organisation) -> Organisation:
    """The social-work station nearest to the home; the station itself where there is none."""
    if not home_region:
        return station
    return orgs.at_home_of(home_region) or station


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned visit with its clock (None: its deadline is not to be seen)."""

    visit: ReturnVisit
    follow_up: FollowUp
    clock: deadlines.Clock | None


def planned(*, organisation_id: int | None, at: datetime, limit: int = PAGE) -> list[Planned]:
    """Planned visits of an organisation, as visitor or as the station that let go; the next first.

    With None all in the actor's scope. Two queries.
    """
    query = ReturnVisit.objects.select_related("follow_up__owner", "follow_up__station").filter(
        state=VisitState.PLANNED, follow_up__in=visible_follow_ups()
    )
    if organisation_id is not None:
        query = query.filter(
            Q(follow_up__owner_id=organisation_id) | Q(follow_up__station_id=organisation_id)
        )
    visits = list(query.order_by("due_at", "id")[:limit])
    clocks = deadlines.for_roots(ROOT, [v.follow_up_id for v in visits], at=at)
    return [Planned(v, v.follow_up, clock_of(v, clocks.get(v.follow_up_id, []))) for v in visits]


@dataclass(frozen=True, slots=True)
class Handed:
    """A person handed over whom nobody here has taken on: the return, and its next visit."""

    follow_up: FollowUp
    visit: ReturnVisit | None


def newly_handed(*, organisation_id: int, limit: int = PAGE) -> list[Handed]:
    """People handed over to the organisation whom nobody there has taken on, the longest waiting first. Two queries."""
    query = visible_follow_ups().select_related("station", "owner").filter(
        owner_id=organisation_id, taken_at__isnull=True, ended_at__isnull=True
    )
    # Returns from before there were receipts count as taken on once somebody went there.
    query = query.exclude(station_id=F("owner_id")).exclude(visits__made_at__isnull=False)
    found = list(query.order_by("returned_at", "id")[:limit])
    planned = ReturnVisit.objects.filter(follow_up__in=[f.pk for f in found], state=VisitState.PLANNED)
    visits = {v.follow_up_id: v for v in planned.order_by("-due_at", "-id")}
    return [Handed(f, visits.get(f.pk)) for f in found]


def clock_of(visit: ReturnVisit, clocks: Iterable[deadlines.Clock]) -> deadlines.Clock | None:
    """The deadline that a planned visit is to meet."""
    for clock in clocks:
        if clock.rule_id == visit.rule_id and (visit.rule_id != AGREED or clock.occurrence == visit.pk):
            return clock
    return None


def made_lately(*, organisation_id: int | None, limit: int = 20) -> list[ReturnVisit]:
    """The latest visits made or tried, at either end."""
    query = ReturnVisit.objects.select_related("follow_up").filter(
        made_at__isnull=False, follow_up__in=visible_follow_ups()
    )
    if organisation_id is not None:
        query = query.filter(
            Q(follow_up__owner_id=organisation_id) | Q(follow_up__station_id=organisation_id)
        )
    return list(query.order_by("-made_at", "-id")[:limit])


def follow_ups_of(*, person_ids: Iterable[int]) -> list[FollowUp]:
    """The follow-ups of these records of one person, latest first."""
    query = visible_follow_ups().select_related("owner", "station").filter(person_id__in=list(person_ids))
    return list(query.order_by("-returned_at", "-id"))


def follow_up_of(*, stay_id: int) -> FollowUp | None:
    """The follow-up of a stay, or None."""
    return visible_follow_ups().select_related("owner").filter(stay_id=stay_id).first()


def visits_of(*, follow_up_id: int) -> list[ReturnVisit]:
    """All visits of a follow-up with their findings, latest first. Two queries."""
    query = ReturnVisit.objects.filter(follow_up_id=follow_up_id).prefetch_related("findings")
    return list(query.order_by("-id"))


def in_order(visit: ReturnVisit) -> list[VisitFinding]:
    """Findings in the order of the domains."""
    order = {domain: place for place, domain in enumerate(VisitDomain.values)}
    return sorted(visit.findings.all(), key=lambda f: order[f.domain])
