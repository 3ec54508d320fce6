"""Form of a review."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.access.choices import Verdict


class ReviewForm(forms.Form):
    """Was it an emergency?"""

    verdict = forms.ChoiceField(label=_("这次查阅"), choices=Verdict.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("没有必要时必填"),
    )
