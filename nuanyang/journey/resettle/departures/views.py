"""Pages of leaving: who is to leave, how (with what the law says), check the answers, the papers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.deadlines import queries as deadlines
from nuanyang.foundation.rulebook import queries as rulebook
from nuanyang.journey.resettle.departures import operations, queries, rules, shown
from nuanyang.journey.resettle.departures.choices import MODES
from nuanyang.journey.resettle.departures.forms import DepartureForm
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.journey.take_in.stays.choices import DepartureMode
from nuanyang.journey.take_in.stays.places import zone_of
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import Refused
from nuanyang.registry.people import queries as people

#: The deadline that says until when a stay may last.
STAY_LIMIT = "RS-040"


@require_safe
@access("departures.view")
def index(request: HttpRequest) -> HttpResponse:
    """Who is in, the longest first, each one click from leaving; and who left lately."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    residents = stays.residents(station_id=actor.organisation_id, now=now).rows
    left = queries.left_lately(station_id=actor.organisation_id, now=now)
    cards = people.cards((s.person_id for s in left), today=local_date(now))
    clocks = deadlines.for_roots("stay", [r.stay.pk for r in residents], at=now)
    may = actor.may("departures.discharge")
    work = [_resident(r, clocks.get(r.stay.pk, []), may) for r in sorted(residents, key=lambda r: -r.day)]
    gone = [shown.left_row(s, cards[s.person_id]) for s in left if s.person_id in cards]
    return render(request, "departures/index.html", {"work": work, "gone": gone, "now": now})


def _resident(resident: stays.Resident, clocks: Iterable[deadlines.Clock], may: bool) -> dict[str, Any]:
    limit = next((c for c in clocks if c.rule_id == STAY_LIMIT), None)
    days = _("第 %(day)s 天") % {"day": resident.day}
    return {
        "title": resident.card.name,
        "tail": resident.card.home,
        "detail": " · ".join(filter(None, (days, resident.stay.number, resident.bed.code if resident.bed else ""))),
        "rule": limit.title if limit else "",
        "url": reverse("departures:choose", args=[resident.stay.pk]) if may else "",
        "action": _("办理离站") if may else "",
        "clock": {"due": limit.due_at, "state": str(limit.state)} if limit else {"state": "running", "text": days},
        "sealed": resident.card.sealed,
    }


def _page(desk: queries.Desk, now: datetime) -> dict[str, Any]:
    """What every step shows: band and place."""
    today = local_date(now, zone_of(desk.stay.station))
    card = people.cards([desk.stay.person_id], today=today)[desk.stay.person_id]
    place = _("%(station)s，%(number)s，第 %(day)s 天") % {
        "station": desk.stay.station.name, "number": desk.stay.number,
        "day": (today - local_date(desk.stay.arrived_at)).days + 1,
    }
    return {
        "card": card, "about": shown.about(card), "marks": shown.marks(card, desk.leaver), "place": place,
        "stay": desk.stay, "now": now,
    }


def _over(desk: queries.Desk) -> HttpResponse | None:
    """Where to, when the stay is over already."""
    if desk.stay.open:
        return None
    done = queries.departure_of(stay_id=desk.stay.pk)
    return redirect("departures:departure", done.pk) if done else redirect("departures:index")


@require_safe
@access("departures.discharge")
def choose(request: HttpRequest, stay_id: int) -> HttpResponse:
    """Step one: how. What the law rules out is shown, with its reason and the lawful way."""
    now = timezone.now()
    desk = queries.desk(stay_id=stay_id, at=now)
    if over := _over(desk):
        return over
    if request.GET.get("mode") in [m.value for m in MODES]:
        return redirect("departures:leave", stay_id, request.GET["mode"])
    offered = rules.open_modes(desk.leaver, desk.law)
    return render(
        request,
        "departures/choose.html",
        {
            **_page(desk, now),
            "modes": [shown.mode_chip(mode, gates) for mode, gates in offered.items()],
            "refusals": shown.refusals((g for gates in offered.values() for g in gates if g.blocks), desk.law),
            "free": shown.freedom(desk),
            "asked": "mode" in request.GET or "next" in request.GET,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access("departures.discharge")
def leave(request: HttpRequest, stay_id: int, mode: str) -> HttpResponse:
    """Step two: a few fields; step three: check the answers; then it is done."""
    if mode not in [m.value for m in MODES]:
        raise Http404(mode)
    now = timezone.now()
    desk = queries.desk(stay_id=stay_id, at=now)
    if over := _over(desk):
        return over
    page = {**_page(desk, now), "mode": mode, "mode_label": DepartureMode(mode).label}
    blocked = [g for g in rules.gates_of_mode(mode, desk.leaver, desk.law) if g.blocks]
    if blocked:
        return render(request, "departures/blocked.html", {**page, "refusals": shown.refusals(blocked, desk.law)})
    zone = zone_of(desk.stay.station)
    form = DepartureForm(
        request.POST or None, mode=mode, now=now.astimezone(zone), today=local_date(now, zone),
        home=page["card"].home, home_region=page["card"].home_region, arrived=desk.stay.arrived_at,
    )
    if request.method != "POST" or not form.is_valid():
        return render(request, "departures/leave.html", {**page, "form": form})
    gates = rules.gates(mode, desk.leaver, form.details(), desk.law)
    if any(g.blocks for g in gates):
        for gate in gates:
            if gate.blocks:
                form.add_error(gate.field if gate.field in form.fields else None, gate.message)
        refusals = shown.refusals((g for g in gates if g.blocks and g.rule), desk.law)
        return render(request, "departures/leave.html", {**page, "form": form, "refusals": refusals})
    step = request.POST.get("step", "check")
    if step == "check" and form.unplaced and request.POST.get("unplaced") != form.place:
        return render(request, "departures/leave.html", {**page, "form": form, "unplaced": shown.unplaced(form, desk)})
    if step == "edit":
        return render(request, "departures/leave.html", {**page, "form": form})
    if step == "confirm":
        return _confirmed(request, desk, mode, form, page)
    return render(
        request,
        "departures/check.html",
        {
            **page,
            "rows": shown.answers(form),
            "posted": [(name, value) for name, value in request.POST.items() if name in {*form.fields, "unplaced"}],
            "warnings": shown.refusals((g for g in gates if not g.blocks), desk.law),
            "consequence": shown.consequences(form, desk, sealed=page["card"].sealed),
        },
    )


def _confirmed(
    request: HttpRequest, desk: queries.Desk, mode: str, form: DepartureForm, page: dict[str, Any]
) -> HttpResponse:
    try:
        done = operations.discharge(
            stay_id=desk.stay.pk, mode=mode, at=form.cleaned_data["left_at"], details=form.details(),
            actor=request.actor,  # type: ignore[attr-defined]
        )
    except Refused as error:
        field = {"at": "left_at"}.get(error.field or "", error.field)
        form.add_error(field if field in form.fields else None, f"{error.message} {error.hint}".strip())
        return render(request, "departures/leave.html", {**page, "form": form})
    messages.success(request, _("离站手续已办结"))
    return redirect("departures:departure", done.pk)


@require_safe
@access("departures.view")
def departure(request: HttpRequest, departure_id: int) -> HttpResponse:
    """The papers of a departure."""
    now = timezone.now()
    done = queries.get_departure(departure_id=departure_id)
    card = people.cards([done.stay.person_id], today=local_date(now))[done.stay.person_id]
    law = queries.law_at(region=done.stay.station.region, on=local_date(done.left_at))
    return render(
        request,
        "departures/departure.html",
        {
            "card": card, "about": shown.about(card), "marks": shown.marks(card), "departure": done, "now": now,
            "place": _("%(station)s，%(number)s") % {"station": done.stay.station.name, "number": done.stay.number},
            "rows": shown.papers(done), "warned": shown.warned(done, law),
        },
    )


@require_safe
@access("departures.view")
def letter(request: HttpRequest, departure_id: int) -> HttpResponse:
    """The letter to the home township of a minor (RS-071), to be printed and signed."""
    done = queries.get_departure(departure_id=departure_id)
    if not done.home_letter:
        raise Http404
    now = timezone.now()
    card = people.card_of(people.get_person(person_id=done.stay.person_id), today=local_date(done.left_at))
    law = queries.law_at(region=done.stay.station.region, on=local_date(done.left_at))
    source = rulebook.told(law.rules[rules.LETTER])
    crumbs = [
        {"label": _("返乡安置"), "url": reverse("departures:index")},
        {"label": _("离站手续"), "url": reverse("departures:departure", args=[done.pk])},
        {"label": _("致家乡的函"), "current": True},
    ]
    page = {"card": card, "departure": done, "now": now, "source": source, "crumbs": crumbs}
    return render(request, "departures/letter.html", page)
