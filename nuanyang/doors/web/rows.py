"""Rows for the components: what callers may leave out is filled in, what must be said is worked out.

Callers pass mappings or objects with the attributes named in each docstring.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nuanyang.doors.web import moments
from nuanyang.doors.web.charts import Values, fill, get
from nuanyang.foundation.rulebook import queries as rulebook

ICONS = {
    "overdue": "risk",
    "soon": "clock",
    "running": "clock",
    "met": "check",
    "met_late": "check",
    "provisional": "info",
    "paused": "minus",
}
#: Endings of files that a browser shows safely by itself; what we keep bears its true ending.
OPENED = ("pdf", "jpg", "png", "webp")
NOTICE_TONES = {"success": "done", "error": "problem", "warning": "problem", "debug": "info", "": "info"}
NOTICE_ICONS = {"risk": "risk", "soon": "clock", "belief": "info", "done": "done", "info": "info", "problem": "alert"}


def chips(given: Iterable[Any]) -> list[Values]:
    """Chips: label, tone, icon, title, href; a plain text is a label."""
    return [
        fill(
            {"label": chip} if isinstance(chip, (str, Promise)) else chip, label="", tone="", icon="", title="", href=""
        )
        for chip in given
    ]


def band(values: Values) -> Values:
    """The band's chips filled."""
    return {**values, "chips": chips(values["chips"])}


def summary_list(values: Values) -> Values:
    """rows: label, value, url, note, missing (what to say when empty), action, action_url."""
    return {
        **values,
        "rows": [
            fill(row, label="", value="", url="", note="", missing="", action="", action_url="")
            for row in values["rows"]
        ],
    }


def files(values: Values) -> Values:
    """items: kind (its label), icon, name, url (the whole file), thumbnail_url, alt, audio_url, at, by, size (text),
    note, chips, actions (label, url, post: a button that does it). Without name and url it only says that there is one.
    ``opens`` (worked out): the browser shows it, in a tab of its own; everything else is saved.
    """
    items = []
    for item in values["items"]:
        row = fill(
            item, kind="", icon="file", name="", url="", thumbnail_url="", alt="", audio_url="", at=None, by="",
            size="", note="",
        )
        row["chips"] = chips(get(item, "chips", ()))
        row["opens"] = str(row["name"]).rpartition(".")[2].lower() in OPENED
        row["actions"] = [fill(a, label="", url="", post=False) for a in get(item, "actions", ())]
        items.append(row)
    return {**values, "items": items}


def refusal(values: Values) -> Values:
    """The rule's title and source in the reader's language, where only its id is given."""
    return {**values, "source": values["source"] or (rulebook.told_source(values["rule"]) if values["rule"] else "")}


def links(values: Values) -> Values:
    """items: label, url, current, count, icon."""
    return {
        **values,
        "items": [fill(item, label="", url="", current=False, count=None, icon="") for item in values["items"]],
    }


def clock(values: Values) -> Values:
    """State and words of a deadline from ``due`` and ``now`` unless given; ``met_at`` ends it."""
    state, text, due = values["state"], values["text"], values["due"]
    now = values["now"] or timezone.now()
    if not state and due is not None:
        state = _met_state(due, values["met_at"]) or moments.state(due, now, timedelta(hours=values["soon_hours"]))
    if not text:
        text = _clock_text(state, due, now)
    return {**values, "state": state or "running", "text": text, "icon": ICONS.get(state, "clock")}


def _met_state(due: datetime, met_at: datetime | None) -> str:
    if met_at is None:
        return ""
    return "met" if met_at <= due else "met_late"


def _clock_text(state: str, due: datetime | None, now: datetime) -> str:
    if state == "met":
        return _("按时办结")
    if state == "met_late":
        return _("已办，超期")
    if state == "paused":
        return _("暂停计时")
    if due is None:
        return ""
    text = moments.remaining(due, now)
    return _("%(remaining)s（暂定）") % {"remaining": text} if state == "provisional" else text


def clocks(values: Values) -> Values:
    """items: term ("24 小时"), title, and the clock's due, met_at, state, text; rule, rule_url (why)."""
    return {**values, "items": [_clock_row(item, values["now"]) for item in values["items"]]}


def _clock_row(item: Any, now: datetime | None) -> Values:
    row = fill(item, term="", title="", rule="", rule_url="", url="")
    row["clock"] = clock_of(item, now)
    return row


def clock_of(item: Any, now: datetime | None) -> Values:
    """The clock within a row that carries due, met_at, state, text itself."""
    given = fill(item, due=None, met_at=None, state="", text="", soon_hours=24)
    return clock({**given, "now": now, "title": "", "href": ""})


def work_list(values: Values) -> Values:
    """items: title, tail, detail, url, action (its label), main (bool), rule, rule_url, sealed, clock (due, state, text).

    With ``post`` the action is a button that posts there, else a link to ``url``. ``also`` (label, url): the other
    thing that may be done, said quietly.
    """
    items = []
    for item in values["items"]:
        row = fill(
            item, title="", tail="", detail="", url="", action="", main=False, sealed=False, rule="", rule_url="",
            post="",
        )
        row["also"] = fill(get(item, "also", None) or {}, label="", url="")
        given = get(item, "clock", None)
        row["clock"] = clock_of(given, values["now"]) if given else None
        items.append(row)
    return {**values, "items": items}


def timeline(values: Values) -> Values:
    """items: at (datetime) or when (text), title, summary, text, by, quote, url, chips, sealed,
    mark ("now", "past", "risk", "belief", "plan").
    """
    items = []
    for item in values["items"]:
        row = fill(
            item,
            at=None,
            when="",
            title="",
            summary="",
            text="",
            by="",
            mark="past",
            chips=(),
            url="",
            quote="",
            sealed=False,
        )
        row["when"] = row["when"] or (moments.short_when(row["at"], values["now"]) if row["at"] else "")
        row["chips"] = chips(row["chips"])
        items.append(row)
    return {**values, "items": items}


def person_card(values: Values) -> Values:
    """Chips filled; what a sealed person shows is nothing but that there is one."""
    return {**values, "chips": [] if values["sealed"] else chips(values["chips"])}


def notice(values: Values) -> Values:
    """Django's message levels become tones; the icon follows the tone."""
    first = str(values["tone"] or "").split(" ")[0]
    tone = NOTICE_TONES.get(first, first)
    icon = NOTICE_ICONS.get(tone, "info") if values["icon"] in ("auto", "") else values["icon"]
    return {**values, "tone": tone, "icon": icon}


def table(values: Values) -> Values:
    """columns: label, kind ("", "number", "date", "actions"), primary, sort_url, sorted ("asc", "desc").
    rows: cells (text, or mapping with text, sub, url, chip, clock, actions), tone ("risk" or "").
    """
    columns = [
        fill(column, label="", kind="", primary=False, sort_url="", sorted="", hide_on_phone=False)
        for column in values["columns"]
    ]
    rows = []
    for row in values["rows"]:
        cells = [_cell(cell, column) for cell, column in zip(get(row, "cells", ()), columns, strict=True)]
        rows.append({"cells": cells, "tone": get(row, "tone", "")})
    return {**values, "columns": columns, "rows": rows}


def _cell(cell: Any, column: Values) -> Values:
    if isinstance(cell, dict):
        filled = fill(cell, text="", sub="", url="", chips=(), clock=None, actions=())
        filled["chips"] = chips(filled["chips"])
        filled["actions"] = [fill(action, label="", url="", main=False) for action in filled["actions"]]
        if filled["clock"]:
            filled["clock"] = clock_of(filled["clock"], get(filled["clock"], "now", None))
    else:
        filled = {"text": cell, "sub": "", "url": "", "chips": (), "clock": None, "actions": ()}
    return {**filled, "column": column}


BED_WORDS = {
    "free": lambda: pgettext("bed", "空"),
    "taken": lambda: pgettext("bed", "在"),
    "away": lambda: pgettext("bed", "外出"),
    "blocked": lambda: pgettext("bed", "停用"),
    "proposed": lambda: pgettext("bed", "建议"),
    "unsuitable": lambda: pgettext("bed", "不合适"),
}


def bed_board(values: Values) -> Values:
    """zones: name, taken, total, note, rooms; room: name, note, beds;
    bed: id, code, label, sub, state (free, taken, away, blocked, proposed, unsuitable), url, reason,
    sealed, unidentified, over (a limit is broken).
    """
    zones = []
    for zone in values["zones"]:
        filled = fill(zone, name="", taken=None, total=None, note="", sealed=False, rooms=())
        filled["over"] = (
            filled["total"] is not None and filled["taken"] is not None and filled["taken"] > filled["total"]
        )
        filled["rooms"] = [
            {**fill(room, name="", note=""), "beds": [_bed(bed, values) for bed in get(room, "beds", ())]}
            for room in filled["rooms"]
        ]
        zones.append(filled)
    return {**values, "zones": zones}


def _bed(bed: Any, values: Values) -> Values:
    filled = fill(
        bed,
        id="",
        code="",
        label="",
        sub="",
        state="free",
        url="",
        reason="",
        sealed=False,
        unidentified=False,
        over=False,
    )
    filled["word"] = BED_WORDS[filled["state"]]()
    choosing = bool(values["field_name"])
    filled["choosable"] = choosing and filled["state"] in ("free", "proposed")
    filled["chosen"] = choosing and str(filled["id"]) == str(values["selected"]) != ""
    return filled
