"""What can happen to the rulebook."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.rulebook.choices import Effect
from nuanyang.foundation.rulebook.units import amount


def _what_was_set(value: Any) -> str:
    """Number with unit, and effect; settings of old kept the words themselves."""
    if not isinstance(value, dict):
        return str(value)
    parts = []
    if value.get("number"):
        parts.append(amount(value["number"], value["unit"]))
    if value.get("effect"):
        parts.append(str(Effect(value["effect"]).label))
    return " · ".join(parts)


def _where(region: str) -> str:
    return gettext("全国") if region == "*" else region


RULE_SET = EventType(
    "rulebook.rule_set",
    _("设置规则参数"),
    _("规则 %(rule)s 在 %(region)s 自 %(valid_from)s 起：%(value)s；依据：%(source)s"),
    "system",
    choices={"value": _what_was_set, "region": _where},
)
RULE_RETURNED = EventType(
    "rulebook.rule_returned",
    _("恢复规则默认"),
    _("规则 %(rule)s 在 %(region)s 的设置自 %(valid_to)s 起停用"),
    "system",
    choices={"region": _where},
)
CALENDAR_IMPORTED = EventType(
    "rulebook.calendar_imported",
    _("导入工作日历"),
    _("导入 %(year)s 年放假调休安排：放假 %(holidays)s 天、上班 %(makeup)s 天；来源：%(source)s"),
    "system",
)
