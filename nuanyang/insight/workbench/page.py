"""My day as its template shows it: every line names a person and is one click from being done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuanyang.foundation.deadlines.queries import Clock
from nuanyang.insight.person_page.words import joined, url
from nuanyang.insight.workbench.queries import Change, Day, House
from nuanyang.journey.discover.patrols.models import Encounter
from nuanyang.journey.follow_up.visits.queries import Handed
from nuanyang.journey.help.casework.models import HelpPlan
from nuanyang.journey.help.casework.queries import PlanRow
from nuanyang.journey.take_in.stays import rules as stay_rules
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.actor import Actor
from nuanyang.registry.people.queries import PersonCard

Row = dict[str, Any]
#: So many other things to do for the same person are named on his line.
ALSO_SHOWN = 2
#: After so long somebody asks where the person is.
LONG_ON_THE_WAY = timedelta(hours=4)


def about(card: PersonCard) -> str:
    """Sex and age: enough to know whom one goes to."""
    return joined(card.sex_label if card.sex else "", card.age_text)


def greeting(name: str, now: datetime) -> str:
    """Good morning, by the hour."""
    hour = timezone.localtime(now).hour
    if hour < 5 or hour >= 22:
        words = _("夜里好，%(name)s")
    elif hour < 11:
        words = _("早上好，%(name)s")
    elif hour < 14:
        words = _("中午好，%(name)s")
    elif hour < 18:
        words = _("下午好，%(name)s")
    else:
        words = _("晚上好，%(name)s")
    return words % {"name": name}


def today(now: datetime) -> str:
    """The day and hour in words."""
    return date_format(timezone.localtime(now), _("Y 年 n 月 j 日 l H:i"))


# ---- figures ----------------------------------------------------------------------------------


def figures(day: Day) -> list[Row]:
    """The house at a glance, and how one stands with one's clocks; nothing without a house."""
    if day.house is None:
        return []
    rows = _house_figures(day.house)
    note = _("%(n)s 项三天内到期") % {"n": day.soon} if day.soon else _("三天内没有别的到期")
    rows.append(
        {
            "label": _("到期未办"), "value": day.overdue, "tone": "risk" if day.overdue else "", "note": note,
            "url": "#todo" if day.clocks else "",
        }
    )
    return rows


def _house_figures(house: House) -> list[Row]:
    board, longest = url("stays:index"), house.longest
    over, free = house.beds and house.present > house.beds, house.free
    return [
        {
            "label": _("在站"), "value": house.present, "url": board, "tone": "risk" if over else "",
            "of": ngettext("/ %(beds)s 床", "/ %(beds)s 床", house.beds) % {"beds": house.beds} if house.beds else "",
            "note": _("超出床位 %(n)s 人") % {"n": house.present - house.beds} if over
            else ngettext("空 %(n)s 张床", "空 %(n)s 张床", free) % {"n": free} if house.beds else "",
        },
        {
            "label": _("今日入站 / 离站"), "value": f"{house.came} / {house.left}", "url": board,
            "note": _("昨日在站 %(n)s 人") % {"n": house.strip[-2].present},
        },
        {
            "label": _("身份未明"), "value": house.unknown,
            "note": _("最长 %(days)s 天") % {"days": longest} if longest else _("在站的人身份都已明"),
            "url": f"{board}?show=unknown" if board and house.unknown else "",
        },
    ]


# ---- what to do now ---------------------------------------------------------------------------


def todo(day: Day, actor: Actor) -> list[Row]:
    """Clocks that are mine, one line a person, the most pressing first; somebody out of sight is left out."""
    grouped: dict[object, list[Clock]] = {}
    for clock in day.clocks:
        if clock.person_id is None or clock.person_id in day.cards:
            grouped.setdefault(clock.person_id or f"{clock.root}/{clock.root_id}", []).append(clock)
    return [_todo_row(clocks, day, actor, first=n == 0) for n, clocks in enumerate(grouped.values())]


def _todo_row(clocks: list[Clock], day: Day, actor: Actor, *, first: bool) -> Row:
    clock, others = clocks[0], clocks[1:]
    card = day.cards.get(clock.person_id or 0)
    verb, target = _deed(clock, actor)
    words = _words(clock)
    rest = [each for each in dict.fromkeys(str(c.label or c.what) for c in others) if each not in words]
    if rest:
        also = {"first": words, "rest": _("、").join(rest[:ALSO_SHOWN]), "n": len(rest)}
        more = len(rest) > ALSO_SHOWN
        words = (_("%(first)s；还有 %(n)s 项：%(rest)s……") if more else _("%(first)s；还有：%(rest)s")) % also
    return {
        "title": card.name if card else clock.title,
        "tail": about(card) if card else "",
        "detail": words,
        "rule": _rule(clock),
        "rule_url": url("rulebook:rule", clock.rule_id) if _rule(clock) else "",
        "url": target,
        "action": verb,
        "main": first and clock.overdue,
        "sealed": bool(card and card.sealed),
        "clock": {"due": clock.due_at, "state": _state(clock)},
    }


def _words(clock: Clock) -> str:
    if not clock.label:
        return str(clock.what)
    if clock.label.startswith(str(clock.what)):
        return str(clock.label)
    return _("%(what)s：%(label)s") % {"what": clock.what, "label": clock.label}


def _rule(clock: Clock) -> str:
    """The rule behind it by its number; a habit of the house has none, its words say it already."""
    return clock.rule_called if clock.source and clock.rule_called == clock.rule_id else ""


def _state(clock: Clock) -> str:
    return "provisional" if clock.provisional and not clock.overdue else str(clock.state)


def _deed(clock: Clock, actor: Actor) -> tuple[str, str]:
    """The verb that meets the deadline and where it is done; else the person's page."""
    wanted: list[tuple[str, str, str]] = []
    if clock.rule_id in ("RS-040", "RS-125"):
        wanted.append(("departures.discharge", _("办离站"), url("departures:choose", clock.root_id)))
    elif clock.rule_id == "plan.task":
        wanted.append(("casework.manage", _("办结"), url("casework:finish", clock.occurrence)))
    elif clock.root == "followup" or clock.rule_id.startswith("FU-"):
        wanted.append(("visits.record", _("记回访"), url("visits:follow_up", clock.root_id)))
    elif clock.root == "helpplan":
        wanted.append(("casework.manage", _("去处理"), url("casework:plan", clock.root_id)))
    for permission, verb, target in wanted:
        if target and actor.may(permission):
            return verb, target
    return _("打开"), url("people:person", clock.person_id) if clock.person_id else ""


# ---- who comes, who waits ---------------------------------------------------------------------


def _met(met_at: datetime, now: datetime) -> str:
    """When somebody was met; the day too when it was not today."""
    local, today = timezone.localtime(met_at), timezone.localtime(now).date()
    words = {"clock": local.strftime("%H:%M"), "day": local.strftime("%m-%d")}
    if local.date() == today:
        return _("%(clock)s 遇到") % words
    if local.date() == today - timedelta(days=1):
        return _("昨天 %(clock)s 遇到，还没到") % words
    return _("%(day)s %(clock)s 遇到，还没到") % words


def handed(day: Day) -> list[Row]:
    """People handed over to us whom nobody has taken on: who, from where, what is due."""
    known = [h for h in day.handed if h.follow_up.person_id in day.cards]
    return [_handed_row(h, day, first=n == 0) for n, h in enumerate(known)]


def _handed_row(handed: Handed, day: Day, *, first: bool) -> Row:
    follow_up, card = handed.follow_up, day.cards[handed.follow_up.person_id]
    plan = day.handed_plans.get(follow_up.person_id)
    came = _("%(station)s移交，%(day)s 返乡") % {
        "station": follow_up.station.name, "day": timezone.localtime(follow_up.returned_at).strftime("%m-%d"),
    }
    visit = _("%(day)s 前第一次回访") % {"day": timezone.localtime(handed.visit.due_at).strftime("%m-%d")} if handed.visit else ""
    return {
        "title": card.name, "tail": about(card), "detail": joined(came, visit, _plan_in_words(plan)),
        "url": url("visits:follow_up", follow_up.pk), "post": url("visits:take", follow_up.pk), "action": _("我来接手"),
        "main": first, "sealed": card.sealed,
        "clock": {"due": handed.visit.due_at} if handed.visit else {"state": "running", "text": ""},
    }


def _plan_in_words(plan: PlanRow | None) -> str:
    if plan is None:
        return ""
    return ngettext(
        "帮扶计划随人移交，%(n)s 项任务", "帮扶计划随人移交，%(n)s 项任务", plan.open_tasks
    ) % {"n": plan.open_tasks}


def arriving(encounters: list[Encounter], now: datetime) -> list[Row]:
    """People on their way whom nobody has taken in yet; shown to who may take them in."""
    start = url("intake:new")
    return [
        {
            "title": joined(e.get_sex_display() if e.sex else _("性别未看清"), e.get_apparent_age_display()),
            "tail": e.get_condition_display(),
            "detail": joined(e.place, e.seen),
            "clock": {
                # Hours on the way are too many for any street of a city: somebody should ask.
                "state": "soon" if now - e.met_at > LONG_ON_THE_WAY else "running",
                "text": _met(e.met_at, now),
            },
            "url": f"{start}?encounter={e.pk}" if start else url("patrols:encounter", e.pk),
            "action": _("准备接收"),
            "also": {"label": _("没有来"), "url": url("patrols:not_coming", e.pk)},
        }
        for e in encounters
    ]


def waiting(day: Day, now: datetime) -> list[Row]:
    """Who has no bed, was not looked at, or has a plan in which nothing is to be done."""
    rows = [_stay_row(s, day, now, _("还没有床位"), _("安排床位"), _bed_url(s)) for s in day.no_bed]
    named = {s.pk for s in day.no_bed}
    rows += [
        _stay_row(s, day, now, _("还没有评估"), _("评估"), url("needs:assess", s.person_id))
        for s in day.not_assessed
        if s.pk not in named
    ]
    rows += [_plan_row(p, day) for p in day.no_task]
    return [row for row in rows if row]


def _bed_url(stay: Stay) -> str:
    return url("stays:choose_bed", stay.pk) or url("people:person", stay.person_id)


def _stay_row(stay: Stay, day: Day, now: datetime, detail: str, verb: str, target: str) -> Row:
    card = day.cards.get(stay.person_id)
    if card is None:
        return {}
    number = stay_rules.day_number(stay.arrived_at, now, day.zone)
    return {
        "title": card.name, "tail": about(card), "detail": detail, "url": target, "action": verb,
        "sealed": card.sealed,
        "clock": {"state": "running", "text": _("在站第 %(day)s 天") % {"day": number}},
    }


def _plan_row(plan: HelpPlan, day: Day) -> Row:
    card = day.cards.get(plan.person_id)
    if card is None:
        return {}
    return {
        "title": card.name, "tail": about(card), "detail": _("计划里没有要做的事"),
        "url": url("casework:new_task", plan.pk), "action": _("定下一步"), "sealed": card.sealed,
        "clock": {
            "state": "running",
            "text": _("%(day)s 开始") % {"day": timezone.localtime(plan.opened_at).strftime("%m-%d")},
        },
    }


# ---- changes, strip, region -------------------------------------------------------------------


def changes(day: Day, actor: Actor) -> list[Row]:
    """What others did here since I was last here; a person's page is offered to who may open it."""
    return [_change(c, day, opens=actor.may("people.view")) for c in day.changes]


def _change(change: Change, day: Day, *, opens: bool) -> Row:
    card = day.cards.get(change.person_id or 0)
    return {
        "at": change.told.recorded_at,
        "title": card.name if card else change.told.title,
        "summary": change.told.sentence if card else "",
        "by": change.actor,
        "url": url("people:person", card.id) if card and opens else "",
        "mark": "past",
    }


def changes_lead(day: Day) -> str:
    """How much changed, for the line below the greeting."""
    count = len(day.changes)
    if not count:
        return _("上次来过以后没有别人的变化")
    if day.more_changes:
        return _("上次来过以后有 %(n)s 件以上变化") % {"n": count}
    return ngettext("上次来过以后有 %(n)s 件变化", "上次来过以后有 %(n)s 件变化", count) % {"n": count}


def strip(house: House) -> list[Row]:
    """Occupancy by day; every fourth day is labelled, today is marked."""
    last = len(house.strip) - 1
    return [
        {
            "label": d.day.strftime("%m-%d") if (last - n) % 4 == 3 else "",
            "taken": d.present, "capacity": d.beds, "current": n == last,
        }
        for n, d in enumerate(house.strip)
    ]


def overseen(day: Day) -> list[Row]:
    """Organisations of the region by what is overdue there."""
    return [
        {
            "label": name, "value": _("%(n)s 项超期") % {"n": late} if late else _("没有超期"),
            "note": _("%(n)s 项三天内到期") % {"n": soon} if soon else "",
        }
        for name, late, soon in day.overseen
    ]
