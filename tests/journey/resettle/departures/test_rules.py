"""The gates of leaving as a table, on the rulebook as shipped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nuanyang.foundation.rulebook.choices import Effect
from nuanyang.foundation.rulebook.loader import shipped
from nuanyang.journey.resettle.departures.choices import MODES
from nuanyang.journey.resettle.departures.rules import (
    RULES,
    CollectorDetails,
    Details,
    Law,
    Leaver,
    VoucherDetails,
    gates,
    gates_of_mode,
    writes_home,
)
from nuanyang.journey.take_in.stays.choices import DepartureMode as Mode

LAW = Law({rule_id: shipped().rules[rule_id] for rule_id in RULES})
MALE, FEMALE = 1, 2


def leaver(age: int | None = 40, **more) -> Leaver:
    known = {"age": age, "age_low": age, "minor": age is not None and age < 18, "sex": MALE}
    return Leaver(**{**known, **more})


def law_with(rule_id: str, **changes) -> Law:
    return Law({**LAW.rules, rule_id: replace(LAW.rules[rule_id], **changes)})


def blocking(found) -> set[str]:
    return {gate.rule for gate in found if gate.blocks}


def pointed_out(found) -> set[str]:
    return {gate.rule for gate in found if not gate.blocks}


VOUCHER = VoucherDetails("C-118", "成都铁路局", "K1363", "阜阳", date(2026, 3, 3), 18_650, True)
COLLECTOR = CollectorDetails("赵大海", "sibling", "341225197501010012", "13800000000", True)
#: Complete and lawful details of every manner.
WHOLE = {
    Mode.LEFT_BY_CHOICE: Details(statement_signed=True),
    Mode.FUNDED_RETURN: Details(voucher=VOUCHER),
    Mode.ESCORTED_HOME: Details(escorts=(("王芳", FEMALE), ("李强", MALE)), receiver="阜南县救助站"),
    Mode.COLLECTED_BY_KIN: Details(collector=COLLECTOR),
    Mode.TRANSFERRED: Details(receiver="阜阳市救助站"),
    Mode.HOSPITAL: Details(receiver="市人民医院"),
    Mode.RESETTLED: Details(receiver="市福利院"),
    Mode.LEFT_WITHOUT_NOTICE: Details(note="21点查房不在，沿江寻找两小时未见"),
    Mode.ENDED: Details(ground="period_over", note="期满，亲友可投"),
    Mode.DIED: Details(reference="D2026-004", issuer="市人民医院"),
}


def test_every_manner_has_its_gates():
    assert set(MODES) == set(WHOLE) == set(Mode) - {Mode.OTHER}


# ---- who may go alone ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "blocked"),
    [
        (leaver(15), True),
        (leaver(16), False),
        (leaver(17), False),
        (leaver(70), False),
        (leaver(40, mental_sign=True), True),
        (leaver(40, intellectual_sign=True), True),
        (leaver(40, hardly_walks=True), False),
        (leaver(None, minor=True), True),
        (leaver(None, minor=False), False),
        (leaver(17, age_low=14), False),
    ],
)
@pytest.mark.parametrize("mode", [Mode.LEFT_BY_CHOICE, Mode.FUNDED_RETURN, Mode.ENDED])
def test_only_from_sixteen_and_with_capacity_alone(who, blocked, mode):
    found = gates_of_mode(mode, who, LAW)
    assert blocking(found) == ({"RS-060"} if blocked else set())
    if blocked:
        assert all(gate.hint for gate in found if gate.blocks)


@pytest.mark.parametrize("who", [leaver(17, age_low=14), leaver(None, minor=False)])
def test_an_age_that_is_not_established_is_pointed_out(who):
    assert "RS-060" in pointed_out(gates_of_mode(Mode.LEFT_BY_CHOICE, who, LAW))


@pytest.mark.parametrize(
    "mode", [Mode.ESCORTED_HOME, Mode.COLLECTED_BY_KIN, Mode.TRANSFERRED, Mode.HOSPITAL, Mode.RESETTLED]
)
@pytest.mark.parametrize("who", [leaver(9), leaver(40, mental_sign=True)])
def test_in_company_everybody_may_leave(mode, who):
    assert blocking(gates(mode, who, WHOLE[mode], LAW)) == set()


@pytest.mark.parametrize("sex", [0, MALE, FEMALE])
@pytest.mark.parametrize("hardly_walks", [False, True])
@pytest.mark.parametrize("age", [18, 30, 64, 90, None])
@pytest.mark.parametrize("details", [Details(), Details(statement_signed=True)])
def test_an_adult_with_capacity_is_never_held_back(sex, hardly_walks, age, details):
    """RS-006: no state of the person and no missing signature blocks leaving on one's own."""
    who = leaver(age, sex=sex, hardly_walks=hardly_walks, minor=False)
    assert blocking(gates(Mode.LEFT_BY_CHOICE, who, details, LAW)) == set()


@pytest.mark.parametrize("who", [leaver(9), leaver(40, mental_sign=True), leaver(40)])
@pytest.mark.parametrize("mode", [Mode.LEFT_WITHOUT_NOTICE, Mode.DIED])
def test_what_happened_is_recorded_whoever_it_was(who, mode):
    assert blocking(gates(mode, who, WHOLE[mode], LAW)) == set()


def test_a_child_gone_without_notice_is_to_be_searched_for():
    found = gates(Mode.LEFT_WITHOUT_NOTICE, leaver(9), WHOLE[Mode.LEFT_WITHOUT_NOTICE], LAW)
    assert pointed_out(found) == {"RS-065"}
    assert gates(Mode.LEFT_WITHOUT_NOTICE, leaver(40), WHOLE[Mode.LEFT_WITHOUT_NOTICE], LAW) == []


# ---- details ------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
def test_whole_details_of_an_adult_pass(mode):
    assert blocking(gates(mode, leaver(40), WHOLE[mode], LAW)) == set()


@pytest.mark.parametrize(
    ("fen", "signed", "rules"),
    [(0, False, set()), (2000, True, set()), (2001, True, {"RS-063"}), (500, False, {"RS-063"})],
)
def test_cash_up_to_twenty_yuan_against_signature(fen, signed, rules):
    details = Details(statement_signed=True, cash_fen=fen, cash_signed=signed)
    assert blocking(gates(Mode.LEFT_BY_CHOICE, leaver(40), details, LAW)) == rules


@pytest.mark.parametrize(
    "missing",
    [{"number": ""}, {"carrier": ""}, {"service": ""}, {"to_place": ""}, {"travel_date": None}, {"fare_fen": None}, {"signed": False}],
)
def test_a_voucher_is_whole_and_signed(missing):
    details = Details(voucher=replace(VOUCHER, **missing))
    (gate,) = [g for g in gates(Mode.FUNDED_RETURN, leaver(40), details, LAW) if g.blocks]
    assert gate.rule == "RS-061" and gate.field == next(iter(missing))


def test_a_free_ticket_is_a_fare_of_nothing():
    details = Details(voucher=replace(VOUCHER, fare_fen=0))
    assert blocking(gates(Mode.FUNDED_RETURN, leaver(40), details, LAW)) == set()


@pytest.mark.parametrize(
    ("sex", "escorts", "warned"),
    [
        (MALE, (("李强", MALE), ("周军", MALE)), set()),
        (MALE, (("李强", MALE),), {"RS-070"}),
        (FEMALE, (("李强", MALE), ("周军", MALE)), {"RS-070"}),
        (FEMALE, (("王芳", FEMALE), ("周军", MALE)), set()),
    ],
)
def test_escorts_are_pointed_out_not_refused(sex, escorts, warned):
    found = gates(Mode.ESCORTED_HOME, leaver(40, sex=sex), replace(WHOLE[Mode.ESCORTED_HOME], escorts=escorts), LAW)
    assert blocking(found) == set() and pointed_out(found) == warned


def test_an_escort_without_escorts_is_no_escort():
    found = gates(Mode.ESCORTED_HOME, leaver(40), replace(WHOLE[Mode.ESCORTED_HOME], escorts=()), LAW)
    assert [(g.rule, g.field) for g in found if g.blocks] == [("", "escorts_female")]


@pytest.mark.parametrize("missing", [{"id_number": ""}, {"phone": ""}, {"id_seen": False}])
@pytest.mark.parametrize(
    ("who", "blocks"), [(leaver(15), True), (leaver(16), False), (leaver(40, intellectual_sign=True), True)]
)
def test_who_fetches_a_child_or_somebody_without_capacity_is_identified(who, blocks, missing):
    found = gates(Mode.COLLECTED_BY_KIN, who, Details(collector=replace(COLLECTOR, **missing)), LAW)
    assert {(g.rule, g.blocks) for g in found} == {("RS-066", blocks)}


def test_a_wrong_number_of_the_collector_is_pointed_out():
    wrong = replace(COLLECTOR, id_number="341225197501010010")
    found = gates(Mode.COLLECTED_BY_KIN, leaver(9), Details(collector=wrong), LAW)
    assert [(g.rule, g.blocks, g.field) for g in found] == [("RS-066", False, "collector_id")]


@pytest.mark.parametrize(
    ("details", "fields"),
    [
        (Details(), {"reference", "issuer"}),
        (Details(reference="D1"), {"issuer"}),
        (Details(issuer="医院"), {"reference"}),
    ],
)
def test_a_death_needs_certificate_and_issuer(details, fields):
    found = [g for g in gates(Mode.DIED, leaver(40), details, LAW) if g.blocks]
    assert {g.field for g in found} == fields and {g.rule for g in found} == {"RS-100"}


def test_belongings_with_an_exception_say_which():
    details = Details(statement_signed=True, belongings="exception")
    assert blocking(gates(Mode.HOSPITAL, leaver(40), replace(details, receiver="医院"), LAW)) == {"RS-019"}


@pytest.mark.parametrize("age", [15, 16, 17])
def test_the_home_place_is_told_of_a_minor(age):
    assert writes_home(Mode.ESCORTED_HOME, leaver(age), LAW)
    assert not writes_home(Mode.HOSPITAL, leaver(age), LAW)
    assert not writes_home(Mode.ESCORTED_HOME, leaver(18), LAW)


# ---- numbers and strength come from the rulebook ------------------------------------------------


def test_the_numbers_are_the_rulebooks():
    older = law_with("RS-060", amount=replace(LAW.rules["RS-060"].amount, value=Decimal(18)))
    assert blocking(gates_of_mode(Mode.LEFT_BY_CHOICE, leaver(17), older)) == {"RS-060"}
    poorer = law_with("RS-063", amount=replace(LAW.rules["RS-063"].amount, value=Decimal(10)))
    details = Details(statement_signed=True, cash_fen=1500, cash_signed=True)
    assert blocking(gates(Mode.LEFT_BY_CHOICE, leaver(40), details, poorer)) == {"RS-063"}


def test_a_rule_confirmed_for_a_region_blocks_and_one_switched_off_is_silent():
    confirmed = law_with("RS-070", effect=Effect.ENFORCED)
    alone = replace(WHOLE[Mode.ESCORTED_HOME], escorts=(("李强", MALE),))
    assert blocking(gates(Mode.ESCORTED_HOME, leaver(40), alone, confirmed)) == {"RS-070"}
    silent = law_with("RS-063", effect=Effect.OFF)
    details = Details(statement_signed=True, cash_fen=9900)
    assert gates(Mode.LEFT_BY_CHOICE, leaver(40), details, silent) == []


def test_blocking_gates_come_first():
    found = gates(Mode.COLLECTED_BY_KIN, leaver(9), Details(collector=CollectorDetails("赵", "parent", "1", "2")), LAW)
    assert [g.blocks for g in found] == sorted((g.blocks for g in found), reverse=True)
