"""Upload a ledger; choose its rows."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 12 * 1024 * 1024


class UploadForm(forms.Form):
    """One workbook."""

    file = forms.FileField(
        label=_("台账文件"),
        help_text=_("Excel（xlsx、xls、xlsb）或 ods；表头顺序不限，可有多个工作表"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods"}),
    )

    def clean_file(self):  # type: ignore[no-untyped-def]
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("文件超过 12 MB，请分成几份"), code="too_large")
        return file


class ChooseForm(forms.Form):
    """All rows that can come in, or the chosen ones."""

    which = forms.ChoiceField(
        label=_("导入哪些行"),
        choices=[("all", _("全部可导入的行")), ("chosen", _("只导入选中的行"))],
        widget=forms.RadioSelect,
        initial="all",
    )
    row = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: object, keys: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["row"].choices = [(k, k) for k in keys]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("which") == "chosen" and not data.get("row"):
            self.add_error("which", _("请先选中要导入的行"))
        return data
