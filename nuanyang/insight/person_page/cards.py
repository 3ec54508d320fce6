"""The cards beside the story: deadlines, particulars, papers, stays, tasks, visits, as rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanyang.foundation.deadlines.queries import Clock
from nuanyang.insight.person_page.queries import Subject
from nuanyang.insight.person_page.words import joined, url
from nuanyang.journey.follow_up.visits.models import ReturnVisit
from nuanyang.journey.help.casework.models import PlanTask
from nuanyang.journey.take_in.stays.queries import PastStay
from nuanyang.kernel.dates import local_date, span_moments
from nuanyang.registry.people.choices import BirthPrecision
from nuanyang.registry.people.forms import ReasonForm


def clock_row(clock: Clock) -> dict[str, Any]:
    """A deadline: the term, what meets it, how it stands, the rule behind it."""
    state = "provisional" if clock.provisional and clock.open and not clock.overdue else str(clock.state)
    return {
        "term": clock.term or clock.due_at.astimezone(timezone.get_current_timezone()).strftime("%m-%d"),
        "title": _title(clock),
        "due": clock.due_at,
        "met_at": clock.met_at,
        "state": state,
        "rule": joined(*dict.fromkeys((clock.rule_called, clock.title, clock.source))),
        "rule_url": url("rulebook:rule", clock.rule_id),
    }


def _title(clock: Clock) -> str:
    """What is due, with its own words where it has some that do not begin with the same."""
    if not clock.label or clock.label.startswith(str(clock.what)):
        return str(clock.label or clock.what)
    return _("%(what)s：%(label)s") % {"what": clock.what, "label": clock.label}


def facts(found: Subject) -> list[dict[str, Any]]:
    """Particulars as pairs."""
    person, card = found.person, found.card
    rows = [
        {"label": _("姓名"), "value": card.name if card.named else "", "missing": _("说不清或不肯说")},
        {"label": _("性别"), "value": card.sex_label if card.sex else "", "missing": _("未知")},
        {"label": _("年龄"), "value": card.age_text, "note": _birth(found), "missing": _("未知")},
        {"label": _("家乡"), "value": card.home, "missing": _("未知")},
        {"label": _("身份"), "value": _("已明") if person.identity_known else "", "missing": _("未明")},
    ]
    others = [n for n in found.names if n.text != card.name]
    if others:
        said = [_("%(name)s（%(use)s）") % {"name": n.text, "use": n.use} for n in others]
        rows.insert(1, {"label": _("其他姓名"), "value": _("、").join(said)})
    return rows


def stay_row(past: PastStay) -> dict[str, Any]:
    """A stay as a pair: from when to when, where, how it ended."""
    stay = past.stay
    arrived = local_date(stay.arrived_at).isoformat()
    if past.open:
        span = _("%(day)s 至今") % {"day": arrived}
    elif stay.left_at is not None:
        span = _("%(from)s 至 %(to)s") % {"from": arrived, "to": local_date(stay.left_at).strftime("%m-%d")}
    else:
        span = arrived
    days = _("%(n)s 天") % {"n": past.days} if past.days else ""
    return {
        "label": span, "value": past.station, "url": url("stays:stay", stay.pk),
        "note": joined(stay.number, days, past.mode or _("在站")),
    }


def task_row(task: PlanTask) -> dict[str, Any]:
    """An open task of the plan as a clock."""
    due = span_moments(task.due_on, task.due_on)[1] - timedelta(seconds=1)
    return {
        "term": task.due_on.strftime("%m-%d"), "title": joined(task.title_told, task.assignee_name), "due": due,
        "rule": "", "rule_url": "",
    }


def visit_row(visit: ReturnVisit) -> dict[str, Any]:
    """A visit at home as a pair: when, and how it was; what is planned says until when."""
    done = visit.made_at is not None
    day = local_date(visit.made_at if visit.made_at is not None else visit.due_at).isoformat()
    facts = [visit.get_state_display(), _("有风险") if visit.risk else "", visit.get_not_met_display() or ""]
    return {
        "label": day, "value": joined(*facts), "note": visit.made_by_name if done else _("最晚这一天"),
        "url": url("visits:follow_up", visit.follow_up_id),
    }


def _birth(found: Subject) -> str:
    person = found.person
    if found.masked:
        return ""
    if person.birth_date is not None:
        form = "%Y-%m" if person.birth_precision == BirthPrecision.MONTH else "%Y-%m-%d"
        return person.birth_date.strftime(form)
    low, high = person.birth_year_low, person.birth_year_high
    if low is None or high is None:
        return ""
    if low == high:
        return _("%(year)s 年生") % {"year": low}
    return _("%(low)s–%(high)s 年间生") % {"low": low, "high": high}


def papers(found: Subject, actor: Any, revealed: dict[int, str]) -> list[dict[str, Any]]:
    """Papers, numbers masked unless just revealed."""
    may = actor.may("people.reveal")
    return [
        {
            "id": p.id, "kind": p.kind_label, "number": revealed.get(p.id, p.masked_number),
            "shown": p.id in revealed, "valid": p.valid, "dialog": f"reveal-{p.id}",
            "reveal_url": reverse("people:reveal", args=[found.card.id, p.id]) if may else "",
            "form": ReasonForm(auto_id=f"reveal-{p.id}-%s"),
            "consequence": [_("只显示这一次，离开本页就遮上。"), _("理由会和您的姓名、时间一起留存。")],
        }
        for p in found.papers
    ]
