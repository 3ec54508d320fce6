"""Reads about plans and tasks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from nuanyang.foundation.access.models import User
from nuanyang.journey.help.casework.models import HelpPlan, PlanTask
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people.models import Person

PAGE = 50


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in a list: how many tasks are open and which date comes first."""

    plan: HelpPlan
    open_tasks: int
    next_due: object | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who may be given a task."""

    id: int
    name: str


def visible_plans() -> QuerySet[HelpPlan]:
    """Plans that the actor may see, of people whom he may see (sealing a person hides the plan)."""
    return HelpPlan.objects.filter(person__in=Person.objects.all())  # type: ignore[no-any-return]


def get_plan(*, plan_id: int) -> HelpPlan:
    """The plan with its organisation.

    :raises NotVisible: when there is none for this actor.
    """
    found = visible_plans().select_related("organisation").filter(pk=plan_id).first()
    if found is None:
        raise NotVisible(f"plan {plan_id}")
    return found


def get_task(*, task_id: int) -> PlanTask:
    """The task with its plan.

    :raises NotVisible: when there is none for this actor.
    """
    found = (
        PlanTask.objects.select_related("plan").filter(pk=task_id, plan__in=visible_plans()).first()
    )
    if found is None:
        raise NotVisible(f"task {task_id}")
    return found  # type: ignore[no-any-return]


def plan_in_force(*, person_ids: Iterable[int]) -> HelpPlan | None:
    """The plan in force for any of these records of one person."""
    query = visible_plans().filter(person_id__in=list(person_ids), closed_at__isnull=True)
    return query.select_related("organisation").order_by("-id").first()


def plans_of(*, person_ids: Iterable[int]) -> list[HelpPlan]:
    """All plans of these records of one person, latest first."""
    query = visible_plans().filter(person_id__in=list(person_ids))
    return list(query.select_related("organisation").order_by("-id"))


def tasks_of(*, plan_id: int) -> list[PlanTask]:
    """Open tasks by date, then those done, latest first."""
    tasks = list(PlanTask.objects.filter(plan_id=plan_id).order_by("due_on", "id"))
    done = sorted((t for t in tasks if t.done_at), key=lambda t: t.done_at, reverse=True)
    return [*(t for t in tasks if t.done_at is None), *done]


def open_tasks(*, organisation_id: int, limit: int = PAGE) -> list[PlanTask]:
    """Open tasks of the plans that an organisation leads, the earliest date first."""
    query = PlanTask.objects.select_related("plan").filter(
        done_at__isnull=True, plan__in=visible_plans().filter(organisation_id=organisation_id)
    )
    return list(query.order_by("due_on", "id")[:limit])


def plans_in_force(*, organisation_id: int | None, limit: int = PAGE) -> list[PlanRow]:
    """Plans in force, latest first; of one organisation, or (None) all in the actor's scope."""
    query = visible_plans().filter(closed_at__isnull=True).select_related("organisation")
    if organisation_id is not None:
        query = query.filter(organisation_id=organisation_id)
    plans = list(query.order_by("-id")[:limit])
    counts = {
        row["plan_id"]: row
        for row in PlanTask.objects.filter(plan_id__in=[p.pk for p in plans], done_at__isnull=True)
        .order_by("plan_id").values("plan_id").annotate(open=Count("id"), first=Min("due_on"))
    }
    none = {"open": 0, "first": None}
    return [PlanRow(p, counts.get(p.pk, none)["open"], counts.get(p.pk, none)["first"]) for p in plans]


def colleagues(*, organisation_id: int, at: datetime) -> list[Colleague]:
    """Who works at the organisation now, by name."""
    query = User.objects.filter(
        Q(assignments__valid_to__isnull=True) | Q(assignments__valid_to__gt=at),
        assignments__organisation_id=organisation_id, assignments__valid_from__lte=at, is_active=True,
        assignments__role__permissions__contains=["casework.manage"],
    )
    return [Colleague(u.pk, str(u)) for u in query.distinct().order_by("display_name", "id")]
