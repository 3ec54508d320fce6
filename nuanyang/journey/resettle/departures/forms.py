"""One form for each manner of leaving: at most eight fields asked, the rest folds away."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nuanyang.journey.resettle.departures.choices import Belongings, EndGround, Relation
from nuanyang.journey.resettle.departures.places import region_in
from nuanyang.journey.resettle.departures.rules import CollectorDetails, Details, VoucherDetails
from nuanyang.journey.take_in.stays.choices import RETURNING_HOME
from nuanyang.journey.take_in.stays.choices import DepartureMode as Mode
from nuanyang.kernel.dates import parse_date
from nuanyang.kernel.days_said import day_said
from nuanyang.kernel.money import MoneyError, parse_fen
from nuanyang.registry.people.choices import SexChoice

Label = Any
#: A field, made for a day (dates are read from it).
Make = Callable[[date], forms.Field]


def _text(label: Label, *, length: int = 120, required: bool = False, width: str = "", hint: Label = "") -> Make:
    attrs = {"data-width": width} if width else {}
    return lambda today: forms.CharField(
        label=label, max_length=length, required=required, help_text=hint, widget=forms.TextInput(attrs=attrs)
    )


def _words(label: Label, *, hint: Label = "") -> Make:
    return lambda today: forms.CharField(
        label=label, max_length=500, required=False, help_text=hint, widget=forms.Textarea(attrs={"rows": 2})
    )


def _tick(label: Label) -> Make:
    return lambda today: forms.BooleanField(label=label, required=False)


def _chips(label: Label, choices: Any, initial: str = "") -> Make:
    return lambda today: forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, required=bool(initial), initial=initial or None
    )


class FenField(forms.CharField):
    """Money as people write it, into fen."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            fen = int(parse_fen(text))
        except MoneyError as error:
            raise ValidationError(_("看不懂这个金额，请写成 18.50")) from error
        if fen < 0:
            raise ValidationError(_("金额不能小于零"))
        return fen


class DayField(forms.CharField):
    """A day as people say it."""

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        day = day_said(text, today=self.today)
        if day is None:
            raise ValidationError(_("看不懂这个日期，请写成 2026-03-09 或 3月9日"))
        return day


def _yuan(label: Label) -> Make:
    return lambda today: FenField(
        label=label, max_length=20, required=False,
        widget=forms.TextInput(attrs={"data-width": "s", "inputmode": "decimal"}),
    )


def _day(label: Label) -> Make:
    return lambda today: DayField(
        today=today, label=label, max_length=40, required=False,
        widget=forms.TextInput(attrs={"data-ui": "date", "data-width": "s", "autocomplete": "off"}),
    )


def _secret(label: Label) -> Make:
    return lambda today: forms.CharField(
        label=label, max_length=40, required=False,
        widget=forms.TextInput(attrs={"data-secret": "1", "autocomplete": "off"}),
    )


BELONGINGS = ("belongings", _chips(_("代管物品"), Belongings.choices, Belongings.NONE))
BELONGINGS_NOTE = ("belongings_note", _text(_("例外说明"), length=200, width="l"))
TO_PLACE = ("to_place", _text(_("去往"), length=200, hint=_("市县名称，最好到乡镇。")))
NOTE = ("note", _words(_("说明")))
#: Where somebody goes home to decides who visits there.
HOME_HINT = _("写到市县，最好到乡镇：由哪里回访，按这里定。")
LEFT_AT = (
    "left_at",
    _text(_("离站时间"), length=40, width="s", hint=_("现在离站不用填；补登的写日期和时间，如 昨天 15:30。")),
)

#: Fields by manner, in the order in which they are asked. The last ones fold away.
FIELDS: dict[str, tuple[tuple[str, Make], ...]] = {
    Mode.LEFT_BY_CHOICE: (
        TO_PLACE, ("statement_signed", _tick(_("本人已签《自行离站声明书》"))), BELONGINGS,
        ("cash", _yuan(_("短途车费（元）"))), ("cash_signed", _tick(_("车费已签收"))), NOTE,
        BELONGINGS_NOTE, LEFT_AT,
    ),
    Mode.FUNDED_RETURN: (
        ("to_place", _text(_("到哪里"), length=60, required=True, hint=HOME_HINT)), ("number", _text(_("凭证号"), length=40)),
        ("carrier", _text(_("承运单位"), length=60)), ("service", _text(_("车次或班次"), length=40)),
        ("travel_date", _day(_("乘车日期"))), ("fare_fen", _yuan(_("票价（元）"))),
        ("signed", _tick(_("本人已签收凭证"))), BELONGINGS, BELONGINGS_NOTE, NOTE, LEFT_AT,
    ),
    Mode.ESCORTED_HOME: (
        ("to_place", _text(_("送到哪里"), length=200, required=True, hint=HOME_HINT)),
        ("escorts_female", _text(_("女护送人员"), hint=_("几个人用顿号分开"))),
        ("escorts_male", _text(_("男护送人员"), hint=_("几个人用顿号分开"))),
        ("receiver", _text(_("由谁接收"), hint=_("家属、村委会、救助站或民政部门，并当面交接"))),
        ("reference", _text(_("车次或车牌"), length=80)), BELONGINGS, NOTE, BELONGINGS_NOTE, LEFT_AT,
    ),
    Mode.COLLECTED_BY_KIN: (
        ("collector_name", _text(_("接领人"), length=80, required=True)),
        ("relation", _chips(_("与本人的关系"), Relation.choices)), ("collector_id", _secret(_("接领人证件号码"))),
        ("collector_phone", _secret(_("接领人电话"))), ("id_seen", _tick(_("已核对接领人证件原件"))),
        ("to_place", _text(_("接到哪里"), length=200, hint=HOME_HINT)), BELONGINGS, NOTE, BELONGINGS_NOTE, LEFT_AT,
    ),
    Mode.TRANSFERRED: (
        ("receiver", _text(_("接收的救助站"), required=True)), ("to_place", _text(_("所在地"), length=200)),
        ("note", _words(_("移交原因"))), BELONGINGS, BELONGINGS_NOTE, LEFT_AT,
    ),
    Mode.HOSPITAL: (
        ("receiver", _text(_("医院"), required=True)), ("note", _words(_("病情和陪同人员"))), BELONGINGS,
        BELONGINGS_NOTE, LEFT_AT,
    ),
    Mode.RESETTLED: (
        ("receiver", _text(_("安置在哪里"), required=True)), ("reference", _text(_("安置批准文号"), length=80)),
        ("to_place", _text(_("所在地"), length=200)), BELONGINGS, NOTE, BELONGINGS_NOTE, LEFT_AT,
    ),
    Mode.LEFT_WITHOUT_NOTICE: (
        ("note", _words(_("最后见到的时间地点、寻找经过"))),
        ("reference", _text(_("公安报案回执号"), length=80)),
        ("belongings", _chips(_("代管物品"), Belongings.choices, Belongings.NONE)), BELONGINGS_NOTE,
        ("left_at", _text(_("最后见到的时间"), length=40, width="s", hint=_("如 昨天 21:00"))),
    ),
    Mode.ENDED: (
        ("ground", _chips(_("依据"), EndGround.choices)), ("note", _words(_("理由"))),
        ("reference", _text(_("《终止救助通知书》文号"), length=80)), BELONGINGS, TO_PLACE, BELONGINGS_NOTE, LEFT_AT,
    ),
    Mode.DIED: (
        ("reference", _text(_("死亡证明编号"), length=80)), ("issuer", _text(_("出具单位"))),
        ("left_at", _text(_("死亡时间"), length=40, width="s", hint=_("如 今天 03:20"))),
        ("note", _words(_("地点、原因和报告情况"))), BELONGINGS, BELONGINGS_NOTE,
    ),
}

class DepartureForm(forms.Form):
    """The fields of one manner. ``home`` and ``home_region`` are what the record knows: a home without a
    region is hearsay (a dialect, a name of a village) and proposed to nobody. ``arrived``: nobody left before.
    """

    def __init__(
        self, *args: Any, mode: str, now: datetime, today: date, home: str = "", home_region: str = "",
        arrived: datetime | None = None, **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", {"to_place": home if mode in RETURNING_HOME and home_region else ""})
        super().__init__(*args, **kwargs)
        self.mode, self.now, self.home, self.home_region, self.arrived = mode, now, home, home_region, arrived
        for name, make in FIELDS[mode]:
            self.fields[name] = make(today)

    def clean_left_at(self) -> datetime:
        """The true moment of leaving; empty is now, a day without a time its end or now."""
        text = self.cleaned_data.get("left_at")
        if not text:
            return self.now
        zone = self.now.tzinfo
        parsed = parse_date(text, today=self.now.date())
        if parsed.value is None or parsed.precision != "day":
            raise ValidationError(_("看不懂这个时间，请写成 昨天 15:30 或 2026-03-01 15:30"))
        moment = parsed.at(zone) if parsed.time_of_day else None  # type: ignore[arg-type]
        if moment is None:
            moment = self.now if parsed.value == self.now.date() else datetime.combine(
                parsed.value, datetime.max.time().replace(microsecond=0), zone
            )
        if moment > self.now:
            raise ValidationError(_("离站时间不能晚于现在"))
        if self.arrived is not None and moment < self.arrived:
            came = self.arrived.astimezone(zone).strftime("%Y-%m-%d %H:%M")
            raise ValidationError(_("离站时间早于入站时间 %(came)s"), params={"came": came})
        return moment

    @property
    def place(self) -> str:
        """Where they go, as the desk wrote it."""
        return str(self.cleaned_data.get("to_place") or "").strip()

    @cached_property
    def region(self) -> str:
        """Where they go as a code: the home of the record while the place was left as proposed, else what
        the text names; empty when it names no region.
        """
        if not self.place or self.place == self.home:
            return self.home_region if self.place else ""
        return region_in(self.place, near=self.home_region)

    @property
    def unplaced(self) -> bool:
        """Whether somebody goes home to a place of which nobody knows where it is, and who visits depends on it."""
        return self.mode in RETURNING_HOME and bool(self.place) and not self.region

    def details(self) -> Details:
        """What the operation takes."""
        data = self.cleaned_data
        plain = ("to_place", "receiver", "reference", "issuer", "ground", "note", "belongings_note")
        return Details(
            **{name: data.get(name) or "" for name in plain},
            to_region=self.region,
            statement_signed=bool(data.get("statement_signed")),
            belongings=data.get("belongings") or Belongings.NONE,
            cash_fen=data.get("cash") or 0,
            cash_signed=bool(data.get("cash_signed")),
            voucher=VoucherDetails(
                number=data.get("number") or "", carrier=data.get("carrier") or "",
                service=data.get("service") or "", to_place=data.get("to_place") or "",
                travel_date=data.get("travel_date"), fare_fen=data.get("fare_fen"), signed=bool(data.get("signed")),
            ),
            collector=CollectorDetails(
                name=data.get("collector_name") or "", relation=data.get("relation") or "",
                id_number=data.get("collector_id") or "", phone=data.get("collector_phone") or "",
                id_seen=bool(data.get("id_seen")),
            ),
            escorts=(
                *_people(data.get("escorts_female"), SexChoice.FEMALE), *_people(data.get("escorts_male"), SexChoice.MALE),
            ),
        )


def _people(text: str | None, sex: int) -> list[tuple[str, int]]:
    names = re.split(r"[、,，;；\s]+", text or "")
    return [(name, int(sex)) for name in names if name]
