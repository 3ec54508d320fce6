"""Forms about who may know of a person: share, seal, the circle."""

from __future__ import annotations

from collections.abc import Iterable
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
    """With which organisation, and why."""

    reason = reason_field(_("如“转送治疗”“户籍地安置”；会写进对方的经过，请不要写姓名和地址"))

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grouped = groupby(organisations, key=lambda o: str(o.get_kind_display()))
        self.fields["organisation"] = forms.TypedChoiceField(
            label=_("共享给"), coerce=int, widget=forms.Select(attrs={"data-ui": "select"}),
            choices=[("", _("选择机构")), *((kind, [(o.pk, o.name) for o in group]) for kind, group in grouped)],
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
