"""Emergency access: mine that runs, others' to review."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanyang.foundation.access import operations as access_operations
from nuanyang.foundation.access import queries
from nuanyang.foundation.access.choices import Verdict
from nuanyang.foundation.access.declared import access
from nuanyang.foundation.access.models import BrokenGlass
from nuanyang.insight.break_glass import operations
from nuanyang.insight.break_glass.forms import ReviewForm
from nuanyang.kernel.errors import NotVisible, Refused


def _when(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


@never_cache
@require_safe
@access.signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Mine that run, each with its end; what waits for my review; what was reviewed."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    may_break, may_review = actor.may("access.break_glass"), actor.may("access.review")
    if not (may_break or may_review):
        raise NotVisible("emergency access")
    waiting = queries.glass_to_review() if may_review else []
    return render(
        request,
        "break_glass/index.html",
        {
            "may_break": may_break,
            "may_review": may_review,
            "running": queries.running_glass(user_id=actor.user_id, at=now) if may_break else [],
            "waiting": [_line(g) for g in waiting],
            "reviewed": [_judged(g) for g in queries.glass_reviewed()] if may_review else [],
            "now": now,
        },
    )


def _line(glass: BrokenGlass) -> dict[str, Any]:
    return {
        "title": _("%(who)s 查阅 %(number)s") % {"who": glass.user, "number": glass.person_number},
        "tail": glass.organisation.name,
        "detail": glass.reason,
        "url": reverse("break_glass:review", args=[glass.pk]),
        "action": _("复核"),
        "clock": {"text": _when(glass.broken_at), "state": "running"},
    }


def _judged(glass: BrokenGlass) -> dict[str, Any]:
    return {
        "at": glass.reviewed_at,
        "title": _("%(who)s 查阅 %(number)s") % {"who": glass.user, "number": glass.person_number},
        "text": glass.reason,
        "by": str(glass.reviewed_by),
        "chips": [{"label": Verdict(glass.verdict).label, "tone": "risk" if glass.verdict == Verdict.UNJUSTIFIED else ""}],
    }


@require_POST
@access("access.break_glass")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one's own."""
    glass = operations.end_own_glass(glass_id=pk, at=timezone.now(), actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("已结束对 %(number)s 的紧急查阅。") % {"number": glass.person_number})
    return redirect("break_glass:index")


@never_cache
@require_http_methods(["GET", "POST"])
@access("access.review")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge somebody else's."""
    actor = request.actor  # type: ignore[attr-defined]
    glass = BrokenGlass.objects.select_related("user", "organisation").get(pk=pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            access_operations.review_glass(glass_id=pk, **form.cleaned_data, at=timezone.now(), actor=actor)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            messages.success(request, _("复核已记录。"))
            return redirect("break_glass:index")
    facts = [
        {"label": _("谁"), "value": str(glass.user), "note": glass.organisation.name},
        {"label": _("查阅了"), "value": glass.person_number},
        {"label": _("理由"), "value": glass.reason},
        {"label": _("开始时间"), "value": _when(glass.broken_at)},
        {
            "label": _("结束"), "value": _when(glass.ended_at or glass.ends_at),
            "note": "" if glass.ended_at else _("到时自动结束"),
        },
    ]  # fmt: skip
    judged = Verdict(glass.verdict).label if glass.verdict else ""
    return render(
        request,
        "break_glass/review.html",
        {"form": form, "facts": facts, "own": glass.user_id == actor.user_id, "judged": judged},
        status=422 if form.is_bound and form.errors else 200,
    )
