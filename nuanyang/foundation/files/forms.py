"""A file field for forms of other apps: it refuses while the form is checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from nuanyang.foundation.files import operations, rules
from nuanyang.kernel.errors import Refused

#: What a telephone offers for the kind: its camera and pictures, or its recorder and sounds.
OFFERED = {"photo": ("image/*",), "voice": ("audio/*",)}


class StoredFileField(forms.FileField):
    """Cleaned to the uploaded file, whose content may be stored as ``kind``."""

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        endings = sorted({f".{e}" for e in rules.LIMITS[kind].types.values()} | ({".jpeg"} if kind != "voice" else set()))
        attrs = {
            "accept": ",".join((*OFFERED.get(kind, ()), *endings)), "data-max": str(rules.LIMITS[kind].size),
            "data-ui": {"photo": "photo", "voice": "voice"}.get(kind, "file"),
        }  # fmt: skip
        kwargs.setdefault("widget", forms.FileInput(attrs=attrs))
        super().__init__(**kwargs)
        self.kind = kind

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            if (file.size or 0) > rules.LIMITS[self.kind].size:
                content = b"\0" * (rules.LIMITS[self.kind].size + 1)  # refused unread
            else:
                content = file.read()
                file.seek(0)
            try:
                operations.check(kind=self.kind, content=content, name=file.name or "")
            except Refused as refusal:
                words = [str(refusal.message), *([str(refusal.hint)] if refusal.hint else [])]
                raise ValidationError(_("；").join(words), code=refusal.code) from refusal
        return file
