"""What deadlines need to know of a plan: its tasks. The one place that speaks to deadlines here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from nuanyang.foundation.deadlines import operations as deadlines
from nuanyang.foundation.deadlines.choices import Fact
from nuanyang.foundation.deadlines.facts import Facts, Happened
from nuanyang.foundation.deadlines.rules import day_end
from nuanyang.journey.help.casework.choices import TaskOrigin
from nuanyang.journey.help.casework.models import HelpPlan, PlanTask

ROOT = "helpplan"


def active_ids() -> Iterable[int]:
    """Plans in force."""
    return HelpPlan.objects.filter(closed_at__isnull=True).order_by("id").values_list("id", flat=True)


def facts_of(plan_ids: Sequence[int]) -> list[Facts]:
    """The facts of these plans. Two queries."""
    plans = HelpPlan.objects.filter(pk__in=list(plan_ids)).select_related("organisation").order_by("id")
    tasks: dict[int, list[PlanTask]] = {}
    for task in PlanTask.objects.filter(plan_id__in=list(plan_ids)).order_by("id"):
        tasks.setdefault(task.plan_id, []).append(task)
    return [_facts(plan, tasks.get(plan.pk, [])) for plan in plans]


def _facts(plan: HelpPlan, tasks: list[PlanTask]) -> Facts:
    zone = ZoneInfo(plan.organisation.timezone)
    return Facts(
        root=ROOT, root_id=plan.pk, organisation_id=plan.organisation_id,
        region=plan.organisation.region[:6], person_id=plan.person_id, zone=plan.organisation.timezone,
        happened=tuple(fact for task in tasks for fact in _of_task(task, zone)),
    )


def _of_task(task: PlanTask, zone: ZoneInfo) -> Iterable[Happened]:
    """A risk runs on the rulebook's term, any other task on the date agreed."""
    risk = task.origin == TaskOrigin.RISK
    yield Happened(
        Fact.RISK_RAISED if risk else Fact.TASK_SET, task.set_at, key=task.pk, label=task.title,
        due=None if risk else day_end(task.due_on, zone),
    )
    if task.done_at is not None:
        yield Happened(Fact.RISK_ANSWERED if risk else Fact.TASK_DONE, task.done_at, key=task.pk)


def reconcile(plan: HelpPlan, *, at: datetime) -> None:
    """Bring the plan's deadlines into line, inside the running operation."""
    for facts in facts_of([plan.pk]):
        deadlines.reconcile(facts, at=at)
