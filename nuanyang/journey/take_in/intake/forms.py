"""The desk's form: eight questions in the order in which people talk; the rest when it is needed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.regions import queries as regions
from nuanyang.journey.discover.patrols.rules import read_moment
from nuanyang.journey.take_in.intake.choices import CRITERIA, NEXT_STEP, BodyCheck, Ground, Mark, Standard
from nuanyang.journey.take_in.intake.hints import Said
from nuanyang.journey.take_in.intake.operations import Branch, Request
from nuanyang.journey.take_in.intake.rules import AgeOrBirth, read_age
from nuanyang.journey.take_in.stays.choices import ArrivalMode, HelpReason
from nuanyang.kernel.dates import local_date
from nuanyang.registry.people.particulars import Particulars

#: Ways of arriving in the order of how often they happen; 不详 is for ledgers.
ARRIVALS = [
    (m.value, m.label)
    for m in (
        ArrivalMode.PATROL, ArrivalMode.POLICE, ArrivalMode.SELF, ArrivalMode.CITY_MANAGEMENT, ArrivalMode.HOSPITAL,
        ArrivalMode.PUBLIC, ArrivalMode.TRANSFER,
    )
]  # fmt: skip

PROBLEMS = {
    "future": _("出生日期不能晚于今天"),
    "out_of_range": _("没有这样的年龄"),
    "unreadable": _("没看懂，可写 35、约45、十七八岁、1990、1990-05-01"),
}


def _line(width: str = "m", **attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"data-width": width, "autocomplete": "off", **attrs})


class IntakeForm(forms.Form):
    """What is said and seen. ``branch_*`` is asked when the first look calls for it."""

    body_check = forms.ChoiceField(label=_("先看身体"), choices=BodyCheck.choices, widget=forms.RadioSelect)
    arrival_mode = forms.ChoiceField(label=_("怎么来的"), choices=ARRIVALS, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("叫什么"), required=False, max_length=80, widget=_line(placeholder=_("说不清可留空，记称呼"))
    )
    sex = forms.ChoiceField(
        label=_("性别"), choices=[("1", _("男")), ("2", _("女")), ("0", _("不明"))], widget=forms.RadioSelect
    )
    age = forms.CharField(
        label=_("多大"),
        required=False,
        max_length=40,
        widget=_line("s", **{"data-ui": "age", "placeholder": _("35、约45、1990-05-01")}),
    )
    home = forms.CharField(
        label=_("哪里人"), required=False, max_length=120, widget=_line(placeholder=_("地名、拼音首字母或代码"))
    )
    identity_number = forms.CharField(
        label=_("证件号"),
        required=False,
        max_length=40,
        widget=_line("m", **{"data-secret": "", "placeholder": _("看不清的用 * 代替")}),
    )
    help_reason = forms.ChoiceField(
        label=_("为什么求助"),
        choices=[(r.value, r.label) for r in HelpReason if r is not HelpReason.UNKNOWN],
        widget=forms.RadioSelect,
    )
    marks = forms.MultipleChoiceField(
        label=_("身心状况"), required=False, choices=Mark.choices, widget=forms.CheckboxSelectMultiple
    )
    arrived = forms.CharField(
        label=_("什么时候到的"),
        required=False,
        max_length=30,
        widget=_line("s"),
        help_text=_("空着就是现在；补登写 22:30、昨天 23:10"),
    )
    branch_to = forms.CharField(label=_("送到、报给哪里"), required=False, max_length=80, widget=_line())
    branch_when = forms.CharField(
        label=_("什么时候送、报的"), required=False, max_length=30, widget=_line("s"), help_text=_("空着就是现在")
    )
    branch_contact = forms.CharField(label=_("经手人"), required=False, max_length=80, widget=_line())
    branch_receipt = forms.CharField(label=_("回执号"), required=False, max_length=60, widget=_line("s"))
    encounter = forms.IntegerField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, zone: ZoneInfo, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.zone, self.region = now, zone, region
        self.fields["body_check"].choice_hints = NEXT_STEP  # type: ignore[attr-defined]

    def _moment(self, field: str) -> datetime:
        moment = read_moment(self.cleaned_data[field], now=self.now, zone=self.zone)
        if moment is None:
            raise forms.ValidationError(gettext("没看懂时间，可写 22:30、昨天 23:10、2026-03-01 23:10"))
        return moment

    def clean_arrived(self) -> datetime:
        return self._moment("arrived")

    def clean_branch_when(self) -> datetime:
        return self._moment("branch_when")

    def clean_age(self) -> AgeOrBirth:
        read = read_age(self.cleaned_data["age"], on=local_date(self.now, self.zone))
        if read.problem:
            raise forms.ValidationError(PROBLEMS.get(read.problem, PROBLEMS["unreadable"]))
        return read

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        check = data.get("body_check")
        if check in (BodyCheck.MEDICAL, BodyCheck.POLICE) and not data.get("branch_to"):
            self.add_error(
                "branch_to",
                gettext("请写送到哪家医院") if check == BodyCheck.MEDICAL else gettext("请写报给哪个派出所"),
            )
        data["home_code"] = home_code(data.get("home", ""), self.data.get("home_region", ""), near=self.region)
        return data

    @property
    def not_these(self) -> tuple[int, ...]:
        """Records that the desk said are somebody else."""
        return tuple(int(v) for v in self.data.getlist("not_person") if v.isdigit())  # type: ignore[attr-defined]

    @property
    def decided(self) -> bool:
        """Whether the desk said who it is: a record, or a new one. Asked beside the form, so not a field of it."""
        return self.data.get("person", "") == "new" or self.chosen_person is not None

    @property
    def chosen_person(self) -> int | None:
        """The record that it is; None: a new one, or nothing said."""
        chosen = str(self.data.get("person", ""))
        return int(chosen) if chosen.isdigit() else None

    def request(self) -> Request:
        """What was said and seen, from a valid form."""
        data = self.cleaned_data
        age: AgeOrBirth = data["age"]
        branch = Branch(data["branch_to"], data["branch_when"], data["branch_contact"], data["branch_receipt"])
        return Request(
            Particulars(
                name=data["name"], sex=int(data["sex"]), birth_date=age.birth_date, birth_precision=age.precision,
                birth_year_low=age.year_low, birth_year_high=age.year_high, home_region=data["home_code"],
                home_text=data["home"], identity_number=data["identity_number"],
            ),
            body_check=data["body_check"], arrival_mode=data["arrival_mode"], help_reason=data["help_reason"],
            age_said=self.data.get("age", ""), stated_age=age.stated, marks=tuple(data["marks"]),
            branch=branch if data["body_check"] != BodyCheck.ABLE else None,
        )  # fmt: skip


def home_code(text: str, chosen: str, *, near: str) -> str:
    """The region's code: the one chosen, a code typed, or the only place that the text names exactly."""
    if chosen.isdigit():
        return chosen
    body = "".join(text.split())
    if body.isdigit():
        return body[:12] if len(body) >= 6 else ""
    if not body:
        return ""
    found = regions.suggest(body, limit=4, within=near)
    exact = [r for r in found if body in (r.short, r.name) or r.name.endswith(body)]
    if len(found) == 1:
        return found[0].code
    return exact[0].code if len(exact) == 1 else ""


def said(values: Any, *, now: datetime, zone: ZoneInfo, region: str) -> Said:
    """What a half-filled form says so far (``values``: its GET parameters); never fails."""
    age = read_age(str(values.get("age", ""))[:40], on=local_date(now, zone))
    sex = values.get("sex", "")
    home = str(values.get("home", ""))[:120]
    return Said(
        name=str(values.get("name", ""))[:80],
        sex=int(sex) if sex in ("1", "2") else 0,
        age=age if not age.problem else AgeOrBirth(),
        home_region=home_code(home, str(values.get("home_region", "")), near=region),
        identity_number=str(values.get("identity_number", ""))[:40],
    )


class RefusalForm(forms.Form):
    """The conditions of the test one by one, the ground, the words, where to complain."""

    test = forms.ChoiceField(choices=Standard.choices, widget=forms.HiddenInput)

    def __init__(self, *args: Any, test: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["test"] = test
        self.asked = CRITERIA[Standard(test)]
        for criterion in self.asked:
            self.fields[criterion.value] = forms.ChoiceField(
                label=criterion.label, choices=ANSWERS, widget=forms.RadioSelect
            )
        self.fields["ground"] = forms.ChoiceField(
            label=_("不予救助的理由"), choices=Ground.choices, widget=forms.RadioSelect,
            help_text=_("生病、受伤、以前来过，都不是理由"),
        )
        self.fields["words"] = forms.CharField(
            label=_("具体情况"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("写在通知书上，念给本人听；只写事实"),
        )
        self.fields["complaint_to"] = forms.CharField(
            label=_("不服可以向谁举报"), max_length=200, help_text=_("站外的民政部门：名称和电话"),
            widget=forms.TextInput(attrs={"data-width": "l"}),
        )

    def given(self) -> dict[str, Any]:
        """What was given, for the operation."""
        data = self.cleaned_data
        return {
            "test": data["test"], "answers": {c.value: data[c.value] for c in self.asked}, "ground": data["ground"],
            "words": data["words"], "complaint_to": data["complaint_to"],
        }  # fmt: skip


#: Answers to a condition.
ANSWERS = (("yes", _("符合")), ("no", _("不符合")), ("unknown", _("不清楚")))
