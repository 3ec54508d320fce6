"""Writes: open, add a task, finish it, close; hand over and open again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.viewers import add_viewers, keys_for
from nuanyang.journey.help.casework import deadline_facts, events, queries
from nuanyang.journey.help.casework.choices import CloseReason, Keeper, Outcome, TaskOrigin
from nuanyang.journey.help.casework.models import HelpPlan, PlanTask
from nuanyang.journey.help.casework.rules import Closing, gaps
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import Refused
from nuanyang.registry.people import queries as people
from nuanyang.registry.people import sealing


class CannotPlan(Refused):
    """There is a plan in force already, or the goal is missing."""


class CannotSetTask(Refused):
    """The task is incomplete or the plan is closed."""


class CannotClosePlan(Refused):
    """Reason, outcome or keeper are missing, or tasks are open (``data["gaps"]``)."""


@operation(permission="casework.manage", events=[events.PLAN_OPENED], idempotent=True)
def open_plan(
    *, person_id: int, goal: str, at: datetime, actor: Actor, organisation_id: int | None = None
) -> HelpPlan:
    """Open a plan, led by the actor's organisation unless another is named.

    :raises CannotPlan: without a goal, or while another plan is in force.
    """
    person = people.get_person(person_id=person_id)
    if not goal.strip():
        raise CannotPlan(_("请写明想达到什么"), field="goal", code="goal_missing")
    owner: Organisation = Organisation.objects.get(pk=organisation_id or actor.organisation_id)
    ours = [owner]
    if actor.organisation_id not in (None, owner.pk):
        ours.append(Organisation.objects.get(pk=actor.organisation_id))
    lead_id = actor.user_id if owner.pk == actor.organisation_id else None
    plan = HelpPlan(
        person=person, organisation=owner, goal=goal.strip(), opened_at=at, opened_by_id=actor.user_id,
        opened_by_name=actor.name[:60], lead_id=lead_id, lead_name=actor.name[:60] if lead_id else "",
        viewer_keys=sealing.viewers_of_root(
            person, organisations=[o.pk for o in ours], regions=[o.region for o in ours]
        ),
    )
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        raise CannotPlan(
            _("这个人已有一份正在执行的计划"), code="plan_in_force",
            hint=_("请在原计划里增加任务；看不到原计划时，请与负责的机构联系。"),
        ) from error
    record(events.PLAN_OPENED, root=plan, person_id=person.pk, at=at)
    deadline_facts.reconcile(plan, at=at)
    return plan


def _lock(plan_id: int) -> HelpPlan:
    plan = queries.get_plan(plan_id=plan_id)
    return HelpPlan.objects.select_for_update().get(pk=plan.pk)  # type: ignore[no-any-return]


@operation(permission="casework.manage", events=[events.TASK_SET], idempotent=True)
def add_task(
    *, plan_id: int, title: str, due_on: date, at: datetime, actor: Actor,
    assignee_id: int | None = None, origin: str = TaskOrigin.PLANNED, origin_id: int | None = None,
) -> PlanTask:
    """Add a task; without an assignee it is the leading organisation's.

    A cause (``origin``, ``origin_id``) leads to one task only, however often it is told.

    :raises CannotSetTask: without words, for a closed plan or an assignee from elsewhere.
    """
    plan = _lock(plan_id)
    if not plan.open:
        raise CannotSetTask(_("计划已经结案"), code="plan_closed", hint=_("请先重新启用计划。"))
    if not title.strip():
        raise CannotSetTask(_("请写明做什么"), field="title", code="title_missing")
    if origin_id is not None:
        known = PlanTask.objects.filter(origin=origin, origin_id=origin_id).first()
        if known is not None:
            nothing_happened()
            return known  # type: ignore[no-any-return]
    task = PlanTask(
        plan=plan, title=title.strip()[:200], due_on=due_on, origin=origin, origin_id=origin_id,
        assignee_id=assignee_id, assignee_name=_assignee(plan, assignee_id, at, actor), set_at=at,
        set_by_id=actor.user_id,
    )
    task.save()
    record(
        events.TASK_SET, root=plan, person_id=plan.person_id, at=at,
        payload={"task": task.pk, "origin": str(TaskOrigin(origin)), "due": due_on.isoformat()},
    )
    deadline_facts.reconcile(plan, at=at)
    return task


def _assignee(plan: HelpPlan, assignee_id: int | None, at: datetime, actor: Actor) -> str:
    if assignee_id is None:
        return ""
    if assignee_id == actor.user_id:
        return actor.name[:60]
    for colleague in queries.colleagues(organisation_id=plan.organisation_id, at=at):
        if colleague.id == assignee_id:
            return colleague.name[:60]
    raise CannotSetTask(_("只能交给负责机构里做帮扶的同事"), field="assignee", code="assignee")


@operation(permission="casework.manage", events=[events.TASK_DONE])
def finish_task(*, task_id: int, result: str, at: datetime, actor: Actor) -> PlanTask:
    """Mark a task done, with what came of it.

    :raises CannotSetTask: without a result.
    """
    seen = queries.get_task(task_id=task_id)
    plan = _lock(seen.plan_id)
    task: PlanTask = PlanTask.objects.select_for_update().get(pk=task_id)
    if task.done_at is not None:
        nothing_happened()
        return task
    if not result.strip():
        raise CannotSetTask(_("请写明结果"), field="result", code="result_missing")
    task.done_at, task.done_by_id, task.done_by_name = at, actor.user_id, actor.name[:60]
    task.result = result.strip()[:500]
    task.save(update_fields=["done_at", "done_by_id", "done_by_name", "result"])
    record(
        events.TASK_DONE, root=plan, person_id=plan.person_id, at=at,
        payload={"task": task.pk, "due": task.due_on.isoformat()},
    )
    deadline_facts.reconcile(plan, at=at)
    return task


GAP_WORDS = {
    "reason": lambda: _("结案原因"),
    "outcome": lambda: _("结果"),
    "keeper": lambda: _("今后由谁关注"),
    "keeper_name": lambda: _("关注人的姓名或单位"),
    "tasks": lambda: _("未完成的任务"),
}


@operation(permission="casework.manage", events=[events.PLAN_CLOSED])
def close_plan(
    *, plan_id: int, closing: Closing, at: datetime, actor: Actor, note: str = ""
) -> HelpPlan:
    """Close the plan with reason, outcome and who keeps an eye on the person.

    :raises CannotClosePlan: while something of it is missing or a task is open.
    """
    plan = _lock(plan_id)
    if not plan.open:
        nothing_happened()
        return plan
    still_open = PlanTask.objects.filter(plan=plan, done_at__isnull=True).count()
    missing = gaps(closing, open_tasks=still_open)
    if missing:
        raise CannotClosePlan(
            _("还不能结案，缺少：%(gaps)s") % {"gaps": _("、").join(GAP_WORDS[g]() for g in missing)},
            code="gaps", field=missing[0], data={"gaps": missing},
            hint=_("先完成任务或写明结果，再写明今后由谁关注。"),
        )
    plan.closed_at, plan.close_reason, plan.outcome = at, closing.reason, closing.outcome
    plan.keeper, plan.keeper_name = closing.keeper, closing.keeper_name.strip()[:80]
    plan.closing_note = note.strip()
    plan.save(
        update_fields=["closed_at", "close_reason", "outcome", "keeper", "keeper_name", "closing_note"]
    )
    record(
        events.PLAN_CLOSED, root=plan, person_id=plan.person_id, at=at,
        payload={
            "reason": str(CloseReason(closing.reason)),
            "outcome": str(Outcome(closing.outcome)) if closing.outcome else "",
            "keeper": str(Keeper(closing.keeper)) if closing.keeper else "",
        },
    )
    deadline_facts.reconcile(plan, at=at)
    return plan


@operation(permission="departures.discharge", events=[events.PLAN_HANDED_OVER])
def hand_over(
    *, plan_id: int, organisation_id: int, reason: str, at: datetime, actor: Actor
) -> HelpPlan:
    """Give the lead to another organisation (the person went home); who had it keeps sight of it.

    Nobody leads until somebody there takes it; open tasks are nobody's in particular.
    Follows from a departure, so it asks for the departure's permission.
    """
    plan = _lock(plan_id)
    if plan.organisation_id == organisation_id:
        nothing_happened()
        return plan
    organisation: Organisation = Organisation.objects.get(pk=organisation_id)
    _leads_now(plan, organisation)
    if not plan.person.sealed:
        add_viewers(plan, keys_for(organisations=[organisation.pk], regions=[organisation.region]))
    record(
        events.PLAN_HANDED_OVER, root=plan, person_id=plan.person_id, at=at,
        payload={"organisation": organisation.name, "reason": reason},
    )
    deadline_facts.reconcile(plan, at=at)
    return plan


def _leads_now(plan: HelpPlan, organisation: Organisation) -> None:
    """The organisation has the plan, none of its workers yet."""
    plan.organisation, plan.lead_id, plan.lead_name = organisation, None, ""
    plan.save(update_fields=["organisation", "lead_id", "lead_name"])
    PlanTask.objects.filter(plan=plan, done_at__isnull=True, assignee_id__isnull=False).update(
        assignee_id=None, assignee_name=""
    )


@operation(permission="casework.manage", events=[events.PLAN_TAKEN])
def take_lead(*, plan_id: int, at: datetime, actor: Actor) -> HelpPlan:
    """Lead the plan from now on, as a worker of the organisation that has it.

    :raises CannotPlan: when another organisation has it, or it is closed.
    """
    plan = _lock(plan_id)
    if plan.lead_id == actor.user_id:
        nothing_happened()
        return plan
    if not plan.open or plan.organisation_id != actor.organisation_id:
        raise CannotPlan(_("只能接手本机构负责的、还在进行的计划"), code="not_ours")
    plan.lead_id, plan.lead_name = actor.user_id, actor.name[:60]
    plan.save(update_fields=["lead_id", "lead_name"])
    record(events.PLAN_TAKEN, root=plan, person_id=plan.person_id, at=at)
    return plan


@operation(permission="intake.register", events=[events.PLAN_REOPENED])
def reopen_plan(
    *, plan_id: int, organisation_id: int, reason: str, at: datetime, actor: Actor
) -> HelpPlan:
    """Put the person's earlier plan in force again, led by the organisation where the person now is.

    Those who had it keep sight of it. Follows from somebody's coming back (F3), so it asks for the
    permission of the intake.

    :raises CannotPlan: while a later plan is in force.
    """
    plan = _lock(plan_id)
    others = HelpPlan.objects.filter(person_id=plan.person_id, closed_at__isnull=True).exclude(pk=plan.pk)
    if others.exists():
        raise CannotPlan(_("这个人已有一份正在执行的计划"), code="plan_in_force")
    organisation: Organisation = Organisation.objects.get(pk=organisation_id)
    plan.organisation, plan.closed_at = organisation, None
    plan.close_reason = plan.outcome = plan.keeper = plan.keeper_name = ""
    plan.save(
        update_fields=["organisation", "closed_at", "close_reason", "outcome", "keeper", "keeper_name"]
    )
    if not plan.person.sealed:
        add_viewers(plan, keys_for(organisations=[organisation.pk], regions=[organisation.region]))
    record(events.PLAN_REOPENED, root=plan, person_id=plan.person_id, at=at, payload={"reason": reason})
    deadline_facts.reconcile(plan, at=at)
    return plan
