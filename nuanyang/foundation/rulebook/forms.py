"""Forms: another number for a region, a year's calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.rulebook.calendar import RANGE_SIGNS
from nuanyang.foundation.rulebook.choices import Certainty, Effect
from nuanyang.foundation.rulebook.rules import Rule
from nuanyang.kernel.dates import parse_date
from nuanyang.kernel.days_said import day_said

SEPARATORS = re.compile(r"[\s,，、;；]+")
RANGE = re.compile(rf"\s*(?:{RANGE_SIGNS})\s*")

#: A holiday is never longer; a longer range is a slip of the pen.
LONGEST_RANGE = 20


class DayField(forms.CharField):
    """A day as people write it: 2026-05-01, 5月1日, 明天."""

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"data-ui": "date", "data-width": "m"}), **kwargs)
        self.today = today

    def clean(self, value: Any) -> date | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        day = day_said(text, today=self.today)
        if day is None:
            raise forms.ValidationError(gettext("看不懂这个日期，请写成 2026-05-01"))
        return day


class DaysField(forms.CharField):
    """Several days and ranges: 2027-01-01, 2027-10-01至2027-10-07."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3, "data-width": "l"}), **kwargs)

    def clean(self, value: Any) -> list[date]:
        text = RANGE.sub("~", str(super().clean(value) or ""))
        days: list[date] = []
        for part in filter(None, SEPARATORS.split(text)):
            first, _sep, last = part.partition("~")
            begin, end = _full_day(first), _full_day(last or first)
            if not timedelta(0) <= end - begin <= timedelta(days=LONGEST_RANGE):
                raise forms.ValidationError(gettext("日期范围有误：%(text)s") % {"text": part})
            days += [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
        return days


def _full_day(text: str) -> date:
    read = parse_date(text)
    if read.value is None or not read.exact:
        raise forms.ValidationError(gettext("看不懂这个日期：%(text)s") % {"text": text})
    return read.value


class SettingForm(forms.Form):
    """Another number or effect of one rule, for a region, from a day on."""

    region = forms.CharField(
        label=_("行政区划代码"), max_length=12, required=False,
        help_text=_("6 位代码；留空表示全国，只有系统管理员可以"),
    )  # fmt: skip
    value = forms.DecimalField(label=_("数值"), required=False, max_digits=9, decimal_places=2)
    effect = forms.ChoiceField(label=_("处理方式"), required=False)
    source = forms.CharField(
        label=pgettext_lazy("law", "依据"), max_length=200, required=False, help_text=_("文件名称、文号和条款"),
        widget=forms.TextInput(attrs={"data-width": "l"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.TextInput(attrs={"data-width": "l"})
    )

    def __init__(self, *args: Any, rule: Rule, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [Effect.ENFORCED] if rule.certainty is Certainty.READ else list(Effect)
        effect = self.fields["effect"]
        assert isinstance(effect, forms.ChoiceField)
        effect.choices = [("", gettext("不改")), *((e.value, e.label) for e in allowed)]
        if rule.amount is None:
            del self.fields["value"]
        else:
            self.fields["value"].help_text = gettext("单位：%(unit)s") % {"unit": rule.amount.unit.label}
        self.fields["valid_from"] = DayField(label=_("起始日期"), today=today, required=True)
        self.fields["valid_to"] = DayField(
            label=_("截止日期"), today=today, required=False, help_text=_("从这一天起不再适用；留空表示一直适用")
        )
        self.order_fields(["region", "value", "effect", "valid_from", "valid_to", "source", "reason"])

    def given(self) -> dict[str, Any]:
        """Arguments of the operation."""
        data = self.cleaned_data
        value: Decimal | None = data.get("value")
        return {
            "region": data["region"], "value": value, "effect": data["effect"],
            "valid_from": data["valid_from"], "valid_to": data["valid_to"], "source": data["source"],
            "reason": data["reason"],
        }  # fmt: skip


class CalendarForm(forms.Form):
    """The arrangement of one year as published."""

    year = forms.IntegerField(label=_("年份"), min_value=2004, max_value=2100)
    holidays = DaysField(
        label=_("放假日期"), help_text=_("逗号或换行分隔，可写范围：2027-10-01至2027-10-07")
    )
    makeup = DaysField(label=_("调休上班日期"), required=False, help_text=_("周六、周日上班的日期"))
    source = forms.CharField(
        label=_("来源"), max_length=200, help_text=_("如：国务院办公厅关于部分节假日安排的通知"),
        widget=forms.TextInput(attrs={"data-width": "l"}),
    )  # fmt: skip
