"""Choosing a bed, leaving it, rooms and beds themselves, and putting right whose stay it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.rulebook import queries as rulebook
from nuanyang.journey.take_in.stays import beds as bed_reads
from nuanyang.journey.take_in.stays import board, operations, queries, room_operations
from nuanyang.journey.take_in.stays.forms import BedForm, BlockForm, ReassignForm, RoomForm
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.journey.take_in.stays.places import zone_of
from nuanyang.journey.take_in.stays.station import own_station_id
from nuanyang.journey.take_in.stays.views import about, chips_of, overdue_stays
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.registry.people import operations as people_operations
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.particulars import Particulars


def source_of(refusal: Refused | None) -> str:
    """Where the rule that refused comes from."""
    return rulebook.told_source(refusal.rule) if refusal is not None and refusal.rule else ""


def _own(request: HttpRequest, stay_id: int) -> Stay:
    """A stay of the actor's own station; another's cannot be managed from here (404)."""
    found = queries.get_stay(stay_id=stay_id)
    if found.station_id != own_station_id(request):
        raise NotVisible(f"stay {stay_id}")
    return found


@require_http_methods(["GET", "POST"])
@access("stays.manage")
def choose_bed(request: HttpRequest, stay_id: int) -> HttpResponse:
    """Step two of taking in, and moving: the board with what suits; 409 when somebody was quicker."""
    found = _own(request, stay_id)
    current = queries.beds_of([found.pk]).get(found.pk)
    if request.method != "POST":
        return _bed_page(request, found, current, None, None)
    zones = queries.bed_board(station_id=found.station_id, now=timezone.now(), for_stay=found)
    form = BedForm(request.POST, exceptions=board.exceptions(zones), moving=current is not None)
    if not form.is_valid():
        return _bed_page(request, found, current, form, None, status=422)
    try:
        place = _assign(found, current is not None, form.cleaned_data, request.actor)  # type: ignore[attr-defined]
    except Refused as refusal:
        return _bed_page(request, found, current, form, refusal, status=409 if refusal.code == "bed_taken" else 422)
    messages.success(request, _("已安排床位 %(bed)s") % {"bed": place})
    return redirect("stays:stay", stay_id=found.pk)


def _assign(found: Stay, moving: bool, data: dict[str, Any], actor: Actor) -> str:
    chosen = {
        "stay_id": found.pk,
        "bed_id": data["bed_id"],
        "override_kind": data["override_kind"],
        "override_reason": data["override_reason"],
        "at": timezone.now(),
        "actor": actor,
    }
    use = operations.move_bed(**chosen, reason=data["reason"]) if moving else operations.assign_bed(**chosen)
    return queries.beds_of([found.pk])[use.stay_id].code


def _bed_page(
    request: HttpRequest, found: Stay, current: Any, form: BedForm | None, refusal: Refused | None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    zones = queries.bed_board(station_id=found.station_id, now=now, for_stay=found)
    card = people.cards([found.person_id], today=local_date(now, zone_of(found.station)))[found.person_id]
    present = [b.resident.pk for z in zones for r in z.rooms for b in r.beds if b.resident is not None]
    every = [b for z in zones for r in z.rooms for b in r.beds]
    proposed = next((b.place for b in every if b.proposed), None)
    exceptions = board.exceptions(zones)
    return render(
        request,
        "stays/choose_bed.html",
        {
            "stay": found,
            "card": card,
            "about": about(card),
            "chips": chips_of(card),
            "current": current,
            "zones": board.zones(zones, overdue=overdue_stays(present, now), choosing=True),
            "proposed": proposed,
            "selected": proposed.id if proposed else "",
            "has_exceptions": bool(exceptions),
            "form": form or BedForm(exceptions=exceptions, moving=current is not None),
            "refusal": refusal,
            "source": source_of(refusal),
            "any_bed": bool(every),
            "exception_open": bool(form is not None and form.data.get("exception")),
            "earlier": [p for p in queries.stays_of([found.person_id]) if p.stay.pk != found.pk],
        },
        status=status,
    )


@require_POST
@access("stays.manage")
def leave_bed(request: HttpRequest, stay_id: int) -> HttpResponse:
    """Free the bed while the stay goes on."""
    found = _own(request, stay_id)
    operations.leave_bed(stay_id=found.pk, at=timezone.now(), actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("床位已空出"))
    return redirect("stays:stay", stay_id=found.pk)


@require_http_methods(["GET", "POST"])
@access("stays.manage")
def rooms(request: HttpRequest) -> HttpResponse:
    """The station's rooms, and a new one."""
    station_id = own_station_id(request)
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = room_operations.add_room(
                **form.cleaned_data,
                organisation_id=station_id,
                at=timezone.now(),
                actor=request.actor,  # type: ignore[attr-defined]
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            messages.success(request, _("已新增房间 %(room)s") % {"room": made.name})
            return redirect("stays:rooms")
    rows = [
        {
            "cells": [
                room.name,
                board.zone_name(room.age_band, room.sex, room.health_zone),
                {"text": len(bed_reads.open_beds(room))},
                _("、").join(b.label for b in bed_reads.open_beds(room) if b.blocked_reason) or "—",
            ]
        }
        for room in bed_reads.rooms_of(station_id=station_id)
    ]
    columns = [
        {"label": _("房间"), "primary": True},
        {"label": _("分区")},
        {"label": pgettext("page", "床位"), "kind": "number"},
        {"label": pgettext("bed", "停用")},
    ]
    context = {"form": form, "rows": rows, "columns": columns}
    return render(request, "stays/rooms.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@access("stays.manage")
def bed(request: HttpRequest, bed_id: int) -> HttpResponse:
    """One bed: free, taken or out of use; take it out of use or put it back."""
    place, found = bed_reads.get_bed(bed_id=bed_id)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = BlockForm(request.POST if "block" in request.POST else None)
    if request.method == "POST" and "reopen" in request.POST:
        room_operations.reopen_bed(bed_id=bed_id, at=timezone.now(), actor=actor)
        messages.success(request, _("床位 %(bed)s 恢复使用") % {"bed": place.code})
        return redirect("stays:beds")
    if request.method == "POST" and form.is_valid():
        try:
            room_operations.block_bed(bed_id=bed_id, **form.cleaned_data, at=timezone.now(), actor=actor)
        except Refused as refusal:
            form.add_error("reason" if refusal.field else None, str(refusal.message))
        else:
            messages.success(request, _("床位 %(bed)s 已停用") % {"bed": place.code})
            return redirect("stays:beds")
    context = {"place": place, "bed": found, "form": form}
    return render(request, "stays/bed.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@access("people.link")
def reassign(request: HttpRequest, stay_id: int) -> HttpResponse:
    """It was somebody else: put the stay under the right record, or under a new one."""
    found = _own(request, stay_id)
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    today = local_date(now, zone_of(found.station))
    text = request.GET.get("q", "").strip()[:60]
    form = ReassignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.reassign_person(
                stay_id=found.pk,
                person_id=_right_person(form.cleaned_data, actor),
                reason=form.cleaned_data["reason"],
                at=now,
                actor=actor,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            messages.success(request, _("已更正，两份档案都保留记录"))
            return redirect("stays:stay", stay_id=found.pk)
    hits = [h.card for h in people.search(text, today=today, limit=8) if h.card.id != found.person_id] if text else []
    context = {
        "stay": found,
        "card": people.cards([found.person_id], today=today)[found.person_id],
        "form": form,
        "q": text,
        "hits": [{"card": card, "about": about(card)} for card in hits],
        "chosen": request.POST.get("person", ""),
        "back": reverse("stays:stay", args=[found.pk]),
    }
    return render(request, "stays/reassign.html", context, status=422 if form.is_bound else 200)


def _right_person(data: dict[str, Any], actor: Actor) -> int:
    """The record chosen, or a new one; both changes are one transaction with the request."""
    if data["person"].isdigit():
        return int(data["person"])
    if data["person"] != "new":
        raise Refused(_("请选是哪一位，或新建档案"), field="person")
    made = people_operations.register(particulars=Particulars(name=data["name"]), at=timezone.now(), actor=actor)
    return made.pk
