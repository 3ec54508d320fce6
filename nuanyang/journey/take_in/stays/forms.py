"""Forms of beds, rooms and putting a stay right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nuanyang.journey.take_in.stays.choices import AgeBand, HealthZone, OverrideKind, RoomSex


class BedForm(forms.Form):
    """``bed`` is chosen on the board; ``exception`` is a bed that only a reason opens."""

    bed = forms.IntegerField(required=False, widget=forms.HiddenInput)
    exception = forms.ChoiceField(
        label=_("例外床位"), required=False, widget=forms.Select(attrs={"data-ui": "select", "data-width": "l"})
    )
    override_kind = forms.ChoiceField(
        label=_("理由"), required=False, choices=OverrideKind.choices, widget=forms.RadioSelect
    )
    override_reason = forms.CharField(
        label=_("写明情况"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"data-width": "l"}),
        help_text=_("如：母亲田某同住 202 室"),
    )
    reason = forms.CharField(
        label=_("为什么调换"), required=False, max_length=200, widget=forms.TextInput(attrs={"data-width": "l"})
    )

    def __init__(self, *args: Any, exceptions: Sequence[tuple[str, str]], moving: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["exception"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("不用例外")), *exceptions]
        if not moving:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        chosen = data.get("exception") or data.get("bed")
        if not chosen and not self.errors:
            raise forms.ValidationError(gettext("请选一张床"))
        data["bed_id"] = int(chosen or 0)
        if not data.get("exception"):
            data["override_kind"] = data["override_reason"] = ""
        return data


class RoomForm(forms.Form):
    name = forms.CharField(label=_("房间"), max_length=40, help_text=_("如 101、母婴室"))
    sex = forms.ChoiceField(label=_("性别"), choices=RoomSex.choices, widget=forms.RadioSelect)
    age_band = forms.ChoiceField(
        label=_("年龄"), choices=AgeBand.choices, initial=AgeBand.ADULT, widget=forms.RadioSelect
    )
    health_zone = forms.ChoiceField(
        label=_("照料分区"), choices=HealthZone.choices, initial=HealthZone.GENERAL, widget=forms.RadioSelect
    )
    beds = forms.IntegerField(label=_("床位数"), min_value=1, max_value=40, initial=4)


class BlockForm(forms.Form):
    reason = forms.CharField(
        label=_("为什么停用"),
        max_length=100,
        widget=forms.TextInput(attrs={"data-width": "l"}),
        help_text=_("如：床板断了、消毒到周三"),
    )


class ReassignForm(forms.Form):
    """Put a stay under another record, or under a new one (``new``)."""

    person = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("新档案的姓名"), required=False, max_length=80, help_text=_("不知道就空着"))
    reason = forms.CharField(
        label=_("为什么更正"),
        max_length=200,
        widget=forms.TextInput(attrs={"data-width": "l"}),
        help_text=_("如：对照照片不是同一人"),
    )
