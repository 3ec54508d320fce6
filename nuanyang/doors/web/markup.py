"""Signs and table rows as markup, written in Python: a page of a register holds hundreds of them.

The one source of this markup; the templates ``chip``, ``chip_list``, ``clock`` and ``table`` call it
through the tags of ``ui``. Values are escaped as a template would, unless they are marked safe.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]

from nuanyang.doors.web.charts import Values


def text(value: Any) -> str:
    """A value as ``{{ value }}`` shows it."""
    if isinstance(value, str):
        return conditional_escape(value)
    return conditional_escape(localize(template_localtime(value)))


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("web/icons.svg")


@lru_cache(maxsize=1000)
def _decoration(name: str, size: str) -> SafeString:
    css = f"icon icon-{escape(size)}" if size else "icon"
    return mark_safe(f'<svg class="{css}" aria-hidden="true"><use href="{escape(f"{_sprite()}#{name}")}"/></svg>')


def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """An icon of the sprite (names: frontend/icons.txt). Without a label it is decoration."""
    if not label:
        return _decoration(str(name), str(size))
    css = f"icon icon-{size}" if size else "icon"
    return format_html(
        '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, f"{_sprite()}#{name}"
    )


def chip(label: Any, tone: str = "", icon_name: str = "", href: str = "", title: Any = "") -> SafeString:
    """A short fact, as a link where it has an address."""
    css = f"chip chip-{text(tone)}" if tone else "chip"
    hint = f' title="{text(title)}"' if title else ""
    inside = f"{icon(icon_name) if icon_name else ''}{text(label)}"
    if href:
        return mark_safe(f'<a class="{css}" href="{text(href)}"{hint}>{inside}</a>')
    return mark_safe(f'<span class="{css}"{hint}>{inside}</span>')


def chips(filled: Iterable[Values]) -> SafeString:
    """A list of chips, nothing for none."""
    items = [f"<li>{chip(c['label'], c['tone'], c['icon'], c['href'], c['title'])}</li>" for c in filled]
    return mark_safe(f'<ul class="chips">{"".join(items)}</ul>' if items else "")


def clock(state: str, said: Any, icon_name: str, href: str = "", title: Any = "") -> SafeString:
    """A deadline: its state is its colour and icon, the words say how long."""
    css, hint = f"clock clock-{text(state)}", f' title="{text(title)}"' if title else ""
    inside = f"{icon(icon_name)}{text(said)}"
    if href:
        return mark_safe(f'<a class="{css}" href="{text(href)}"{hint}>{inside}</a>')
    return mark_safe(f'<span class="{css}"{hint}>{inside}</span>')


def table_rows(rows: Iterable[Values]) -> SafeString:
    """The rows of a table's body, as ``rows.table`` prepared them."""
    parts: list[str] = []
    for row in rows:
        parts.append(f'<tr class="row-{text(row["tone"])}">' if row["tone"] else "<tr>")
        parts += [_cell(cell) for cell in row["cells"]]
        parts.append("</tr>")
    return mark_safe("".join(parts))


def _cell(cell: Values) -> str:
    column, shown = cell["column"], text(cell["text"])
    if cell["url"]:
        shown = f'<a href="{text(cell["url"])}">{shown}</a>'
    if cell["clock"]:
        shown += clock(cell["clock"]["state"], cell["clock"]["text"], cell["clock"]["icon"])
    shown += chips(cell["chips"])
    if cell["sub"]:
        shown += f'<span class="cell-sub">{text(cell["sub"])}</span>'
    for action in cell["actions"]:
        main = " button-primary" if action["main"] else ""
        shown += f'<a class="button button-small{main}" href="{text(action["url"])}">{text(action["label"])}</a>'
    if column["primary"]:
        return f'<th scope="row" class="cell-primary">{shown}</th>'
    kind = f"col-{text(column['kind'])}" if column["kind"] else ""
    css = f"{kind} wide-only" if column["hide_on_phone"] else kind
    return f'<td data-label="{text(column["label"])}" class="{css}">{shown}</td>'
