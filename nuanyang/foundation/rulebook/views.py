"""The rulebook for reading: every rule, its source and certainty, its number, and what it does here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.regions import queries as regions
from nuanyang.foundation.regions import rules as region_rules
from nuanyang.foundation.rulebook import operations, queries, units
from nuanyang.foundation.rulebook.choices import Certainty, Effect
from nuanyang.foundation.rulebook.forms import CalendarForm, SettingForm
from nuanyang.foundation.rulebook.hooks import Recounted
from nuanyang.foundation.rulebook.models import RuleVersion
from nuanyang.foundation.rulebook.rules import Amount, Rule
from nuanyang.foundation.rulebook.uses import uses_of
from nuanyang.kernel.actor import Actor, current_actor
from nuanyang.kernel.errors import Refused

CERTAINTY_TONES = {Certainty.READ: "done", Certainty.SECOND_HAND: "", Certainty.GENERAL: "soon"}


def _language() -> str:
    return get_language() or ""


def _today() -> date:
    return timezone.localdate()


def _actor() -> Actor:
    return current_actor()


def number(amount: Amount | None) -> str:
    """A rule's number with its unit, in words."""
    if amount is None:
        return ""
    return units.amount(amount.value, amount.unit)


def _does_here(rule: Rule) -> dict[str, str]:
    """What the rule does here, as a chip; a rule on which nothing acts is for reading only."""
    if rule.active and not uses_of(rule.id):
        return {"label": _("仅供查阅"), "title": _("目前没有功能据此运行")}
    tones = {Effect.ENFORCED: "accent", Effect.DEFAULT: "accent", Effect.WARN: "soon", Effect.OFF: ""}
    return {"label": str(rule.effect.label), "tone": tones[rule.effect]}


def _sources(rule: Rule) -> str:
    return rule.source_in(_language())


def _row(rule: Rule) -> dict[str, Any]:
    language = _language()
    changed = ""
    if rule.override is not None:
        where = regions.describe(rule.override.region).name if rule.override.region else _("全国")
        changed = _("%(region)s的设置") % {"region": where}
    return {
        "cells": [
            {
                "text": rule.title.in_language(language), "sub": f"{rule.id} · {_sources(rule)}",
                "url": reverse("rulebook:rule", args=[rule.id]),
            },
            {"text": number(rule.amount), "sub": changed},
            {"text": "", "chips": [_does_here(rule)]},
            {
                "text": "",
                "chips": [{
                    "label": rule.certainty.value, "title": str(rule.certainty.label),
                    "tone": CERTAINTY_TONES[rule.certainty],
                }],
            },
        ]
    }  # fmt: skip


def _matches(rule: Rule, text: str) -> bool:
    wanted = text.casefold()
    return any(
        wanted in part.casefold()
        for part in (rule.id, rule.title.zh, rule.title.en, rule.wording.zh, rule.wording.en, _sources(rule))
    )


@require_safe
@access("rules.view")
def index(request: HttpRequest) -> HttpResponse:
    """The rules of one chapter, or of all that hold a searched word, for one's region or another."""
    text = request.GET.get("q", "").strip()[:60]
    region = region_rules.clean(request.GET.get("region", "")) or region_rules.clean(_actor().region)
    known = [g.id for g in queries.groups()]
    group = request.GET.get("group", "")
    group = group if group in known else known[0]
    rules = queries.list_rules(group="" if text else group, region=region, on=_today())
    shown = [r for r in rules if _matches(r, text)] if text else rules
    language = _language()
    tabs = [
        {
            "label": g.title.in_language(language), "url": f"?group={g.id}",
            "current": not text and g.id == group,
        }
        for g in queries.groups()
    ]  # fmt: skip
    columns = [
        {"label": _("规则"), "primary": True}, {"label": _("数值")}, {"label": _("在本系统")},
        {"label": _("确定程度")},
    ]  # fmt: skip
    return render(
        request, "rulebook/index.html",
        {
            "tabs": tabs, "columns": columns, "rows": [_row(r) for r in shown], "q": text,
            "region": region, "region_name": regions.describe(region).name if region else "",
        },
    )  # fmt: skip


def _facts(rule: Rule, region: str) -> list[dict[str, Any]]:
    language = _language()
    uses = " · ".join(str(u) for u in uses_of(rule.id))
    read = {
        "full": _("已读全文"), "articles": _("已读相关条款"), "part": _("只见部分内容"),
        "press": _("报道或地方公告"), "practice": _("惯例，无法定依据"),
    }  # fmt: skip
    source = rule.sources[0]
    facts = [
        {"label": _("编号"), "value": rule.id},
        {"label": _("内容"), "value": rule.wording.in_language(language)},
        {"label": _("数值"), "value": number(rule.amount), "missing": _("没有数值")},
        {"label": _("重复"), "value": number(rule.every)} if rule.every else None,
        {"label": _("适用"), "value": str(rule.applies.label)},
        {"label": _("适用地区"), "value": regions.describe(rule.region).name if rule.region else _("全国")},
        {"label": pgettext("law", "依据"), "value": _sources(rule), "note": read[source.instrument.read]},
        {"label": _("确定程度"), "value": f"{rule.certainty.value} · {rule.certainty.label}"},
        {"label": _("施行日期"), "value": rule.valid_from.isoformat() if rule.valid_from else "",
         "missing": _("未查到")},
        {"label": _("在本系统"), "value": str(_does_here(rule)["label"]), "note": uses},
    ]  # fmt: skip
    if rule.override is not None and region:
        facts.insert(3, {"label": _("所在地区"), "value": regions.describe(region).name,
                         "note": rule.override.source})  # fmt: skip
    return [f for f in facts if f is not None]


def _version_row(version: RuleVersion, rule: Rule) -> dict[str, Any]:
    amount = ""
    if version.value is not None and rule.amount is not None:
        amount = number(Amount(version.value, rule.amount.unit))
    effect = str(Effect(version.effect).label) if version.effect else ""
    actions = []
    if version.valid_to is None and _actor().may("rules.edit"):
        actions = [{"label": _("停用"), "url": reverse("rulebook:end", args=[version.pk])}]
    return {
        "cells": [
            {"text": regions.describe(version.region).name if version.region else _("全国")},
            {"text": amount or effect, "sub": effect if amount else ""},
            {"text": version.valid_from.isoformat()},
            {"text": version.valid_to.isoformat() if version.valid_to else ""},
            {"text": version.source, "sub": version.reason},
            {"text": "", "actions": actions},
        ]
    }


@require_safe
@access("rules.view")
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule: its words, source, certainty, number, what it does here, and what was set for it."""
    region = region_rules.clean(request.GET.get("region", "")) or region_rules.clean(_actor().region)
    found = queries.rule(rule_id, region=region, on=_today())
    columns = [
        {"label": _("行政区划"), "primary": True}, {"label": _("设置")},
        {"label": _("起始日期"), "kind": "date"}, {"label": _("截止日期"), "kind": "date"},
        {"label": pgettext("law", "依据")}, {"label": _("操作"), "kind": "actions"},
    ]  # fmt: skip
    return render(
        request, "rulebook/rule.html",
        {
            "rule": found, "title": found.title.in_language(_language()), "facts": _facts(found, region),
            "columns": columns,
            "rows": [_version_row(v, found) for v in queries.versions_of(rule_id)],
            "may_edit": _actor().may("rules.edit"),
        },
    )  # fmt: skip


def _tell(request: HttpRequest, moved: Recounted) -> None:
    text = _("已保存，%(moved)s 个期限随之调整") % {"moved": moved.moved}
    if moved.later:
        text = _("已保存，%(moved)s 个期限随之调整，另有 %(later)s 条记录今晚重算") % {
            "moved": moved.moved, "later": moved.later,
        }  # fmt: skip
    messages.success(request, text)


def _mark(form: forms.Form, refusal: Refused) -> None:
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, " ".join(str(p) for p in (refusal.message, refusal.hint) if p))


@require_http_methods(["GET", "POST"])
@access("rules.edit")
def set_rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """Set another number or effect for a region."""
    found = queries.shipped_rule(rule_id)
    form = SettingForm(
        request.POST or None, rule=found, today=_today(),
        initial={"region": _actor().region[:6], "valid_from": _today().isoformat()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            setting = operations.set_override(
                rule_id=rule_id, at=timezone.now(), actor=_actor(), **form.given()
            )
        except Refused as refusal:
            _mark(form, refusal)
        else:
            _tell(request, setting.moved)
            return redirect("rulebook:rule", rule_id=rule_id)
    return render(
        request, "rulebook/set.html",
        {
            "rule": found, "form": form, "title": found.title.in_language(_language()),
            "number": number(found.amount), "certainty": found.certainty.label,
        },
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@access("rules.edit")
def end(request: HttpRequest, version_id: int) -> HttpResponse:
    """Confirm and end a setting from today on."""
    version = queries.version(version_id)
    if request.method == "POST":
        try:
            setting = operations.end_override(
                version_id=version_id, valid_to=_today(), at=timezone.now(), actor=_actor()
            )
        except Refused as refusal:
            messages.error(request, str(refusal.message))
        else:
            _tell(request, setting.moved)
        return redirect("rulebook:rule", rule_id=version.rule_id)
    found = queries.shipped_rule(version.rule_id)
    where = regions.describe(version.region).name if version.region else _("全国")
    lines = [
        _("%(region)s自今天起改用随附的规则或更早的设置") % {"region": where},
        _("相关期限立即重新计算"),
    ]
    return render(
        request, "rulebook/end.html",
        {"rule": found, "title": found.title.in_language(_language()), "lines": lines},
    )  # fmt: skip


@require_safe
@access("rules.view")
def calendar(request: HttpRequest) -> HttpResponse:
    """Working days: what is known of the years around this one."""
    return render(request, "rulebook/calendar.html", _calendar_context(CalendarForm()))


def _calendar_context(form: CalendarForm) -> dict[str, Any]:
    years = [
        {
            "cells": [
                {"text": str(y.year)},
                {
                    "text": _days(y.holidays) if y.known else _("尚未公布"),
                    "chips": [] if y.known else [{"label": _("暂定"), "tone": "soon"}],
                },
                {"text": _days(y.makeup) if y.known else ""},
                {"text": _("随系统附带") if y.source == "chinesecalendar" else y.source},
            ]
        }
        for y in queries.calendar_years(_today().year)
    ]
    columns = [
        {"label": _("年份"), "primary": True}, {"label": _("放假（工作日）")}, {"label": _("调休上班")},
        {"label": _("来源")},
    ]  # fmt: skip
    return {
        "rows": years, "columns": columns, "form": form, "may_edit": _actor().may("rules.edit"),
    }  # fmt: skip


def _days(days: tuple[date, ...]) -> str:
    return " ".join(f"{d.month}.{d.day}" for d in days) or "—"


@require_POST
@access("rules.edit")
def import_calendar(request: HttpRequest) -> HttpResponse:
    """Take over a year's arrangement."""
    form = CalendarForm(request.POST)
    if form.is_valid():
        try:
            _year, moved = operations.import_calendar(
                **form.cleaned_data, at=timezone.now(), actor=_actor()
            )
        except Refused as refusal:
            _mark(form, refusal)
        else:
            _tell(request, moved)
            return redirect("rulebook:calendar")
    return render(request, "rulebook/calendar.html", _calendar_context(form), status=422)
