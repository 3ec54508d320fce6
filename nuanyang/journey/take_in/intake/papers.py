"""The papers of the desk: 求助登记表 (annex 1) and 不予救助通知书 (annex 2) of 民发〔2014〕132号."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nuanyang.engines.documents.sheet import Field, Section, Statement, Table
from nuanyang.foundation.documents.kinds import About, Content, DocumentKind, Signer, declare
from nuanyang.journey.take_in.intake import queries
from nuanyang.journey.take_in.intake.choices import CRITERIA, Criterion, Mark, Standard
from nuanyang.journey.take_in.intake.models import Intake, Refusal
from nuanyang.kernel.dates import local_date
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.models import Paper

SOURCE = _("民发〔2014〕132号；附件版式未公开，字段据规程条文、寻亲公告和实践整理（RS 1.9），官方模板上传后以官方为准")
#: Things of one's own to list by hand on the empty form.
BLANK_ROWS = 3


def about(intake_id: int) -> About:
    """A request falls under its stay, else under its person."""
    found = queries.get_intake(intake_id=intake_id)
    if found.stay_id is not None:
        return About("stay", found.stay_id, found.person_id, found.station_id)
    return About("person", found.person_id, found.person_id, found.station_id)


def page_of(intake_id: int) -> str:
    return reverse("intake:intake", args=[intake_id])


def _minute(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _field(name: str, label: object, value: object = "", span: int = 2) -> Field:
    return Field(name, str(label), str(value or ""), span)


def _who(found: Intake | None, at: datetime) -> tuple[list[Field], str]:
    """Who it is, with the whole identity number: the form is what others check it by."""
    if found is None:
        card = name = number = None
        names: list[str] = []
    else:
        card = people.cards([found.person_id], today=local_date(at))[found.person_id]
        person = people.get_person(person_id=found.person_id)
        name = person.display_name
        names = [n.text for n in people.names_of(person_id=found.person_id) if n.text != name]
        papers = list(Paper.objects.filter(person_id=found.person_id).order_by("id"))
        number = papers[0].number if papers else ""
    return [
        _field("name", _("姓名"), name), _field("sex", _("性别"), card.sex_label if card else ""),
        _field("age", _("年龄或出生日期"), card.age_text if card else ""),
        _field("other_names", _("曾用名、小名"), "、".join(names)), _field("id_number", _("证件号码"), number, 4),
        _field("ethnicity", _("民族")), _field("schooling", _("文化程度")), _field("accent", _("口音")),
        _field("home", _("户籍地"), card.home if card else "", 4), _field("residence", _("现住地")),
        _field("benefit", _("是否享受低保、特困供养"), "", 3), _field("marital", _("婚姻状况"), "", 3),
    ], str(name or "")  # fmt: skip


def registration(intake_id: int | None, at: datetime) -> Content:
    """求助登记表: who, how he came, the first look, what he asks for, his kin, what he brought."""
    found = queries.get_intake(intake_id=intake_id) if intake_id is not None else None
    who, name = _who(found, at)
    marks = "、".join(str(Mark(m).label) for m in found.marks) if found else ""
    return Content(
        [
            Section(str(_("求助人")), who),
            Section(str(_("来站")), [
                _field("arrived", _("到站时间"), _minute(found.asked_at) if found else ""),
                _field("arrival_mode", _("怎么来的"), found.get_arrival_mode_display() if found else ""),  # type: ignore[attr-defined]
                _field("stay_number", _("站内编号"), found.stay.number if found and found.stay else ""),
                _field("escort_unit", _("护送单位"), "", 4), _field("escort_phone", _("经办人电话")),
                _field("found_where", _("发现时间、地点和经过"), "", 6),
            ]),
            Section(str(_("先看身体")), [
                _field("body_check", _("身体和精神状态"), found.get_body_check_display() if found else "", 3),  # type: ignore[attr-defined]
                _field("marks", _("看到的情况"), marks, 3),
                _field("security_check", _("安全检查"), "", 3), _field("features", _("体貌特征和衣着"), "", 3),
            ]),
            Section(str(_("求助")), [
                _field("help_reason", _("为什么求助"), found.get_help_reason_display() if found else "", 3),  # type: ignore[attr-defined]
                _field("wishes", _("需要什么帮助"), "", 3), _field("course", _("流浪的原因、时间和经过"), "", 6),
                _field("prior_stays", _("以前在站次数"), str(found.prior_stays) if found else "", 3),
                _field("opinion", _("甄别意见"), "", 3),
            ]),
            Table("kin", str(_("亲属和联系人")), [str(h) for h in (_("姓名"), _("关系"), _("住址"), _("电话"))], [], blank=2),
            Table("things", str(_("随身物品")), [str(h) for h in (_("物品"), _("数量"), _("说明"))], [], blank=BLANK_ROWS if found is None else 2),
            Statement("promise", "", [str(_("以上是我说的，已念给我听；我知道救助不收费，我可以随时离开。"))]),
        ],
        {"seeker": name},
    )  # fmt: skip


def refusal_notice(intake_id: int | None, at: datetime) -> Content:
    """不予救助通知书: why, by which text, where to complain outside the station."""
    found = queries.get_intake(intake_id=intake_id) if intake_id is not None else None
    refusal = Refusal.objects.filter(intake_id=intake_id).first() if intake_id is not None else None
    name = people.get_person(person_id=found.person_id).display_name if found else ""
    return Content(
        [
            Section("", [
                _field("name", _("姓名"), name, 3), _field("asked", _("求助时间"), _minute(found.asked_at) if found else "", 3),
                _field("ground", _("理由"), refusal.get_ground_display() if refusal else "", 6),
                _field("words", _("具体情况"), refusal.words if refusal else "", 6),
                _field("basis_text", _("依据"), Standard(refusal.test).label if refusal else "", 6),
            ]),
            Table("criteria", str(_("逐条核对")), [str(_("条件")), str(_("核对结果"))], _answers(refusal), blank=4),
            Statement("route", str(_("申诉")), [
                str(_("如不服，可以向当地民政部门举报：%(where)s。查实后民政部门会责令救助站及时救助（《城市生活无着的流浪乞讨人员救助管理办法》第十五条）。"))
                % {"where": refusal.complaint_to if refusal else "________________"},
                str(_("情况有变化的，可以再来求助。")),
            ]),
        ],
        {"seeker": name},
    )  # fmt: skip


def _answers(refusal: Refusal | None) -> list[list[str]]:
    words = {"yes": str(_("符合")), "no": str(_("不符合")), "unknown": str(_("不清楚"))}
    if refusal is None:
        return []
    return [[str(Criterion(c).label), words[refusal.answers[c]]] for c in CRITERIA[refusal.test]]


REGISTRATION = declare(
    DocumentKind(
        code="registration", title=_("求助登记表"), series="求登", subject="intake", permission="intake.register",
        basis=_("依据民发〔2014〕132号附件1"), source=SOURCE, build=registration, about=about, address=page_of,
        signers=(
            Signer("seeker", _("求助人签名（捺印）")), Signer("officer", _("经办人")), Signer("leader", _("负责人意见")),
        ),
    )
)
REFUSAL_NOTICE = declare(
    DocumentKind(
        code="refusal_notice", title=_("不予救助通知书"), series="不救", subject="intake", permission="intake.register",
        basis=_("依据民发〔2014〕132号附件2"), source=SOURCE, build=refusal_notice, about=about, address=page_of,
        signers=(Signer("seeker", _("本人签收（拒签的写明）")), Signer("officer", _("经办人"))),
    )
)
