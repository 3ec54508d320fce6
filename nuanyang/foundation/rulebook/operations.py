"""Writes: set another number for a region, go back to the default, import a year's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.regions import rules as regions
from nuanyang.foundation.rulebook import events, hooks, queries
from nuanyang.foundation.rulebook.choices import Effect
from nuanyang.foundation.rulebook.models import CalendarYear, RuleVersion
from nuanyang.foundation.rulebook.rules import Objection, Override, Rule, objection_to
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import Refused


class OverrideRefused(Refused):
    """The rulebook does not allow this setting."""


class CalendarRefused(Refused):
    """The list of days is not one year's arrangement."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What became of a change: the row, and what it moved."""

    version: RuleVersion
    moved: hooks.Recounted


def _explain(objection: Objection, rule: Rule) -> OverrideRefused:
    texts: dict[Objection, str] = {
        "hard_rule_weakened": _("这是硬性规定，只能改得更严，不能放宽"),
        "hard_rule_effect": _("这是硬性规定，不能停用或改为提醒"),
        "needs_source": _("需要写明依据才能启用"),
        "no_number": _("这条规则没有数值"),
        "nothing_set": _("没有填写数值，也没有选择处理方式"),
        "not_positive": _("数值不能为负"),
        "dates": _("截止日期应晚于起始日期"),
    }
    hints: dict[Objection, str] = {
        "needs_source": _("写明文件名称、文号和条款"),
        "hard_rule_weakened": _("如法规已修订，请随新版本更新规则"),
    }
    fields: dict[Objection, str] = {
        "needs_source": "source", "dates": "valid_to", "hard_rule_effect": "effect",
        "nothing_set": "value", "no_number": "value", "not_positive": "value",
        "hard_rule_weakened": "value",
    }  # fmt: skip
    return OverrideRefused(
        texts[objection], code=objection, rule=rule.id, field=fields[objection],
        hint=hints.get(objection, ""),
    )  # fmt: skip


def _own_region(region: str, actor: Actor) -> str:
    """The region of the setting, which must lie in the actor's own."""
    digits = regions.clean(region)
    if region and not digits:
        raise OverrideRefused(_("没有这个区划代码：%(code)s") % {"code": region},
                              code="no_such_region", field="region")  # fmt: skip
    if actor.kind != "system" and actor.region and not regions.within(digits, actor.region):
        raise OverrideRefused(
            _("只能设置本辖区的参数"), code="region_not_yours", field="region",
            hint=_("您的辖区代码是 %(code)s") % {"code": actor.region},
        )  # fmt: skip
    return digits


@translation.override("zh-hans")
def _set(value: Decimal | None, effect: str, rule: Rule) -> dict[str, str]:
    """What was set, as codes; the event tells it in the reader's language."""
    if value is None or rule.amount is None:
        return {"effect": effect}
    return {"number": f"{value.normalize():f}", "unit": str(rule.amount.unit), "effect": effect}


@operation(permission="rules.edit", events=[events.RULE_SET])
def set_override(
    *,
    rule_id: str,
    region: str,
    valid_from: date,
    reason: str,
    at: datetime,
    actor: Actor,
    value: Decimal | None = None,
    effect: str = "",
    valid_to: date | None = None,
    source: str = "",
) -> Setting:
    """Set a rule's number or effect for a region (empty: everywhere) from a day on.

    Deadlines that follow from the rule are counted anew in the same transaction. A hard rule (R)
    can only become stricter; a rule marked G does more than warn only with a source.

    :raises OverrideRefused: with the reason, the rule and the field.
    """
    rule = queries.shipped_rule(rule_id)
    override = Override(
        region=_own_region(region, actor), valid_from=valid_from, value=value,
        effect=Effect(effect) if effect else None, valid_to=valid_to, source=source,
    )  # fmt: skip
    objection = objection_to(rule, override)
    if objection is not None:
        raise _explain(objection, rule)
    version = RuleVersion.objects.create(
        rule_id=rule_id, region=override.region, value=value, effect=effect,
        valid_from=valid_from, valid_to=valid_to, source=source, reason=reason,
        set_by_id=actor.user_id,
    )  # fmt: skip
    record(
        events.RULE_SET, root=("public", version.pk), at=at,
        payload={
            "rule": rule_id, "region": override.region or "*", "value": _set(value, effect, rule),
            "valid_from": valid_from.isoformat(), "source": source,
        },
    )  # fmt: skip
    return Setting(version, hooks.changed(frozenset({rule_id}), override.region, at))


@operation(permission="rules.edit", events=[events.RULE_RETURNED])
def end_override(*, version_id: int, valid_to: date, at: datetime, actor: Actor) -> Setting:
    """Let a setting hold no more from a day on; what is shipped, or an older setting, holds again."""
    version = queries.version(version_id)
    _own_region(version.region, actor)
    version.valid_to = max(valid_to, version.valid_from)
    version.save(update_fields=["valid_to"])
    record(
        events.RULE_RETURNED, root=("public", version.pk), at=at,
        payload={
            "rule": version.rule_id, "region": version.region or "*",
            "valid_to": version.valid_to.isoformat(),
        },
    )  # fmt: skip
    return Setting(version, hooks.changed(frozenset({version.rule_id}), version.region, at))


def _check_year(year: int, holidays: list[date], makeup: list[date]) -> None:
    wrong = sorted(d for d in (*holidays, *makeup) if d.year != year)
    if wrong:
        raise CalendarRefused(
            _("日期不在 %(year)s 年：%(day)s") % {"year": year, "day": wrong[0]}, code="other_year"
        )
    if both := sorted(set(holidays) & set(makeup)):
        raise CalendarRefused(
            _("同一天既放假又上班：%(day)s") % {"day": both[0]}, code="contradiction", field="makeup"
        )
    if weekday := sorted(d for d in makeup if d.weekday() < 5):
        raise CalendarRefused(
            _("%(day)s 本来就是工作日") % {"day": weekday[0]}, code="not_weekend", field="makeup"
        )
    if not holidays:
        raise CalendarRefused(_("没有放假日期"), code="empty", field="holidays")


@operation(permission="rules.edit", events=[events.CALENDAR_IMPORTED])
def import_calendar(
    *,
    year: int,
    holidays: list[date],
    makeup: list[date],
    source: str,
    at: datetime,
    actor: Actor,
) -> tuple[CalendarYear, hooks.Recounted]:
    """Take over a year's public holidays and make-up workdays; deadlines in working days follow.

    Replaces what was known about that year. Returns the year and what it moved.

    :raises CalendarRefused: when a day lies in another year, is both, or is no weekend day.
    """
    _check_year(year, holidays, makeup)
    row, _created = CalendarYear.objects.update_or_create(
        year=year,
        defaults={
            "holidays": sorted(set(holidays)), "makeup": sorted(set(makeup)), "source": source,
            "imported_at": at,
        },
    )  # fmt: skip
    record(
        events.CALENDAR_IMPORTED, root=("public", row.pk), at=at,
        payload={
            "year": year, "holidays": len(row.holidays), "makeup": len(row.makeup), "source": source,
        },
    )  # fmt: skip
    return row, hooks.changed(frozenset(), "", at)
