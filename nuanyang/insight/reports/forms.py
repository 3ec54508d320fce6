"""The period of a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nuanyang.kernel.dates import parse_date


class DayField(forms.Field):
    """A day as people write it: 2013-01-01, 2013.1.1, 2013年1月1日."""

    widget = forms.TextInput(attrs={"data-ui": "date", "data-width": "s"})
    default_error_messages = {"unreadable": _("看不懂这个日期，可写 2013-01-01")}

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        parsed = parse_date(value)
        if parsed.value is None or parsed.precision != "day":
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable")
        return parsed.value


class PeriodForm(forms.Form):
    """Station and period; the choices are what the actor may see."""

    station = forms.ChoiceField(label=_("救助站"), widget=forms.Select(attrs={"data-ui": "select"}))
    from_ = DayField(label=_("从"))
    to = DayField(label=_("到（含当日）"))

    def __init__(self, *args: Any, stations: list[tuple[str, str]], more: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].choices = stations  # type: ignore[attr-defined]
        if more:
            self.fields["named"] = forms.CharField(
                label=_("找救助站"), required=False, max_length=60, help_text=_("站名的一部分或代码；列表一次只列 100 个站"),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix("from" if field_name == "from_" else field_name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("from_") and data.get("to") and data["to"] < data["from_"]:
            self.add_error("to", _("结束日期早于开始日期"))
        if data.get("named") and not self.fields["station"].choices:  # type: ignore[attr-defined]
            self.errors.pop("station", None)
            self.add_error("named", _("没有找到这样的救助站，请换一个词"))
        return data
