"""Admission, beds, leaving, putting right: what operations allow, record and refuse."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from nuanyang.foundation.audit.queries import timeline
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.stays import beds, queries
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays import room_operations as rooms
from nuanyang.journey.take_in.stays.models import BedUse, Stay
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotAllowed, NotVisible, Refused
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.models import Person
from tests.journey.take_in.stays.builders import beds_in, make_person, make_room, make_stay

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def names(actor: Actor, person_id: int) -> list[str]:
    with acting_as(actor):
        return [told.name for told in timeline(person_id=person_id)]


class TestAdmit:
    def test_opens_a_stay_with_the_months_next_number(self, an: Actor, now: datetime) -> None:
        first = make_stay(an, now, arrival_mode="police")
        second = make_stay(an, now, "王海")
        late = make_stay(an, now - timedelta(days=5), "赵平")
        assert [first.number, second.number, late.number] == ["L-2603-0001", "L-2603-0002", "L-2602-0001"]
        assert first.open
        assert names(an, first.person_id)[0] == "stays.admitted"

    def test_needs_the_permission(self, an: Actor, bo: Actor, now: datetime, station_id: int) -> None:
        person = make_person(an, now)
        with pytest.raises(NotAllowed):
            stays.admit(person_id=person.pk, station_id=station_id, at=now, actor=bo)

    def test_a_stranger_does_not_reach_the_person(
        self, an: Actor, chen: Actor, now: datetime, other_station_id: int
    ) -> None:
        person = make_person(an, now)
        with pytest.raises(Person.DoesNotExist):
            stays.admit(person_id=person.pk, station_id=other_station_id, at=now, actor=chen)

    def test_one_open_stay_per_person_also_through_linked_records(
        self, an: Actor, now: datetime, station_id: int
    ) -> None:
        stay = make_stay(an, now)
        with pytest.raises(stays.CannotAdmit) as refused:
            stays.admit(person_id=stay.person_id, station_id=station_id, at=now, actor=an)
        assert refused.value.data == {"stay_id": stay.pk}
        twin = make_person(an, now, "李国生")
        people.decide_link(
            person_id=stay.person_id, other_id=twin.pk, decision="same", reason="本人确认", at=now, actor=an
        )
        with pytest.raises(stays.CannotAdmit):
            stays.admit(person_id=twin.pk, station_id=station_id, at=now, actor=an)

    def test_only_stations_take_in(self, chief: Actor, now: datetime, bureau_id: int) -> None:
        person = make_person(chief, now)
        with pytest.raises(stays.CannotAdmit):
            stays.admit(person_id=person.pk, station_id=bureau_id, at=now, actor=chief)

    def test_the_station_sees_whom_it_takes_in(
        self, an: Actor, chen: Actor, system: Actor, now: datetime, station_id: int
    ) -> None:
        person = make_person(chen, now)
        with acting_as(an):
            assert not Person.objects.filter(pk=person.pk).exists()
        stays.admit(person_id=person.pk, station_id=station_id, at=now, actor=system)
        with acting_as(an):
            assert queries.present_count(station_id=station_id) == 1


class TestBeds:
    def test_assign_keeps_bed_and_time(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now)
        stay = make_stay(an, now)
        with acting_as(an):
            bed = beds_in(room)[0]
        use = stays.assign_bed(stay_id=stay.pk, bed_id=bed.pk, at=now, actor=an)
        again = stays.assign_bed(stay_id=stay.pk, bed_id=bed.pk, at=now + HOUR, actor=an)
        assert again.pk == use.pk
        with acting_as(an):
            assert queries.beds_of([stay.pk])[stay.pk].code == "101-01"
        assert names(an, stay.person_id).count("stays.bed_assigned") == 1

    def test_taken_says_so_and_names_free_beds(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now)
        make_room(an, now, "201", sex="female")
        first, second = make_stay(an, now), make_stay(an, now, "王海")
        with acting_as(an):
            beds = beds_in(room)
        stays.assign_bed(stay_id=first.pk, bed_id=beds[0].pk, at=now, actor=an)
        with pytest.raises(stays.BedTaken) as refused:
            stays.assign_bed(stay_id=second.pk, bed_id=beds[0].pk, at=now, actor=an)
        assert refused.value.data["free"] == [{"id": beds[1].pk, "code": "101-02"}]
        assert "101-02" in refused.value.hint

    def test_the_database_itself_allows_one_person_per_bed(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now)
        first, second = make_stay(an, now), make_stay(an, now, "王海")
        with acting_as(an):
            bed = beds_in(room)[0]
        stays.assign_bed(stay_id=first.pk, bed_id=bed.pk, at=now, actor=an)
        with (
            acting_as(an, operation="test.raw"),
            pytest.raises(IntegrityError, match="stays_one_person_one_bed"),
            transaction.atomic(),
        ):
            BedUse(stay=second, bed=bed, during=DateTimeTZRange(now + HOUR, None)).save()

    def test_the_database_itself_allows_one_bed_per_person(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now)
        stay = make_stay(an, now)
        with acting_as(an):
            beds = beds_in(room)
        stays.assign_bed(stay_id=stay.pk, bed_id=beds[0].pk, at=now, actor=an)
        with (
            acting_as(an, operation="test.raw"),
            pytest.raises(IntegrityError, match="stays_one_bed_one_person"),
            transaction.atomic(),
        ):
            BedUse(stay=stay, bed=beds[1], during=DateTimeTZRange(now + HOUR, None)).save()

    def test_a_race_that_passes_the_check_is_decided_by_the_database(
        self, an: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        room = make_room(an, now)
        first, second = make_stay(an, now), make_stay(an, now, "王海")
        with acting_as(an):
            bed = beds_in(room)[0]
        stays.assign_bed(stay_id=first.pk, bed_id=bed.pk, at=now, actor=an)
        real, calls = beds.occupied_beds, []

        def blind_once(*, station_id: int) -> dict[int, object]:
            calls.append(station_id)
            return {} if len(calls) == 1 else dict(real(station_id=station_id))

        monkeypatch.setattr(beds, "occupied_beds", blind_once)
        with pytest.raises(stays.BedTaken) as refused:
            stays.assign_bed(stay_id=second.pk, bed_id=bed.pk, at=now, actor=an)
        assert [f["code"] for f in refused.value.data["free"]] == ["101-02"]

    def test_sex_is_a_hard_rule(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now, sex="female")
        stay = make_stay(an, now)
        with acting_as(an):
            bed = beds_in(room)[0]
        with pytest.raises(stays.BedUnsuitable) as refused:
            stays.assign_bed(
                stay_id=stay.pk,
                bed_id=bed.pk,
                at=now,
                actor=an,
                override_kind="no_other_bed",
                override_reason="没有床了",
            )
        assert refused.value.rule == "RS-030"
        assert refused.value.data == {"overruled_by": []}

    def test_a_child_with_its_mother_needs_the_reason_and_keeps_it(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now, sex="female")
        child = make_stay(an, now, "田小宝", sex=1, born=date(2022, 1, 1))
        with acting_as(an):
            bed = beds_in(room)[0]
        with pytest.raises(stays.BedUnsuitable) as refused:
            stays.assign_bed(stay_id=child.pk, bed_id=bed.pk, at=now, actor=an)
        assert refused.value.data == {"overruled_by": ["family"]}
        with pytest.raises(stays.BedUnsuitable) as refused:
            stays.assign_bed(stay_id=child.pk, bed_id=bed.pk, at=now, actor=an, override_kind="family")
        assert refused.value.field == "override_reason"
        use = stays.assign_bed(
            stay_id=child.pk,
            bed_id=bed.pk,
            at=now,
            actor=an,
            override_kind="family",
            override_reason="母亲田芳同住",
        )
        assert (use.override_kind, use.override_reason) == ("family", "母亲田芳同住")

    def test_a_reason_is_not_kept_where_nothing_had_to_be_overruled(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now)
        stay = make_stay(an, now)
        with acting_as(an):
            bed = beds_in(room)[0]
        use = stays.assign_bed(
            stay_id=stay.pk, bed_id=bed.pk, at=now, actor=an, override_kind="family", override_reason="x y"
        )
        assert (use.override_kind, use.override_reason) == ("", "")

    def test_move_frees_the_old_bed(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now)
        first, second = make_stay(an, now), make_stay(an, now, "王海")
        with acting_as(an):
            beds = beds_in(room)
        stays.assign_bed(stay_id=first.pk, bed_id=beds[0].pk, at=now, actor=an)
        with pytest.raises(stays.CannotAssign) as refused:
            stays.assign_bed(stay_id=first.pk, bed_id=beds[1].pk, at=now, actor=an)
        assert refused.value.code == "has_bed"
        stays.move_bed(stay_id=first.pk, bed_id=beds[1].pk, reason="下铺方便", at=now + HOUR, actor=an)
        stays.assign_bed(stay_id=second.pk, bed_id=beds[0].pk, at=now + HOUR, actor=an)
        with acting_as(an):
            assert [row[0].code for row in queries.bed_history(stay_id=first.pk) if row[0]] == [
                "101-01",
                "101-02",
            ]

    def test_a_refused_move_leaves_the_bed_as_it_was(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now)
        first, second = make_stay(an, now), make_stay(an, now, "王海")
        with acting_as(an):
            beds = beds_in(room)
        stays.assign_bed(stay_id=first.pk, bed_id=beds[0].pk, at=now, actor=an)
        stays.assign_bed(stay_id=second.pk, bed_id=beds[1].pk, at=now, actor=an)
        with pytest.raises(stays.BedTaken):
            stays.move_bed(stay_id=first.pk, bed_id=beds[1].pk, reason="想换", at=now + HOUR, actor=an)
        with acting_as(an):
            assert queries.beds_of([first.pk])[first.pk].code == "101-01"

    def test_move_and_leave_without_bed(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now)
        stay = make_stay(an, now)
        with acting_as(an):
            bed = beds_in(room)[0]
        with pytest.raises(stays.CannotAssign):
            stays.move_bed(stay_id=stay.pk, bed_id=bed.pk, reason="", at=now, actor=an)
        assert stays.leave_bed(stay_id=stay.pk, at=now, actor=an).pk == stay.pk
        stays.assign_bed(stay_id=stay.pk, bed_id=bed.pk, at=now, actor=an)
        stays.leave_bed(stay_id=stay.pk, at=now + HOUR, actor=an)
        assert names(an, stay.person_id).count("stays.bed_left") == 1
        with acting_as(an):
            assert queries.beds_of([stay.pk]) == {}

    def test_not_before_arriving_not_out_of_use_not_elsewhere(self, an: Actor, chen: Actor, now: datetime) -> None:
        room, elsewhere = make_room(an, now), make_room(chen, now)
        stay = make_stay(an, now)
        with acting_as(an):
            bed, other = beds_in(room)
        with acting_as(chen):
            theirs = beds_in(elsewhere)[0]
        with pytest.raises(stays.CannotAssign) as refused:
            stays.assign_bed(stay_id=stay.pk, bed_id=bed.pk, at=now - HOUR, actor=an)
        assert refused.value.code == "too_early"
        rooms.block_bed(bed_id=other.pk, reason="床板断了", at=now, actor=an)
        with pytest.raises(stays.CannotAssign) as refused:
            stays.assign_bed(stay_id=stay.pk, bed_id=other.pk, at=now, actor=an)
        assert refused.value.code == "bed_out_of_use"
        with pytest.raises(NotVisible):
            stays.assign_bed(stay_id=stay.pk, bed_id=theirs.pk, at=now, actor=an)
        with pytest.raises(NotVisible):
            stays.assign_bed(stay_id=stay.pk, bed_id=theirs.pk, at=now, actor=chen)

    def test_needs_the_permission(self, an: Actor, bo: Actor, now: datetime) -> None:
        room = make_room(an, now)
        stay = make_stay(an, now)
        with acting_as(an):
            bed = beds_in(room)[0]
        with pytest.raises(NotAllowed):
            stays.assign_bed(stay_id=stay.pk, bed_id=bed.pk, at=now, actor=bo)


class TestEnd:
    def test_ends_and_frees_the_bed(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now)
        first, second = make_stay(an, now), make_stay(an, now, "王海")
        with acting_as(an):
            bed = beds_in(room)[0]
        stays.assign_bed(stay_id=first.pk, bed_id=bed.pk, at=now, actor=an)
        ended = stays.end_stay(stay_id=first.pk, mode="left_by_choice", at=now + HOUR, actor=an)
        assert not ended.open
        stays.assign_bed(stay_id=second.pk, bed_id=bed.pk, at=now + HOUR, actor=an)
        with pytest.raises(stays.CannotEnd):
            stays.end_stay(stay_id=first.pk, mode="died", at=now + HOUR, actor=an)
        with pytest.raises(stays.CannotAssign):
            stays.assign_bed(stay_id=first.pk, bed_id=bed.pk, at=now + HOUR, actor=an)

    def test_not_before_arriving(self, an: Actor, now: datetime) -> None:
        stay = make_stay(an, now)
        with pytest.raises(stays.CannotEnd):
            stays.end_stay(stay_id=stay.pk, mode="hospital", at=now - HOUR, actor=an)

    def test_a_late_entry_that_left_before_its_bed_was_noted(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now)
        stay = make_stay(an, now)
        with acting_as(an):
            bed = beds_in(room)[0]
        stays.assign_bed(stay_id=stay.pk, bed_id=bed.pk, at=now + HOUR, actor=an)
        stays.end_stay(stay_id=stay.pk, mode="left_without_notice", at=now + HOUR / 2, actor=an)
        with acting_as(an):
            assert queries.bed_history(stay_id=stay.pk) == []

    def test_out_of_sight(self, an: Actor, chen: Actor, now: datetime) -> None:
        stay = make_stay(an, now)
        with pytest.raises(NotVisible):
            stays.end_stay(stay_id=stay.pk, mode="hospital", at=now, actor=chen)


class TestReassign:
    def test_both_timelines_keep_it(self, an: Actor, now: datetime) -> None:
        stay = make_stay(an, now)
        right = make_person(an, now, "李国升")
        wrong_id = stay.person_id
        stays.reassign_person(stay_id=stay.pk, person_id=right.pk, reason="认错人，照片不符", at=now, actor=an)
        assert "stays.reassigned" in names(an, wrong_id)
        assert "stays.admitted" in names(an, wrong_id)
        assert "stays.reassigned" in names(an, right.pk)
        with acting_as(an):
            assert Stay.objects.get(pk=stay.pk).person_id == right.pk
            assert [p.stay.pk for p in queries.stays_of([right.pk])] == [stay.pk]

    def test_needs_reason_and_a_person_who_is_not_in(self, an: Actor, now: datetime) -> None:
        stay, other = make_stay(an, now), make_stay(an, now, "王海")
        with pytest.raises(Refused):
            stays.reassign_person(stay_id=stay.pk, person_id=make_person(an, now).pk, reason=" ", at=now, actor=an)
        with pytest.raises(stays.CannotAdmit):
            stays.reassign_person(stay_id=stay.pk, person_id=other.person_id, reason="认错", at=now, actor=an)
        same = stays.reassign_person(stay_id=stay.pk, person_id=stay.person_id, reason="", at=now, actor=an)
        assert same.pk == stay.pk


class TestRooms:
    def test_add_room_labels_its_beds(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now, beds=3)
        with acting_as(an):
            assert [b.label for b in beds_in(room)] == ["01", "02", "03"]

    @pytest.mark.parametrize(
        ("name", "sex", "beds", "field"),
        [
            ("", "male", 2, "name"),
            ("101", "none", 2, "sex"),
            ("101", "male", 0, "beds"),
            ("101", "male", 41, "beds"),
        ],
    )
    def test_what_is_wrong_is_named(self, an: Actor, now: datetime, name: str, sex: str, beds: int, field: str) -> None:
        with pytest.raises(rooms.CannotAddRoom) as refused:
            make_room(an, now, name, sex=sex, beds=beds)
        assert refused.value.field == field

    def test_a_name_is_taken_within_the_station_only(self, an: Actor, chen: Actor, now: datetime) -> None:
        make_room(an, now)
        make_room(chen, now)
        with pytest.raises(rooms.CannotAddRoom):
            make_room(an, now)

    def test_block_and_reopen(self, an: Actor, now: datetime) -> None:
        room = make_room(an, now)
        stay = make_stay(an, now)
        with acting_as(an):
            bed, used = beds_in(room)
        stays.assign_bed(stay_id=stay.pk, bed_id=used.pk, at=now, actor=an)
        with pytest.raises(rooms.CannotBlockBed):
            rooms.block_bed(bed_id=used.pk, reason="漏水", at=now, actor=an)
        with pytest.raises(rooms.CannotBlockBed):
            rooms.block_bed(bed_id=bed.pk, reason="", at=now, actor=an)
        assert rooms.block_bed(bed_id=bed.pk, reason="漏水", at=now, actor=an).blocked_reason == "漏水"
        assert rooms.reopen_bed(bed_id=bed.pk, at=now, actor=an).blocked_reason == ""
        assert rooms.reopen_bed(bed_id=bed.pk, at=now, actor=an).pk == bed.pk
