"""Forms at the door: the check, the list of things, where they go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.files.choices import FileKind
from nuanyang.foundation.files.forms import StoredFileField
from nuanyang.journey.take_in.belongings.choices import Category, Place, Result
from nuanyang.journey.take_in.belongings.models import Belonging
from nuanyang.journey.take_in.belongings.operations import Brought, Checked
from nuanyang.journey.take_in.belongings.rules import Thing, read_list
from nuanyang.kernel.money import MoneyError, format_yuan, parse_fen
from nuanyang.registry.people.choices import SexChoice


class CheckForm(forms.Form):
    """The security check."""

    result = forms.ChoiceField(label=_("检查结果"), choices=Result.choices, widget=forms.RadioSelect)
    checker_name = forms.CharField(label=_("检查人"), max_length=60, widget=forms.TextInput(attrs={"data-width": "m"}))
    checker_sex = forms.TypedChoiceField(
        label=_("检查人性别"), coerce=int, widget=forms.RadioSelect,
        choices=[(SexChoice.MALE.value, SexChoice.MALE.label), (SexChoice.FEMALE.value, SexChoice.FEMALE.label)],
    )
    witness_name = forms.CharField(
        label=_("在场人"), max_length=60, required=False, widget=forms.TextInput(attrs={"data-width": "m"})
    )
    note = forms.CharField(label=_("说明"), max_length=300, required=False, help_text=_("发现危险品或不接受检查的，写清楚"))

    def checked(self) -> Checked:
        """What was given, for the operation."""
        return Checked(**{name: self.cleaned_data[name] for name in self.fields})


class ThingsForm(forms.Form):
    """The list as it is said: one thing per line."""

    things = forms.CharField(
        label=_("带了什么"), max_length=4000,
        help_text=_("一行一件，可写数量和袋号，如：手机 1 A-12；现金 120.5 元 A-12；身份证；旧衣服 3件"),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
    )
    bag = forms.CharField(
        label=_("都放进这个袋"), max_length=20, required=False, help_text=_("没有单独写袋号的贵重物品和现金"),
        widget=forms.TextInput(attrs={"data-width": "s"}),
    )
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    left = forms.BooleanField(label=_("一般物品、证件和药品由本人自己带着"), required=False)

    def brought(self) -> list[Brought]:
        """Things with where they are from now on: what is valuable, cash or dangerous is always kept."""
        bag = self.cleaned_data.get("bag") or ""
        found = []
        for thing in read_list(self.cleaned_data["things"]):
            guarded = thing.category in (Category.VALUABLE, Category.CASH, Category.PROHIBITED)
            stays = bool(self.cleaned_data.get("left")) and not guarded
            kept = Thing(thing.name, thing.category, thing.count, thing.amount_fen, thing.bag or ("" if stays else bag))
            found.append(Brought(kept, Place.WITH_OWNER if stays else Place.CUSTODY))
        return found


class ThingForm(forms.Form):
    """One thing, corrected."""

    name = forms.CharField(label=_("物品"), max_length=80)
    category = forms.ChoiceField(label=_("类别"), choices=Category.choices, widget=forms.RadioSelect)
    count = forms.IntegerField(label=_("数量"), min_value=1, max_value=999, widget=forms.TextInput(attrs={"data-width": "s", "inputmode": "numeric"}))
    amount = forms.CharField(label=_("金额"), max_length=20, required=False, help_text=_("只有现金要写，如 120.5"), widget=forms.TextInput(attrs={"data-width": "s"}))
    bag = forms.CharField(label=_("袋号"), max_length=20, required=False, widget=forms.TextInput(attrs={"data-width": "s"}))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
    reason = forms.CharField(label=_("为什么更正"), max_length=200)

    def __init__(self, *args: Any, thing: Belonging, **kwargs: Any) -> None:
        amount = format_yuan(thing.amount_fen) if thing.amount_fen is not None else ""
        kwargs["initial"] = {
            "name": thing.name, "category": thing.category, "count": thing.count, "amount": amount, "bag": thing.bag,
            "note": thing.note,
        }  # fmt: skip
        super().__init__(*args, **kwargs)

    def clean_amount(self) -> int | None:
        text = self.cleaned_data["amount"].strip()
        if not text:
            return None
        try:
            amount = int(parse_fen(text))
        except MoneyError as error:
            raise forms.ValidationError(_("看不懂这个金额，可写 120.5")) from error
        if amount < 0:
            raise forms.ValidationError(_("金额不能是负数"))
        return amount

    def thing(self) -> Thing:
        given = self.cleaned_data
        return Thing(given["name"], given["category"], given["count"], given["amount"], given["bag"])


class MoveForm(forms.Form):
    """Which things go where."""

    things = forms.TypedMultipleChoiceField(label=_("哪些物品"), coerce=int, widget=forms.CheckboxSelectMultiple)
    place = forms.ChoiceField(
        label=_("去向"), initial=Place.RETURNED, widget=forms.RadioSelect,
        choices=[(p.value, p.label) for p in (Place.RETURNED, Place.TO_KIN, Place.POLICE, Place.UNCLAIMED)],
    )
    to = forms.CharField(
        label=_("交给谁，或为什么无人领取"), max_length=120, required=False, help_text=_("交还本人的不用写")
    )

    def __init__(self, *args: Any, things: list[Belonging], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(t.pk, f"{t.name} × {t.count}" + (f"（{t.bag}）" if t.bag else "")) for t in things]
        self.fields["things"].choices = choices  # type: ignore[attr-defined]
        self.fields["things"].initial = [t.pk for t in things]


class PhotoForm(forms.Form):
    """A photograph of the thing."""

    photo = StoredFileField(kind=FileKind.PHOTO, label=_("照片"))
