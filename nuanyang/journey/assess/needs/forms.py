"""An assessment in two steps: which domains, then how much in each of those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nuanyang.journey.assess.needs.choices import Domain, Level
from nuanyang.journey.assess.needs.operations import Found


class DomainsForm(forms.Form):
    """First step: where is there something to say?"""

    domains = forms.MultipleChoiceField(
        label=_("哪些方面要谈"),
        choices=Domain.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("没有标出的方面表示这次没有谈到，不等于没有困难。"),
        error_messages={"required": _("请至少标出一个方面")},
    )


class AssessmentForm(forms.Form):
    """Second step: a level for each marked domain, then the whole; notes fold away."""

    def __init__(
        self, *args: Any, domains: Sequence[str], before: Mapping[str, int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.domains = [d for d in Domain.values if d in domains]
        before = before or {}
        for domain in self.domains:
            label = Domain(domain).label
            known = before.get(domain)
            self.fields[f"level_{domain}"] = forms.TypedChoiceField(
                label=label, choices=Level.choices, coerce=int, widget=forms.RadioSelect,
                help_text=_("上次：%(level)s") % {"level": Level(known).label} if known is not None else "",
                error_messages={"required": _("请选择程度")},
            )
        self.fields["note"] = forms.CharField(
            label=_("总的情况"), required=False, max_length=4000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        for domain in self.domains:
            self.fields[f"note_{domain}"] = forms.CharField(
                label=_("%(domain)s：说明") % {"domain": Domain(domain).label}, required=False,
                max_length=300, widget=forms.TextInput(attrs={"data-width": "l"}),
            )

    def findings(self) -> dict[str, Found]:
        """What the operation takes."""
        return {
            d: Found(self.cleaned_data[f"level_{d}"], self.cleaned_data.get(f"note_{d}", ""))
            for d in self.domains
        }
