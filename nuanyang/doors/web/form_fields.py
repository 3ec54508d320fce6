"""What a form field looks like: decided from the Django field alone, so that forms anywhere
in the house stay plain Django forms.

A form says more, where it wants to, through ``widget.attrs``:
``data-ui``     "chips", "select", "date", "age": the kind of control; of a file field "photo" (the
                telephone's camera opens at once) or "voice" (recorded in the page)
``data-width``  "s", "m", "l", "full"
``data-secret`` never kept as a draft in the browser
and through attributes of the form class:
``first_screen``  how many fields are asked at once (8), the rest unfolds
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from nuanyang.kernel.errors import Refused

CHIPS_AT_MOST = 7
FIELDS_AT_ONCE = 8


@dataclass(frozen=True)
class Chip:
    id: str
    value: str
    label: str
    checked: bool
    disabled: bool
    hint: str = ""


@dataclass(frozen=True)
class FieldView:
    """kind: chips, checkbox, date, age, file, control. ``name`` is the html name, ``source`` where a file comes
    from beside the folder: "photo", "voice" or nothing.
    """

    kind: str
    name: str
    multiple: bool
    chips: list[Chip]
    width: str
    described_by: str
    group: bool
    secret: bool
    source: str = ""
    #: A day to come: what is agreed upon, a deadline.
    ahead: bool = False


@dataclass(frozen=True)
class ToldRefusal:
    """``target``: the id of the control to go to, or empty."""

    text: str
    rule: str
    hint: str
    target: str


@dataclass(frozen=True)
class Screens:
    now: list[BoundField]
    later: list[BoundField]
    hidden: list[BoundField]
    later_open: bool = False


@dataclass(frozen=True)
class ErrorEntry:
    message: str
    target: str
    label: str = dataclass_field(default="")


def view(bound: BoundField) -> FieldView:
    """Kind of control, chips with their state and the ids that connect hint and error to it."""
    kind = _kind(bound)
    multiple = getattr(bound.field.widget, "allow_multiple_selected", False)
    group = kind == "chips" or bound.use_fieldset
    return FieldView(
        kind=kind,
        name=bound.html_name,
        multiple=multiple,
        chips=_chips(bound) if kind == "chips" else [],
        width=_width(bound, kind),
        described_by=bound.aria_describedby or "",
        group=group,
        secret="data-secret" in bound.field.widget.attrs,
        source=str(bound.field.widget.attrs.get("data-ui", "")) if kind == "file" else "",
        ahead="data-ahead" in bound.field.widget.attrs,
    )


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    wished = widget.attrs.get("data-ui", "")
    if wished in ("date", "age", "chips"):
        return str(wished)
    if wished == "select" or isinstance(widget, (forms.SelectDateWidget, forms.MultiWidget)):
        return "control"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "chips"
    if isinstance(widget, forms.Select) and not _has_groups(widget) and len(_real_choices(widget)) <= CHIPS_AT_MOST:
        return "chips"
    if isinstance(bound.field, forms.DateField) and isinstance(widget, forms.DateInput):
        return "date"
    return "control"


def _has_groups(widget: forms.Select) -> bool:
    return any(isinstance(label, (list, tuple)) for _value, label in widget.choices)


def _real_choices(widget: forms.Select) -> list[Any]:
    return [value for value, _label in widget.choices if value not in ("", None)]


def _chips(bound: BoundField) -> list[Chip]:
    """One chip per choice; the empty choice stays only where nothing need be said."""
    value = bound.value()
    chosen = (
        {str(each) for each in value}
        if isinstance(value, (list, tuple, set))
        else {"" if value is None else str(value)}
    )
    disabled = bound.field.disabled
    hints = getattr(bound.field, "choice_hints", {})
    chips: list[Chip] = []
    for choice, label in bound.field.widget.choices:  # type: ignore[attr-defined]
        plain = "" if choice is None else str(choice)
        if plain == "":
            if bound.field.required:
                continue
            label = _("未填") if str(label).startswith("--") or not label else label
        chips.append(
            Chip(
                id=f"{bound.auto_id}_{len(chips)}",
                value=plain,
                label=str(label),
                checked=plain in chosen,
                disabled=disabled,
                hint=str(hints.get(choice, "")),
            )
        )
    return chips


def _width(bound: BoundField, kind: str) -> str:
    widget = bound.field.widget
    wished = widget.attrs.get("data-width")
    if wished:
        return str(wished)
    if isinstance(widget, forms.Textarea):
        return "full"
    if kind == "file":
        return "full"
    if kind in ("date", "age") or isinstance(widget, (forms.NumberInput, forms.DateTimeInput, forms.TimeInput)):
        return "s"
    limit = getattr(bound.field, "max_length", None)
    return "s" if limit and limit <= 12 else "m"


def screens(form: forms.BaseForm) -> Screens:
    """Split a form after its first screen; the second part is open when something in it is wrong or filled."""
    visible = [bound for bound in form if not bound.is_hidden]
    at_once = getattr(form, "first_screen", FIELDS_AT_ONCE)
    now, later = visible[:at_once], visible[at_once:]
    return Screens(
        now=now,
        later=later,
        hidden=[bound for bound in form if bound.is_hidden],
        later_open=any(bound.errors or (form.is_bound and bound.data) for bound in later),
    )


def error_entries(form: Any) -> list[ErrorEntry]:
    """One entry per error, in the order of the page; ``target`` is the id of the first control, or empty.

    What :func:`told_refusals` tells is not told twice.
    """
    if form is None:
        return []
    if isinstance(form, (list, tuple)):
        return [entry for each in form for entry in error_entries(each)]
    if not form.is_bound:
        return []
    entries = [ErrorEntry(str(message), "") for message in form.non_field_errors()]
    for bound in form:
        entries.extend(ErrorEntry(str(message), _target(bound), str(bound.label or "")) for message in bound.errors)
    told = {refusal.text for refusal in told_refusals(form)}
    return [entry for entry in entries if entry.message not in told]


def told_refusals(form: Any) -> list[ToldRefusal]:
    """Why a form (or each of a list of forms) was refused, as ``kernel.refusals.refuse`` left it there and the
    ``refusal`` component takes it. A refusal that has no more to say than its field does stays at its field.
    """
    found = []
    for each in form if isinstance(form, (list, tuple)) else [form]:
        refusal = getattr(each, "refusal", None)
        if not isinstance(refusal, Refused):
            continue
        text = str(refusal.message)
        at = next((bound for bound in each if text in map(str, bound.errors)), None)
        if refusal.rule or refusal.hint or at is None:
            target = _target(at) if at is not None else ""
            found.append(ToldRefusal(text, refusal.rule or "", str(refusal.hint or ""), target))
    return found


def _target(bound: BoundField) -> str:
    if bound.is_hidden:
        return ""
    suffix = "_0" if _kind(bound) == "chips" or isinstance(bound.field.widget, forms.MultiWidget) else ""
    return f"{bound.auto_id}{suffix}"


def labels(bounds: Iterable[BoundField]) -> list[str]:
    """The labels of fields, for the line that says what is folded away."""
    return [str(bound.label or "") for bound in bounds]
