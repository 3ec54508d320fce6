"""Pages of casework: what is to be done, a person's plan, its tasks, its end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.deadlines import queries as deadlines
from nuanyang.journey.help.casework import deadline_facts, operations, queries
from nuanyang.journey.help.casework.forms import CloseForm, PlanForm, ResultForm, TaskForm
from nuanyang.journey.help.casework.models import HelpPlan, PlanTask
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.kernel.refusals import refuse
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.choices import Alert


def _card(person_id: int, now: datetime) -> people.PersonCard:
    """The person's card with what must not be missed."""
    found = people.cards([person_id], today=local_date(now))
    if person_id not in found:
        raise NotVisible(f"person {person_id}")
    return found[person_id]


def _marks(card: people.PersonCard) -> list[dict[str, Any]]:
    """What must not be missed about the person, as chips."""
    labels = [_("未成年人")] if card.minor else []
    labels += [str(Alert(alert).label) for alert in card.alerts if alert != Alert.MINOR]
    return [{"label": label, "tone": "risk"} for label in labels]


def _about(card: people.PersonCard) -> str:
    return " · ".join(part for part in (card.sex_label, card.age_text, card.home) if part)


def _clock(task: PlanTask, clocks: dict[int, deadlines.Clock]) -> dict[str, Any]:
    """The deadline of a task as the clock shows it; done tasks tell their date."""
    found = clocks.get(task.pk)
    if found is None:
        return {"state": "met", "text": task.due_on.isoformat()}
    return {"due": found.due_at, "state": str(found.state), "met_at": found.met_at}


def _clocks_of(tasks: list[PlanTask], now: datetime) -> dict[int, deadlines.Clock]:
    by_plan = deadlines.for_roots(deadline_facts.ROOT, {t.plan_id for t in tasks}, at=now)
    return {clock.occurrence: clock for clocks in by_plan.values() for clock in clocks}


@require_safe
@access("casework.view")
def index(request: HttpRequest) -> HttpResponse:
    """Open tasks by date, plans in force; for who oversees a region all plans in sight."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    tasks = queries.open_tasks(organisation_id=actor.organisation_id)
    plans = queries.plans_in_force(organisation_id=actor.organisation_id)
    if not plans:
        plans = queries.plans_in_force(organisation_id=None)
    cards = people.cards(
        [*(t.plan.person_id for t in tasks), *(p.plan.person_id for p in plans)], today=local_date(now)
    )
    clocks = _clocks_of(tasks, now)
    may = actor.may("casework.manage")
    work = [
        {
            "title": task.title_told,
            "tail": cards[task.plan.person_id].name,
            "detail": task.assignee_name,
            "url": reverse("casework:finish" if may else "casework:plan", args=[task.pk if may else task.plan_id]),
            "action": _("办结") if may else "",
            "clock": _clock(task, clocks),
        }
        for task in tasks
        if task.plan.person_id in cards
    ]
    rows = [_plan_row(row, cards[row.plan.person_id]) for row in plans if row.plan.person_id in cards]
    return render(request, "casework/index.html", {"work": work, "rows": rows, "columns": _columns(), "now": now})


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("姓名"), "primary": True},
        {"label": _("目标")},
        {"label": _("负责机构"), "hide_on_phone": True},
        {"label": _("未完成的任务"), "kind": "number"},
        {"label": _("最近期限"), "kind": "date"},
    ]


def _plan_row(row: queries.PlanRow, card: people.PersonCard) -> dict[str, Any]:
    name = {"text": card.name, "url": reverse("casework:plan", args=[row.plan.pk]), "sub": _about(card)}
    goal = Truncator(row.plan.goal_told).chars(61)
    return {"cells": [name, goal, row.plan.organisation.name, row.open_tasks, str(row.next_due or "—")]}


@require_http_methods(["GET", "HEAD", "POST"])
@access("casework.view")
def of_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The person's plan in force, or the form to open one, or the plans of the past."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    today = local_date(now)
    person = people.get_person(person_id=person_id)
    whose = people.same_person_ids(person=person)
    in_force = queries.plan_in_force(person_ids=whose)
    if in_force is not None:
        return redirect("casework:plan", in_force.pk)
    may = actor.may("casework.manage")
    colleagues = queries.colleagues(organisation_id=actor.organisation_id, at=now)
    form = PlanForm(request.POST or None, today=today, colleagues=colleagues) if may else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            made = _open(form, person_id, now, actor)
        except Refused as error:
            refuse(form, error)
        else:
            messages.success(request, _("帮扶计划已开始"))
            return redirect("casework:plan", made.pk)
    card = _card(person_id, now)
    past = [_told(p) for p in queries.plans_of(person_ids=whose)]
    shown = {"card": card, "about": _about(card), "marks": _marks(card), "form": form, "past": past, "now": now}
    return render(request, "casework/person.html", shown, status=422 if form is not None and form.errors else 200)


def _open(form: PlanForm, person_id: int, now: datetime, actor: Any) -> HelpPlan:
    data = form.cleaned_data
    plan = operations.open_plan(person_id=person_id, goal=data["goal"], at=now, actor=actor)
    if data["title"]:
        operations.add_task(
            plan_id=plan.pk, title=data["title"], due_on=data["due_on"], at=now, actor=actor,
            assignee_id=data["assignee"],
        )
    return plan


def _told(plan: HelpPlan) -> dict[str, Any]:
    return {
        "at": plan.closed_at,
        "title": _("结案：%(reason)s") % {"reason": plan.get_close_reason_display()},
        "summary": plan.get_outcome_display(),
        "text": plan.goal_told,
        "by": plan.organisation.name,
        "url": reverse("casework:plan", args=[plan.pk]),
    }


@require_safe
@access("casework.view")
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One plan: goal, tasks, and how it ended."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    found = queries.get_plan(plan_id=plan_id)
    card = _card(found.person_id, now)
    tasks = queries.tasks_of(plan_id=plan_id)
    clocks = _clocks_of([t for t in tasks if t.done_at is None], now)
    may = actor.may("casework.manage") and found.open
    return render(
        request,
        "casework/plan.html",
        {
            "card": card,
            "about": _about(card), "marks": _marks(card),
            "plan": found,
            "open_tasks": [_line(t, clocks, may) for t in tasks if t.done_at is None],
            "done_tasks": [_done(t) for t in tasks if t.done_at is not None],
            "rows": _facts(found),
            "may": may,
            "now": now,
        },
    )


def _line(task: PlanTask, clocks: dict[int, deadlines.Clock], may: bool) -> dict[str, Any]:
    clock = clocks.get(task.pk)
    return {
        "title": task.title_told,
        "tail": task.get_origin_display() if task.origin_id else "",
        "detail": task.assignee_name or _("未指定到人"),
        "url": reverse("casework:finish", args=[task.pk]) if may else "",
        "action": _("办结") if may else "",
        "clock": _clock(task, clocks),
        "rule": clock.title if clock else "",
    }


def _done(task: PlanTask) -> dict[str, Any]:
    return {"at": task.done_at, "title": task.title_told, "text": task.result, "by": task.done_by_name}


def _facts(plan: HelpPlan) -> list[dict[str, Any]]:
    rows = [
        {"label": _("负责机构"), "value": plan.organisation.name},
        {"label": _("负责人"), "value": plan.lead_name, "missing": _("还没有人接手")},
        {"label": _("制定人"), "value": plan.opened_by_name},
        {"label": _("开始"), "value": local_date(plan.opened_at).isoformat()},
    ]
    if plan.closed_at:
        rows += [
            {"label": _("结案"), "value": local_date(plan.closed_at).isoformat()},
            {"label": _("结案原因"), "value": plan.get_close_reason_display()},
            {"label": _("结果"), "value": plan.get_outcome_display()},
            {"label": _("今后由谁关注"), "value": plan.get_keeper_display(), "note": plan.keeper_name},
            {"label": _("总结"), "value": plan.closing_note},
        ]
    return rows


def _form_page(
    request: HttpRequest, form: django_forms.Form, found: HelpPlan, *, title: str, submit: str, **more: Any
) -> HttpResponse:
    card = _card(found.person_id, timezone.now())
    shown = {"card": card, "about": _about(card), "marks": _marks(card), "plan": found, "form": form, "page_title": title, "submit": submit}
    return render(request, "casework/form.html", {**shown, **more}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access("casework.manage")
def new_task(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add a task."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    found = queries.get_plan(plan_id=plan_id)
    colleagues = queries.colleagues(organisation_id=found.organisation_id, at=now)
    form = TaskForm(request.POST or None, today=local_date(now), colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.add_task(
                plan_id=plan_id, title=data["title"], due_on=data["due_on"], at=now, actor=actor,
                assignee_id=data["assignee"],
            )
        except Refused as error:
            refuse(form, error)
        else:
            messages.success(request, _("任务已安排"))
            return redirect("casework:plan", plan_id)
    return _form_page(request, form, found, title=_("安排任务"), submit=_("安排"))


@require_http_methods(["GET", "HEAD", "POST"])
@access("casework.manage")
def finish(request: HttpRequest, task_id: int) -> HttpResponse:
    """Finish a task with its result."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    task = queries.get_task(task_id=task_id)
    form = ResultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.finish_task(task_id=task_id, result=form.cleaned_data["result"], at=now, actor=actor)
        except Refused as error:
            refuse(form, error)
        else:
            messages.success(request, _("任务已办结"))
            return redirect("casework:plan", task.plan_id)
    found = queries.get_plan(plan_id=task.plan_id)
    return _form_page(request, form, found, title=task.title_told, submit=_("办结"))


@require_http_methods(["GET", "HEAD", "POST"])
@access("casework.manage")
def close(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Close the plan."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    found = queries.get_plan(plan_id=plan_id)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.close_plan(
                plan_id=plan_id, closing=form.closing(), note=form.cleaned_data["note"], at=now, actor=actor
            )
        except Refused as error:
            refuse(form, error)
        else:
            messages.success(request, _("已结案"))
            return redirect("casework:plan", plan_id)
    return _form_page(request, form, found, title=_("结案"), submit=_("结案"))
