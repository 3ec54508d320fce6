"""The story of a person in lines, tabs and pages."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nuanyang.insight.person_page.queries import Line
from nuanyang.insight.person_page.words import chip, joined, url

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


def told(lines: list[Line]) -> list[dict[str, Any]]:
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
    return [chip(line.other_record, "", "link", href, _("记在另一份档案里"))]


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
