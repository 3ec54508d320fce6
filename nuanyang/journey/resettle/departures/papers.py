"""The papers of leaving: 自行离站声明书 (annex 3), 在站服务及离站登记表 (annex 4), 终止救助通知书 (annex 5) of 民发〔2014〕132号."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanyang.engines.documents.sheet import Field, Section, Statement, Table
from nuanyang.foundation.documents.kinds import Content, DocumentKind, Signer, declare
from nuanyang.journey.resettle.departures import queries
from nuanyang.journey.resettle.departures.models import Departure
from nuanyang.journey.take_in.belongings import queries as belongings
from nuanyang.journey.take_in.belongings.models import Belonging
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.journey.take_in.stays.choices import DepartureMode
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.money import format_yuan
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.models import Paper

SOURCE = _("民发〔2014〕132号；附件版式未公开，字段据规程条文和实践整理（RS 1.9），官方模板上传后以官方为准")
#: Rows to write in by hand.
SERVICE_ROWS, THING_ROWS = 8, 6


def _minute(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _field(name: str, label: object, value: object = "", span: int = 2) -> Field:
    return Field(name, str(label), str(value or ""), span)


def _who(stay: Stay | None) -> tuple[list[Field], str]:
    """Whose stay it is; the whole identity number, because others check the person by it."""
    person = people.get_person(person_id=stay.person_id) if stay else None
    paper = Paper.objects.filter(person_id=stay.person_id).order_by("id").first() if stay else None
    name = person.display_name if person else ""
    return [
        _field("name", _("姓名"), name), _field("id_number", _("证件号码"), paper.number if paper else "", 4),
        _field("stay_number", _("站内编号"), stay.number if stay else ""), _field("arrived", _("入站时间"), _minute(stay.arrived_at) if stay else "", 4),
    ], name  # fmt: skip


def _records(stay_id: int | None) -> tuple[Stay | None, Departure | None]:
    if stay_id is None:
        return None, None
    return stays.get_stay(stay_id=stay_id), queries.departure_of(stay_id=stay_id)


def _things(stay_id: int | None) -> Table:
    kept: list[Belonging] = belongings.belongings_of(stay_id=stay_id) if stay_id is not None else []
    heads = [str(h) for h in (_("物品"), _("数量"), _("现在在哪里"), _("时间"))]
    rows = [
        [b.name, f"{format_yuan(b.amount_fen)} 元" if b.amount_fen is not None else str(b.count), str(b.get_place_display()), _minute(b.moved_at)]  # type: ignore[attr-defined]
        for b in kept
    ]
    return Table("things", str(_("代管物品清点")), heads, rows, blank=THING_ROWS if stay_id is None else 1)


def own_wish(stay_id: int | None, at: datetime) -> Content:
    """自行离站声明书: of one's own free will, where to, things handed back, risks told."""
    stay, departure = _records(stay_id)
    who, name = _who(stay)
    return Content(
        [
            Section("", [*who, _field("to_place", _("去往"), departure.to_place if departure else "", 6)]),
            Statement("free_will", str(_("声明")), [
                str(_("我要求离开救助站，这是我自己的意愿，没有人要求或者强迫我离开。")),
                str(_("工作人员告诉了我离站后的风险、可以得到的乘车凭证和帮助，以及以后有困难可以再来求助。")),
                str(_("代管的物品和证件已经当面清点，全部还给我。")),
            ]),
            _things(stay_id),
        ],
        {"person": name},
    )  # fmt: skip


def service_record(stay_id: int | None, at: datetime) -> Content:
    """在站服务及离站登记表: what was given, how and when the stay ended."""
    stay, departure = _records(stay_id)
    who, name = _who(stay)
    voucher = getattr(departure, "voucher", None) if departure else None
    collector = getattr(departure, "collector", None) if departure else None
    fare = f"{format_yuan(voucher.fare_fen)} 元" if voucher and voucher.fare_fen is not None else ""
    return Content(
        [
            Section(str(_("受助人员")), who),
            Table(
                "services", str(_("在站服务")),
                [str(h) for h in (_("日期"), _("服务内容"), _("经办人"), _("受助人员签字"))], _nights(stay_id), blank=SERVICE_ROWS,
            ),
            Section(str(_("离站")), [
                _field("left", _("离站时间"), _minute(departure.left_at) if departure else "", 3),
                _field("mode", _("离站方式"), departure.get_mode_display() if departure else "", 3),  # type: ignore[attr-defined]
                _field("to_place", _("去往"), departure.to_place if departure else "", 3),
                _field("receiver", _("接收方"), departure.receiver if departure else "", 3),
                _field("voucher", _("乘车凭证"), " ".join(p for p in (voucher.number, voucher.service, fare) if p) if voucher else "", 3),
                _field("collector", _("接领人"), f"{collector.name}（{collector.get_relation_display()}）" if collector else "", 3),
                _field("decided_by", _("经办人"), departure.decided_by_name if departure else "", 3),
                _field("note", _("说明"), departure.note if departure else "", 3),
            ]),
            _things(stay_id),
        ],
        {"person": name, "officer": departure.decided_by_name if departure else ""},
    )  # fmt: skip


def _nights(stay_id: int | None) -> list[list[str]]:
    """Lodging, from the beds."""
    if stay_id is None:
        return []
    return [
        [f"{_day(since)} – {_day(until)}", str(_("住宿 %(bed)s") % {"bed": place.code if place else ""}).strip(), "", ""]
        for place, since, until, _reason in stays.bed_history(stay_id=stay_id)
    ]


def _day(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%m-%d") if moment else ""


def end_notice(stay_id: int | None, at: datetime) -> Content:
    """终止救助通知书: why help ends, on which ground, where to complain."""
    stay, departure = _records(stay_id)
    who, name = _who(stay)
    return Content(
        [
            Section("", [
                *who, _field("ended", _("终止时间"), _minute(departure.left_at) if departure else "", 3),
                _field("ground", _("依据"), departure.get_ground_display() if departure else "", 3),  # type: ignore[attr-defined]
                _field("words", _("具体情况"), departure.note if departure else "", 6),
            ]),
            Statement("route", str(_("申诉")), [
                str(_("如不服，可以向当地民政部门举报（《城市生活无着的流浪乞讨人员救助管理办法》第十五条）。")),
                str(_("情况有变化的，可以再来求助。")),
            ]),
            _things(stay_id),
        ],
        {"person": name, "officer": departure.decided_by_name if departure else ""},
    )  # fmt: skip


def _over(stay_id: int) -> bool:
    return queries.departure_of(stay_id=stay_id) is not None


def _ended(stay_id: int) -> bool:
    departure = queries.departure_of(stay_id=stay_id)
    return departure is not None and departure.mode == DepartureMode.ENDED


def _page(stay_id: int) -> str:
    return reverse("stays:stay", args=[stay_id])


_PERSON, _OFFICER = Signer("person", _("本人签名（捺印）")), Signer("officer", _("经办人"))

OWN_WISH = declare(
    DocumentKind(
        code="own_wish", title=_("自行离站声明书"), series="离声", subject="stay", permission="departures.discharge",
        basis=_("依据民发〔2014〕132号附件3"), source=SOURCE, build=own_wish, address=_page,
        signers=(_PERSON, _OFFICER, Signer("witness", _("见证人"))),
    )
)
SERVICE_RECORD = declare(
    DocumentKind(
        code="service_record", title=_("在站服务及离站登记表"), series="离登", subject="stay", permission="departures.discharge",
        basis=_("依据民发〔2014〕132号附件4"), source=SOURCE, build=service_record, address=_page, offered=_over,
        signers=(_PERSON, _OFFICER, Signer("leader", _("负责人"))),
    )
)
END_NOTICE = declare(
    DocumentKind(
        code="end_notice", title=_("终止救助通知书"), series="终救", subject="stay", permission="departures.discharge",
        basis=_("依据民发〔2014〕132号附件5"), source=SOURCE, build=end_notice, address=_page, offered=_ended,
        signers=(Signer("person", _("本人签收（拒签的写明）")), _OFFICER),
    )
)
