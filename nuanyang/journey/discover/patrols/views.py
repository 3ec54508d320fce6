"""Pages of the street: the latest encounters, one encounter, a new one."""

from __future__ import annotations

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.orgs import queries as orgs
from nuanyang.journey.discover.patrols import operations, queries
from nuanyang.journey.discover.patrols.choices import Condition, NotComing
from nuanyang.journey.discover.patrols.forms import EncounterForm, NotComingForm
from nuanyang.journey.discover.patrols.models import Encounter
from nuanyang.kernel.dates import day_start, local_date
from nuanyang.kernel.errors import Refused
from nuanyang.kernel.refusals import refuse
from nuanyang.registry.people import queries as people

#: So many stations may be offered as chips.
STATIONS_OFFERED = 3


@require_safe
@access("patrols.view")
def index(request: HttpRequest) -> HttpResponse:
    """The latest encounters of the organisation and those brought to it."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    before = request.GET.get("before", "")
    page = queries.recent(organisation_id=actor.organisation_id, before=int(before) if before.isdigit() else None)
    cards = people.cards([e.person_id for e in page.rows if e.person_id], today=local_date(now))
    return render(
        request,
        "patrols/index.html",
        {
            "columns": [
                {"label": _("时间"), "kind": "date"},
                {"label": _("地点"), "primary": True},
                {"label": _("人")},
                {"label": _("怎么样")},
                {"label": _("去向")},
            ],
            "rows": [_row(e, cards) for e in page.rows],
            "older": f"?before={page.next_before}" if page.next_before else "",
            "today": queries.recorded_since(organisation_id=actor.organisation_id, since=day_start(local_date(now))),
            "may_record": actor.may("patrols.record"),
        },
    )


def _row(encounter: Encounter, cards: dict[int, people.PersonCard]) -> dict[str, Any]:
    card = cards.get(encounter.person_id or 0)
    tone = {Condition.ILL: "risk", Condition.DANGER: "risk"}.get(Condition(encounter.condition), "")
    return {
        "cells": [
            timezone.localtime(encounter.met_at).strftime("%m-%d %H:%M"),
            {"text": encounter.place, "url": reverse("patrols:encounter", args=[encounter.pk])},
            {"text": _look(encounter), "sub": card.name if card else ""},
            {"chips": [{"label": encounter.get_condition_display(), "tone": tone}]},
            {"text": encounter.get_outcome_display(), "sub": _came_to_nothing(encounter)},
        ]
    }


def _came_to_nothing(encounter: Encounter) -> str:
    """That somebody never arrived, and why; empty for everybody else."""
    if not encounter.not_coming:
        return ""
    return _("没有到站：%(reason)s") % {"reason": NotComing(encounter.not_coming).label}


def _look(encounter: Encounter) -> str:
    """Sex and apparent age in words."""
    return _("%(sex)s，%(age)s") % {"sex": encounter.get_sex_display(), "age": encounter.get_apparent_age_display()}


@require_safe
@access("patrols.view")
def encounter(request: HttpRequest, encounter_id: int) -> HttpResponse:
    """One encounter: what was seen, what was given, what came of it, who it was."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    found = queries.get_encounter(encounter_id=encounter_id)
    card = people.cards([found.person_id], today=local_date(now)).get(found.person_id) if found.person_id else None
    station = orgs.names_of([found.station_id]).get(found.station_id, "") if found.station_id else ""
    takes_in = found.station_id == actor.organisation_id and found.person_id is None and actor.may("intake.register")
    return render(
        request,
        "patrols/encounter.html",
        {
            "encounter": found,
            "look": _look(found),
            "card": card,
            "station": station,
            "facts": _facts(found, station),
            "now": now,
            "take_in_url": f"{reverse('intake:new')}?encounter={found.pk}" if takes_in else "",
            "waiting": found.on_the_way,
            "not_coming": _came_to_nothing(found),
            "not_coming_url": reverse("patrols:not_coming", args=[found.pk]) if takes_in and found.on_the_way else "",
        },
    )


def _facts(found: Encounter, station: str) -> list[dict[str, Any]]:
    position = f"{found.latitude}, {found.longitude}" if found.latitude is not None else ""
    return [
        {"label": _("什么时候"), "value": timezone.localtime(found.met_at).strftime("%Y-%m-%d %H:%M")},
        {"label": _("在哪里"), "value": found.place, "note": queries.region_name(found)},
        {"label": _("经纬度"), "value": position, "missing": _("没有记")},
        {"label": _("怎么样"), "value": found.get_condition_display()},
        {"label": _("看到什么"), "value": found.seen, "missing": _("没有记")},
        {"label": _("给了什么"), "value": _("、").join(queries.given_labels(found)), "missing": _("没有给")},
        {"label": _("去向"), "value": found.get_outcome_display(), "note": station},
        {"label": _("谁记的"), "value": found.organisation.name},
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@access("intake.register")
def not_coming(request: HttpRequest, encounter_id: int) -> HttpResponse:
    """Somebody who was on the way does not come: why, then he leaves the list."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    found = queries.get_encounter(encounter_id=encounter_id)
    if request.method != "POST" and not (found.on_the_way and found.station_id == actor.organisation_id):
        return redirect("patrols:encounter", encounter_id=encounter_id)  # nobody is waited for here
    form = NotComingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.did_not_come(
                encounter_id=encounter_id, reason=form.cleaned_data["reason"], at=now, actor=actor
            )
        except Refused as error:
            refuse(form, error)
        else:
            messages.success(request, _("已记下没有到站，不再列在路上"))
            return redirect("intake:index")
    shown = {"encounter": found, "look": _look(found), "form": form, "now": now}
    return render(request, "patrols/not_coming.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@access("patrols.record")
def record(request: HttpRequest) -> HttpResponse:
    """Somebody was met: eight questions, one press."""
    now = timezone.now()
    actor = request.actor  # type: ignore[attr-defined]
    near = queries.stations_near(region=actor.region, own_id=actor.organisation_id, limit=STATIONS_OFFERED + 1)
    form = EncounterForm(
        request.POST or None,
        stations=near[:STATIONS_OFFERED],
        more=len(near) > STATIONS_OFFERED,
        now=now,
        zone=ZoneInfo(timezone.get_current_timezone_name()),
        initial={"key": uuid.uuid4().hex, "apparent_age": "unclear"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.record_encounter(**form.facts(), at=now, actor=actor)
        except Refused as error:
            refuse(form, error, shown_at={"station": "outcome", "met_at": "met"})
        else:
            messages.success(request, _("已记下"))
            return redirect("patrols:encounter", encounter_id=made.pk)
    return render(
        request,
        "patrols/record.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )
