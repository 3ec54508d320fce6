"""The register of people, page by page, and the emergency door to one record."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.insight.person_page import page, rows
from nuanyang.insight.person_page.views import refuse
from nuanyang.insight.person_page.words import url
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import Refused
from nuanyang.registry.people import operations as people
from nuanyang.registry.people import queries
from nuanyang.registry.people.forms import EmergencyForm
from nuanyang.registry.people.models import Person

SIZE = 40


@require_safe
@access("people.view")
def index(request: HttpRequest) -> HttpResponse:
    """People in sight, newest record first, by keyset pages."""
    now = timezone.now()
    today = local_date(now)
    shown = queries.list_people(
        before=_number(request.GET.get("before")), after=_number(request.GET.get("after")), size=SIZE, today=today
    )
    page.note_sealed(request, shown.cards)
    where = rows.whereabouts([c.id for c in shown.cards], request.actor, now)  # type: ignore[attr-defined]
    path = reverse("people:index")
    return render(
        request,
        "person_page/register.html",
        {
            "now": now,
            "page_url": request.build_absolute_uri(path),
            "columns": rows.columns(),
            "people_rows": rows.table([rows.person(card, where.get(card.id, "")) for card in shown.cards]),
            "newer_url": f"{path}?after={shown.first_after}" if shown.first_after else "",
            "older_url": f"{path}?before={shown.next_before}" if shown.next_before else "",
            "new_url": _new_url(request),
            "emergency": request.actor.may("access.break_glass"),  # type: ignore[attr-defined]
        },
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() and len(text) < 18 else None


def _new_url(request: HttpRequest) -> str:
    actor: Any = request.actor  # type: ignore[attr-defined]
    return url("intake:new") if actor.may("intake.register") else ""


@require_http_methods(["GET", "HEAD", "POST"])
@access("access.break_glass")
def emergency(request: HttpRequest) -> HttpResponse:
    """Open one record outside one's scope, for a reason, for some hours; somebody else reviews it."""
    form = EmergencyForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            found = people.break_glass(
                number=given["number"], reason=given["reason"], hours=given["hours"], at=timezone.now(),
                actor=request.actor,  # type: ignore[attr-defined]
            )
        except Person.DoesNotExist:
            form.add_error("number", _("没有这个编号的档案"))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.warning(
                request,
                ngettext(
                    "%(number)s 已为您打开 %(hours)s 小时，查阅会被复核", "%(number)s 已为您打开 %(hours)s 小时，查阅会被复核",
                    given["hours"],
                ) % {"number": found.number, "hours": given["hours"]},
            )
            return redirect("people:person", found.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "person_page/emergency.html", {"form": form}, status=status)
