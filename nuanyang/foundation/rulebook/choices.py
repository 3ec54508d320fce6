"""How sure a rule is, what it does here, and the units of its numbers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Certainty(models.TextChoices):
    """R hard rule; R2 default, configurable; G off or warn only until confirmed with a source."""

    READ = "R", _("已读原文（硬性规定）")
    SECOND_HAND = "R2", _("间接来源（默认值，可调整）")
    GENERAL = "G", _("未经证实（不启用或仅提醒）")


class Effect(models.TextChoices):
    """What a rule does here, weakest first."""

    OFF = "off", _("不启用")
    WARN = "warn", _("提醒")
    DEFAULT = "default", _("默认执行")
    ENFORCED = "enforced", _("强制执行")


#: Weakest first.
EFFECT_ORDER = {effect: number for number, effect in enumerate(Effect.values)}

#: What each certainty may do as shipped.
ALLOWED_EFFECTS = {
    Certainty.READ: {Effect.ENFORCED},
    Certainty.SECOND_HAND: {Effect.DEFAULT, Effect.WARN, Effect.OFF},
    Certainty.GENERAL: {Effect.WARN, Effect.OFF},
}


class Unit(models.TextChoices):
    """Units of amounts; those of time can be counted from a start."""

    AT_ONCE = "at_once", pgettext_lazy("unit", "立即")
    HOUR = "hour", pgettext_lazy("unit", "小时")
    DAY = "day", pgettext_lazy("unit", "天")
    WORKING_DAY = "working_day", pgettext_lazy("unit", "个工作日")
    WEEK = "week", pgettext_lazy("unit", "周")
    MONTH = "month", pgettext_lazy("unit", "个月")
    YEAR = "year", pgettext_lazy("unit", "年")
    AGE = "age", pgettext_lazy("unit", "周岁")
    YUAN = "yuan", pgettext_lazy("unit", "元")
    PEOPLE = "people", pgettext_lazy("unit", "人")
    ITEM = "item", pgettext_lazy("unit", "项")
    PERCENT = "percent", pgettext_lazy("unit", "％")
    CELSIUS = "celsius", pgettext_lazy("unit", "℃")


TIME_UNITS = frozenset(
    {Unit.AT_ONCE, Unit.HOUR, Unit.DAY, Unit.WORKING_DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR}
)


class Applies(models.TextChoices):
    """Whom a rule concerns; the facts decide (see deadlines)."""

    ALWAYS = "", _("所有人")
    STAY_LIMITED = "stay_limited", _("满16周岁且无精神障碍或智力残疾迹象")
    IDENTITY_UNKNOWN = "identity_unknown", _("身份不明")
    MINOR = "minor", _("未成年人")
    MINOR_UNKNOWN = "minor_identity_unknown", _("身份不明的未成年人")
    VIOLENCE_SHELTER = "violence_shelter", _("家庭暴力庇护")
    URGENT = "urgent", _("紧急")
    NOT_URGENT = "not_urgent", _("非紧急")
