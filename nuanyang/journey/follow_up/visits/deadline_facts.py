"""What deadlines need to know of a follow-up. The one place that speaks to deadlines here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from nuanyang.foundation.deadlines import operations as deadlines
from nuanyang.foundation.deadlines.choices import Fact
from nuanyang.foundation.deadlines.facts import Facts, Happened
from nuanyang.journey.follow_up.visits.choices import VisitState
from nuanyang.journey.follow_up.visits.models import FollowUp, ReturnVisit

ROOT = "followup"

#: The rule of a visit on an agreed day.
AGREED = "visit.planned"


def active_ids() -> Iterable[int]:
    """Follow-ups that go on."""
    return FollowUp.objects.filter(ended_at__isnull=True).order_by("id").values_list("id", flat=True)


def facts_of(follow_up_ids: Sequence[int]) -> list[Facts]:
    """The facts of these follow-ups. Two queries."""
    ids = list(follow_up_ids)
    found = FollowUp.objects.filter(pk__in=ids).select_related("owner").order_by("id")
    visits: dict[int, list[ReturnVisit]] = {}
    for visit in ReturnVisit.objects.filter(follow_up_id__in=ids).order_by("id"):
        visits.setdefault(visit.follow_up_id, []).append(visit)
    return [_facts(follow_up, visits.get(follow_up.pk, [])) for follow_up in found]


def _facts(follow_up: FollowUp, visits: list[ReturnVisit]) -> Facts:
    happened = [Happened(Fact.RETURNED, follow_up.returned_at)]
    for visit in visits:
        happened += _of_visit(visit)
    if follow_up.ended_at is not None:
        happened.append(Happened(Fact.FOLLOW_UP_ENDED, follow_up.ended_at))
    return Facts(
        root=ROOT, root_id=follow_up.pk, organisation_id=follow_up.owner_id,
        region=follow_up.owner.region[:6], person_id=follow_up.person_id, minor=follow_up.minor,
        zone=follow_up.owner.timezone, happened=tuple(happened),
    )


def _of_visit(visit: ReturnVisit) -> Iterable[Happened]:
    if visit.rule_id == AGREED:
        yield Happened(Fact.VISIT_PLANNED, visit.planned_at, key=visit.pk, due=visit.due_at)
    if visit.made_at is None:
        return
    made = visit.state == VisitState.MADE
    if made or visit.rule_id == AGREED:
        yield Happened(Fact.VISITED if made else Fact.VISIT_DROPPED, visit.made_at, key=visit.pk)


def reconcile(follow_up: FollowUp, *, at: datetime) -> None:
    """Bring the follow-up's deadlines into line, inside the running operation."""
    for facts in facts_of([follow_up.pk]):
        deadlines.reconcile(facts, at=at)
