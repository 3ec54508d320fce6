"""Who is in, the bed board, one stay."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.access.reads import note_sealed_read
from nuanyang.foundation.deadlines import queries as deadlines
from nuanyang.foundation.deadlines.queries import Clock
from nuanyang.foundation.documents import queries as documents
from nuanyang.foundation.orgs import queries as orgs
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.journey.take_in.stays import board, queries, rules
from nuanyang.journey.take_in.stays.choices import HelpReason
from nuanyang.journey.take_in.stays.deadline_facts import ROOT
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.journey.take_in.stays.places import zone_of
from nuanyang.journey.take_in.stays.queries import Resident
from nuanyang.journey.take_in.stays.station import station_of, tabs
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import local_date
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.choices import Alert
from nuanyang.registry.people.queries import PersonCard

STRIP_DAYS = 14
#: Marks that mean a person at risk; the others are facts.
AT_RISK = {Alert.VIOLENCE, Alert.TRAFFICKED, Alert.SELF_HARM}


def chips_of(card: PersonCard) -> list[dict[str, Any]]:
    """What must not be missed about somebody, as chips."""
    chips: list[dict[str, Any]] = []
    if not card.identity_known:
        chips.append({"label": card.identity_word, "icon": "info"})
    for code in card.alerts:
        alert = Alert(code)
        chips.append({"label": alert.label, "tone": "risk" if alert in AT_RISK else "", "icon": ""})
    return chips


def about(card: PersonCard) -> str:
    """Sex, age and home in one line, leaving out what is not known."""
    return _("，").join(part for part in (card.sex_label, card.age_text, card.home) if part)


@require_safe
@access("stays.view")
def index(request: HttpRequest) -> HttpResponse:
    """Who is in now; for those who oversee several stations, the stations first."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    station = station_of(request)
    if station is None:
        return render(request, "stays/stations.html", _stations(actor, request.GET.get("after", "")[:40]))
    show = request.GET.get("show", "all")
    before = request.GET.get("before", "")
    page = queries.residents(
        station_id=station.pk, now=now, show=show, before=int(before) if before.isdigit() else None,
        zone=zone_of(station),
    )  # fmt: skip
    clocks = deadlines.pressing(ROOT, [r.stay.pk for r in page.rows], at=now)
    own = station.pk == actor.organisation_id
    manages = own and actor.may("stays.manage")
    house = queries.house(station_id=station.pk)
    present = queries.present_ids(station_id=station.pk)
    for row in page.rows:
        if row.card.sealed:
            note_sealed_read(request, root="person", root_id=row.card.id)
    return render(
        request,
        "stays/index.html",
        {
            "station": station,
            "own": own,
            "now": now,
            "tabs": tabs(actor, station, current="residents", now=now, present=len(present)),
            "columns": _columns(own),
            "rows": [_resident_row(r, clocks.get(r.stay.pk), now, own=own, manages=manages) for r in page.rows],
            "filters": _filters(request, station, show),
            "show": show,
            "older": _older(request, page.next_before),
            "strip": _strip(station, now, house.beds),
            "strip_hint": _("虚线是床位数") if own else "",
            "free": house.free if own else 0,
            "without_bed": len(present - house.with_bed),
            "may_register": own and actor.may("intake.register"),
        },
    )


def _stations(actor: Actor, after: str) -> dict[str, Any]:
    """The stations that he follows, with how many are in now, a page at a time; two queries."""
    page = orgs.stations_of(actor, after=after)
    stations = page.found
    present = queries.present_counts(station_ids=[s.pk for s in stations])
    rows = [
        {
            "cells": [
                {"text": s.name, "url": f"{reverse('stays:index')}?station={s.pk}"},
                present.get(s.pk, 0),
            ]
        }
        for s in stations
    ]
    following = f"?{urlencode({'after': stations[-1].code})}" if page.more else ""
    return {"rows": rows, "following": following, "first": f"{reverse('stays:index')}" if after else ""}


def _columns(own: bool) -> list[dict[str, Any]]:
    """Rooms are the station's own affair: others do not see beds."""
    beds = [{"label": _("床位"), "kind": "date"}] if own else []  # one line, like a date
    return [
        {"label": _("人"), "primary": True},
        *beds,
        {"label": _("第几天"), "kind": "number"},
        {"label": _("入站时间"), "kind": "date", "hide_on_phone": True},
        {"label": _("下一个时限")},
        {"label": _("提醒")},
    ]


def _resident_row(
    resident: Resident, pressing: deadlines.Pressing | None, now: datetime, *, own: bool, manages: bool
) -> dict[str, Any]:
    stay, card = resident.stay, resident.card
    bed = [resident.bed.code if resident.bed else _no_bed(stay, manages)] if own else []
    return {
        "cells": [
            {"text": card.name, "url": reverse("stays:stay", args=[stay.pk]), "sub": f"{stay.number} · {about(card)}"},
            *bed,
            resident.day,
            timezone.localtime(stay.arrived_at).strftime("%m-%d %H:%M"),
            {"text": pressing.clock.what, "clock": clock_cell(pressing.clock, now)} if pressing else "",
            {"chips": chips_of(card)},
        ],
        "tone": "risk" if pressing and pressing.overdue else "",
    }


def _no_bed(stay: Stay, may_manage: bool) -> dict[str, Any]:
    if not may_manage:
        return {"text": _("未安排")}
    return {"text": _("安排"), "url": reverse("stays:choose_bed", args=[stay.pk])}


def clock_cell(clock: Clock, now: datetime) -> dict[str, Any]:
    """A deadline as the clock component takes it."""
    state = "provisional" if clock.provisional and clock.open else str(clock.state)
    return {"due": clock.due_at, "met_at": clock.met_at, "state": state, "now": now}


def _filters(request: HttpRequest, station: Organisation, show: str) -> list[dict[str, Any]]:
    tail = f"&station={station.pk}" if request.GET.get("station") else ""
    choices = (("all", _("全部")), ("no_bed", _("未安排床位")), ("unknown", _("身份未明")))
    return [{"label": label, "url": f"?show={code}{tail}", "current": code == show} for code, label in choices]


def _older(request: HttpRequest, next_before: int | None) -> str:
    if next_before is None:
        return ""
    kept = request.GET.copy()
    kept["before"] = str(next_before)
    return f"?{kept.urlencode()}"


def _strip(station: Organisation, now: datetime, beds: int) -> list[dict[str, Any]]:
    zone = zone_of(station)
    last = local_date(now, zone)
    first = last - timedelta(days=STRIP_DAYS - 1)
    days = queries.occupancy(station_id=station.pk, first=first, last=last, beds=beds, zone=zone)
    return [{"label": _day(d.day), "taken": d.present, "capacity": d.beds, "current": d.day == last} for d in days]


def _day(day: date) -> str:
    return f"{day.month}-{day.day:02d}"


@require_safe
@access("stays.view")
def beds(request: HttpRequest) -> HttpResponse:
    """The bed board of the own station."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    station = station_of(request)
    if station is None:
        return render(request, "stays/stations.html", _stations(actor, request.GET.get("after", "")[:40]))
    found = queries.bed_board(station_id=station.pk, now=now)
    present = [b.resident.pk for z in found for r in z.rooms for b in r.beds if b.resident is not None]
    return render(
        request,
        "stays/beds.html",
        {
            "station": station,
            "tabs": tabs(actor, station, current="beds", now=now),
            "now": now,
            "zones": board.zones(found, overdue=overdue_stays(present, now)),
            "taken": sum(z.taken for z in found),
            "total": sum(z.total for z in found),
            "without_bed": queries.present_without_bed(station_id=station.pk),
            "may_manage": actor.may("stays.manage"),
        },
    )


def overdue_stays(stay_ids: list[int], now: datetime) -> frozenset[int]:
    """Stays of which a limit is broken; one query."""
    return deadlines.overdue_roots(ROOT, stay_ids, at=now)


@require_safe
@access("stays.view")
def stay(request: HttpRequest, stay_id: int) -> HttpResponse:
    """One stay: who, where, until when, what was said at arrival, what came before."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    found = queries.get_stay(stay_id=stay_id)
    zone = zone_of(found.station)
    card = people.cards([found.person_id], today=local_date(now, zone))[found.person_id]
    if card.sealed:
        note_sealed_read(request, root="person", root_id=card.id)
    clocks = deadlines.for_root(ROOT, found.pk, at=now, closed=not found.open)
    person = people.get_person(person_id=found.person_id)
    earlier = [p for p in queries.stays_of(people.same_person_ids(person=person)) if p.stay.pk != found.pk]
    manage = actor.may("stays.manage") and actor.organisation_id == found.station_id
    return render(
        request,
        "stays/stay.html",
        {
            "stay": found,
            "card": card,
            "about": about(card),
            "chips": chips_of(card),
            "now": now,
            "day": rules.day_number(found.arrived_at, found.left_at or now, zone),
            "bed": queries.beds_of([found.pk]).get(found.pk),
            "clocks": [_clock_row(c) for c in clocks],
            "next_clock": {**clock_cell(clocks[0], now), "what": clocks[0].what} if clocks and found.open else None,
            "at_risk": any(code in AT_RISK or code == Alert.MINOR for code in card.alerts),
            "facts": _facts(found),
            "history": _history(found),
            "earlier": [_past_row(p) for p in earlier],
            "may_manage": manage and found.open,
            "hide_hint": _should_be_hidden(found, card),
            "may_seal": actor.may("people.seal"),
            "bad_number": any(not p.valid for p in people.papers_of(person_id=found.person_id)) if not card.masked else False,
            "things_url": _things_url(found, actor),
            "shelf": _shelf(found, actor), "shelf_subject": found.pk,
            "may_correct": actor.may("people.link") and actor.organisation_id == found.station_id,
        },
    )


def _should_be_hidden(stay: Stay, card: PersonCard) -> bool:
    """Somebody who fled from violence and whom everybody with a role can still find."""
    fled = stay.help_reason == HelpReason.VIOLENCE or Alert.VIOLENCE in card.alerts
    return stay.open and fled and not card.sealed and not card.masked


def _shelf(stay: Stay, actor: Actor) -> list[documents.ShelfLine]:
    """The papers of this stay, whichever app declares them; they are the station's own affair."""
    if stay.station_id != actor.organisation_id or not actor.may("documents.issue"):
        return []
    return documents.shelf(subject=ROOT, subject_id=stay.pk, actor=actor)


def _things_url(stay: Stay, actor: Actor) -> str:
    """Belongings are the station's own affair; the stays themselves do not know of that app."""
    if stay.station_id != actor.organisation_id:
        return ""
    try:
        return reverse("belongings:index", args=[stay.pk])
    except NoReverseMatch:
        return ""


def _clock_row(clock: Clock) -> dict[str, Any]:
    return {
        "term": clock.term,
        "title": clock.what,
        "due": clock.due_at,
        "met_at": clock.met_at,
        "state": str(clock.state) if clock.state != "running" else "",
        "rule": clock.rule_called,
    }


def _facts(found: Stay) -> list[dict[str, Any]]:
    marks = [
        label
        for on, label in (
            (found.limb_disability, _("肢体残疾")),
            (found.mental_illness, _("疑似精神障碍")),
            (found.dementia_or_intellectual, _("失智或智力障碍")),
        )
        if on
    ]
    left = timezone.localtime(found.left_at).strftime("%Y-%m-%d %H:%M") if found.left_at else ""
    facts = [
        {"label": _("入站时间"), "value": timezone.localtime(found.arrived_at).strftime("%Y-%m-%d %H:%M")},
        {"label": _("怎么来的"), "value": found.get_arrival_mode_display()},
        {"label": _("为什么求助"), "value": found.get_help_reason_display()},
        {"label": _("照料分区"), "value": found.get_care_zone_display(), "note": _("、").join(marks)},
    ]
    if not found.open:
        facts.append({"label": _("离站"), "value": found.get_departure_mode_display(), "note": left})
    return facts


def _history(found: Stay) -> list[dict[str, Any]]:
    rows = []
    for place, since, until, reason in queries.bed_history(stay_id=found.pk):
        words = {
            "since": timezone.localtime(since).strftime("%m-%d %H:%M"),
            "until": timezone.localtime(until).strftime("%m-%d %H:%M") if until else _("现在"),
        }
        rows.append(
            {
                "label": place.code if place else _("他站床位"),
                "value": _("%(since)s 至 %(until)s") % words,
                "note": reason,
            }
        )
    return rows


def _past_row(past: queries.PastStay) -> dict[str, Any]:
    arrived = timezone.localtime(past.stay.arrived_at).strftime("%Y-%m-%d")
    days = ngettext("住 %(days)s 天", "住 %(days)s 天", past.days) % {"days": past.days} if past.days else _("现在在站")
    return {
        "label": arrived,
        "value": past.station,
        "url": reverse("stays:stay", args=[past.stay.pk]),
        "note": _("，").join(part for part in (days, past.mode) if part),
    }
