"""Form for a new organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.orgs.choices import OrganisationKind
from nuanyang.foundation.regions import queries as regions


class RegionField(forms.CharField):
    """A region by code (6, 9 or 12 digits) or by name, pinyin or initials; cleaned to the code."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "").strip()
        if not text or text.isdigit():
            return text
        found = regions.suggest(text, limit=4)
        if not found:
            raise forms.ValidationError(gettext("没有找到“%(text)s”这个地方，可以直接填区划代码") % {"text": text})
        exact = [r for r in found if text in (r.short, r.name)]
        if len(found) == 1 or len(exact) == 1:
            return (exact or found)[0].code
        options = "、".join(f"{r.name} {r.code}" for r in found)
        raise forms.ValidationError(gettext("不止一个地方叫这个名字：%(options)s") % {"options": options})


class OrganisationForm(forms.Form):
    """Seven questions in the order in which people say them."""

    name = forms.CharField(label=_("名称"), max_length=120)
    kind = forms.ChoiceField(
        label=_("类别"), choices=[("", _("请选择")), *OrganisationKind.choices],
        widget=forms.Select(attrs={"data-ui": "select"}),
    )
    code = forms.SlugField(
        label=_("机构代码"), max_length=40,
        help_text=_("字母、数字、- 和 _，写进网址，以后不改"),
    )
    region = RegionField(
        label=_("行政区划"), max_length=60, help_text=_("代码，或地名、拼音首字母，如 510903、船山区、scsn")
    )
    parent_code = forms.SlugField(
        label=_("上级机构代码"), required=False, max_length=40, help_text=_("没有上级就留空")
    )
    phone = forms.CharField(label=_("电话"), required=False, max_length=40)
    address = forms.CharField(
        label=_("地址"), required=False, max_length=200, widget=forms.TextInput(attrs={"data-width": "l"})
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code == "new":
            raise forms.ValidationError(gettext("“new”留给新增页面，请换一个代码"))
        return code
