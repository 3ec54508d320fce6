"""The person page, and its parts opened in place: one form at a time, nothing typed is lost.

A part's address shows the whole page with that part open; asked for by htmx it answers with the
card alone. What is sent and not accepted comes back in place, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.access.reads import looks_in_emergency, through_glass
from nuanyang.foundation.rulebook import queries as rulebook
from nuanyang.insight.person_page import page
from nuanyang.insight.person_page.page import PART_OF, Open
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.registry.people import forms as people_forms
from nuanyang.registry.people import operations as people
from nuanyang.registry.people import queries
from nuanyang.registry.people.models import Person

EDIT = ["GET", "HEAD", "POST"]
Save = Callable[[dict[str, Any], datetime], object]


@require_safe
@never_cache
@access("people.view")
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Read first: band, story, clocks, facts."""
    return show(request, person_id, timezone.now())


def show(
    request: HttpRequest, person_id: int, now: datetime, opened: Open | None = None,
    revealed: dict[int, str] | None = None, status: int = 200,
) -> HttpResponse:
    context = page.build(request, person_id=person_id, now=now, opened=opened, revealed=revealed)
    fragment = opened is not None and request.headers.get("HX-Request")
    template = f"person_page/parts/{opened.part}.html" if fragment and opened else "person_page/person.html"
    return render(request, template, context, status=status)


def edit(
    request: HttpRequest, person_id: int, *, name: str, form: forms.Form, save: Save, done: str,
    consequence: Sequence[str] = (),
) -> HttpResponse:
    """Show the part with its form; a form that is accepted is saved and leads back to the page.

    ``consequence``: what will be so afterwards, said before.
    """
    part, now = PART_OF[name], timezone.now()
    if looks_in_emergency(_actor(request)) and through_glass(
        _actor(request), queries.get_person(person_id=person_id).viewer_keys
    ):
        messages.info(request, _("紧急查阅只能看，不能改"))
        return redirect("people:person", person_id)
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data, now)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            response = redirect("people:person", person_id)
            response["Location"] += f"#{part}"
            return response
    status = 422 if form.is_bound and form.errors else 200
    return show(request, person_id, now, Open(part, form, request.path, name, consequence), status=status)


def refuse(form: forms.Form, refusal: Refused) -> None:
    """Write why it was refused, by which rule and what may be done, where the form shows it."""
    words = [str(refusal.message)]
    if refusal.rule:
        words.append(_("依据 %(rule)s") % {"rule": f"{refusal.rule} {rulebook.told_source(refusal.rule)}"})
    if refusal.hint:
        words.append(str(refusal.hint))
    field = {"name": "text"}.get(refusal.field or "", refusal.field)
    form.add_error(field if field in form.fields else None, _("；").join(words))


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


@require_http_methods(EDIT)
@access("people.edit")
def correct(request: HttpRequest, person_id: int) -> HttpResponse:
    """Correct particulars; only what was changed is written."""
    found = queries.get_person(person_id=person_id)
    form = people_forms.ParticularsForm(
        request.POST or None, today=local_date(timezone.now()), person=found
    )
    return edit(
        request, person_id, name="people:correct", form=form, done=_("资料已更正"),
        save=lambda _given, at: people.correct(
            person_id=person_id, changes=form.changes(), at=at, actor=_actor(request)
        ),
    )


@require_http_methods(EDIT)
@access("people.edit")
def add_name(request: HttpRequest, person_id: int) -> HttpResponse:
    """Another name, or what the person was heard called."""
    return edit(
        request, person_id, name="people:add_name", form=people_forms.NameForm(request.POST or None),
        done=_("姓名已补充"),
        save=lambda given, at: people.add_name(
            person_id=person_id, text=given["text"], use=given["use"], at=at, actor=_actor(request)
        ),
    )


@require_http_methods(EDIT)
@access("people.edit")
def add_paper(request: HttpRequest, person_id: int) -> HttpResponse:
    """An identity paper; a wrong number is kept and flagged."""
    return edit(
        request, person_id, name="people:add_paper", form=people_forms.PaperForm(request.POST or None),
        done=_("证件已登记"),
        save=lambda given, at: people.add_paper(
            person_id=person_id, number=given["number"], kind=given["kind"], at=at, actor=_actor(request)
        ),
    )


@require_http_methods(EDIT)
@access("people.edit")
def raise_alert(request: HttpRequest, person_id: int) -> HttpResponse:
    """Mark what must not be missed."""
    return edit(
        request, person_id, name="people:raise_alert", form=people_forms.AlertForm(request.POST or None),
        done=_("提醒已加注"),
        save=lambda given, at: people.raise_alert(
            person_id=person_id, alert=given["alert"], note=given["note"], at=at, actor=_actor(request)
        ),
    )


@require_http_methods(EDIT)
@access("people.edit")
def end_alert(request: HttpRequest, person_id: int, alert_id: int) -> HttpResponse:
    """Take a mark back, after asking once."""
    if alert_id not in {a.pk for a in queries.open_alerts(person_id=person_id)}:
        raise NotVisible(f"alert {alert_id}")
    now = timezone.now()
    if request.method == "POST":
        people.end_alert(alert_id=alert_id, at=now, actor=_actor(request))
        messages.success(request, _("提醒已取消"))
        return redirect("people:person", person_id)
    return show(request, person_id, now, Open("alerts", None, request.path, alert_id))


@require_http_methods(EDIT)
@never_cache
@access("people.reveal", lent=True)
def reveal(request: HttpRequest, person_id: int, paper_id: int) -> HttpResponse:
    """The whole number, once, for a reason that is kept; leaving the page hides it again."""
    if paper_id not in {p.id for p in queries.papers_of(person_id=person_id)}:
        raise NotVisible(f"paper {paper_id}")
    form, now = people_forms.ReasonForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            number = people.reveal_number(
                paper_id=paper_id, reason=form.cleaned_data["reason"], at=now, actor=_actor(request)
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return show(request, person_id, now, revealed={paper_id: number})
    status = 422 if form.is_bound else 200
    return show(request, person_id, now, Open("papers", form, request.path, paper_id), status=status)


@require_http_methods(EDIT)
@access("people.link")
def link(request: HttpRequest, person_id: int) -> HttpResponse:
    """Decide whether another record is the same person."""
    form = people_forms.LinkForm(request.POST or None, initial={"other": request.GET.get("other", "")})

    def save(given: dict[str, Any], at: datetime) -> None:
        try:
            people.decide_link(
                person_id=person_id, other_id=given["other"], decision=given["decision"],
                reason=given["reason"], at=at, actor=_actor(request),
            )
        except Person.DoesNotExist as error:
            raise Refused(_("没有这个编号的档案，或不在您的查看范围内"), field="other") from error

    return edit(request, person_id, name="people:link", form=form, done=_("认定已记录"), save=save)


@require_http_methods(EDIT)
@access("people.link")
def unlink(request: HttpRequest, person_id: int, link_id: int) -> HttpResponse:
    """Take a decision back, with the reason."""
    if link_id not in {d.pk for d in queries.decisions_about(person_id=person_id)}:
        raise NotVisible(f"link {link_id}")
    form, now = people_forms.ReasonForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        people.undo_link(link_id=link_id, reason=form.cleaned_data["reason"], at=now, actor=_actor(request))
        messages.success(request, _("认定已撤销，两份档案都保持原样"))
        return redirect("people:person", person_id)
    status = 422 if form.is_bound else 200
    return show(request, person_id, now, Open("links", form, request.path, link_id), status=status)
