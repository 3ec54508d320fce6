"""My day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.access.reads import note_sealed_read
from nuanyang.insight.person_page.words import url
from nuanyang.insight.workbench import page, presence, queries


@require_safe
@never_cache
@access("workbench.view")
def my_day(request: HttpRequest) -> HttpResponse:
    """Due, overdue, arriving, waiting, and what changed since I was last here."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    since = presence.since(request, now)
    day = queries.my_day(actor=actor, now=now, since=since)
    for card in day.cards.values():
        if card.sealed:
            note_sealed_read(request, root="person", root_id=card.id)
    todo, waiting = page.todo(day, actor), page.waiting(day, now)
    return render(
        request,
        "workbench/my_day.html",
        {
            "greeting": page.greeting(actor.name, now),
            "today": page.today(now),
            "changes_lead": page.changes_lead(day),
            "figures": page.figures(day),
            "todo": todo,
            "overdue": day.overdue,
            "arriving": page.arriving(day.arriving, now),
            "more_arriving": day.more_arriving,
            "handed": page.handed(day),
            "waiting": waiting,
            "changes": page.changes(day, actor),
            "more_changes": day.more_changes,
            "since": since,
            "strip": page.strip(day.house) if day.house is not None else [],
            "house": day.house,
            "overseen": page.overseen(day),
            "oversees": any(k.startswith("r:") for k in actor.keys),
            "new_url": url("intake:new") if actor.may("intake.register") else "",
            "street_url": url("patrols:record") if actor.may("patrols.record") else "",
            "page_url": request.build_absolute_uri(request.path),
            "now": now,
        },
    )


@require_POST
@access("workbench.view")
def seen(request: HttpRequest) -> HttpResponse:
    """Everything that changed up to now was seen."""
    presence.seen(request, timezone.now())
    return redirect("workbench:my_day")
