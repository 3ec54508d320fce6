"""The search page; asked for by htmx it answers with the results alone, for the box at the top."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.insight.person_page import page, rows
from nuanyang.insight.person_page.search import examples, find
from nuanyang.insight.person_page.words import url


@require_safe
@never_cache
@access("people.view")
def search(request: HttpRequest) -> HttpResponse:
    """``?q=``: an exact record or station number leads straight to its page."""
    text = request.GET.get("q", "").strip()
    fragment = bool(request.headers.get("HX-Request"))
    now = timezone.now()
    found = find(text, actor=request.actor, now=now)  # type: ignore[attr-defined]
    if found.jump and not fragment:
        return redirect(found.jump)
    page.note_sealed(request, found.cards)
    template = "person_page/results.html" if fragment else "person_page/search.html"
    shown = {
        "page_url": request.build_absolute_uri(f"{request.path}?{urlencode({'q': text[:40]})}"),
        "q": text, "now": now, "found": found, "fragment": fragment, "columns": rows.columns(),
        "people_rows": rows.table(found.people), "examples": [] if text else examples(),
        "new_url": url("intake:new") if request.actor.may("intake.register") else "",  # type: ignore[attr-defined]
    }
    return render(request, template, shown)
