"""The person page as its template shows it: band, story, clocks, cards; all words, no decisions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nuanyang.foundation.access.reads import note_sealed_read
from nuanyang.foundation.deadlines.queries import Clock
from nuanyang.insight.person_page import queries
from nuanyang.insight.person_page.journey import Journey
from nuanyang.insight.person_page.queries import Line, Subject
from nuanyang.journey.follow_up.visits.models import ReturnVisit
from nuanyang.journey.help.casework.models import PlanTask
from nuanyang.journey.take_in.stays.queries import PastStay
from nuanyang.kernel.dates import local_date, span_moments
from nuanyang.registry.people.choices import Alert, BirthPrecision, LinkDecision
from nuanyang.registry.people.forms import ReasonForm
from nuanyang.registry.people.queries import PersonCard

STAYS_SHOWN = 6
#: The deadline of a plan's task; it stands with the plan.
TASK = "plan.task"
TASKS_SHOWN = 4

#: Marks that are shown red: somebody may come to harm if they are missed.
AT_RISK = frozenset(
    {Alert.VIOLENCE, Alert.TRAFFICKED, Alert.ALLERGY, Alert.INFECTIOUS, Alert.SELF_HARM, Alert.MINOR}
)

STAGE_LABELS = {
    "discover": gettext_lazy("发现"), "take_in": gettext_lazy("接收"), "assess": gettext_lazy("评估"),
    "help": gettext_lazy("帮扶"), "resettle": gettext_lazy("返乡安置"), "follow_up": gettext_lazy("回访"),
    "registry": gettext_lazy("档案"),
}

#: Where an event's root record has a page of its own.
ROOT_PAGES = {
    "stay": "stays:stay", "encounter": "patrols:encounter", "helpplan": "casework:plan",
    "departure": "departures:departure", "followup": "visits:follow_up",
}


@dataclass(frozen=True, slots=True)
class Open:
    """The part that is open for editing: its card, its form, where it is sent, and about what.

    ``target`` is the form's URL name, or the id of the one alert, paper or link it is about.
    """

    part: str
    form: Any
    action: str
    target: str | int


def url(name: str, *arguments: Any) -> str:
    """The address of a page, or nothing where this installation has no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def joined(*facts: object) -> str:
    """Facts beside each other, the empty ones left out."""
    return " · ".join(str(f) for f in facts if f)


def about(card: PersonCard) -> str:
    """Sex, age and home in one line."""
    return joined(card.sex_label if card.sex else "", card.age_text, card.home)


def note_sealed(request: HttpRequest, cards: list[PersonCard]) -> None:
    """Every sealed record shown is a read that is logged."""
    for card in cards:
        if card.sealed:
            note_sealed_read(request, root="person", root_id=card.id)


def build(request: HttpRequest, *, person_id: int, now: datetime, opened: Open | None = None,
          revealed: dict[int, str] | None = None) -> dict[str, Any]:  # fmt: skip
    """Everything the page shows.

    :raises Person.DoesNotExist: when the actor may not know of the person.
    """
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.subject(person_id=person_id, today=local_date(now))
    note_sealed(request, [found.card, *(link.card for link in found.links)])
    journey = Journey.of(found.record_ids, actor=actor, now=now)
    stage = request.GET.get("stage", "")
    stage = stage if stage in queries.STAGES else ""
    story = queries.story(
        record_ids=found.record_ids, person_id=person_id, stage=stage, before=request.GET.get("before", "")
    )
    path = reverse("people:person", args=[person_id])
    return {
        "subject": found,
        "card": found.card,
        "band": band(found, journey, now),
        "verbs": verbs(found, journey, actor),
        "more": further(found, actor),
        "next": journey.next_clock,
        "story": told(story.lines, now),
        "tabs": tabs(story.counts, stage, path),
        "stage": stage,
        "older_url": older(path, stage, story.older),
        "continued": bool(request.GET.get("before")),
        "clocks": [clock_row(c) for c in journey.clocks if c.rule_id != TASK or journey.plan is None],
        "facts": facts(found),
        "papers": papers(found, actor, revealed or {}),
        "stays": [stay_row(s) for s in journey.stays[:STAYS_SHOWN]],
        "stays_count": len(journey.stays),
        "tasks": [task_row(t) for t in journey.tasks[:TASKS_SHOWN]],
        "visits": [visit_row(v) for v in journey.visits],
        "links": found.links,
        "SAME": LinkDecision.SAME,
        "journey": journey,
        "may": {p.replace(".", "_"): actor.may(p) for p in ("people.edit", "people.link", "people.reveal")},
        "opened": opened,
        "path": path,
        "now": now,
        "page_url": request.build_absolute_uri(path),
        "printed_by": actor.name,
    }


# ---- the band ---------------------------------------------------------------------------------


def band(found: Subject, journey: Journey, now: datetime) -> dict[str, Any]:
    """Who, where, what must not be missed."""
    chips = [*_state_chips(found, journey, now), *_alert_chips(found)]
    heard = next((n.text for n in found.names if n.text != found.card.name), "")
    return {
        "name": found.card.name,
        "line": joined(
            found.card.number if found.card.named else "", found.card.sex_label if found.card.sex else "",
            found.card.age_text, _("又叫“%(name)s”") % {"name": heard} if heard else "", found.card.home,
        ),
        "place": where(journey, now),
        "chips": chips,
        "alert": any(chip["tone"] == "risk" for chip in chips),
        "sealed": found.card.sealed,
    }


def _chip(label: object, tone: str = "", icon: str = "", href: str = "", title: object = "") -> dict[str, Any]:
    return {"label": str(label), "tone": tone, "icon": icon, "href": href, "title": str(title)}


def _state_chips(found: Subject, journey: Journey, now: datetime) -> list[dict[str, Any]]:
    person, card, chips = found.person, found.card, []
    if person.died_on is not None:
        chips.append(_chip(_("%(day)s 去世") % {"day": person.died_on.isoformat()}))
    if card.sealed:
        chips.append(_chip(_("密封"), icon="lock", title=_("只有知情人看得到这份档案，每次查阅都有记录")))
    if card.minor:
        chips.append(_chip(Alert.MINOR.label, "risk"))
    if not card.identity_known and journey.stay is not None:
        chips.append(_chip(_("身份未明 第 %(day)s 天") % {"day": journey.day}, "risk"))
    elif not card.identity_known:
        chips.append(_chip(_("身份未明")))
    if journey.overdue:
        chips.append(_chip(_("%(n)s 项超期") % {"n": journey.overdue}, "risk", "risk", "#clocks"))
    if len(journey.stays) > 1:
        chips.append(_chip(_("来过 %(n)s 次") % {"n": len(journey.stays)}, href="#stays"))
    if len(found.record_ids) > 1:
        chips.append(_chip(_("%(n)s 份档案为同一人") % {"n": len(found.record_ids)}, "", "link", "#links"))
    if card.masked:
        chips.append(_chip(_("已遮名"), icon="hidden", title=_("监管范围内只显示部分姓名")))
    return chips


def _alert_chips(found: Subject) -> list[dict[str, Any]]:
    chips = []
    for raised in found.alerts:
        label = Alert(raised.alert).label
        note = "" if found.masked else raised.note
        if raised.alert == Alert.OTHER and note:
            label, note = note, ""
        text = _("%(alert)s：%(note)s") % {"alert": label, "note": note} if note else label
        chips.append(_chip(text, "risk" if raised.alert in AT_RISK else ""))
    return chips


def where(journey: Journey, now: datetime) -> str:
    """Where the person is now, since when, and who answers for the case."""
    parts: list[str] = []
    if journey.stay is not None:
        parts += [journey.stay.station.name]
        parts += [_("%(bed)s 床") % {"bed": journey.bed.code} if journey.bed else _("还没有床位")]
        parts += [_("在站第 %(day)s 天") % {"day": journey.day}, journey.stay.number]
    elif journey.stays:
        last = journey.stays[0]
        left = last.stay.left_at
        day = local_date(left).isoformat() if left else _("日期不详")
        parts.append(_("%(day)s 离开%(station)s，%(mode)s") % {"day": day, "station": last.station, "mode": last.mode})
    if journey.plan is not None:
        lead = journey.plan.opened_by_name or journey.plan.organisation.name
        parts.append(_("帮扶：%(name)s") % {"name": lead})
    return joined(*parts)


def verbs(found: Subject, journey: Journey, actor: Any) -> list[dict[str, str]]:
    """At most two things to do now; the first is the next step of the journey."""
    person_id, wanted = found.card.id, []
    if journey.stay is not None:
        if journey.bed is None and actor.may("stays.manage"):
            wanted.append((_("安排床位"), url("stays:choose_bed", journey.stay.pk)))
        if not journey.assessed_since_arrival and actor.may("needs.assess"):
            wanted.append((_("登记需求"), url("needs:assess", person_id)))
        if actor.may("departures.discharge"):
            wanted.append((_("办理离站"), url("departures:choose", journey.stay.pk)))
    elif actor.may("intake.register") and found.person.died_on is None:
        wanted.append((_("办理求助登记"), _with(url("intake:new"), f"person={person_id}")))
    if journey.plan is None and actor.may("casework.manage"):
        wanted.append((_("制定帮扶计划"), url("casework:person", person_id)))
    if journey.follow_up is not None and journey.follow_up.ended_at is None and actor.may("visits.record"):
        wanted.append((_("记一次回访"), url("visits:follow_up", journey.follow_up.pk)))
    return [{"label": label, "url": target} for label, target in wanted if target][:2]


def _with(target: str, query: str) -> str:
    return f"{target}?{query}" if target else ""


def further(found: Subject, actor: Any) -> list[dict[str, str]]:
    """Everything else that can be done, behind one button."""
    person_id = found.card.id
    items = []
    if actor.may("people.edit"):
        items += [
            (_("更正资料"), "people:correct", "edit"), (_("补充姓名或称呼"), "people:add_name", "plus"),
            (_("登记证件"), "people:add_paper", "key"), (_("加注提醒"), "people:raise_alert", "alert"),
        ]
    if actor.may("people.link"):
        items.append((_("认定是不是同一人"), "people:link", "link"))
    return [
        {"label": label, "url": f"{target}#{PART_OF[name]}", "icon": icon}
        for label, name, icon in items
        if (target := url(name, person_id))
    ]


#: Which card each form opens in.
PART_OF = {
    "people:correct": "facts", "people:add_name": "facts", "people:add_paper": "papers",
    "people:raise_alert": "alerts", "people:link": "links",
}


# ---- the story --------------------------------------------------------------------------------


def told(lines: list[Line], now: datetime) -> list[dict[str, Any]]:
    """Lines of the timeline; a day is named once, its later lines show the time alone."""
    items, day = [], None
    for number, line in enumerate(lines):
        event = line.told
        local = timezone.localtime(event.happened_at)
        title, summary = split_sentence(event.title, event.sentence)
        items.append(
            {
                "at": event.happened_at,
                "when": local.strftime("%H:%M") if local.date() == day else "",
                "title": title,
                "summary": summary,
                "by": joined(line.actor, line.organisation, _late(line)),
                "url": _page_of(event.root, event.root_id),
                "mark": "now" if number == 0 else "past",
                "chips": _line_chips(line),
            }
        )
        day = local.date()
    return items


_BREAKS = re.compile("[：，]|: |, ")


def split_sentence(title: str, sentence: str) -> tuple[str, str]:
    """The bold words and what follows them: 入站：自行 → (入站, 自行)."""
    rest = sentence.removeprefix(title)
    if rest != sentence and not rest[:1].isalnum():
        return title, rest.lstrip("：，,: ")
    parts = _BREAKS.split(sentence, maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""


def _line_chips(line: Line) -> list[dict[str, Any]]:
    if not line.other_record:
        return []
    href = reverse("people:person", args=[line.person_id])
    return [_chip(line.other_record, "", "link", href, _("记在另一份档案里"))]


def _late(line: Line) -> str:
    """Said of what was entered more than an hour after it happened."""
    if not line.told.late:
        return ""
    return _("%(moment)s 补记") % {"moment": timezone.localtime(line.told.recorded_at).strftime("%m-%d %H:%M")}


def _page_of(root: str, root_id: int) -> str:
    return url(ROOT_PAGES[root], root_id) if root in ROOT_PAGES else ""


def tabs(counts: dict[str, int], stage: str, path: str) -> list[dict[str, Any]]:
    """All, then the stages that have anything to tell."""
    items = [{"label": _("全部"), "url": f"{path}#story", "current": not stage, "count": sum(counts.values())}]
    for key, number in counts.items():
        items.append(
            {
                "label": STAGE_LABELS[key], "url": f"{path}?stage={key}#story", "current": key == stage,
                "count": number,
            }
        )
    return items


def older(path: str, stage: str, mark: str) -> str:
    """The address of the next page of the story."""
    if not mark:
        return ""
    return f"{path}?{f'stage={stage}&' if stage else ''}before={mark}#story"


# ---- cards ------------------------------------------------------------------------------------


def clock_row(clock: Clock) -> dict[str, Any]:
    """A deadline: the term, what meets it, how it stands, the rule behind it."""
    state = "provisional" if clock.provisional and clock.open and not clock.overdue else str(clock.state)
    return {
        "term": clock.term or clock.due_at.astimezone(timezone.get_current_timezone()).strftime("%m-%d"),
        "title": _("%(what)s：%(label)s") % {"what": clock.what, "label": clock.label} if clock.label else clock.what,
        "due": clock.due_at,
        "met_at": clock.met_at,
        "state": state,
        "rule": joined(clock.rule_id, clock.title, clock.source),
        "rule_url": url("rulebook:rule", clock.rule_id),
    }


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
        "term": task.due_on.strftime("%m-%d"), "title": joined(task.title, task.assignee_name), "due": due,
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
