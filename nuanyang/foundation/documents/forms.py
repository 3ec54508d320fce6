"""Forms about documents: sign, make anew, void, upload an official template."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.documents.choices import WITNESSED, Manner
from nuanyang.foundation.documents.operations import MAX_TEMPLATE, Hand
from nuanyang.foundation.files.choices import FileKind
from nuanyang.foundation.files.forms import StoredFileField

PNG = "data:image/png;base64,"


class DrawnField(forms.CharField):
    """A signature drawn on the screen, sent as a PNG in a data address; cleaned to bytes (empty: none)."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=2_000_000, **kwargs)

    def clean(self, value: Any) -> bytes:
        text = str(super().clean(value) or "")
        if not text:
            return b""
        try:
            return base64.b64decode(text.removeprefix(PNG), validate=True)
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError(gettext("签名没有传完整，请重签")) from error


class SignForm(forms.Form):
    """How somebody signed."""

    manner = forms.ChoiceField(label=_("怎样签的"), choices=Manner.choices, initial=Manner.SCREEN, widget=forms.RadioSelect)
    name = forms.CharField(label=_("签名人姓名"), max_length=80, required=False, widget=forms.TextInput(attrs={"data-width": "m"}))
    image = DrawnField(label=_("签名"))
    scan = StoredFileField(kind=FileKind.SCAN, label=_("签好的纸"), required=False, help_text=_("签名或捺印在纸上的：拍照或扫描上传"))
    witness = forms.CharField(
        label=_("见证人"), max_length=80, required=False, help_text=_("拒绝或不能签名的，写在场的人"),
        widget=forms.TextInput(attrs={"data-width": "m"}),
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        manner = given.get("manner")
        if manner == Manner.SCREEN and not given.get("image") and "image" not in self.errors:
            self.add_error("manner", gettext("请先在框里签名，或者选纸上签名"))
        if manner == Manner.PAPER and not given.get("scan") and "scan" not in self.errors:
            self.add_error("scan", gettext("请上传签好名的纸的照片或扫描件"))
        if manner in WITNESSED and not given.get("witness"):
            self.add_error("witness", gettext("没有签名的，请写见证人"))
        if manner not in WITNESSED and not given.get("name"):
            self.add_error("name", gettext("请写签名人的姓名"))
        return given

    def hand(self) -> Hand:
        """What was given, for the operation."""
        given = self.cleaned_data
        scan = given.get("scan")
        return Hand(
            manner=given["manner"], name=given.get("name") or "", image=given.get("image") or b"",
            scan=scan.read() if scan else b"", scan_name=scan.name if scan else "", witness=given.get("witness") or "",
            note=given.get("note") or "",
        )


class WhyForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.TextInput(attrs={"data-width": "l"}))


class TemplateForm(forms.Form):
    """An official layout."""

    file = forms.FileField(
        label=_("官方模板"), help_text=_("docx 文件，要填的地方写字段名，如 {{ name }}；字段名见字段表"),
        widget=forms.FileInput(attrs={"accept": ".docx", "data-ui": "file", "data-max": str(MAX_TEMPLATE)}),
    )
