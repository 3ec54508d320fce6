"""What can happen to the rulebook."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType

RULE_SET = EventType(
    "rulebook.rule_set",
    _("设置规则参数"),
    _("规则 %(rule)s 在 %(region)s 自 %(valid_from)s 起：%(value)s；依据：%(source)s"),
    "system",
)
RULE_RETURNED = EventType(
    "rulebook.rule_returned",
    _("恢复规则默认"),
    _("规则 %(rule)s 在 %(region)s 的设置自 %(valid_to)s 起停用"),
    "system",
)
CALENDAR_IMPORTED = EventType(
    "rulebook.calendar_imported",
    _("导入工作日历"),
    _("导入 %(year)s 年放假调休安排：放假 %(holidays)s 天、上班 %(makeup)s 天；来源：%(source)s"),
    "system",
)
