"""The components of the design system: what each is for, what it takes, what it needs.

One entry per template in ``templates/components``. Templates name them through
``{% ui "name" … %}`` and ``{% component "name" … %}``; a wrong name or argument is an
error when the template is compiled, not an empty spot on somebody's screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nuanyang.doors.web import charts, rows

Values = dict[str, Any]


class ComponentError(Exception):
    """A component was named with arguments it does not take, or without one it needs."""


@dataclass(frozen=True)
class Component:
    """``optional`` maps argument to default; ``prepare`` turns arguments into what the template shows."""

    name: str
    purpose: str
    required: tuple[str, ...] = ()
    optional: Mapping[str, Any] = field(default_factory=dict)
    slots: tuple[str, ...] = ()
    prepare: Callable[[Values], Values] | None = None

    @property
    def template_name(self) -> str:
        return f"components/{self.name}.html"

    def check(self, names: Iterable[str]) -> None:
        """Raise ComponentError for an unknown or a missing argument."""
        given = set(names)
        unknown = given - set(self.required) - set(self.optional)
        if unknown:
            takes = ", ".join([*self.required, *self.optional])
            raise ComponentError(f"{self.name} does not take {', '.join(sorted(unknown))}; it takes {takes}")
        missing = set(self.required) - given
        if missing:
            raise ComponentError(f"{self.name} needs {', '.join(sorted(missing))}")

    def values(self, given: Values) -> Values:
        """Given arguments over the defaults, prepared for the template."""
        values = {**self.optional, **given}
        return self.prepare(values) if self.prepare else values


_ALL = [
    # People
    Component(
        "band",
        "Header band of a person or record: who, where, until when, what must not be missed (red left edge).",
        required=("name",),
        optional={
            "line": "",
            "place": "",
            "photo_url": "",
            "photo_caption": "",
            "photo_alt": "",
            "alert": False,
            "sealed": False,
            "chips": (),
        },
        slots=("facts", "clock", "actions"),
        prepare=rows.band,
    ),
    Component(
        "person_card",
        "A person in a list or beside one: full, masked or sealed.",
        required=("name",),
        optional={
            "url": "",
            "line": "",
            "note": "",
            "number": "",
            "photo_url": "",
            "chips": (),
            "masked": False,
            "sealed": False,
            "why": "",
        },
        slots=("actions",),
        prepare=rows.person_card,
    ),
    Component(
        "candidate",
        "Who it may be: a person, the machine's belief, its evidence, and the decisions.",
        required=("name",),
        optional={"line": "", "url": "", "belief": "", "why": "", "evidence": (), "weak": False},
        slots=("actions",),
        prepare=charts.evidence,
    ),
    Component(
        "evidence", "What speaks for and against, with weights.", required=("evidence",), prepare=charts.evidence
    ),
    # Structure
    Component(
        "card",
        "A white panel with a title line.",
        optional={
            "title": "",
            "hint": "",
            "href": "",
            "href_label": "",
            "count": None,
            "flush": False,
            "id": "",
            "level": 2,
            "tone": "",
        },
        slots=("actions", "footer"),
    ),
    Component("tabs", "Views of one thing as links.", required=("items",), optional={"label": ""}, prepare=rows.links),
    Component("breadcrumb", "Where this page is.", required=("items",), prepare=rows.links),
    Component("menu", "Further actions behind one button.", optional={"label": "", "items": ()}, prepare=rows.links),
    Component("filters", "A small GET form above a list.", optional={"action": "", "form": None, "clear_url": ""}),
    Component("steps", "Which step of how many.", required=("current", "total"), optional={"label": "", "saved": ""}),
    # Small signs
    Component("chip", "A short fact.", required=("label",), optional={"tone": "", "icon": "", "title": "", "href": ""}),
    Component(
        "clock",
        "A deadline: overdue (red), soon (amber), running, met, provisional, paused.",
        optional={
            "due": None,
            "now": None,
            "state": "",
            "text": "",
            "met_at": None,
            "title": "",
            "href": "",
            "soon_hours": 24,
        },
        prepare=rows.clock,
    ),
    Component(
        "clocks",
        "The deadlines of one thing: term, what, state, why.",
        required=("items",),
        optional={"now": None},
        prepare=rows.clocks,
    ),
    Component(
        "notice",
        "Something to know on this page. tone: info, success, problem, risk, soon, belief.",
        optional={"text": "", "title": "", "tone": "info", "icon": "auto"},
        slots=("actions",),
        prepare=rows.notice,
    ),
    Component(
        "refusal",
        "What was refused, by which rule and source, and the lawful next step. The source is found by the rule's id.",
        required=("text",),
        optional={"rule": "", "source": "", "rule_url": "", "hint": "", "target": ""},
        slots=("actions",),
        prepare=rows.refusal,
    ),
    Component(
        "empty",
        "Nothing here, and that is said plainly.",
        required=("title",),
        optional={"text": "", "icon": "check", "tone": ""},
        slots=("actions",),
    ),
    Component(
        "error_summary", "All errors of a form, each leading to its field.", required=("form",), optional={"title": ""}
    ),
    # Lists and facts
    Component(
        "work_list",
        "What is to do: clock, who and what, one action per line.",
        required=("items",),
        optional={"now": None},
        prepare=rows.work_list,
    ),
    Component(
        "timeline",
        "What happened, newest first.",
        required=("items",),
        optional={"now": None, "label": ""},
        prepare=rows.timeline,
    ),
    Component(
        "summary_list", "Facts as pairs, each changeable in place.", required=("rows",), prepare=rows.summary_list
    ),
    Component(
        "files",
        "Photographs, scans and voice notes: seen small, heard in place, opened whole.",
        required=("items",),
        optional={"now": None},
        prepare=rows.files,
    ),
    Component("figures", "Key figures that open to their rows.", required=("items",), prepare=charts.figures),
    Component(
        "table",
        "Rows of records: cards on the phone, plain lines on paper.",
        required=("columns", "rows"),
        optional={"caption": "", "caption_hidden": True, "empty": ""},
        prepare=rows.table,
    ),
    Component(
        "pagination",
        "Newer and older, by key.",
        optional={"newer_url": "", "older_url": "", "newer_label": "", "older_label": "", "showing": ""},
    ),
    # Places and figures
    Component(
        "bed_board",
        "Zones, rooms and beds; links, or radio choices when field_name is given.",
        required=("zones",),
        optional={"field_name": "", "selected": "", "legend": True, "label": ""},
        prepare=rows.bed_board,
    ),
    Component(
        "occupancy",
        "Occupancy as a strip of days.",
        required=("days",),
        optional={"title": "", "unit": ""},
        prepare=charts.occupancy,
    ),
    Component(
        "bar_chart",
        "Bars with label and value: a table that draws itself.",
        required=("rows",),
        optional={"title": "", "unit": "", "total": None, "label_heading": "", "value_heading": "", "share": True},
        prepare=charts.bars,
    ),
    Component(
        "stacked_bar",
        "Parts of a whole, told apart by pattern and label.",
        required=("parts", "id"),
        optional={"title": "", "unit": ""},
        prepare=charts.stacked,
    ),
    Component(
        "columns_chart",
        "A value per period.",
        required=("rows",),
        optional={"title": "", "unit": "", "compare": ""},
        prepare=charts.columns,
    ),
    # Doing
    Component(
        "form",
        "A form with error summary, fields, drafts and one main action.",
        required=("form", "id"),
        optional={
            "action": "",
            "method": "post",
            "submit": "",
            "cancel_url": "",
            "multipart": False,
            "draft": True,
            "note": "",
            "consequence": (),
            "layout": "",
            "panel": True,
            "danger": False,
        },
        slots=("fields", "actions"),
    ),
    Component(
        "form_actions",
        "The verbs at the end of a form.",
        required=("submit",),
        optional={"cancel_url": "", "note": "", "danger": False},
        slots=("actions",),
    ),
    Component(
        "confirm",
        "Confirm with the consequence said: a panel, or a dialog when dialog is true.",
        required=("id", "title", "verb"),
        optional={
            "consequence": (),
            "action": "",
            "form": None,
            "cancel_url": "",
            "danger": False,
            "dialog": False,
            "undo": "",
        },
    ),
    Component(
        "progress",
        "Long work: how far, what was refused, what may be done meanwhile.",
        required=("title",),
        optional={"value": 0, "total": 0, "state": "running", "text": "", "url": "", "id": "progress", "every": "2s"},
        slots=("actions",),
        prepare=charts.progress,
    ),
    Component(
        "print_footer",
        "For paper: who printed when, and the QR code back.",
        required=("url",),
        optional={"printed_by": "", "printed_at": None, "title": "", "confidential": True},
    ),
]

COMPONENTS: dict[str, Component] = {each.name: each for each in _ALL}
