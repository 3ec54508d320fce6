"""The encounter form: eight questions in the order of the street, chips first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.orgs import queries as orgs
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.regions import queries as regions
from nuanyang.journey.discover.patrols.choices import ApparentAge, Condition, Given, NotComing, Outcome
from nuanyang.journey.discover.patrols.rules import read_moment, read_position

TO_STATION = "to_station:"


#: The chip for a station that is none of those offered; ``other_station`` says which.
OTHER_STATION = f"{TO_STATION}other"
#: So many are named when what was typed fits several.
NAMED = 5


class NotComingForm(forms.Form):
    reason = forms.ChoiceField(label=_("为什么"), choices=NotComing.choices, widget=forms.RadioSelect)


class EncounterForm(forms.Form):
    """``stations`` are those to which somebody may be brought, each a chip of its own; ``more``: there are others,
    found by what is typed.
    """

    first_screen = 8

    condition = forms.ChoiceField(label=_("怎么样"), choices=Condition.choices)
    sex = forms.TypedChoiceField(
        label=_("性别"),
        coerce=int,
        choices=[(1, _("男")), (2, _("女")), (0, _("看不出"))],
        required=False,
    )
    apparent_age = forms.ChoiceField(
        label=_("看上去"), choices=ApparentAge.choices, required=False, widget=forms.RadioSelect
    )
    place = forms.CharField(
        label=_("在哪里"),
        max_length=120,
        widget=forms.TextInput(attrs={"data-width": "l", "autocomplete": "off"}),
        help_text=_("地标、路口、桥洞，写得让同事能找到"),
    )
    seen = forms.CharField(
        label=_("看到什么"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("衣着、随身物、说了什么；不写姓名和证件号"),
    )
    given = forms.MultipleChoiceField(
        label=_("给了什么"), required=False, choices=Given.choices, widget=forms.CheckboxSelectMultiple
    )
    outcome = forms.ChoiceField(label=_("去向"), widget=forms.RadioSelect)
    other_station = forms.CharField(
        label=_("哪个救助站"), required=False, max_length=60,
        widget=forms.TextInput(attrs={"data-width": "l", "autocomplete": "off"}),
        help_text=_("送到别的救助站时写名称或代码"),
    )
    met = forms.CharField(
        label=_("什么时候"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"data-width": "s", "autocomplete": "off"}),
        help_text=_("空着就是刚刚；也可写 22:30、昨天 23:10"),
    )
    region = forms.CharField(
        label=_("所在区县"),
        required=False,
        max_length=60,
        help_text=_("空着就是本机构所在地；可写代码、地名或拼音首字母"),
    )
    position = forms.CharField(label=_("经纬度"), required=False, max_length=40, help_text=_("如 30.5325, 105.5714"))
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self, *args: Any, stations: Sequence[Organisation], now: datetime, zone: ZoneInfo, more: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.zone = now, zone
        brought = [(f"{TO_STATION}{s.pk}", gettext("送到%(station)s") % {"station": s.name}) for s in stations]
        if more:
            brought.append((OTHER_STATION, gettext("送到别的救助站")))
            self.first_screen += 1
        else:
            del self.fields["other_station"]
        rest = [(o.value, o.label) for o in Outcome if o is not Outcome.TO_STATION]
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [*brought, *rest]

    def clean_met(self) -> datetime:
        moment = read_moment(self.cleaned_data["met"], now=self.now, zone=self.zone)
        if moment is None:
            raise forms.ValidationError(gettext("没看懂时间，可写 22:30、昨天 23:10、2026-03-01 23:10"))
        return moment

    def clean_region(self) -> str:
        text: str = self.cleaned_data["region"].strip()
        if not text or text.isdigit():
            return text
        found = regions.suggest(text, limit=1)
        if not found:
            raise forms.ValidationError(gettext("没有找到“%(text)s”这个地方") % {"text": text})
        return found[0].code

    def clean_position(self) -> Any:
        text = self.cleaned_data["position"]
        if not text.strip():
            return None
        found = read_position(text)
        if found is None:
            raise forms.ValidationError(gettext("没看懂经纬度，先写纬度再写经度"))
        return found

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("outcome") != OTHER_STATION:
            return data
        text = data.get("other_station", "").strip()
        found = [line.organisation for line in orgs.find(text, kind="station", limit=NAMED + 1)] if text else []
        exact = [station for station in found if text in (station.name, station.code)] or found
        if len(exact) == 1:
            data["outcome"] = f"{TO_STATION}{exact[0].pk}"
        elif not text:
            self.add_error("other_station", gettext("请写送到哪个救助站"))
        elif not exact:
            self.add_error("other_station", gettext("没有找到“%(text)s”这个救助站") % {"text": text})
        else:
            names = gettext("、").join(station.name for station in exact[:NAMED])
            self.add_error("other_station", gettext("有好几个：%(names)s。请写全") % {"names": names})
        return data

    def facts(self) -> dict[str, Any]:
        """Arguments of ``operations.record_encounter`` from a valid form."""
        data = self.cleaned_data
        outcome, _sep, station = data["outcome"].partition(":")
        latitude, longitude = data["position"] or (None, None)
        return {
            "place": data["place"],
            "condition": data["condition"],
            "outcome": outcome,
            "station_id": int(station) if station else None,
            "met_at": data["met"],
            "region": data["region"],
            "latitude": latitude,
            "longitude": longitude,
            "sex": data["sex"] or 0,
            "apparent_age": data["apparent_age"] or ApparentAge.UNCLEAR,
            "seen": data["seen"],
            "given": data["given"],
            "idempotency_key": data["key"] or None,
        }
