"""Weighing and refusing on screen: the conditions one by one, then the notice that is printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.access.reads import note_sealed_read
from nuanyang.journey.take_in.intake import queries, refusing
from nuanyang.journey.take_in.intake.choices import Standard
from nuanyang.journey.take_in.intake.forms import RefusalForm
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.kernel.refusals import refuse as mark_refused
from nuanyang.registry.people import queries as people


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@access("intake.register")
def refuse(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Who may not be refused at all is said before anything is asked."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    found = queries.get_intake(intake_id=intake_id)
    if found.station_id != actor.organisation_id:
        raise NotVisible(f"intake {intake_id}")
    if found.stay_id is not None or found.closed_at is not None:
        return redirect("intake:intake", intake_id=intake_id)
    card = people.cards([found.person_id], today=local_date(now))[found.person_id]
    if card.sealed:
        note_sealed_read(request, root="person", root_id=card.id)
    page: dict[str, Any] = {"intake": found, "card": card, "now": now}
    hindered = refusing.hindrance(found, at=now)
    if hindered is not None:
        return render(request, "intake/not_to_be_refused.html", {**page, "refusal": hindered}, status=409)
    sent = request.POST.get("test") or request.GET.get("test", "")
    test = sent if sent in Standard.values else Standard.PROCEDURE_2014.value
    form = RefusalForm(
        request.POST or None, initial={"complaint_to": refusing.complaint_route(found.station)}, test=test
    )
    page |= {
        "standard": Standard(test).label,
        "others": [{"url": f"?test={s.value}", "label": s.label} for s in Standard if s.value != test],
    }
    if request.method == "POST" and form.is_valid():
        try:
            notice = refusing.refuse(intake_id=intake_id, at=now, actor=actor, **form.given())
        except Refused as refusal:
            mark_refused(form, refusal)
        else:
            messages.success(request, _("已记下。请打印通知书，念给本人听，请他签收"))
            return redirect("documents:document", notice.pk)
    return render(request, "intake/refuse.html", {**page, "form": form}, status=422 if form.is_bound and form.errors else 200)
