"""Pages of needs: who waits, one person's needs, a new assessment."""

from __future__ import annotations

from datetime import datetime
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
from nuanyang.journey.assess.needs import operations, queries
from nuanyang.journey.assess.needs.choices import Domain, Level
from nuanyang.journey.assess.needs.forms import AssessmentForm, DomainsForm
from nuanyang.journey.assess.needs.models import Assessment
from nuanyang.journey.assess.needs.rules import DomainChange
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.kernel.refusals import refuse
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.choices import Alert

#: Height of the little bars of the picture.
BAR = 24


@require_safe
@access("needs.view")
def index(request: HttpRequest) -> HttpResponse:
    """What is to be done here: people not assessed yet; and what was assessed lately."""
    now = timezone.now()
    today, actor = local_date(now), request.actor  # type: ignore[attr-defined]
    residents = queries.waiting_residents(organisation_id=actor.organisation_id)
    recent = queries.recent(organisation_id=actor.organisation_id)
    cards = people.cards([*(s.person_id for s in residents), *(a.person_id for a in recent)], today=today)
    waiting = [
        _line(cards[s.person_id], _in_for((today - local_date(s.arrived_at)).days), actor)
        for s in residents
        if s.person_id in cards
    ]
    if not waiting:
        waiting = [_line(card, "", actor) for card in queries.waiting_people(today=today, limit=20)]
    return render(
        request,
        "needs/index.html",
        {"waiting": waiting, "recent": [_recent(a, cards) for a in recent if a.person_id in cards], "now": now},
    )


def _in_for(days: int) -> str:
    return ngettext("入站 %(days)s 天", "入站 %(days)s 天", days) % {"days": days}


def _line(card: people.PersonCard, clock: str, actor: Any) -> dict[str, Any]:
    may = actor.may("needs.assess")
    return {
        "title": card.name,
        "tail": _about(card),
        "url": reverse("needs:assess" if may else "needs:person", args=[card.id]),
        "action": _("评估") if may else "",
        "clock": {"text": clock, "state": "running"} if clock else None,
        "sealed": card.sealed,
    }


def _card(person_id: int, now: datetime) -> people.PersonCard:
    """The person's card with what must not be missed."""
    found = people.cards([person_id], today=local_date(now))
    if person_id not in found:
        raise NotVisible(f"person {person_id}")
    return found[person_id]


def _marks(card: people.PersonCard) -> list[dict[str, Any]]:
    """What must not be missed about the person, as chips."""
    labels = [_("未成年人")] if card.minor else []
    labels += [str(Alert(alert).label) for alert in card.alerts if alert != Alert.MINOR]
    return [{"label": label, "tone": "risk"} for label in labels]


def _about(card: people.PersonCard) -> str:
    return " · ".join(part for part in (card.sex_label, card.age_text, card.home) if part)


def _recent(assessment: Assessment, cards: dict[int, people.PersonCard]) -> dict[str, Any]:
    return {
        "at": assessment.assessed_at,
        "title": cards[assessment.person_id].name,
        "summary": _("第 %(version)s 次评估") % {"version": assessment.version},
        "by": assessment.assessed_by_name,
        "url": reverse("needs:person", args=[assessment.person_id]),
    }


@require_safe
@access("needs.view")
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person's needs: the latest look, how it changed, what was said when."""
    now = timezone.now()
    card = _card(person_id, now)
    versions = queries.history(person_id=person_id)
    return render(
        request,
        "needs/person.html",
        {
            "card": card,
            "about": _about(card), "marks": _marks(card),
            "latest": versions[0] if versions else None,
            "rows": [_row(f) for f in queries.in_order(versions[0])] if versions else [],
            "change": [_picture(c) for c in queries.change(versions)] if len(versions) > 1 else [],
            "story": [_told(a) for a in versions],
            "may_assess": request.actor.may("needs.assess"),  # type: ignore[attr-defined]
            "now": now,
        },
    )


def _row(finding: Any) -> dict[str, Any]:
    return {"label": finding.get_domain_display(), "value": finding.get_level_display(), "note": finding.note}


def _told(assessment: Assessment) -> dict[str, Any]:
    said = _("；").join(
        _("%(domain)s %(level)s") % {"domain": f.get_domain_display(), "level": f.get_level_display()}
        for f in queries.in_order(assessment)
    )
    return {
        "at": assessment.assessed_at,
        "title": _("第 %(version)s 次评估") % {"version": assessment.version},
        "summary": said,
        "text": assessment.note,
        "by": assessment.assessed_by_name,
        "mark": "past",
    }


DIRECTIONS = {
    "better": lambda: _("减轻"),
    "worse": lambda: _("加重"),
    "same": lambda: _("没有变化"),
    "new": lambda: _("首次谈到"),
    "unseen": lambda: _("这次没有谈到"),
}


def _picture(change: DomainChange) -> dict[str, Any]:
    """The bars of one domain: x, width, y, height in a 100 × 24 box; nothing where it was not seen."""
    step = 100 / len(change.levels)
    bars = [
        {
            "x": f"{place * step:.2f}",
            "width": f"{step * 0.88:.2f}",
            # A level of zero still leaves a line: it was looked at.
            "height": f"{max(1.5, BAR * level / max(Level.values)):.2f}",
            "y": f"{BAR - max(1.5, BAR * level / max(Level.values)):.2f}",
            "last": place == len(change.levels) - 1,
        }
        for place, level in enumerate(change.levels)
        if level is not None
    ]
    now = change.now if change.now is not None else change.before
    return {
        "label": Domain(change.domain).label,
        "level": Level(now).label if now is not None else "",
        "direction": DIRECTIONS[change.direction](),
        "urgent": change.now == Level.URGENT,
        "bars": bars,
        "spoken": _("、").join("—" if v is None else str(Level(v).label) for v in change.levels),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@access("needs.assess")
def assess(request: HttpRequest, person_id: int) -> HttpResponse:
    """A new assessment: which domains (in the address), then their levels."""
    now = timezone.now()
    card = _card(person_id, now)
    last = queries.latest(person_id=person_id)
    before = {f.domain: f.level for f in last.findings.all()} if last else {}
    marked = [d for d in request.GET.getlist("domains") if d in Domain.values]
    shown = {"card": card, "about": _about(card), "marks": _marks(card)}
    if not marked:
        asked = "next" in request.GET
        form: Any = DomainsForm(request.GET) if asked else DomainsForm(initial={"domains": list(before)})
        return render(request, "needs/domains.html", {**shown, "form": form})
    form = AssessmentForm(request.POST or None, domains=marked, before=before)
    if request.method == "POST" and form.is_valid():
        try:
            operations.assess(
                person_id=person_id, findings=form.findings(), note=form.cleaned_data["note"],
                at=now, actor=request.actor,  # type: ignore[attr-defined]
            )
        except Refused as error:
            refuse(form, error)
        else:
            messages.success(request, _("评估已记录"))
            return redirect("needs:person", person_id)
    return render(request, "needs/assess.html", {**shown, "form": form}, status=422 if form.errors else 200)
