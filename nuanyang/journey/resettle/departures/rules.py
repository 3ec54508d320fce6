"""The legal gates of leaving (rules 1.4), pure: a person, a manner and its details in; gates out.

A gate blocks or points out. Which of the two, and every number, is the rulebook's for the station's
region; nothing here knows sixteen, twenty or two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nuanyang.foundation.rulebook.rules import Rule
from nuanyang.foundation.rulebook.uses import uses
from nuanyang.journey.resettle.departures.choices import MODES, Belongings
from nuanyang.journey.take_in.stays.choices import RETURNING_HOME
from nuanyang.journey.take_in.stays.choices import DepartureMode as Mode
from nuanyang.kernel.identity import parse
from nuanyang.registry.people.choices import SexChoice

_GATE = gettext_lazy("离站时的法律关口")

SELF = uses("RS-060", _GATE)
FREE = uses("RS-006", _GATE)
NO_FORMALITIES = uses("RS-065", _GATE)
KIN = uses("RS-066", _GATE)
VOUCHER = uses("RS-061", _GATE)
CASH = uses("RS-063", _GATE)
ESCORT = uses("RS-070", _GATE)
LETTER = uses("RS-071", _GATE)
GROUNDS = uses("RS-083", _GATE)
CERTIFICATE = uses("RS-100", _GATE)
REPORT_DEATH = uses("RS-102", _GATE)
BELONGINGS = uses("RS-019", _GATE)
PAPERS = uses("RS-007", _GATE)

#: All rules that a departure asks about.
RULES = (
    SELF, FREE, NO_FORMALITIES, KIN, VOUCHER, CASH, ESCORT, LETTER, GROUNDS, CERTIFICATE,
    REPORT_DEATH, BELONGINGS, PAPERS,
)

#: Manners in which the person goes away alone.
ALONE = frozenset({Mode.LEFT_BY_CHOICE, Mode.FUNDED_RETURN, Mode.ENDED})

#: What happened is recorded whatever the rules wish had happened.
FACTS = frozenset({Mode.LEFT_WITHOUT_NOTICE, Mode.DIED})


@dataclass(frozen=True, slots=True)
class Law:
    """The rules in force at the station on the day."""

    rules: Mapping[str, Rule]

    def number(self, rule_id: str) -> int:
        return self.rules[rule_id].value


@dataclass(frozen=True, slots=True)
class Leaver:
    """What the gates need to know of the person.

    ``age`` is the best estimate (None: nothing known); ``age_low`` the least it may be.
    """

    age: int | None
    age_low: int | None
    minor: bool
    sex: int = SexChoice.UNKNOWN
    mental_sign: bool = False
    intellectual_sign: bool = False
    hardly_walks: bool = False
    #: Things of his in the station's custody, and how many of them are papers.
    kept: int = 0
    kept_papers: int = 0

    @property
    def incapable(self) -> bool:
        return self.mental_sign or self.intellectual_sign

    def below(self, age: int) -> bool:
        """Younger than ``age`` as far as we know; a minor of unknown age counts as younger."""
        return self.minor if self.age is None else self.age < age

    def perhaps_below(self, age: int) -> bool:
        """Not known to have reached ``age``."""
        return self.age_low is None or self.age_low < age


@dataclass(frozen=True, slots=True)
class VoucherDetails:
    number: str = ""
    carrier: str = ""
    service: str = ""
    to_place: str = ""
    travel_date: date | None = None
    fare_fen: int | None = None
    signed: bool = False
    from_place: str = ""


@dataclass(frozen=True, slots=True)
class CollectorDetails:
    name: str = ""
    relation: str = ""
    id_number: str = ""
    phone: str = ""
    id_seen: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """What the desk filled in. ``escorts`` are names with sex (GB/T 2261.1)."""

    to_region: str = ""
    to_place: str = ""
    statement_signed: bool = False
    belongings: str = Belongings.NONE
    belongings_note: str = ""
    cash_fen: int = 0
    cash_signed: bool = False
    receiver: str = ""
    reference: str = ""
    issuer: str = ""
    ground: str = ""
    note: str = ""
    voucher: VoucherDetails = field(default_factory=VoucherDetails)
    collector: CollectorDetails = field(default_factory=CollectorDetails)
    escorts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """Something the law says here. ``blocks``: refused; otherwise pointed out and kept.

    Without a rule it is the form that is incomplete, not the law that forbids.
    """

    rule: str
    blocks: bool
    message: str
    hint: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class _Gates:
    """Makes gates as strong as the rulebook has them; a rule that is off makes none."""

    law: Law

    def must(self, rule: str, message: str, *, hint: str = "", field: str = "") -> Iterator[Gate]:
        found = self.law.rules[rule]
        if found.active:
            yield Gate(rule, found.blocks, message, hint, field)

    def should(self, rule: str, message: str, *, hint: str = "", field: str = "") -> Iterator[Gate]:
        if self.law.rules[rule].active:
            yield Gate(rule, False, message, hint, field)

    def need(self, message: str, *, hint: str = "", field: str = "") -> Iterator[Gate]:
        """Something without which the record says nothing."""
        yield Gate("", True, message, hint, field)


def lawful_instead() -> str:
    """What is open to somebody who may not go alone (RS-066, RS-067)."""
    return _("可以：通知亲属接回；亲属不能来的，由流出地接回或安排护送；需要治疗的送医院。")


def gates_of_mode(mode: str, leaver: Leaver, law: Law) -> list[Gate]:
    """What age and state of the person say about a manner of leaving, before any detail is known."""
    gates = _Gates(law)
    if mode not in ALONE:
        return list(_in_company(mode, leaver, gates))
    found: list[Gate] = []
    age = law.number(SELF)
    if leaver.below(age):
        found += gates.must(SELF, _("未满 %(age)s 周岁，不能独自离站") % {"age": age}, hint=lawful_instead())
    elif leaver.perhaps_below(age):
        found += gates.should(
            SELF, _("年龄没有查实，可能未满 %(age)s 周岁") % {"age": age}, hint=_("请先核实年龄再放行。")
        )
    if leaver.incapable:
        found += gates.must(SELF, _("有精神障碍或智力障碍迹象，不能独自离站"), hint=lawful_instead())
    if leaver.hardly_walks:
        found += gates.should(KIN, _("行动不便，应尽量由亲属接回"), hint=_("本人坚持自行离开的，尊重本人意愿。"))
    if leaver.minor and not leaver.below(age):
        found += gates.should(LETTER, _("未成年人应安排护送返回"), hint=_("本人坚持自行离开的，通知监护人和家乡。"))
    return found


def _in_company(mode: str, leaver: Leaver, gates: _Gates) -> Iterator[Gate]:
    helpless = leaver.below(gates.law.number(SELF)) or leaver.incapable
    if mode == Mode.LEFT_WITHOUT_NOTICE and helpless:
        yield from gates.should(
            NO_FORMALITIES, _("未成年人或无行为能力人擅自离站"), hint=_("立即寻找，并向公安机关报案。"), field="reference"
        )
    if mode == Mode.DIED:
        yield from gates.should(REPORT_DEATH, _("死亡须立即报告公安机关和民政部门"), hint=_("封存录像和档案。"))


def _voucher(leaver: Leaver, details: Details, gates: _Gates) -> Iterator[Gate]:
    """RS-061: the voucher's particulars and the person's signature."""
    voucher = details.voucher
    missing = [
        name
        for name in ("number", "carrier", "service", "to_place", "travel_date", "fare_fen")
        if getattr(voucher, name) in ("", None)
    ]
    for name in missing:
        yield from gates.must(VOUCHER, _("乘车凭证缺少这一项"), field=name)
    if not voucher.signed:
        yield from gates.must(VOUCHER, _("乘车凭证须由本人签收"), field="signed")


def _escorts(leaver: Leaver, details: Details, gates: _Gates) -> Iterator[Gate]:
    """RS-070: how many, and a woman for a woman."""
    wanted = gates.law.number(ESCORT)
    if not details.escorts:
        yield from gates.need(_("请写明护送人员"), field="escorts_female")
        return
    if len(details.escorts) < wanted:
        yield from gates.must(
            ESCORT, _("护送一般不少于 %(n)s 人") % {"n": wanted}, hint=_("人手不足时可请流出地派人接回。"),
            field="escorts_female",
        )
    if leaver.sex == SexChoice.FEMALE and all(sex != SexChoice.FEMALE for _name, sex in details.escorts):
        yield from gates.must(
            ESCORT, _("护送女性应有女工作人员"), hint=_("可请妇联或社工站派女同事同行。"), field="escorts_female"
        )


def _collector(leaver: Leaver, details: Details, gates: _Gates) -> Iterator[Gate]:
    """RS-066: who fetches somebody under age or without capacity is identified; for others it is pointed out."""
    helpless = leaver.below(gates.law.number(KIN)) or leaver.incapable
    demand = gates.must if helpless else gates.should
    collector = details.collector
    if not collector.name or not collector.relation:
        yield from gates.need(_("请写明接领人和与本人的关系"), field="collector_name")
    if not collector.id_number:
        yield from demand(KIN, _("没有接领人证件号码"), hint=_("核对证件原件，登记号码。"), field="collector_id")
    elif not parse(collector.id_number).valid:
        yield from gates.should(KIN, _("接领人证件号码不合规则，请再核对"), field="collector_id")
    if not collector.phone:
        yield from demand(KIN, _("没有接领人电话"), field="collector_phone")
    if not collector.id_seen:
        yield from demand(
            KIN, _("没有核对接领人证件原件"), hint=_("证件不在身边的，可请当地公安机关协助核实。"), field="id_seen"
        )


def _cash(leaver: Leaver, details: Details, gates: _Gates) -> Iterator[Gate]:
    """RS-063: a short fare, capped, against signature."""
    cap = gates.law.number(CASH)
    if details.cash_fen > cap * 100:
        yield from gates.must(
            CASH, _("现金车费一般不超过 %(cap)s 元") % {"cap": cap}, hint=_("路程较远的，请改发乘车凭证。"), field="cash"
        )
    if details.cash_fen and not details.cash_signed:
        yield from gates.must(CASH, _("现金车费须由本人签收"), field="cash_signed")


def _alone(leaver: Leaver, details: Details, gates: _Gates) -> Iterator[Gate]:
    """RS-060's statement; RS-006: who may go is not kept for want of a signature."""
    yield from _cash(leaver, details, gates)
    if not details.statement_signed:
        yield from gates.should(
            SELF, _("没有签自行离站声明书"), hint=_("本人不愿签的，写明情况；不得因此阻拦。"), field="statement_signed"
        )


def _without_notice(leaver: Leaver, details: Details, gates: _Gates) -> Iterator[Gate]:
    if not details.note:
        yield from gates.must(NO_FORMALITIES, _("请写明最后见到的时间地点和寻找经过"), field="note")


def _death(leaver: Leaver, details: Details, gates: _Gates) -> Iterator[Gate]:
    hint = _("正常死亡由医院出具；非正常死亡或身份不明的由公安机关出具。")
    if not details.reference:
        yield from gates.must(CERTIFICATE, _("须有死亡证明编号"), hint=hint, field="reference")
    if not details.issuer:
        yield from gates.must(CERTIFICATE, _("须写明死亡证明由谁出具"), hint=hint, field="issuer")


def _end(leaver: Leaver, details: Details, gates: _Gates) -> Iterator[Gate]:
    if not details.ground or not details.note:
        yield from gates.need(
            _("终止救助须有依据和理由"), hint=_("并出具《终止救助通知书》。"),
            field="note" if details.ground else "ground",
        )
    yield from gates.should(GROUNDS, _("终止救助只限于规定的情形"), hint=_("写明依据，告知本人可以申诉。"))


def _receiver(leaver: Leaver, details: Details, gates: _Gates) -> Iterator[Gate]:
    if not details.receiver:
        yield from gates.need(_("请写明由谁接收"), field="receiver")


_BY_MODE = {
    Mode.LEFT_BY_CHOICE: (_alone,),
    Mode.FUNDED_RETURN: (_voucher,),
    Mode.ESCORTED_HOME: (_escorts, _receiver),
    Mode.COLLECTED_BY_KIN: (_collector,),
    Mode.TRANSFERRED: (_receiver,),
    Mode.HOSPITAL: (_receiver,),
    Mode.RESETTLED: (_receiver,),
    Mode.LEFT_WITHOUT_NOTICE: (_without_notice,),
    Mode.ENDED: (_end,),
    Mode.DIED: (_death,),
}


def gates(mode: str, leaver: Leaver, details: Details, law: Law) -> list[Gate]:
    """Everything the law says about this departure; blocking gates first."""
    makes = _Gates(law)
    found = gates_of_mode(mode, leaver, law)
    for check in _BY_MODE[Mode(mode)]:
        found += check(leaver, details, makes)
    if mode not in FACTS:
        found += _things(leaver, details, makes)
    return sorted(found, key=lambda gate: not gate.blocks)


def _things(leaver: Leaver, details: Details, makes: _Gates) -> Iterator[Gate]:
    """Nobody leaves without what was kept for him, or without a word why (RS-019); papers always (RS-007)."""
    if leaver.kept and details.belongings == Belongings.NONE:
        yield from makes.must(
            BELONGINGS, _("还有 %(count)s 件物品由站里代管，先交还或写明去向") % {"count": leaver.kept}, field="belongings",
            hint=_("当面清点交还后选“已清点归还并签收”"),
        )
    if details.belongings == Belongings.EXCEPTION and not details.belongings_note:
        yield from makes.must(BELONGINGS, _("请写明代管物品的例外情况"), field="belongings_note")
    if leaver.kept_papers and details.belongings == Belongings.EXCEPTION:
        yield from makes.must(
            PAPERS, _("代管的证件要交还本人，不能留在站里"), field="belongings", hint=_("先在“随身物品”里交还证件")
        )


def open_modes(leaver: Leaver, law: Law) -> dict[str, list[Gate]]:
    """Every manner in the order in which it is offered, with its gates."""
    return {mode.value: gates_of_mode(mode, leaver, law) for mode in MODES}


def writes_home(mode: str, leaver: Leaver, law: Law) -> bool:
    """RS-071: a minor who goes home is announced to the township there."""
    return leaver.minor and mode in RETURNING_HOME and law.rules[LETTER].active
