"""Rows in step with facts; moves by rule, calendar and time; who may see."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.deadlines import facts as facts_module
from nuanyang.foundation.deadlines import jobs, operations, queries, verification
from nuanyang.foundation.deadlines.choices import Fact, State
from nuanyang.foundation.deadlines.facts import Facts, Happened
from nuanyang.foundation.deadlines.models import Deadline
from nuanyang.foundation.rulebook import operations as rulebook
from nuanyang.foundation.rulebook.calendar import shipped_years
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
ENTRY = datetime(2026, 3, 2, 15, 20, tzinfo=CHINA)


class World:
    """Facts by record that a provider supplies, standing in for an app of the journey."""

    def __init__(self) -> None:
        self.facts: dict[int, Facts] = {}

    def facts_of(self, ids):
        return [self.facts[i] for i in ids if i in self.facts]

    def active_ids(self):
        return list(self.facts)


@pytest.fixture
def world(monkeypatch):
    made = World()
    monkeypatch.setattr(facts_module, "_providers", {})
    facts_module.register_facts_provider("organisation", made.facts_of, made.active_ids)
    return made


@pytest.fixture
def stay(station_id):
    return Facts(
        "organisation", station_id, station_id, "510900", (Happened(Fact.ENTERED, ENTRY),), age=40,
        identity_known=False,
    )  # fmt: skip


@pytest.fixture
def put(system, world):
    def reconcile(facts, at=ENTRY):
        world.facts[facts.root_id] = facts
        with acting_as(system, operation="tests"):
            return operations.reconcile(facts, at=at)

    return reconcile


def test_reconciling_says_what_began_was_met_moved_and_fell_away(put, stay):
    begun = put(stay)
    assert {d.rule_id for d in begun.begun} == {"RS-040", "RS-043", "RS-045", "RS-048", "RS-049", "RS-050"}
    assert not put(stay)
    notice = Happened(Fact.NOTICE_PUBLISHED, ENTRY + timedelta(hours=3), event_id=5)
    filed = Happened(Fact.EXTENSION_FILED, ENTRY + timedelta(hours=4), due=ENTRY + timedelta(days=20))
    changed = put(replace(stay, happened=(*stay.happened, notice, filed)))
    assert [(d.rule_id, d.met_by) for d in changed.met] == [("RS-043", 5)]
    assert [d.rule_id for d, _before in changed.moved] == ["RS-040"]
    gone = put(replace(stay, happened=(*stay.happened, notice, Happened(Fact.LEFT, ENTRY + timedelta(days=2)))))
    assert {d.rule_id for d in gone.cancelled} == {"RS-045", "RS-048", "RS-049", "RS-050"}
    assert [d.rule_id for d in gone.met] == ["RS-040"]


def test_a_correction_cancels_and_a_second_one_revives(put, stay, system):
    put(stay)
    at = ENTRY + timedelta(days=1)
    put(replace(stay, age=14, minor=True), at=at)
    with acting_as(system, read_only=True):
        assert Deadline.objects.get(rule_id="RS-040").cancelled_at == at
    put(stay, at=at + timedelta(days=1))
    with acting_as(system, read_only=True):
        assert Deadline.objects.get(rule_id="RS-040").cancelled_at is None


def test_reconciling_takes_few_queries_however_many_records(system, stay, world, django_assert_max_num_queries):
    many = [replace(stay, root_id=stay.root_id)]
    with acting_as(system, operation="tests"), django_assert_max_num_queries(6):
        operations.reconcile_many(many, at=ENTRY)
    assert not operations.reconcile_many([], at=ENTRY)


def test_nothing_is_written_outside_an_operation(system, stay):
    with pytest.raises(Exception, match="outside an operation"), acting_as(system):
        operations.reconcile(stay, at=ENTRY)


def test_deadlines_are_seen_with_their_record_only(put, stay, an, chen):
    put(stay)
    with acting_as(an, read_only=True):
        assert len(queries.for_root("organisation", stay.root_id, at=ENTRY)) == 6
    with acting_as(chen, read_only=True):
        assert queries.for_root("organisation", stay.root_id, at=ENTRY) == []
        assert queries.for_organisation(stay.organisation_id, at=ENTRY) == []


def test_a_changed_number_moves_open_deadlines_and_says_how_many(put, stay, system, now):
    put(stay)
    setting = rulebook.set_override(
        rule_id="RS-040", region="510900", value=Decimal(14), valid_from=date(2026, 1, 1), reason="应急",
        at=now, actor=system,
    )  # fmt: skip
    assert (setting.moved.moved, setting.moved.later) == (1, 0)
    with acting_as(system, read_only=True):
        row = Deadline.objects.get(rule_id="RS-040")
        event = Event.objects.get(name="deadlines.moved")
    assert row.due_at.astimezone(CHINA).date() == date(2026, 3, 16)
    assert row.term == "14:day"
    assert event.payload["rule"] == "RS-040" and event.root_id == stay.root_id
    back = rulebook.end_override(version_id=setting.version.pk, valid_to=date(2026, 1, 1), at=now, actor=system)
    assert back.moved.moved == 1


def test_who_sets_a_number_moves_also_what_he_does_not_see(put, stay, system, city, now):
    put(stay)
    with acting_as(city, read_only=True):
        assert queries.for_root("organisation", stay.root_id, at=ENTRY) == []
    setting = rulebook.set_override(
        rule_id="RS-040", region="510900", value=Decimal(8), valid_from=date(2026, 1, 1), reason="x",
        at=now, actor=city,
    )  # fmt: skip
    assert setting.moved.moved == 1


def test_a_change_elsewhere_or_of_a_rule_without_clock_moves_nothing(put, stay, system, now):
    put(stay)
    for rule_id, region in (("RS-040", "510100"), ("RS-063", "510900")):
        setting = rulebook.set_override(
            rule_id=rule_id, region=region, value=Decimal(14), valid_from=date(2026, 1, 1), reason="x",
            at=now, actor=system,
        )  # fmt: skip
        assert setting.moved.moved == 0


def test_too_many_records_are_left_to_the_night(put, stay, system, now, monkeypatch):
    put(stay)
    monkeypatch.setattr(operations, "AT_ONCE", 0)
    assert operations.after_change(frozenset({"RS-040"}), "", now).later == 1


def test_an_imported_calendar_moves_provisional_deadlines(put, stay, system, now):
    year = max(shipped_years())
    entry = datetime(year, 12, 29, 10, tzinfo=CHINA)
    put(replace(stay, happened=(Happened(Fact.ENTERED, entry),)), at=entry)
    with acting_as(system, read_only=True):
        before = Deadline.objects.get(rule_id="RS-045")
    assert before.provisional
    new_year = [date(year + 1, 1, d) for d in (1, 2, 4, 5) if date(year + 1, 1, d).weekday() < 5]
    _year, moved = rulebook.import_calendar(
        year=year + 1, holidays=new_year, makeup=[], source="通知", at=now, actor=system
    )
    with acting_as(system, read_only=True):
        after = Deadline.objects.get(rule_id="RS-045")
    assert moved.moved == 1
    assert after.due_at > before.due_at and not after.provisional


def test_the_night_recounts_what_only_time_changed(put, stay, world, system):
    put(replace(stay, age=15, minor=True))
    world.facts[stay.root_id] = replace(stay, age=16, minor=True)
    assert jobs.recount_all(at=ENTRY + timedelta(days=1)) == 1
    with acting_as(system, read_only=True):
        assert Deadline.objects.get(rule_id="RS-040").met_at is None
    assert jobs.recount_all(at=ENTRY + timedelta(days=2)) == 0


def test_only_the_system_recounts(world, an):
    with pytest.raises(NotAllowed):
        operations.recount(root="organisation", root_ids=[], at=ENTRY, actor=an)


def test_verification_finds_what_was_tampered_with(put, stay, system):
    put(stay)
    with acting_as(system, operation="tests"):
        assert list(verification.mismatches()) == []
        Deadline.objects.filter(rule_id="RS-043").update(due_at=ENTRY)
        Deadline.objects.filter(rule_id="RS-045").update(met_at=ENTRY)
        Deadline.objects.filter(rule_id="RS-050").update(rule_id="RS-046")
        found = {(m.rule_id, m.problem.split(" ")[0]) for m in verification.mismatches()}
    assert found == {("RS-043", "ends"), ("RS-045", "met"), ("RS-050", "missing"), ("RS-046", "nothing")}


def test_a_row_takes_less_than_half_a_kilobyte_with_its_indexes(system, station_id):
    rows = [
        Deadline(
            root="organisation", root_id=station_id, rule_id="RS-043", occurrence=n, organisation_id=station_id,
            owner_user_id=n, owner_role="caseworker", starts_at=ENTRY, due_at=ENTRY,
            soon_from=ENTRY, term="7:working_day", label="联系家属",
        )
        for n in range(3000)
    ]  # fmt: skip
    with acting_as(system, operation="tests"):
        before = _size()
        Deadline.objects.bulk_create(rows)
        # A row about a person has 30 bytes more, in the row and in one index.
        assert (_size() - before) / len(rows) + 30 <= 512


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('deadlines_deadline')")
        return int(cursor.fetchone()[0])


def test_states_at_a_moment(put, stay, system):
    put(stay)
    moments = {
        ENTRY: State.RUNNING,
        ENTRY + timedelta(hours=18): State.SOON,
        ENTRY + timedelta(hours=24): State.SOON,
        ENTRY + timedelta(hours=24, seconds=1): State.OVERDUE,
    }
    with acting_as(system, read_only=True):
        row = Deadline.objects.get(rule_id="RS-043")
        for moment, state in moments.items():
            assert queries.state_of(row, moment) is state
            assert queries.is_overdue(row, moment) is (state is State.OVERDUE)
            assert Deadline.objects.filter(queries.overdue(moment), pk=row.pk).exists() is (state is State.OVERDUE)
            assert Deadline.objects.filter(queries.soon(moment), pk=row.pk).exists() is (state is State.SOON)
