"""The desk: a new request, who it may be, people on their way, one request."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.audit.phrases import said as said_phrase
from nuanyang.foundation.documents import queries as documents
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.regions import queries as regions
from nuanyang.foundation.rulebook import queries as rulebook
from nuanyang.journey.discover.patrols import queries as encounters
from nuanyang.journey.discover.patrols.choices import ApparentAge
from nuanyang.journey.take_in.intake import operations, queries, shown
from nuanyang.journey.take_in.intake.choices import BRANCH_RULE, BodyCheck, RequestState
from nuanyang.journey.take_in.intake.forms import IntakeForm, said
from nuanyang.journey.take_in.intake.hints import Hints, hints
from nuanyang.journey.take_in.intake.models import Intake
from nuanyang.journey.take_in.intake.rules import read_age
from nuanyang.journey.take_in.stays.choices import ArrivalMode
from nuanyang.journey.take_in.stays.places import zone_of
from nuanyang.journey.take_in.stays.station import own_station_id, tabs
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import day_start, local_date
from nuanyang.kernel.errors import Refused
from nuanyang.registry.people import queries as people

#: What an apparent age is worth in the age field.
AGE_SEEN = {ApparentAge.OLD: "60-90", ApparentAge.CHILD: "0-17"}


def _station(request: HttpRequest) -> Organisation:
    return Organisation.objects.get(pk=own_station_id(request))  # type: ignore[no-any-return]


def _form(request: HttpRequest, station: Organisation, now: datetime) -> IntakeForm:
    return IntakeForm(
        request.POST or None, now=now, zone=zone_of(station), region=station.region,
        initial={"key": uuid.uuid4().hex, "body_check": BodyCheck.ABLE, **_from_street(request)},
    )  # fmt: skip


def _from_street(request: HttpRequest) -> dict[str, Any]:
    """What the patrol has noted already need not be asked again."""
    wanted = request.GET.get("encounter", "")
    if not wanted.isdigit():
        return {"arrival_mode": ArrivalMode.SELF}
    met = encounters.get_encounter(encounter_id=int(wanted))
    return {
        "encounter": met.pk,
        "arrival_mode": ArrivalMode.PATROL,
        "sex": str(met.sex),
        "age": AGE_SEEN.get(ApparentAge(met.apparent_age), ""),
    }


@require_http_methods(["GET", "POST"])
@access("intake.register")
def new(request: HttpRequest) -> HttpResponse:
    """Step one of taking in. Asks once more when somebody who came before is likely and was not decided."""
    now, station = timezone.now(), _station(request)
    form = _form(request, station, now)
    refusal: Refused | None = None
    found = Hints([], 1.0, [], [])
    if request.method == "POST":
        # Who has decided has seen who it may be; looking again is for the page that comes back.
        decided = form.is_valid() and form.decided
        found = found if decided else _hints(request.POST, station, now)
        if form.is_valid() and not _undecided(form, found):
            try:
                return _registered(request, form, now)
            except Refused as error:
                refusal = error
                found = _hints(request.POST, station, now) if decided else found
                form.add_error(error.field if error.field in form.fields else None, str(error.message))
    return render(
        request, "intake/new.html",
        {
            "form": form, "tabs": tabs(request.actor, station, current="new", now=now),  # type: ignore[attr-defined]
            "refusal": refusal, "source": _source(refusal.rule if refusal else ""), "station": station,
            "inside": reverse("stays:stay", args=[refusal.data["stay_id"]]) if refusal and "stay_id" in refusal.data else "",
            "ask_first": request.method == "POST" and form.is_valid() and refusal is None,
            "branch_rule": _branch_rule(form["body_check"].value()), "met": _met(form), **_hint_context(found, request.POST, now), **_places(request.POST, station),
        },
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _met(form: IntakeForm) -> Any:
    number = form["encounter"].value()
    return encounters.get_encounter(encounter_id=int(number)) if str(number or "").isdigit() else None


def _undecided(form: IntakeForm, found: Hints) -> bool:
    """Somebody likely is shown and the desk has neither chosen nor ruled him out."""
    if form.decided or queries.sent_before(form.cleaned_data["key"]):
        return False
    return bool(set(found.likely_ids) - set(form.not_these))


def _registered(request: HttpRequest, form: IntakeForm, now: datetime) -> HttpResponse:
    made = operations.register_request(
        request=form.request(), at=now, actor=request.actor, arrived_at=form.cleaned_data["arrived"],  # type: ignore[attr-defined]
        person_id=form.chosen_person, not_these=form.not_these, encounter_id=form.cleaned_data["encounter"],
        admit="weigh" not in request.POST,
        idempotency_key=form.cleaned_data["key"] or None,
    )  # type: ignore[call-arg]  # fmt: skip
    if made.state is RequestState.WEIGHING:
        return redirect("intake:refuse", intake_id=made.pk)
    if made.stay is None:
        messages.success(request, _("已记下。人处置完来站后，在这里办理入站"))
        return redirect("intake:intake", intake_id=made.pk)
    messages.success(request, _("已登记，站内编号 %(number)s") % {"number": made.stay.number})
    return redirect("stays:choose_bed", stay_id=made.stay_id)


# ---- fragments while typing -------------------------------------------------------------------


def _hints(values: Any, station: Organisation, now: datetime) -> Hints:
    zone = zone_of(station)
    return hints(said(values, now=now, zone=zone, region=station.region), today=local_date(now, zone), now=now)


def _hint_context(found: Hints, values: Any, now: datetime) -> dict[str, Any]:
    rejected = frozenset(int(v) for v in values.getlist("not_person") if v.isdigit()) if values else frozenset()
    chosen = values.get("person", "") if values else ""
    return {
        "candidates": shown.candidates(found, chosen=chosen, rejected=rejected), "nobody": f"{found.nobody:.2f}",
        "chosen_new": chosen == "new", "left_open": found.left_open, "since": found.since,
        "since_title": shown.since_title(found), "now": now,
    }  # fmt: skip


@require_POST
@access("intake.register", reads=True)
def who(request: HttpRequest) -> HttpResponse:
    """Fragment: who it may be, by what the form holds so far; names and numbers stay out of addresses and logs."""
    now, station = timezone.now(), _station(request)
    return render(request, "intake/parts/who.html", _hint_context(_hints(request.POST, station, now), request.POST, now))


@require_POST
@access("intake.register", reads=True)
def homes(request: HttpRequest) -> HttpResponse:
    """Fragment: the places that the text may mean, as chips."""
    return render(request, "intake/parts/homes.html", _places(request.POST, _station(request)))


def _places(values: Any, station: Organisation) -> dict[str, Any]:
    """Places that the home field may mean, and the one chosen."""
    text = values.get("home", "").strip()[:60] if values else ""
    found = regions.suggest(text, limit=5, within=station.region) if len(text) >= 2 else []
    return {"places": found, "chosen_place": values.get("home_region", "") if values else ""}


def _branch_rule(check: Any) -> dict[str, str] | None:
    rule_id = BRANCH_RULE.get(BodyCheck(check)) if check in BodyCheck.values else None
    return {"id": rule_id, "source": _source(rule_id)} if rule_id else None


def _source(rule_id: str | None) -> str:
    return rulebook.told_source(rule_id) if rule_id else ""


@require_POST
@access("people.view", reads=True)
def age(request: HttpRequest) -> HttpResponse:
    """What the one field for age or birth is understood as, in words."""
    told = read_age(request.POST.get("age", "")[:40], on=local_date(timezone.now()))
    return JsonResponse({"words": shown.age_understood(told), "clear": not told.problem})


@require_safe
@access("intake.register")
def branch(request: HttpRequest) -> HttpResponse:
    """Fragment: what to ask when the first look calls for a doctor or the police."""
    now, station = timezone.now(), _station(request)
    check = request.GET.get("body_check", "")
    form = IntakeForm(now=now, zone=zone_of(station), region=station.region, initial={"body_check": check})
    return render(
        request, "intake/parts/branch.html", {"form": form, "branch_rule": _branch_rule(check), "check": check}
    )


# ---- on their way, and what became of requests ---------------------------------------------------


@require_safe
@access("intake.view")
def index(request: HttpRequest) -> HttpResponse:
    """Who is on the way, who waits in hospital or with the police, and the latest requests."""
    now, station, actor = timezone.now(), _station(request), request.actor  # type: ignore[attr-defined]
    before = request.GET.get("before", "")
    page = queries.recent(station_id=station.pk, now=now, before=int(before) if before.isdigit() else None)
    zone = zone_of(station)
    month = local_date(now, zone).replace(day=1)
    register = actor.may("intake.register")
    return render(
        request, "intake/index.html",
        {
            "station": station, "now": now, "tabs": tabs(actor, station, current="intake", now=now),
            "arriving": [_arriving(e, register) for e in encounters.arriving(station_id=station.pk, now=now)],
            "waiting": [_waiting(r) for r in queries.waiting(station_id=station.pk, now=now)],
            "counts": queries.counts(station_id=station.pk, start=day_start(month, zone), end=now + timedelta(seconds=1)),
            "columns": [
                {"label": _("时间"), "kind": "date"}, {"label": _("人"), "primary": True}, {"label": _("为什么求助")},
                {"label": _("怎么来的")}, {"label": _("办到哪里")},
            ],
            "rows": [_row(r) for r in page.rows], "older": f"?before={page.next_before}" if page.next_before else "",
            "may_register": register,
        },
    )  # fmt: skip


def _arriving(met: Any, register: bool) -> dict[str, Any]:
    words = {"sex": met.get_sex_display(), "age": met.get_apparent_age_display()}
    return {
        "title": _("%(sex)s，%(age)s") % words, "tail": met.place,
        "detail": met.seen, "url": reverse("patrols:encounter", args=[met.pk]) if not register else
        f"{reverse('intake:new')}?encounter={met.pk}",
        "action": _("到站登记") if register else "", "main": True,
        "also": {"label": _("没有来"), "url": reverse("patrols:not_coming", args=[met.pk])} if register else {},
        "clock": {"text": timezone.localtime(met.met_at).strftime("%H:%M"), "state": "running"},
    }  # fmt: skip


def _waiting(row: queries.Row) -> dict[str, Any]:
    intake = row.intake
    return {
        "title": row.card.name,
        "tail": str(intake.state.label),
        "detail": intake.branch_to,
        "url": reverse("intake:intake", args=[intake.pk]),
        "action": _("办理"),
        "sealed": row.card.sealed,
        "clock": {
            "text": timezone.localtime(intake.branch_at or intake.asked_at).strftime("%m-%d %H:%M"),
            "state": "running",
        },
    }


def _row(row: queries.Row) -> dict[str, Any]:
    intake = row.intake
    number = intake.stay.number if intake.stay is not None else ""
    url = reverse("stays:stay", args=[intake.stay_id]) if intake.stay_id else reverse("intake:intake", args=[intake.pk])
    return {
        "cells": [
            timezone.localtime(intake.asked_at).strftime("%m-%d %H:%M"),
            {"text": row.card.name, "url": url, "sub": number},
            intake.get_help_reason_display(), intake.get_arrival_mode_display(),
            {"chips": [{"label": intake.state.label, "tone": "done" if number else ""}]},
        ]
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@access("intake.view")
def intake(request: HttpRequest, intake_id: int) -> HttpResponse:
    """One request: what was said; for one that waits, take in now or close."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    found = queries.get_intake(intake_id=intake_id)
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            operations.close_request(intake_id=intake_id, reason=request.POST.get("reason", ""), at=now, actor=actor)
        except Refused as error:
            refusal = error
        else:
            messages.success(request, _("这次求助已了结"))
            return redirect("intake:index")
    card = people.cards([found.person_id], today=local_date(now))[found.person_id]
    return render(
        request, "intake/intake.html",
        {
            "intake": found, "card": card, "facts": _facts(found), "now": now, "refusal": refusal,
            "waits": found.stay_id is None and found.closed_at is None and actor.may("intake.register"),
            "weighing": found.state is RequestState.WEIGHING,
            "shelf": _shelf(found, actor), "shelf_subject": found.pk,
            "reason": request.POST.get("reason", ""),
        },
        status=422 if refusal else 200,
    )  # fmt: skip


def _shelf(found: Intake, actor: Actor) -> list[documents.ShelfLine]:
    """The papers of this request; the notice is there where help was refused."""
    if found.station_id != actor.organisation_id:
        return []
    codes = ["registration", *(["refusal_notice"] if found.refused_at else [])]
    return documents.shelf(subject="intake", subject_id=found.pk, actor=actor, codes=codes)


def _facts(found: Intake) -> list[dict[str, Any]]:
    def moment(at: datetime | None) -> str:
        return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""

    facts = [
        {"label": _("到站时间"), "value": moment(found.asked_at)},
        {"label": _("先看身体"), "value": found.get_body_check_display()},
        {"label": _("怎么来的"), "value": found.get_arrival_mode_display()},
        {"label": _("为什么求助"), "value": found.get_help_reason_display()},
    ]
    if found.branch_to:
        label = _("送到") if found.body_check == BodyCheck.MEDICAL else _("报给")
        facts += [
            {"label": label, "value": found.branch_to, "note": moment(found.branch_at)},
            {"label": _("经手人"), "value": found.branch_contact, "missing": _("没有记")},
            {"label": _("回执号"), "value": found.branch_receipt, "missing": _("没有记")},
        ]
    if found.closed_at:
        facts.append({"label": _("了结"), "value": said_phrase(found.closed_reason), "note": moment(found.closed_at)})
    return facts


@require_POST
@access("intake.register")
def take_in(request: HttpRequest, intake_id: int) -> HttpResponse:
    """The person comes from hospital or police: open the stay, then the bed."""
    queries.get_intake(intake_id=intake_id)
    try:
        done = operations.take_in_after(intake_id=intake_id, at=timezone.now(), actor=request.actor)  # type: ignore[attr-defined]
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("intake:intake", intake_id=intake_id)
    messages.success(request, _("已登记，站内编号 %(number)s") % {"number": done.stay.number if done.stay else ""})
    return redirect("stays:choose_bed", stay_id=done.stay_id)
