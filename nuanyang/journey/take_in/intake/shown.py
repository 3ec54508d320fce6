"""Candidates and their evidence in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nuanyang.engines.matching.evidence import Part
from nuanyang.journey.take_in.intake.forms import PROBLEMS
from nuanyang.journey.take_in.intake.hints import Candidate, Hints
from nuanyang.journey.take_in.intake.rules import AgeOrBirth
from nuanyang.journey.take_in.stays.queries import PastStay
from nuanyang.kernel.ages import OLDEST

FIELDS: dict[str, str | Promise] = {
    "name": gettext_lazy("姓名"), "sex": gettext_lazy("性别"), "birth": gettext_lazy("年龄"),
    "hometown": gettext_lazy("家乡"), "id_number": gettext_lazy("证件号"), "height": gettext_lazy("身高"),
}  # fmt: skip

REASONS: dict[tuple[str, str], str | Promise] = {
    ("name", "exact"): gettext_lazy("同名"),
    ("name", "same_sound"): gettext_lazy("同音"),
    ("name", "dialect_sound"): gettext_lazy("方言里音近"),
    ("name", "part"): gettext_lazy("部分相同"),
    ("name", "nickname"): gettext_lazy("像小名"),
    ("name", "differs"): gettext_lazy("不同"),
    ("sex", "agrees"): gettext_lazy("相同"),
    ("sex", "differs"): gettext_lazy("不同"),
    ("birth", "same_day"): gettext_lazy("出生日期相同"),
    ("birth", "same_year"): gettext_lazy("年龄相合"),
    ("birth", "near_year"): gettext_lazy("年龄相近"),
    ("birth", "far_year"): gettext_lazy("年龄差得多"),
    ("hometown", "county"): gettext_lazy("同县"),
    ("hometown", "city"): gettext_lazy("同市"),
    ("hometown", "province"): gettext_lazy("同省"),
    ("hometown", "elsewhere"): gettext_lazy("不同省"),
    ("id_number", "exact"): gettext_lazy("完全相同"),
    ("id_number", "one_digit_off"): gettext_lazy("只差一位"),
    ("id_number", "swapped"): gettext_lazy("相邻两位颠倒"),
    ("id_number", "readable_digits"): gettext_lazy("看得清的位相合"),
    ("id_number", "differs"): gettext_lazy("不同"),
}


def age_understood(read: AgeOrBirth) -> str:
    """What the field for age or birth says, as it is echoed beside it; empty for nothing said."""
    if read.problem:
        return str(PROBLEMS.get(read.problem, PROBLEMS["unreadable"]))
    if read.ages is None:
        return ""
    words = {"age": _years(read), "day": read.birth_date, "year": read.year_low}
    if read.birth_date is not None:
        return _("→ %(day)s 生，%(age)s") % words
    return _("→ %(age)s") % words if read.precision == "estimated" else _("→ %(year)s 年生，%(age)s") % words


def _years(read: AgeOrBirth) -> str:
    """35 岁, 40–49 岁, 60 岁以上; of small children months."""
    assert read.ages is not None
    low, high = read.ages
    words = {"low": low, "high": high, "months": read.months or 0, "rest": (read.months or 0) % 12}
    if read.months is not None:
        if read.months < 1:
            return _("不到 1 个月")
        if read.months < 12:
            return ngettext("%(months)s 个月", "%(months)s 个月", read.months) % words
        return _("%(low)s 岁 %(rest)s 个月") % words if words["rest"] else _("%(low)s 岁") % words
    if high >= OLDEST:
        return _("%(low)s 岁以上") % words
    return _("%(low)s–%(high)s 岁") % words if low != high else _("%(low)s 岁") % words


def belief(candidate: Candidate) -> str:
    """很可能 0.96 · 可能 0.31 · 也许 0.03: words first, the figure for those who want it."""
    words = {"value": f"{candidate.belief:.2f}"}
    if candidate.likely:
        return _("很可能 %(value)s") % words
    return _("可能 %(value)s") % words if candidate.belief >= 0.1 else _("也许 %(value)s") % words


def _evidence(part: Part) -> dict[str, Any]:
    return {
        "label": FIELDS[part.field],
        "weight": round(part.bits, 1),
        "note": REASONS.get((part.field, part.reason), part.reason),
    }


def last_stay(past: PastStay | None) -> str:
    """2026-03-14 在临江市救助管理站住 4 天，资助返乡."""
    if past is None:
        return _("没有在站记录")
    words = {
        "when": timezone.localtime(past.stay.arrived_at).strftime("%Y-%m-%d"),
        "station": past.station,
        "days": past.days or 0,
        "mode": past.mode,
    }
    if past.open:
        return _("现在就在%(station)s（%(when)s 入站）") % words
    if past.days is None:
        return _("上次 %(when)s 在%(station)s，%(mode)s") % words
    return ngettext(
        "上次 %(when)s 在%(station)s住 %(days)s 天，%(mode)s", "上次 %(when)s 在%(station)s住 %(days)s 天，%(mode)s", past.days
    ) % words


def since_title(found: Hints) -> str:
    """What the latest lines about the likely one are: of the stay that is open, or after the last one."""
    best = next((c for c in found.candidates if c.likely), None)
    if best is None or best.last is None:
        return _("最近的经过")
    return _("这次在站") if best.inside else _("上次离站后")


def candidates(found: Hints, *, chosen: str, rejected: frozenset[int]) -> list[dict[str, Any]]:
    """Candidates for the fragment, best first; who is inside now leads to his stay."""
    rows = []
    for candidate in found.candidates:
        card, inside = candidate.card, candidate.inside
        parts = [part for part in (card.sex_label, card.age_text, card.home) if part]
        rows.append(
            {
                "id": card.id,
                "name": card.name,
                "line": _("，").join(parts),
                "belief": belief(candidate),
                "weak": not candidate.likely or card.id in rejected,
                "why": last_stay(candidate.last),
                "times": len(candidate.stays),
                "evidence": [_evidence(p) for p in candidate.parts],
                "chosen": chosen == str(card.id),
                "rejected": card.id in rejected,
                "inside_url": reverse("stays:stay", args=[inside.stay.pk]) if inside else "",
            }
        )
    return rows
