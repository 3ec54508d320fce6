"""Forms of a visit: what was found in four domains, or why nobody was met."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nuanyang.journey.follow_up.visits.choices import Condition, NotMet, VisitDomain
from nuanyang.journey.follow_up.visits.operations import Seen


class VisitForm(forms.Form):
    """Four domains, whether the person was met, a risk and its words, a note; notes per domain fold away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for domain in VisitDomain:
            self.fields[f"condition_{domain.value}"] = forms.ChoiceField(
                label=domain.label, choices=Condition.choices, widget=forms.RadioSelect,
                error_messages={"required": _("请选择")},
            )
        self.fields["met_person"] = forms.BooleanField(label=_("见到本人"), required=False)
        self.fields["risk"] = forms.BooleanField(label=_("有风险，需要尽快处理"), required=False)
        self.fields["risk_note"] = forms.CharField(
            label=_("什么风险"), max_length=200, required=False, widget=forms.TextInput(attrs={"data-width": "l"})
        )
        self.fields["note"] = forms.CharField(
            label=_("谈了什么"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
        )
        for domain in VisitDomain:
            self.fields[f"note_{domain.value}"] = forms.CharField(
                label=_("%(domain)s：说明") % {"domain": domain.label}, required=False, max_length=300,
                widget=forms.TextInput(attrs={"data-width": "l"}),
            )

    def findings(self) -> dict[str, Seen]:
        """What the operation takes."""
        data = self.cleaned_data
        return {d: Seen(data[f"condition_{d}"], data[f"note_{d}"]) for d in VisitDomain.values}


class NotMetForm(forms.Form):
    """Why nobody was met, and when to try again."""

    reason = forms.ChoiceField(label=_("原因"), choices=NotMet.choices, widget=forms.RadioSelect)
    again = forms.TypedChoiceField(
        label=_("什么时候再去"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect,
        choices=[(3, _("3 天后")), (7, _("7 天后")), (14, _("14 天后")), (30, _("30 天后")), ("", _("不再去"))],
        initial=7,
    )
    note = forms.CharField(
        label=_("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("搬到哪里、向谁打听过、本人怎么说。"),
    )
