"""Forms of the administration of accounts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.access.models import Role, User
from nuanyang.foundation.access.queries import role_label
from nuanyang.kernel.dates import day_start
from nuanyang.kernel.days_said import day_said


class LastDayField(forms.CharField):
    """A day to come, this day included; cleaned to the moment after it, or None."""

    widget = forms.TextInput(attrs={"data-width": "s", "autocomplete": "off"})

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.today = today

    def clean(self, value: Any) -> datetime | None:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return None
        day = day_said(text, today=self.today, ahead=True)
        if day is None:
            raise ValidationError(gettext("看不懂这个日期，请写成 2026-03-09 或 3月9日"))
        if day < self.today:
            raise ValidationError(gettext("这一天已经过去"))
        return day_start(day + timedelta(days=1))


def role_field(roles: Iterable[Role]) -> forms.ChoiceField:
    """Roles by their names."""
    return forms.ChoiceField(
        label=_("角色"), choices=[(r.code, role_label(r)) for r in roles],
        widget=forms.Select(attrs={"data-ui": "select"}),
    )


class AccountForm(forms.Form):
    """A new colleague: four questions."""

    display_name = forms.CharField(label=_("姓名"), max_length=60)
    username = forms.CharField(
        label=_("账号"), max_length=60, help_text=_("登录时用；字母、数字和 . @ + - _"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, roles: Iterable[Role], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = role_field(roles)
        self.fields["valid_to"] = LastDayField(
            label=_("到哪天为止"), today=today, required=False, help_text=_("含当天；不填就一直有效")
        )


class GrantForm(forms.Form):
    """One more role, perhaps for a time, perhaps as somebody's deputy."""

    def __init__(
        self, *args: Any, roles: Iterable[Role], colleagues: Iterable[User], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = role_field(roles)
        self.fields["valid_to"] = LastDayField(
            label=_("到哪天为止"), today=today, required=False, help_text=_("含当天；代班必填")
        )
        self.fields["deputy_for"] = forms.TypedChoiceField(
            label=_("替谁代班"), required=False, coerce=int, empty_value=None,
            choices=[("", gettext("不是代班")), *((u.pk, str(u)) for u in colleagues)],
            widget=forms.Select(attrs={"data-ui": "select"}),
        )


class ReasonForm(forms.Form):
    """Why: kept in the log."""

    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.TextInput(attrs={"data-width": "l"}))
