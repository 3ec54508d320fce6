"""The person page as its template shows it: the band, its verbs, and everything below put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from nuanyang.foundation.access.reads import note_sealed_read, through_glass
from nuanyang.foundation.files import queries as files
from nuanyang.insight.person_page import cards, files_card, queries, sight_card
from nuanyang.insight.person_page import story as story_page
from nuanyang.insight.person_page.journey import Journey
from nuanyang.insight.person_page.queries import Subject
from nuanyang.insight.person_page.words import AT_RISK, chip, joined, url
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import local_date
from nuanyang.registry.people.choices import Alert
from nuanyang.registry.people.queries import PersonCard

STAYS_SHOWN = 6
#: The deadline of a plan's task; it stands with the plan.
TASK = "plan.task"
TASKS_SHOWN = 4
#: Small pictures are requests of their own; the rest has a page.
FILES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Open:
    """The part that is open for editing: its card, its form, where it is sent, and about what.

    ``target`` is the form's URL name, or the id of the one alert, paper or link it is about.
    """

    part: str
    form: Any
    action: str
    target: str | int
    consequence: Sequence[str] = ()


def note_sealed(request: HttpRequest, shown: list[PersonCard]) -> None:
    """Every sealed record shown is a read that is logged."""
    for card in shown:
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
    kept = files.files_of_people(person_ids=found.record_ids, size=FILES_SHOWN + 1)
    seen = sight_card.seen_by(found, actor, now)
    glass = sight_card.glass(found, seen, actor, now)
    path = reverse("people:person", args=[person_id])
    actor = _as_reader(actor, found)
    return {
        "subject": found,
        "card": found.card,
        "band": band(found, journey, glass),
        "glass": glass,
        "sight": sight_card.rows(seen),
        "sight_verbs": sight_card.verbs(found, seen, actor),
        "verbs": verbs(found, journey, actor),
        "more": further(found, actor),
        "next": journey.next_clock,
        "story": story_page.told(story.lines),
        "tabs": story_page.tabs(story.counts, stage, path),
        "stage": stage,
        "older_url": story_page.older(path, stage, story.older),
        "continued": bool(request.GET.get("before")),
        "clocks": [cards.clock_row(c) for c in journey.clocks if c.rule_id != TASK or journey.plan is None],
        "facts": cards.facts(found),
        "papers": cards.papers(found, actor, revealed or {}),
        "stays": [cards.stay_row(s) for s in journey.stays[:STAYS_SHOWN]],
        "stays_count": len(journey.stays),
        "tasks": [cards.task_row(t) for t in journey.tasks[:TASKS_SHOWN]],
        "visits": [cards.visit_row(v) for v in journey.visits],
        "links": found.links,
        "files": files_card.listed(found, kept[:FILES_SHOWN], actor),
        "files_more": len(kept) > FILES_SHOWN,
        "ways": files_card.ways_in(found, actor),
        "journey": journey,
        "may": {p.replace(".", "_"): actor.may(p) for p in ("people.edit", "people.link", "people.reveal")},
        "opened": opened,
        "path": path,
        "now": now,
        "page_url": request.build_absolute_uri(path),
        "printed_by": actor.name,
    }


#: What an emergency lends: to read, and to see a number for a reason.
_LENT = frozenset({"people.view", "people.reveal", "access.break_glass"})


def _as_reader(actor: Actor, found: Subject) -> Actor:
    """Who sees the record in an emergency only is offered nothing that would change it."""
    if not through_glass(actor, found.person.viewer_keys):
        return actor
    return replace(actor, permissions=actor.permissions & _LENT)


# ---- the band ---------------------------------------------------------------------------------


def band(found: Subject, journey: Journey, glass: dict[str, Any] | None = None) -> dict[str, Any]:
    """Who, where, what must not be missed; that an emergency alone opened the page."""
    lent = [chip(_("紧急查阅，到 %(until)s") % glass, icon="shield", href="#glass")] if glass else []
    chips = [*lent, *_state_chips(found, journey), *_alert_chips(found)]
    heard = next((n.text for n in found.names if n.text != found.card.name), "")
    return {
        "name": found.card.name,
        "line": joined(
            found.card.number if found.card.named else "", found.card.sex_label if found.card.sex else "",
            found.card.age_text, _("又叫“%(name)s”") % {"name": heard} if heard else "", found.card.home,
        ),
        "place": where(journey),
        "chips": chips,
        "alert": any(each["tone"] == "risk" for each in chips),
        "sealed": found.card.sealed,
        "photo_url": files_card.portrait_url(found),
        "photo_alt": _("%(name)s 的照片") % {"name": found.card.name},
    }


def _state_chips(found: Subject, journey: Journey) -> list[dict[str, Any]]:
    person, card, chips = found.person, found.card, []
    if person.died_on is not None:
        chips.append(chip(_("%(day)s 去世") % {"day": person.died_on.isoformat()}))
    if card.sealed:
        chips.append(chip(_("密封"), icon="lock", title=_("只有知情人看得到这份档案，每次查阅都有记录")))
    # A mark raised by hand says the same, perhaps with a note: once is enough.
    if card.minor and Alert.MINOR not in {a.alert for a in found.alerts}:
        chips.append(chip(Alert.MINOR.label, "risk"))
    if not card.identity_known and card.identity_stated:
        chips.append(chip(_("身份待核实"), title=_("本人说明了姓名、年龄和家乡，还没有证件证明")))
    elif not card.identity_known and journey.stay is not None:
        chips.append(chip(_("身份未明 第 %(day)s 天") % {"day": journey.day}, "risk"))
    elif not card.identity_known:
        chips.append(chip(_("身份未明")))
    if journey.overdue:
        chips.append(chip(_("%(n)s 项超期") % {"n": journey.overdue}, "risk", "risk", "#clocks"))
    if len(journey.stays) > 1:
        chips.append(chip(_("来过 %(n)s 次") % {"n": len(journey.stays)}, href="#stays"))
    if len(found.record_ids) > 1:
        chips.append(chip(_("%(n)s 份档案为同一人") % {"n": len(found.record_ids)}, "", "link", "#links"))
    if card.masked:
        chips.append(chip(_("已遮名"), icon="hidden", title=_("监管范围内只显示部分姓名")))
    return chips


def _alert_chips(found: Subject) -> list[dict[str, Any]]:
    chips = []
    for raised in found.alerts:
        label, note = str(Alert(raised.alert).label), "" if found.masked else raised.note
        if raised.alert == Alert.OTHER and note:
            label, note = note, ""
        text = _("%(alert)s：%(note)s") % {"alert": label, "note": note} if note else label
        chips.append(chip(text, "risk" if raised.alert in AT_RISK else ""))
    return chips


def where(journey: Journey) -> str:
    """Where the person is now, since when, and who answers for the case."""
    parts: list[str] = []
    if journey.stay is not None:
        parts += [journey.stay.station.name]
        parts += [_bed(journey)]
        parts += [_("在站第 %(day)s 天") % {"day": journey.day}, journey.stay.number]
    elif journey.stays:
        last = journey.stays[0]
        left = last.stay.left_at
        day = local_date(left).isoformat() if left else _("日期不详")
        parts.append(_("%(day)s 离开%(station)s，%(mode)s") % {"day": day, "station": last.station, "mode": last.mode})
    if journey.plan is not None:
        parts.append(_("帮扶：%(name)s") % {"name": journey.plan.led_by})
    return joined(*parts)


def _bed(journey: Journey) -> str:
    """The bed; beds are the station's own business, so for others no bed says nothing."""
    if journey.bed is not None:
        return _("%(bed)s 床") % {"bed": journey.bed.code}
    return _("还没有床位") if journey.at_own_station else ""


def verbs(found: Subject, journey: Journey, actor: Any) -> list[dict[str, str]]:
    """At most two things to do now; the first is the next step of the journey."""
    person_id, wanted = found.card.id, []
    if journey.stay is not None:
        if journey.bed is None and journey.at_own_station and actor.may("stays.manage"):
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
            (_("拍照片"), "people:add_photo", "camera"), (_("录一段话"), "people:add_voice", "mic"),
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
    "people:raise_alert": "alerts", "people:link": "links", "people:add_photo": "files", "people:add_scan": "files",
    "people:add_voice": "files", "people:share": "sight", "people:seal": "sight", "people:let_in": "sight",
    "people:take_out": "sight", "people:unseal": "sight", "people:take_back": "sight",
}
