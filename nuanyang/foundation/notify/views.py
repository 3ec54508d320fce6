"""One's own notices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.notify import operations, queries
from nuanyang.kernel.actor import Actor


@never_cache
@require_safe
@access("workbench.view")
def index(request: HttpRequest) -> HttpResponse:
    """Latest first; what is new is marked."""
    notices = queries.notices_of(user_id=request.actor.user_id)  # type: ignore[attr-defined]
    now = timezone.now()
    items = [_line(n) for n in notices]
    return render(
        request, "notify/index.html",
        {"items": items, "unread": sum(not n.read for n in notices), "now": now},
    )  # fmt: skip


def _line(notice: queries.Notice) -> dict[str, Any]:
    """Unread ones carry the mark; opening one reads it."""
    return {
        "title": notice.text,
        "detail": timezone.localtime(notice.told_at).strftime("%Y-%m-%d %H:%M"),
        "post": reverse("notify:open", args=[notice.id]),
        "action": _("打开"),
        "clock": {"state": "met", "text": _("已读")} if notice.read else {"state": "soon", "text": _("未读")},
    }


@require_POST
@access("workbench.view")
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Read one's own notice and go to what it is about."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    link = queries.link_of(notice_id=notice_id, user_id=actor.user_id)
    operations.mark_read(at=timezone.now(), actor=actor, notice_id=notice_id)
    return redirect(link)


@require_POST
@access("workbench.view")
def read(request: HttpRequest) -> HttpResponse:
    """All of them are read."""
    operations.mark_read(at=timezone.now(), actor=request.actor)  # type: ignore[attr-defined]
    return redirect("notify:index")
