"""Belongings on screen: the check at the door, the list, where each thing is."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.access.reads import note_sealed_read
from nuanyang.foundation.documents import queries as documents
from nuanyang.journey.take_in.belongings import operations, queries
from nuanyang.journey.take_in.belongings.choices import Place, Result
from nuanyang.journey.take_in.belongings.forms import CheckForm, MoveForm, PhotoForm, ThingForm, ThingsForm
from nuanyang.journey.take_in.belongings.models import Belonging
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.kernel.money import format_yuan
from nuanyang.kernel.refusals import refuse
from nuanyang.registry.people import queries as people

EDIT = ["GET", "HEAD", "POST"]


def _stay(request: HttpRequest, stay_id: int) -> Stay:
    """A stay of the own station; its sealed person's page is a read that is logged."""
    stay = stays.get_stay(stay_id=stay_id)
    if stay.station_id != request.actor.organisation_id:  # type: ignore[attr-defined]
        raise NotVisible(f"stay {stay_id}")
    return stay


def _about(request: HttpRequest, stay: Stay) -> dict[str, Any]:
    """Whose things these are, for the head of each page."""
    card = people.cards([stay.person_id], today=local_date(timezone.now())).get(stay.person_id)
    if card is None:
        raise NotVisible(f"stay {stay.pk}")
    if card.sealed:
        note_sealed_read(request, root="person", root_id=card.id)
    return {"stay": stay, "card": card, "now": timezone.now()}


@require_safe
@access("stays.view")
def index(request: HttpRequest, stay_id: int) -> HttpResponse:
    """What somebody brought and where each thing is."""
    stay, actor = _stay(request, stay_id), request.actor  # type: ignore[attr-defined]
    things = queries.belongings_of(stay_id=stay_id)
    checks = queries.checks_of(stay_id=stay_id)
    manages = actor.may("stays.manage")
    return render(
        request, "belongings/index.html",
        {
            **_about(request, stay),
            "columns": [
                {"label": _("物品"), "primary": True}, {"label": _("数量"), "kind": "number"}, {"label": _("袋号")},
                {"label": _("现在在哪里")}, {"label": _("操作"), "kind": "actions"},
            ],
            "rows": [_row(t, manages) for t in things],
            "checks": [_check_line(c) for c in checks],
            "kept": sum(t.place == Place.CUSTODY for t in things),
            "manages": manages,
            "shelf": documents.shelf(subject="stay", subject_id=stay_id, actor=actor, codes=["belongings_receipt"]),
            "shelf_subject": stay_id,
        },
    )  # fmt: skip


def _row(thing: Belonging, manages: bool) -> dict[str, Any]:
    actions = []
    if thing.photo_id is not None:
        actions.append({"label": _("照片"), "url": reverse("files:original", args=[thing.photo_id])})
    elif manages:
        actions.append({"label": _("拍照"), "url": reverse("belongings:photo", args=[thing.pk])})
    if manages:
        actions.append({"label": _("更正"), "url": reverse("belongings:correct", args=[thing.pk])})
    where = str(thing.get_place_display())  # type: ignore[attr-defined]
    amount = _("%(amount)s 元") % {"amount": format_yuan(thing.amount_fen)} if thing.amount_fen is not None else thing.count
    return {
        "cells": [
            {"text": thing.name, "sub": str(thing.get_category_display())},  # type: ignore[attr-defined]
            amount,
            thing.bag,
            {"text": where, "sub": _moved(thing)},
            {"actions": actions},
        ],
        "tone": "risk" if thing.place == Place.UNCLAIMED else "",
    }  # fmt: skip


def _moved(thing: Belonging) -> str:
    if thing.moved_at is None:
        return ""
    when = timezone.localtime(thing.moved_at).strftime("%m-%d %H:%M")
    return " ".join(part for part in (when, thing.moved_to, thing.moved_by_name) if part)


def _check_line(check: Any) -> dict[str, Any]:
    when = timezone.localtime(check.checked_at).strftime("%m-%d %H:%M")
    beside = _("在场人 %(name)s") % {"name": check.witness_name} if check.witness_name else ""
    note = _("，").join(part for part in (check.checker_name, beside, check.note) if part)
    return {"label": when, "value": str(Result(check.result).label), "note": note}


def _form_page(
    request: HttpRequest, stay: Stay, form: forms.Form, *, title: str, submit: str, save: Callable[[], object], done: str
) -> HttpResponse:
    """One form about somebody's things; accepted, it leads back to the list."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect("belongings:index", stay.pk)
    return render(
        request, "belongings/form.html", {**_about(request, stay), "form": form, "title": title, "submit": submit},
        status=422 if form.is_bound and form.errors else 200,
    )  # fmt: skip


@require_http_methods(EDIT)
@access("stays.manage")
def check(request: HttpRequest, stay_id: int) -> HttpResponse:
    """The security check."""
    stay, actor = _stay(request, stay_id), request.actor  # type: ignore[attr-defined]
    form = CheckForm(request.POST or None, initial={"checker_name": actor.name})
    return _form_page(
        request, stay, form, title=_("安全检查"), submit=_("记下检查结果"), done=_("检查结果已记下"),
        save=lambda: operations.note_check(stay_id=stay_id, checked=form.checked(), at=timezone.now(), actor=actor),
    )  # fmt: skip


@require_http_methods(EDIT)
@access("stays.manage")
def register(request: HttpRequest, stay_id: int) -> HttpResponse:
    """What somebody brought along."""
    stay, actor = _stay(request, stay_id), request.actor  # type: ignore[attr-defined]
    form = ThingsForm(request.POST or None, initial={"key": uuid.uuid4().hex})
    return _form_page(
        request, stay, form, title=_("登记随身物品"), submit=_("登记"), done=_("物品已登记，请核对类别和袋号"),
        save=lambda: operations.register_things(  # sent twice, it is registered once
            stay_id=stay_id, things=form.brought(), at=timezone.now(), actor=actor,
            idempotency_key=form.cleaned_data["key"] or None,
        ),  # type: ignore[call-arg]
    )  # fmt: skip


@require_http_methods(EDIT)
@access("stays.manage")
def move(request: HttpRequest, stay_id: int) -> HttpResponse:
    """Hand back or on."""
    stay, actor = _stay(request, stay_id), request.actor  # type: ignore[attr-defined]
    open_things = queries.unsettled(stay_id=stay_id)
    if not open_things:
        messages.info(request, _("没有代管的物品"))
        return redirect("belongings:index", stay_id)
    form = MoveForm(request.POST or None, things=open_things)

    def save() -> object:
        given = form.cleaned_data
        return operations.move_things(
            stay_id=stay_id, belonging_ids=given["things"], place=given["place"], to=given["to"], at=timezone.now(), actor=actor
        )

    return _form_page(request, stay, form, title=_("交还物品"), submit=_("记下去向"), done=_("物品去向已记下"), save=save)


@require_http_methods(EDIT)
@access("stays.manage")
def correct(request: HttpRequest, belonging_id: int) -> HttpResponse:
    """Correct one thing."""
    found, actor = queries.get_belonging(belonging_id=belonging_id), request.actor  # type: ignore[attr-defined]
    stay = _stay(request, found.stay_id)
    form = ThingForm(request.POST or None, thing=found)

    def save() -> object:
        return operations.correct_thing(
            belonging_id=belonging_id, thing=form.thing(), note=form.cleaned_data["note"], reason=form.cleaned_data["reason"],
            at=timezone.now(), actor=actor,
        )

    return _form_page(request, stay, form, title=_("更正物品登记"), submit=_("更正"), done=_("已更正"), save=save)


@require_http_methods(EDIT)
@access("stays.manage")
def photo(request: HttpRequest, belonging_id: int) -> HttpResponse:
    """Photograph one thing."""
    found, actor = queries.get_belonging(belonging_id=belonging_id), request.actor  # type: ignore[attr-defined]
    stay = _stay(request, found.stay_id)
    form = PhotoForm(request.POST or None, request.FILES or None)

    def save() -> object:
        upload = form.cleaned_data["photo"]
        return operations.photograph(
            belonging_id=belonging_id, content=upload.read(), name=upload.name, at=timezone.now(), actor=actor
        )

    title = _("给“%(name)s”拍照") % {"name": found.name}
    return _form_page(request, stay, form, title=title, submit=_("保存"), done=_("照片已保存"), save=save)
