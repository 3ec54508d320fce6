"""Forms about who may know of a person: share, seal, the circle."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.access.models import User
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.registry.people import sight
from nuanyang.registry.people.sight import Confidant


def reason_field(hint: Any) -> forms.CharField:
    """Why; it stays in the story for those who see the person."""
    return forms.CharField(
        label=_("理由"), max_length=300, help_text=hint, widget=forms.TextInput(attrs={"data-width": "l"})
    )


class ShareForm(forms.Form):
    """With which organisation, and why: one near by from the list, any other by its name or code.

    ``find`` gives the organisations that fit a text (one more than are offered, when there are too many).
    """

    named = forms.CharField(
        label=_("其他机构"), required=False, max_length=60, help_text=_("不在上面的，写名称的一部分或代码"),
        widget=forms.TextInput(attrs={"data-width": "m", "autocomplete": "off"}),
    )
    reason = reason_field(_("如“转送治疗”“户籍地安置”；会写进对方的经过，请不要写姓名和地址"))

    def __init__(
        self, *args: Any, near: list[Organisation], find: Callable[[str], list[Organisation]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        text = str(self.data.get("named", "")).strip()[:60]
        self.fitting = find(text) if text else []
        known = {o.pk for o in near}
        offered = [*near, *(o for o in self.fitting[: sight.OFFERED] if o.pk not in known)]
        self.fields["organisation"] = forms.TypedChoiceField(
            label=_("共享给"), required=False, coerce=int, empty_value=None,
            widget=forms.Select(attrs={"data-ui": "select"}),
            choices=[("", _("选择附近的机构")), *_grouped(self.fitting[: sight.OFFERED] or offered, offered)],
        )
        self.order_fields(["organisation", "named", "reason"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors.get("organisation") or given.get("organisation"):
            return given
        if not given.get("named"):
            self.add_error("organisation", gettext("请选择机构，或者写出名称"))
        elif not self.fitting:
            self.add_error("named", gettext("没有找到这样的机构，或者它已经看得到这份档案；请换一个词"))
        elif len(self.fitting) > sight.OFFERED:
            self.add_error("named", gettext("符合的机构太多，请把名称写完整些"))
        elif len(self.fitting) > 1:
            self.add_error("organisation", gettext("有 %(n)s 个机构符合，请选一个") % {"n": len(self.fitting)})
        else:
            given["organisation"] = self.fitting[0].pk
        return given


def _grouped(shown: list[Organisation], allowed: list[Organisation]) -> list[Any]:
    """Choices by kind: those that fit first, then the others that may still be chosen."""
    first = {o.pk for o in shown}
    ordered = [*shown, *(o for o in allowed if o.pk not in first)]
    return [
        (kind, [(o.pk, o.name) for o in group]) for kind, group in groupby(ordered, key=lambda o: str(o.get_kind_display()))
    ]


class TakeBackForm(forms.Form):
    """Which organisation shall see the record no longer, and why."""

    reason = reason_field(_("会写进对方的经过，请不要写姓名和地址"))

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.TypedChoiceField(
            label=_("不再共享给"), coerce=int, choices=[(o.pk, o.name) for o in organisations],
            widget=forms.RadioSelect,
        )
        self.order_fields(["organisation", "reason"])


class AccountField(forms.CharField):
    """An account of another organisation, by its name; cleaned to its id (None: empty)."""

    widget = forms.TextInput(attrs={"data-width": "s", "autocomplete": "off", "autocapitalize": "none"})

    def __init__(self, *, at: datetime, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=60, **kwargs)
        self.at = at

    def clean(self, value: Any) -> int | None:
        name = str(super().clean(value) or "").strip()
        if not name:
            return None
        found = sight.people_at_work(username=name, at=self.at)
        if not found:
            raise forms.ValidationError(gettext("没有这个账号，或者已经停用"))
        return found[0].pk


class SealForm(forms.Form):
    """Who remains in the know, and why."""

    reason = reason_field(_("密封期间只有知情人看得到这句话，如“遭受家庭暴力，对方正在寻找”"))

    def __init__(self, *args: Any, colleagues: Iterable[User], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"] = forms.TypedMultipleChoiceField(
            label=_("除您以外的知情人"), required=False, coerce=int, choices=[(u.pk, str(u)) for u in colleagues],
            widget=forms.CheckboxSelectMultiple, help_text=_("越少越好；至少再选一位，您不在时有人接手"),
        )
        self.fields["account"] = AccountField(
            at=at, label=_("其他机构的人"), help_text=_("写对方的账号，如医院或派出所的经办人；没有就空着")
        )
        self.order_fields(["members", "account", "reason"])

    def user_ids(self) -> list[int]:
        """All who were named."""
        account = self.cleaned_data["account"]
        return [*self.cleaned_data["members"], *([account] if account else [])]


class LetInForm(forms.Form):
    """One more who may know: a colleague, or an account elsewhere."""

    reason = reason_field(_("密封期间只有知情人看得到这句话"))

    def __init__(self, *args: Any, colleagues: Iterable[User], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = forms.TypedChoiceField(
            label=_("本机构的人"), required=False, coerce=int, empty_value=None,
            choices=[("", _("不是本机构的")), *((u.pk, str(u)) for u in colleagues)],
            widget=forms.Select(attrs={"data-ui": "select"}),
        )
        self.fields["account"] = AccountField(at=at, label=_("或其他机构的账号"))
        self.order_fields(["member", "account", "reason"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "account" not in self.errors and bool(given.get("member")) == bool(given.get("account")):
            self.add_error("member", gettext("选一位本机构的人，或者写一个其他机构的账号，只写一处"))
        return given

    def user_id(self) -> int:
        """Who was named."""
        return int(self.cleaned_data["member"] or self.cleaned_data["account"])


class TakeOutForm(forms.Form):
    """Who shall know no longer, and why."""

    reason = reason_field(_("密封期间只有知情人看得到这句话"))

    def __init__(self, *args: Any, confidants: Iterable[Confidant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = forms.TypedChoiceField(
            label=_("移出谁"), coerce=int, choices=[(c.id, c.name) for c in confidants], widget=forms.RadioSelect
        )
        self.order_fields(["member", "reason"])
