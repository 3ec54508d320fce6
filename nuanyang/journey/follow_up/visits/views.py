"""Pages of visits: what is due, one return with its visits, recording."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.deadlines import queries as deadlines
from nuanyang.foundation.regions import queries as regions
from nuanyang.journey.follow_up.visits import operations, queries
from nuanyang.journey.follow_up.visits.choices import Condition, VisitState
from nuanyang.journey.follow_up.visits.deadline_facts import ROOT
from nuanyang.journey.follow_up.visits.forms import NotMetForm, VisitForm
from nuanyang.journey.follow_up.visits.models import FollowUp, ReturnVisit
from nuanyang.journey.follow_up.visits.operations import CannotVisit
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


def _clock(clock: deadlines.Clock | None, visit: ReturnVisit) -> dict[str, Any]:
    if clock is None:
        return {"due": visit.due_at}
    return {"due": clock.due_at, "state": str(clock.state)}


@require_safe
@access("visits.view")
def index(request: HttpRequest) -> HttpResponse:
    """Planned visits, overdue first, at either end; for who oversees a region all in sight."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    whose = actor.organisation_id
    planned = queries.planned(organisation_id=whose, at=now)
    if not planned:
        planned, whose = queries.planned(organisation_id=None, at=now), None
    made = queries.made_lately(organisation_id=whose)
    cards = people.cards(
        [*(p.follow_up.person_id for p in planned), *(v.follow_up.person_id for v in made)], today=local_date(now)
    )
    may = actor.may("visits.record")
    shown = [p for p in planned if p.follow_up.person_id in cards]
    return render(
        request,
        "visits/index.html",
        {
            "work": [_line(p, cards[p.follow_up.person_id], may) for p in shown],
            "overdue": sum(1 for p in shown if p.clock is not None and p.clock.overdue),
            "made": [_told(v, cards[v.follow_up.person_id].name) for v in made if v.follow_up.person_id in cards],
            "now": now,
        },
    )


def _line(planned: queries.Planned, card: people.PersonCard, may: bool) -> dict[str, Any]:
    visit, follow_up = planned.visit, planned.follow_up
    return {
        "title": card.name,
        "tail": card.home,
        "detail": _who(follow_up),
        "rule": planned.clock.title if planned.clock else "",
        "url": reverse("visits:record", args=[visit.pk]) if may else reverse("visits:follow_up", args=[follow_up.pk]),
        "action": _("登记回访") if may else "",
        "clock": _clock(planned.clock, visit),
        "sealed": card.sealed,
    }


def _who(follow_up: FollowUp) -> str:
    if follow_up.kept_by_station:
        return _("%(station)s自行回访（家乡没有社工站）") % {"station": follow_up.station.name}
    return _("%(owner)s回访") % {"owner": follow_up.owner.name}


def _told(visit: ReturnVisit, title: str) -> dict[str, Any]:
    """A visit that was made or tried, as a timeline shows it."""
    if visit.state == VisitState.MADE:
        summary = _("见到本人") if visit.met_person else _("没有见到本人，向他人了解")
    else:
        summary = f"{visit.get_state_display()} {visit.get_not_met_display()}".strip()
    return {
        "at": visit.made_at,
        "title": title,
        "summary": summary,
        "text": visit.risk_note if visit.risk else visit.note,
        "by": visit.made_by_name,
        "mark": "risk" if visit.risk else "past",
        "chips": [{"label": _("有风险"), "tone": "risk"}] if visit.risk else [],
        "url": reverse("visits:follow_up", args=[visit.follow_up_id]),
    }


TONES = {Condition.OK: "", Condition.STRAINED: "soon", Condition.BAD: "risk"}


def _findings(visit: ReturnVisit, now: datetime) -> dict[str, Any]:
    """A made visit with its four domains as chips."""
    told = _told(visit, _("上门回访") if visit.state == VisitState.MADE else _("上门"))
    told["chips"] = [
        *(
            {
                "label": f"{f.get_domain_display()} {f.get_condition_display()}",
                "tone": TONES[Condition(f.condition)],
                "title": f.note,
            }
            for f in queries.in_order(visit)
        ),
        *told["chips"],
    ]
    notes = [
        _("%(domain)s：%(note)s") % {"domain": f.get_domain_display(), "note": f.note}
        for f in queries.in_order(visit)
        if f.note
    ]
    told["text"] = _("；").join(part for part in (visit.risk_note, *notes) if part)
    told["quote"] = visit.note
    told["url"] = ""
    return told


@require_safe
@access("visits.view")
def follow_up(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """One return: who visits, when next, what was found."""
    return _page(request, follow_up_id, None)


def _page(request: HttpRequest, follow_up_id: int, refusal: Refused | None) -> HttpResponse:
    now = timezone.now()
    found = queries.get_follow_up(follow_up_id=follow_up_id)
    card = _card(found.person_id, now)
    visits = queries.visits_of(follow_up_id=follow_up_id)
    planned = next((v for v in visits if v.state == VisitState.PLANNED), None)
    clocks = deadlines.for_root(ROOT, follow_up_id, at=now)
    may = request.actor.may("visits.record") and planned is not None  # type: ignore[attr-defined]
    return render(
        request,
        "visits/follow_up.html",
        {
            "card": card,
            "about": _about(card), "marks": _marks(card),
            "follow_up": found,
            "planned": planned if may else None,
            "to_take": _to_take(found, request.actor),  # type: ignore[attr-defined]
            "story": [_findings(v, now) for v in visits if v.made_at is not None],
            "clocks": [
                {"term": c.term, "title": c.title, "due": c.due_at, "state": str(c.state), "rule": c.source}
                for c in clocks
            ],
            "rows": _facts(found),
            "refusal": refusal,
            "now": now,
        },
        status=200 if refusal is None else 409,
    )


def _to_take(found: FollowUp, actor: Any) -> bool:
    """Whether it waits for one of us to take it on."""
    ours = found.owner_id == actor.organisation_id and not found.kept_by_station
    return ours and found.taken_at is None and found.ended_at is None and actor.may("visits.record")


@require_POST
@access("visits.record")
def take(request: HttpRequest, follow_up_id: int) -> HttpResponse:
    """Say that one answers for a person handed over."""
    try:
        operations.take_on(follow_up_id=follow_up_id, at=timezone.now(), actor=request.actor)  # type: ignore[attr-defined]
    except CannotVisit as error:
        return _page(request, follow_up_id, error)
    messages.success(request, _("已接手，移交的一方能看到是您接手的。"))
    return redirect("visits:follow_up", follow_up_id)


def _facts(found: FollowUp) -> list[dict[str, Any]]:
    rows = [
        {"label": _("返乡"), "value": local_date(found.returned_at).isoformat()},
        {"label": _("离开的救助站"), "value": found.station.name},
        {
            "label": _("由谁回访"), "value": found.owner.name,
            "note": _("家乡没有社工站，由救助站自行回访") if found.kept_by_station else "",
        },
        *_receipt(found),
        {"label": _("去往"), "value": regions.describe(found.home_region).name if found.home_region else ""},
    ]
    if found.ended_at:
        ended = {"label": _("回访结束"), "value": local_date(found.ended_at).isoformat()}
        rows.append({**ended, "note": found.get_end_reason_display()})
    return rows


def _receipt(found: FollowUp) -> list[dict[str, Any]]:
    """Who at home took the person on, and when; both ends see it."""
    if found.kept_by_station:
        return []
    note = _("%(day)s 接手") % {"day": local_date(found.taken_at).isoformat()} if found.taken_at else ""
    return [{"label": _("接手人"), "value": found.taken_by_name, "note": note, "missing": _("还没有人接手")}]


def _form_page(
    request: HttpRequest, visit: ReturnVisit, form: django_forms.Form, *, title: str, submit: str, now: datetime,
    other: str = "",
) -> HttpResponse:
    card = _card(visit.follow_up.person_id, now)
    clock = queries.clock_of(visit, deadlines.for_root(ROOT, visit.follow_up_id, at=now))
    shown = {
        "card": card, "about": _about(card), "marks": _marks(card), "visit": visit, "form": form, "page_title": title, "submit": submit,
        "clock": _clock(clock, visit), "who": _who(visit.follow_up), "other": other, "now": now,
    }
    return render(request, "visits/record.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access("visits.record")
def record(request: HttpRequest, visit_id: int) -> HttpResponse:
    """What a visit found."""
    now, visit = timezone.now(), queries.get_visit(visit_id=visit_id)
    if visit.state != VisitState.PLANNED:
        messages.info(request, _("这次回访已经登记过"))
        return redirect("visits:follow_up", visit.follow_up_id)
    form = VisitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.record_visit(
                visit_id=visit_id, findings=form.findings(), met_person=data["met_person"], risk=data["risk"],
                risk_note=data["risk_note"], note=data["note"], at=now,
                actor=request.actor,  # type: ignore[attr-defined]
            )
        except Refused as error:
            refuse(form, error)
        else:
            done = _("回访已登记，风险已转为任务") if data["risk"] else _("回访已登记")
            messages.success(request, done)
            return redirect("visits:follow_up", visit.follow_up_id)
    other = reverse("visits:not_met", args=[visit_id])
    return _form_page(request, visit, form, title=_("登记回访"), submit=_("登记回访"), now=now, other=other)


@require_http_methods(["GET", "HEAD", "POST"])
@access("visits.record")
def not_met(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Nobody was met."""
    now, visit = timezone.now(), queries.get_visit(visit_id=visit_id)
    if visit.state != VisitState.PLANNED:
        messages.info(request, _("这次回访已经登记过"))
        return redirect("visits:follow_up", visit.follow_up_id)
    form = NotMetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.cannot_visit(
                visit_id=visit_id, reason=data["reason"], again_in_days=data["again"], note=data["note"], at=now,
                actor=request.actor,  # type: ignore[attr-defined]
            )
        except Refused as error:
            refuse(form, error)
        else:
            messages.success(request, _("已登记"))
            return redirect("visits:follow_up", visit.follow_up_id)
    return _form_page(request, visit, form, title=_("没有见到人"), submit=_("登记"), now=now)
