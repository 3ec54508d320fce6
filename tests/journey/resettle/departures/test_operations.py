from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from nuanyang.foundation.audit import queries as audit
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.resettle.departures import operations, queries
from nuanyang.journey.resettle.departures.operations import CannotDischarge
from nuanyang.journey.resettle.departures.rules import CollectorDetails, Details, VoucherDetails
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.journey.take_in.stays.operations import CannotEnd
from nuanyang.kernel.errors import NotAllowed, NotVisible
from nuanyang.registry.people import operations as people
from nuanyang.registry.people import queries as person_queries
from tests.journey.assess.people import resident, somebody

pytestmark = pytest.mark.django_db

SIGNED = Details(statement_signed=True)
COLLECTOR = CollectorDetails("赵大海", "sibling", "341225197501010012", "13800000000", True)


def born_so_that(years: int, now, *, days: int = 0) -> date:
    """A birth date whose birthday ``years`` is ``days`` days after the day of ``now``."""
    today = now.date()
    return today.replace(year=today.year - years) + timedelta(days=days)


@pytest.mark.parametrize(("days", "may"), [(1, False), (0, True), (-1, True)])
def test_the_sixteenth_birthday_opens_the_door(an, now, days, may):
    """The day before it is refused with rule, source's way out; on the birthday it is not."""
    person = somebody(an, at=now, birth=born_so_that(16, now, days=days))
    stay = resident(an, person, at=now)
    if may:
        assert operations.discharge(stay_id=stay.pk, mode="left_by_choice", at=now, actor=an, details=SIGNED)
        return
    with pytest.raises(CannotDischarge) as refused:
        operations.discharge(stay_id=stay.pk, mode="left_by_choice", at=now, actor=an, details=SIGNED)
    assert refused.value.rule == "RS-060" and "亲属" in str(refused.value.hint)
    with acting_as(an):
        assert stays.get_stay(stay_id=stay.pk).open
        assert queries.departure_of(stay_id=stay.pk) is None


@pytest.mark.parametrize("sign", [{"mental_illness": True}, {"dementia_or_intellectual": True}])
def test_signs_seen_at_intake_count(an, now, sign):
    stay = resident(an, somebody(an, at=now), at=now, **sign)
    with pytest.raises(CannotDischarge) as refused:
        operations.discharge(stay_id=stay.pk, mode="left_by_choice", at=now, actor=an, details=SIGNED)
    assert refused.value.rule == "RS-060"


def test_signs_noted_later_count_until_they_are_taken_back(an, now):
    person = somebody(an, at=now)
    stay = resident(an, person, at=now)
    alert = people.raise_alert(person_id=person.pk, alert="mental", at=now, actor=an)
    with pytest.raises(CannotDischarge):
        operations.discharge(stay_id=stay.pk, mode="left_by_choice", at=now, actor=an, details=SIGNED)
    people.end_alert(alert_id=alert.pk, at=now, actor=an)
    operations.discharge(stay_id=stay.pk, mode="left_by_choice", at=now, actor=an, details=SIGNED)


def test_an_adult_leaves_without_signing(an, now):
    """RS-006: the missing statement is pointed out and kept, not held against him."""
    stay = resident(an, somebody(an, at=now), at=now)
    done = operations.discharge(stay_id=stay.pk, mode="left_by_choice", at=now, actor=an)
    assert done.warned == ["RS-060"]
    with acting_as(an):
        left = stays.get_stay(stay_id=stay.pk)
        assert (left.left_at, left.departure_mode) == (now, "left_by_choice")
        names = [t.name for t in audit.timeline(person_id=stay.person_id)]
    assert {"stays.ended", "departures.discharged"} <= set(names)


def test_a_child_is_fetched_by_kin_who_are_identified(an, now):
    stay = resident(an, somebody(an, at=now, birth=born_so_that(9, now)), at=now)
    with pytest.raises(CannotDischarge) as refused:
        operations.discharge(
            stay_id=stay.pk, mode="collected_by_kin", at=now, actor=an,
            details=Details(collector=CollectorDetails("赵大海", "sibling")),
        )
    assert {g.field for g in refused.value.data["gates"]} == {"collector_id", "collector_phone", "id_seen"}
    done = operations.discharge(
        stay_id=stay.pk, mode="collected_by_kin", at=now, actor=an, details=Details(collector=COLLECTOR)
    )
    assert done.home_letter
    with acting_as(an):
        kept = queries.get_departure(departure_id=done.pk)
        assert kept.collector.id_number == "341225197501010012"
        with connection.cursor() as cursor:
            cursor.execute("SELECT id_number, phone FROM departures_collector WHERE departure_id = %s", [done.pk])
            number, phone = cursor.fetchone()
    assert b"3412251975" not in bytes(number) and b"1380000" not in bytes(phone)


def test_a_voucher_is_kept_with_its_fare_in_fen(an, social_work_station_id, now):
    stay = resident(an, somebody(an, at=now), at=now)
    voucher = VoucherDetails("C-1", "成都铁路局", "K1363", "临江南门", date(2026, 3, 3), 18_650, True)
    done = operations.discharge(
        stay_id=stay.pk, mode="funded_return", at=now, actor=an, details=Details(voucher=voucher, to_place="南门")
    )
    with acting_as(an):
        kept = queries.get_departure(departure_id=done.pk).voucher
        assert (kept.number, kept.fare_fen, kept.issued_by_name) == ("C-1", 18_650, "安静")


def test_a_death_needs_its_certificate_and_is_noted_with_the_person(an, now):
    person = somebody(an, at=now)
    stay = resident(an, person, at=now)
    with pytest.raises(CannotDischarge) as refused:
        operations.discharge(stay_id=stay.pk, mode="died", at=now, actor=an)
    assert refused.value.rule == "RS-100"
    done = operations.discharge(
        stay_id=stay.pk, mode="died", at=now, actor=an, details=Details(reference="D-4", issuer="市人民医院")
    )
    assert done.warned == ["RS-102"]
    with acting_as(an):
        assert person_queries.get_person(person_id=person.pk).died_on == date(2026, 3, 2)


def test_regional_numbers_hold_at_the_station(an, chief, system, now):
    """What the region sets in the rulebook is what the desk meets; nothing is fixed in code."""
    from nuanyang.foundation.rulebook.models import RuleVersion

    with acting_as(system, operation="tests"):
        RuleVersion(
            rule_id="RS-063", region="510900", value=50, valid_from=date(2026, 1, 1), reason="本市标准"
        ).save()
    stay = resident(an, somebody(an, at=now), at=now)
    done = operations.discharge(
        stay_id=stay.pk, mode="left_by_choice", at=now, actor=an,
        details=Details(statement_signed=True, cash_fen=4_500, cash_signed=True),
    )
    assert done.cash_fen == 4_500


def test_permission_and_scope(an, bo, chen, now):
    stay = resident(an, somebody(an, at=now), at=now)
    with pytest.raises(NotAllowed):
        operations.discharge(stay_id=stay.pk, mode="left_by_choice", at=now, actor=bo, details=SIGNED)
    with pytest.raises(NotVisible):
        operations.discharge(stay_id=stay.pk, mode="left_by_choice", at=now, actor=chen, details=SIGNED)
    done = operations.discharge(stay_id=stay.pk, mode="left_by_choice", at=now, actor=an, details=SIGNED)
    with acting_as(chen), pytest.raises(NotVisible):
        queries.get_departure(departure_id=done.pk)
    with acting_as(bo):
        assert queries.get_departure(departure_id=done.pk).mode == "left_by_choice"
        assert [s.pk for s in queries.left_lately(station_id=bo.organisation_id, now=now)] == [stay.pk]


@pytest.mark.parametrize("mode", ["nonsense", "other"])
def test_unknown_manners_are_refused(an, now, mode):
    stay = resident(an, somebody(an, at=now), at=now)
    with pytest.raises(CannotDischarge):
        operations.discharge(stay_id=stay.pk, mode=mode, at=now, actor=an)


def test_nobody_leaves_twice_or_before_arriving(an, now):
    stay = resident(an, somebody(an, at=now), at=now)
    with pytest.raises(CannotEnd):
        operations.discharge(
            stay_id=stay.pk, mode="left_by_choice", at=now - timedelta(days=9), actor=an, details=SIGNED
        )
    operations.discharge(stay_id=stay.pk, mode="left_by_choice", at=now, actor=an, details=SIGNED)
    with pytest.raises(CannotEnd):
        operations.discharge(stay_id=stay.pk, mode="left_by_choice", at=now, actor=an, details=SIGNED)


def test_an_estimated_age_counts_by_its_middle_and_is_pointed_out(an, now):
    young = somebody(an, at=now, birth=None, birth_year_low=2008, birth_year_high=2012)
    older = somebody(an, at=now, name="孙二", birth=None, birth_year_low=2004, birth_year_high=2010)
    for person, age, low in ((young, 16, 13), (older, 19, 15)):
        stay = resident(an, person, at=now)
        with acting_as(an):
            leaver = queries.leaver_of(stay, on=now.date())
        assert (leaver.age, leaver.age_low, leaver.minor) == (age, low, True)


def things_kept(an, stay, now, text):
    from nuanyang.journey.take_in.belongings import operations as belongings
    from nuanyang.journey.take_in.belongings.operations import Brought
    from nuanyang.journey.take_in.belongings.rules import read_list

    belongings.register_things(stay_id=stay.pk, things=[Brought(t) for t in read_list(text)], at=now, actor=an)


def test_nobody_leaves_without_what_was_kept_for_him(an, now):
    from nuanyang.journey.take_in.belongings import queries as belongings

    stay = resident(an, somebody(an, at=now), at=now)
    things_kept(an, stay, now, "手机 A-12\n大衣")
    with pytest.raises(CannotDischarge) as refused:
        operations.discharge(stay_id=stay.pk, mode="left_by_choice", at=now, actor=an, details=SIGNED)
    assert (refused.value.rule, refused.value.field) == ("RS-019", "belongings") and "2" in str(refused.value.message)
    operations.discharge(
        stay_id=stay.pk, mode="left_by_choice", at=now, actor=an, details=Details(statement_signed=True, belongings="returned")
    )
    with acting_as(an):
        assert {b.place for b in belongings.belongings_of(stay_id=stay.pk)} == {"returned"}


def test_an_exception_is_explained_and_never_for_papers(an, now):
    from nuanyang.journey.take_in.belongings import queries as belongings

    def leave(**more):
        return operations.discharge(
            stay_id=stay.pk, mode="left_by_choice", at=now, actor=an,
            details=Details(statement_signed=True, belongings="exception", **more),
        )

    stay = resident(an, somebody(an, at=now), at=now)
    things_kept(an, stay, now, "大衣\n身份证")
    for more, rule in (({}, "RS-019"), ({"belongings_note": "大衣下周来取"}, "RS-007")):
        with pytest.raises(CannotDischarge) as refused:
            leave(**more)
        assert rule in {gate.rule for gate in refused.value.data["gates"]}
    with acting_as(an):
        _coat, papers = belongings.in_custody(stay_id=stay.pk)
    from nuanyang.journey.take_in.belongings import operations as custody

    custody.move_things(stay_id=stay.pk, belonging_ids=[papers.pk], place="returned", to="", at=now, actor=an)
    leave(belongings_note="大衣下周来取")
    with acting_as(an):
        assert len(belongings.in_custody(stay_id=stay.pk)) == 1


def test_who_is_gone_or_dead_is_recorded_whatever_is_kept(an, now):
    stay = resident(an, somebody(an, at=now), at=now)
    things_kept(an, stay, now, "大衣")
    assert operations.discharge(
        stay_id=stay.pk, mode="left_without_notice", at=now, actor=an, details=Details(note="夜里走的，已查看监控")
    )
