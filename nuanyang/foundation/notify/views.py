"""One's own notices."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.notify import operations, queries


@never_cache
@require_safe
@access("workbench.view")
def index(request: HttpRequest) -> HttpResponse:
    """Latest first; what is new is marked."""
    notices = queries.notices_of(user_id=request.actor.user_id)  # type: ignore[attr-defined]
    items = [
        {"at": n.told_at, "title": n.text, "url": n.link, "mark": "past" if n.read else "now"} for n in notices
    ]
    return render(
        request, "notify/index.html",
        {"items": items, "unread": sum(not n.read for n in notices), "now": timezone.now()},
    )  # fmt: skip


@require_POST
@access("workbench.view")
def read(request: HttpRequest) -> HttpResponse:
    """All of them are read."""
    operations.mark_read(at=timezone.now(), actor=request.actor)  # type: ignore[attr-defined]
    return redirect("notify:index")
