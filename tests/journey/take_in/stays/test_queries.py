"""Who is in, the board, proposals, history, occupancy: what is seen and by whom."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nuanyang.foundation.access import operations as access
from nuanyang.foundation.deadlines import queries as deadlines
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.journey.take_in.stays import beds as bed_reads
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays import queries
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.particulars import Particulars
from tests.journey.take_in.stays.builders import beds_in, make_room, make_stay

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def seal(chief: Actor, system: Actor, person_id: int, now: datetime) -> None:
    """Seal a person into a circle of the chief alone."""
    assert chief.organisation_id is not None and chief.user_id is not None
    circle = access.make_circle(
        organisation_id=chief.organisation_id, user_ids=[chief.user_id], purpose="保护圈", at=now, actor=system
    )
    people.seal(person_id=person_id, circle_id=circle.pk, reason="受暴力威胁", at=now, actor=chief)


def test_residents_with_bed_and_day(an: Actor, now: datetime, station_id: int) -> None:
    room = make_room(an, now - 3 * DAY)
    early, late = make_stay(an, now - 2 * DAY), make_stay(an, now - HOUR, "王海")
    with acting_as(an):
        bed = beds_in(room)[0]
    stays.assign_bed(stay_id=early.pk, bed_id=bed.pk, at=now - 2 * DAY, actor=an)
    with acting_as(an):
        rows = queries.residents(station_id=station_id, now=now).rows
        assert [(r.card.name, r.bed.code if r.bed else None, r.day) for r in rows] == [
            ("王海", None, 1),
            ("李国生", "101-01", 3),
        ]
        assert [r.stay.pk for r in queries.residents(station_id=station_id, now=now, show="no_bed").rows] == [late.pk]
        assert [r.stay.pk for r in queries.residents(station_id=station_id, now=now, show="unknown").rows] == [
            late.pk,
            early.pk,
        ]
        assert queries.present_count(station_id=station_id) == 2
        assert queries.present_without_bed(station_id=station_id) == 1


def test_residents_come_in_pages(an: Actor, now: datetime, station_id: int) -> None:
    made = [make_stay(an, now - n * HOUR, name) for n, name in enumerate(["甲一", "乙二", "丙三"])]
    with acting_as(an):
        first = queries.residents(station_id=station_id, now=now, size=2)
        assert [r.stay.pk for r in first.rows] == [made[0].pk, made[1].pk]
        second = queries.residents(station_id=station_id, now=now, size=2, before=first.next_before)
        assert [r.stay.pk for r in second.rows] == [made[2].pk]
        assert second.next_before is None
        assert len(queries.residents(station_id=station_id, now=now, size=None).rows) == 3


def test_queries_do_not_grow_with_the_rows(an: Actor, now: datetime, station_id: int) -> None:
    room = make_room(an, now, beds=4)
    with acting_as(an):
        beds = beds_in(room)

    def count(people_in: int) -> tuple[int, int]:
        for n in range(people_in):
            stay = make_stay(an, now, f"王{'甲乙丙丁'[len(taken)]}")
            stays.assign_bed(stay_id=stay.pk, bed_id=beds[len(taken)].pk, at=now, actor=an)
            taken.append(n)
        with acting_as(an):
            with CaptureQueriesContext(connection) as lists:
                queries.residents(station_id=station_id, now=now)
            with CaptureQueriesContext(connection) as board:
                queries.bed_board(station_id=station_id, now=now)
        return len(lists), len(board)

    taken: list[int] = []
    assert count(1) == count(2)


def test_a_stranger_sees_nobody(an: Actor, chen: Actor, city: Actor, now: datetime, station_id: int) -> None:
    stay = make_stay(an, now)
    with acting_as(chen):
        assert queries.residents(station_id=station_id, now=now).rows == []
        assert queries.present_count(station_id=station_id) == 0
        assert queries.stays_of([stay.person_id]) == []
        with pytest.raises(NotVisible):
            queries.get_stay(stay_id=stay.pk)
    with acting_as(city):
        (row,) = queries.residents(station_id=station_id, now=now).rows
        assert row.card.masked
        assert row.card.name == "李*生"


def test_a_sealed_person_leaves_lists_and_counts_but_the_bed_is_taken(
    an: Actor, chief: Actor, system: Actor, now: datetime, station_id: int
) -> None:
    room = make_room(an, now, beds=2)
    hidden, shown = make_stay(an, now), make_stay(an, now, "王海")
    with acting_as(an):
        bed, other = beds_in(room)
    stays.assign_bed(stay_id=hidden.pk, bed_id=bed.pk, at=now, actor=an)
    seal(chief, system, hidden.person_id, now)
    with acting_as(an):
        assert [r.stay.pk for r in queries.residents(station_id=station_id, now=now).rows] == [shown.pk]
        assert queries.present_count(station_id=station_id) == 1
        with pytest.raises(NotVisible):
            queries.get_stay(stay_id=hidden.pk)
        (zone,) = queries.bed_board(station_id=station_id, now=now, for_stay=shown)
        first, second = zone.rooms[0].beds
        assert (first.occupied, first.sealed, first.resident, first.card) == (True, True, None, None)
        assert second.free
        assert second.proposed
    with pytest.raises(stays.BedTaken):
        stays.assign_bed(stay_id=shown.pk, bed_id=bed.pk, at=now, actor=an)
    with pytest.raises(NotVisible):
        stays.leave_bed(stay_id=hidden.pk, at=now, actor=an)
    assert stays.assign_bed(stay_id=shown.pk, bed_id=other.pk, at=now, actor=an).bed_id == other.pk


def test_proposals_follow_the_zones(an: Actor, now: datetime) -> None:
    make_room(an, now, "101", beds=1)
    make_room(an, now, "201", sex="female", beds=1)
    make_room(an, now, "301", beds=1, age_band="minor")
    make_room(an, now, "401", sex="family", beds=1, age_band="any")
    make_room(an, now, "501", beds=1, health_zone="isolation")
    man, girl = make_stay(an, now), make_stay(an, now, "小梅", sex=2, born=date(2014, 1, 1))
    ill = make_stay(an, now, "病人", care_zone="isolation")
    with acting_as(an):

        def codes(stay: object) -> list[str]:
            return [p.place.code for p in queries.free_beds_for(stay=stay, today=now.date())]  # type: ignore[arg-type]

        assert codes(man) == ["101-01", "401-01", "501-01"]
        assert codes(girl) == ["401-01"]
        assert codes(ill)[0] == "501-01"
        (only_warned,) = [p for p in queries.free_beds_for(stay=man, today=now.date()) if p.place.code == "501-01"]
        assert [(o.rule, o.blocks) for o in only_warned.objections] == [("RS-033", False)]


def test_blocked_beds_are_not_free(an: Actor, now: datetime, station_id: int) -> None:
    from nuanyang.journey.take_in.stays import room_operations as rooms

    room = make_room(an, now)
    stay = make_stay(an, now)
    with acting_as(an):
        bed = beds_in(room)[0]
    rooms.block_bed(bed_id=bed.pk, reason="漏水", at=now, actor=an)
    with acting_as(an):
        assert [p.place.code for p in queries.free_beds_for(stay=stay, today=now.date())] == ["101-02"]
        assert queries.free_count(station_id=station_id) == 1
        (zone,) = queries.bed_board(station_id=station_id, now=now)
        assert (zone.taken, zone.total) == (0, 1)


def test_history_and_coming_back(an: Actor, now: datetime, station_id: int) -> None:
    first = make_stay(an, now - 10 * DAY)
    stays.end_stay(stay_id=first.pk, mode="funded_return", at=now - 7 * DAY, actor=an)
    again = stays.admit(person_id=first.person_id, station_id=station_id, at=now, actor=an)
    with acting_as(an):
        past = queries.stays_of([first.person_id])
        assert [(p.stay.pk, p.days, p.mode, p.open) for p in past] == [
            (again.pk, None, "", True),
            (first.pk, 4, "资助返乡", False),
        ]
        assert queries.count_by_person([first.person_id]) == {first.person_id: 2}
        assert queries.by_number(station_id=station_id, number=again.number.lower()) == again
        assert queries.open_stay_of(person_ids=[first.person_id]) == again


def test_occupancy_counts_who_is_in_at_the_end_of_each_day(an: Actor, now: datetime, station_id: int) -> None:
    make_room(an, now - 9 * DAY, beds=3)
    gone, stays_on = make_stay(an, now - 3 * DAY), make_stay(an, now - DAY, "王海")
    stays.end_stay(stay_id=gone.pk, mode="hospital", at=now - 1 * DAY, actor=an)
    assert stays_on.open
    with acting_as(an):
        strip = queries.occupancy(station_id=station_id, first=date(2026, 2, 26), last=date(2026, 3, 2))
        assert [(d.day.day, d.present) for d in strip] == [(26, 0), (27, 1), (28, 1), (1, 1), (2, 1)]
        assert {d.beds for d in strip} == {3}
        start, end = now - 2 * DAY, now + DAY
        assert queries.arrivals_between(station_id=station_id, start=start, end=end) == 1


def test_a_stay_starts_and_ends_its_deadlines(an: Actor, now: datetime) -> None:
    stay = make_stay(an, now)
    with acting_as(an):
        rules = {c.rule_id for c in deadlines.for_root("stay", stay.pk, at=now)}
    assert {"RS-040", "RS-043", "RS-045"} <= rules
    stays.end_stay(stay_id=stay.pk, mode="left_by_choice", at=now + DAY, actor=an)
    with acting_as(an):
        assert deadlines.for_root("stay", stay.pk, at=now + DAY) == []


@pytest.mark.parametrize(
    ("given", "searched"),
    [
        ({}, False),  # name, county and age as he says them
        ({"name": ""}, True),
        ({"name": "老王"}, True),  # how he is called
        ({"home_region": "510000"}, True),  # somewhere in Sichuan
        ({"birth_year_low": 1970, "birth_year_high": 1985}, True),  # guessed
        ({"birth_year_low": 2011, "birth_year_high": 2011}, True),  # a minor's kin are looked for
    ],
)
def test_who_says_credibly_who_he_is_is_not_searched_for(an: Actor, now: datetime, given: dict, searched: bool) -> None:
    said = {"name": "吴贵生", "home_region": "511602", "birth_year_low": 1980, "birth_year_high": 1980, **given}
    person = people.register(particulars=Particulars(**said), at=now, actor=an)
    stay = stays.admit(
        person_id=person.pk, station_id=an.organisation_id, arrival_mode="self", help_reason="no_means", at=now, actor=an
    )
    with acting_as(an):
        rules = {c.rule_id for c in deadlines.for_root("stay", stay.pk, at=now)}
    assert ("RS-043" in rules) == ("RS-045" in rules) == searched
    assert "RS-040" in rules or given.get("birth_year_low") == 2011  # no limit for children


@pytest.mark.parametrize("more", [{"dementia_or_intellectual": True}, {"mental_illness": True}, {"help_reason": "lost"}])
def test_whose_word_may_not_be_enough_is_searched_for(an: Actor, now: datetime, more: dict) -> None:
    said = Particulars(name="吴贵生", home_region="511602", birth_year_low=1980, birth_year_high=1980)
    person = people.register(particulars=said, at=now, actor=an)
    stay = stays.admit(
        **{"person_id": person.pk, "station_id": an.organisation_id, "arrival_mode": "self", "help_reason": "no_means",
           "at": now, "actor": an, **more}
    )
    with acting_as(an):
        assert "RS-043" in {c.rule_id for c in deadlines.for_root("stay", stay.pk, at=now)}


def test_what_proves_false_starts_the_search_from_the_day_of_entry(an: Actor, now: datetime) -> None:
    from nuanyang.foundation.deadlines.operations import recount

    said = Particulars(name="吴贵生", home_region="511602", birth_year_low=1980, birth_year_high=1980)
    person = people.register(particulars=said, at=now, actor=an)
    stay = stays.admit(
        person_id=person.pk, station_id=an.organisation_id, arrival_mode="self", help_reason="no_means", at=now, actor=an
    )
    people.correct(person_id=person.pk, changes={"home_region": ""}, at=now + HOUR, actor=an)
    recount(root="stay", root_ids=[stay.pk], at=now + DAY, actor=system_actor("tests"))
    with acting_as(an):
        (notice,) = [c for c in deadlines.for_root("stay", stay.pk, at=now + DAY) if c.rule_id == "RS-043"]
    assert notice.starts_at == stay.arrived_at


def test_an_identity_established_later_ends_its_clocks(an: Actor, now: datetime) -> None:
    from nuanyang.journey.take_in.stays.deadline_facts import facts_of

    stay = make_stay(an, now)
    people.correct(person_id=stay.person_id, changes={"identity_known": True}, at=now + HOUR, actor=an)
    with acting_as(an):
        (facts,) = facts_of([stay.pk])
        assert facts.identity_known
        assert "identity.established" in {str(h.kind) for h in facts.happened}
        assert facts_of([]) == []


def test_the_board_knows_nothing_of_other_stations(an: Actor, chen: Actor, now: datetime, station_id: int) -> None:
    make_room(an, now)
    with acting_as(chen):
        assert queries.bed_board(station_id=station_id, now=now) == []
        assert bed_reads.rooms_of(station_id=station_id) == []
