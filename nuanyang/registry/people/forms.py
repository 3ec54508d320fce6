"""Forms about people: particulars, names, papers, alerts, links, reasons.

``BirthField`` and ``HomeField`` read what people say: an age or a birth date in one field, a home
by code, name, pinyin initials or in free words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.files import rules as file_rules
from nuanyang.foundation.files.choices import FileKind
from nuanyang.foundation.files.forms import StoredFileField
from nuanyang.foundation.regions import queries as regions
from nuanyang.kernel.ages import parse_age
from nuanyang.kernel.dates import parse_date
from nuanyang.registry.people.choices import Alert, BirthPrecision, LinkDecision, NameUse, PaperKind, SexChoice
from nuanyang.registry.people.models import Person


@dataclass(frozen=True, slots=True)
class Birth:
    """When somebody was born, as exactly as it is known; all empty: not known."""

    birth_date: date | None = None
    birth_precision: str = BirthPrecision.UNKNOWN
    birth_year_low: int | None = None
    birth_year_high: int | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody is from: a region's code, or words where no region fits."""

    home_region: str = ""
    home_text: str = ""


_PRECISION = {"day": BirthPrecision.DAY, "month": BirthPrecision.MONTH}


def read_birth(text: str, *, today: date) -> Birth:
    """43, 约40, 三四十岁, 1980-05-03, 1980年5月: an age or a birth date.

    :raises ValueError: for text that is neither.
    """
    age = parse_age(text)
    if age.problem is None:
        if not age.known:
            return Birth()
        assert age.low is not None and age.high is not None
        return Birth(None, BirthPrecision.ESTIMATED, today.year - age.high, today.year - age.low)
    born = parse_date(text, today=today)
    if born.value is None or born.precision == "" or born.value > today:
        raise ValueError(text)
    if born.precision == "year":
        return Birth(None, BirthPrecision.YEAR, born.value.year, born.value.year)
    return Birth(born.value, _PRECISION[born.precision], None, None)


def say_birth(person: Person) -> str:
    """What is known of the birth as the field would read it again; empty when nothing is."""
    if person.birth_date is not None:
        month_only = person.birth_precision == BirthPrecision.MONTH
        return person.birth_date.strftime("%Y-%m") if month_only else person.birth_date.isoformat()
    low, high = person.birth_year_low, person.birth_year_high
    if low is None or high is None:
        return ""
    return str(low) if low == high and person.birth_precision == BirthPrecision.YEAR else ""


class BirthField(forms.CharField):
    """An age or a birth date in one field; cleaned to :class:`Birth`."""

    widget = forms.TextInput(attrs={"data-ui": "age", "data-width": "s", "autocomplete": "off"})

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.today = today

    def clean(self, value: Any) -> Birth:
        text = str(super().clean(value) or "")
        try:
            return read_birth(text, today=self.today)
        except ValueError as error:
            raise forms.ValidationError(
                gettext("看不懂“%(text)s”，请写年龄（如 43、约40）或出生日期（如 1980-05-03）") % {"text": text}
            ) from error


class HomeField(forms.CharField):
    """A home by region code, name or pinyin initials; what is no region is kept as words."""

    widget = forms.TextInput(attrs={"data-width": "m", "autocomplete": "off"})

    def clean(self, value: Any) -> Home:
        text = str(super().clean(value) or "").strip()
        if not text:
            return Home()
        if text.isdigit():
            return Home(home_region=text[:12])
        exact = [r for r in regions.suggest(text, limit=6) if text in (r.name, r.short)]
        if len(exact) == 1:
            return Home(home_region=exact[0].code)
        if text.isascii() and text.isalpha() and (found := regions.suggest(text, limit=1)):
            return Home(home_region=found[0].code)
        return Home(home_text=text)


class ParticularsForm(forms.Form):
    """Correct what the record says of somebody."""

    display_name = forms.CharField(
        label=_("姓名"), required=False, max_length=80, help_text=_("说不清可留空；称呼记在“其他姓名”里")
    )
    sex = forms.TypedChoiceField(
        label=_("性别"), choices=SexChoice.choices, coerce=int, widget=forms.RadioSelect
    )
    identity_known = forms.BooleanField(
        label=_("身份已明"), required=False, help_text=_("有证件、公安或家属证实的才勾选")
    )

    def __init__(self, *args: Any, today: date, person: Person, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(person))
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["birth"] = BirthField(
            label=_("年龄或出生日期"), required=False, today=today,
            help_text=_("如 43、约40、1980-05-03；空着就不改"),
        )
        self.fields["home"] = HomeField(
            label=_("家乡"), required=False, max_length=200, help_text=_("地名、区划代码或拼音首字母")
        )
        self.order_fields(["display_name", "sex", "birth", "home", "identity_known"])

    def changes(self) -> dict[str, object]:
        """What ``people.correct`` takes: the fields that were typed in anew."""
        given = self.cleaned_data
        changes: dict[str, object] = {
            name: given[name] for name in ("display_name", "sex", "identity_known") if name in self.changed_data
        }
        if "birth" in self.changed_data and given["birth"] != Birth():
            born: Birth = given["birth"]
            changes |= {name: getattr(born, name) for name in Birth.__slots__}
        if "home" in self.changed_data:
            home: Home = given["home"]
            changes |= {"home_region": home.home_region, "home_text": home.home_text}
        return changes


def _initial(person: Person) -> dict[str, Any]:
    home = regions.describe(person.home_region).name if person.home_region else person.home_text
    return {
        "display_name": person.display_name, "sex": person.sex, "birth": say_birth(person), "home": home,
        "identity_known": person.identity_known,
    }


class NameForm(forms.Form):
    """Another name of the person."""

    text = forms.CharField(label=_("姓名或称呼"), max_length=120)
    use = forms.ChoiceField(
        label=_("这是"), choices=NameUse.choices, initial=NameUse.ALIAS, widget=forms.RadioSelect
    )


class PaperForm(forms.Form):
    """An identity paper; a wrong number is kept and flagged, not refused."""

    number = forms.CharField(
        label=_("证件号码"), max_length=60, help_text=_("照证件上写；写错的也会保留并标出"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-secret": "", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(
        label=_("证件种类"), required=False, choices=[("", _("按号码判断")), *PaperKind.choices],
        widget=forms.Select(attrs={"data-ui": "select"}),
    )


class AlertForm(forms.Form):
    """Something that must not be missed."""

    alert = forms.ChoiceField(
        label=_("提醒什么"),
        choices=[c for c in Alert.choices if c[0] not in (Alert.MINOR, Alert.SEALED)],
        widget=forms.RadioSelect(attrs={"data-ui": "chips"}),
    )
    note = forms.CharField(
        label=_("说明"), required=False, max_length=200, help_text=_("如“青霉素，本人口述”")
    )


class ReasonForm(forms.Form):
    """Why a number is shown, a link undone, an alert taken back."""

    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.TextInput(attrs={"data-width": "l"}))


class LinkForm(forms.Form):
    """Another record of perhaps the same person, and what was decided about it."""

    other = forms.CharField(
        label=_("另一份档案的编号"), max_length=16, help_text=_("R 开头，如 R0000123"),
        widget=forms.TextInput(attrs={"data-width": "s", "autocomplete": "off"}),
    )
    decision = forms.ChoiceField(label=_("认定"), choices=LinkDecision.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("凭什么"), max_length=300, widget=forms.TextInput(attrs={"data-width": "l"}),
        help_text=_("如“证件号相同”“本人照片一致”，以后别人看得到"),
    )

    def clean_other(self) -> int:
        text = self.cleaned_data["other"].strip().upper().removeprefix("R")
        if not text.isdigit() or len(text) > 15:
            raise forms.ValidationError(gettext("请写档案编号，如 R0000123"))
        return int(text)


class EmergencyForm(forms.Form):
    """Open one record outside one's own scope in an emergency."""

    number = forms.CharField(
        label=_("档案编号"), max_length=16, help_text=_("R 开头，一次只能打开一份"),
        widget=forms.TextInput(attrs={"data-width": "s", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("紧急情况"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("会记入档案经过，并由他人复核"),
    )
    hours = forms.TypedChoiceField(
        label=_("打开多久"), coerce=int, initial=2, widget=forms.RadioSelect,
        choices=[(1, _("1 小时")), (2, _("2 小时")), (8, _("8 小时")), (24, _("24 小时"))],
    )


FILE_LABELS = {
    FileKind.PHOTO: (_("照片"), _("拍的是什么")), FileKind.SCAN: (_("扫描件"), _("是什么材料")),
    FileKind.VOICE: (_("录音"), _("说了什么")),
}  # fmt: skip
FILE_HINTS = {
    FileKind.PHOTO: _("jpg、png、webp，最多 %(size)s MB；拍摄地点不会留下"),
    FileKind.SCAN: _("pdf、jpg、png，最多 %(size)s MB"),
    FileKind.VOICE: _("最长半小时，最多 %(size)s MB；录之前先征得本人同意"),
}


class FileForm(forms.Form):
    """A photograph, a scan or a voice note, with one line about it."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label, about = FILE_LABELS[FileKind(kind)]
        size = file_rules.LIMITS[kind].size // file_rules.MEGABYTE
        self.fields["file"] = StoredFileField(kind=kind, label=label, help_text=FILE_HINTS[FileKind(kind)] % {"size": size})
        self.fields["note"] = forms.CharField(
            label=about, required=False, max_length=200, widget=forms.TextInput(attrs={"data-width": "l"})
        )
        if kind == FileKind.PHOTO:
            self.fields["portrait"] = forms.BooleanField(label=_("作为肖像，显示在档案页上方"), required=False)
