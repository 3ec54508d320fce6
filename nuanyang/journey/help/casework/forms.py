"""Forms of plans and tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nuanyang.journey.help.casework.choices import CloseReason, Keeper, Outcome
from nuanyang.journey.help.casework.queries import Colleague
from nuanyang.journey.help.casework.rules import Closing
from nuanyang.kernel.days_said import day_said


class SpokenDateField(forms.CharField):
    """A day to come as people say it: 2026-03-09, 3月9日 (the next one), 明天, 下周一, 月底."""

    widget = forms.TextInput(attrs={"data-ui": "date", "data-ahead": "", "data-width": "s", "autocomplete": "off"})

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.today = today

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        day = day_said(text, today=self.today, ahead=True)
        if day is None:
            raise ValidationError(_("看不懂这个日期，请写成 2026-03-09 或 3月9日"))
        return day


class PlanForm(forms.Form):
    """A plan with its first task."""

    goal = forms.CharField(
        label=gettext_lazy("想达到什么"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text=gettext_lazy("用本人的话写，写得到的事。"),
    )

    def __init__(self, *args: Any, today: date, colleagues: Iterable[Colleague] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = forms.CharField(
            label=gettext_lazy("第一件要做的事"), max_length=200, required=False,
            widget=forms.TextInput(attrs={"data-width": "l"}),
        )
        self.fields["due_on"] = SpokenDateField(label=gettext_lazy("什么时候前"), today=today, required=False)
        self.fields["assignee"] = assignee_field(colleagues)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("title") and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("请写明什么时候前完成"))
        return data


def assignee_field(colleagues: Iterable[Colleague]) -> forms.TypedChoiceField:
    """Who does it; nobody in particular is the organisation."""
    return forms.TypedChoiceField(
        label=gettext_lazy("谁来做"), required=False, coerce=int, empty_value=None,
        choices=[("", gettext_lazy("本机构")), *((c.id, c.name) for c in colleagues)],
    )


class TaskForm(forms.Form):
    """Who does what by when."""

    title = forms.CharField(
        label=gettext_lazy("做什么"), max_length=200, widget=forms.TextInput(attrs={"data-width": "l"})
    )

    def __init__(self, *args: Any, today: date, colleagues: Iterable[Colleague] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"] = SpokenDateField(label=gettext_lazy("什么时候前"), today=today)
        self.fields["assignee"] = assignee_field(colleagues)


class ResultForm(forms.Form):
    """What came of a task."""

    result = forms.CharField(
        label=gettext_lazy("结果"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("做了什么，结果怎样；不再需要做的也写明原因。"),
    )


class CloseForm(forms.Form):
    """Reason, outcome and who keeps an eye on the person."""

    reason = forms.ChoiceField(label=gettext_lazy("结案原因"), choices=CloseReason.choices, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=gettext_lazy("结果"), choices=Outcome.choices, widget=forms.RadioSelect, required=False
    )
    keeper = forms.ChoiceField(
        label=gettext_lazy("今后由谁关注"), choices=Keeper.choices, widget=forms.RadioSelect, required=False
    )
    keeper_name = forms.CharField(label=gettext_lazy("姓名或单位"), max_length=80, required=False)
    note = forms.CharField(
        label=gettext_lazy("总结"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def closing(self) -> Closing:
        """What the operation takes."""
        data = self.cleaned_data
        return Closing(data["reason"], data["outcome"], data["keeper"], data["keeper_name"])
