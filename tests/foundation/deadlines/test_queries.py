"""Reading deadlines: in words, by record, by person, by organisation in pages, and how they were kept."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from nuanyang.foundation.deadlines import queries
from nuanyang.foundation.deadlines.choices import State
from nuanyang.foundation.deadlines.models import Deadline
from nuanyang.foundation.scope.acting import acting_as

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def made(system, station_id):
    """Make rows: name → days from NOW to the end, with other columns."""

    def make(*rows):
        with acting_as(system, operation="tests"):
            return Deadline.objects.bulk_create(
                [
                    Deadline(**{
                        "root": "organisation", "root_id": station_id, "rule_id": "RS-040", "occurrence": n,
                        "organisation_id": station_id, "owner_role": "chief",
                        "starts_at": NOW - timedelta(days=30), "due_at": NOW + timedelta(days=days),
                        "soon_from": NOW + timedelta(days=days - 3), "term": "10:day", **changes,
                    })
                    for n, (days, changes) in enumerate(rows, start=1)
                ]
            )  # fmt: skip

    return make


@pytest.fixture
def mix(made):
    return made(
        (-2, {}),
        (2, {}),
        (9, {"owner_user_id": 5, "owner_role": "tracer"}),
        (-1, {"met_at": NOW - timedelta(days=2)}),
        (-1, {"met_at": NOW}),
        (-1, {"cancelled_at": NOW}),
        (5, {"cancelled_at": NOW}),
        (-4, {"paused_at": NOW - timedelta(days=5)}),
    )


def test_states(mix, system):
    assert [queries.state_of(d, NOW) for d in mix] == [
        State.OVERDUE, State.SOON, State.RUNNING, State.MET, State.MET_LATE, State.CANCELLED, State.CANCELLED,
        State.PAUSED,
    ]  # fmt: skip


def test_a_record_shows_open_ones_first_to_end_and_all_when_asked(mix, system, station_id):
    with acting_as(system, read_only=True):
        open_ones = queries.for_root("organisation", station_id, at=NOW)
        everything = queries.for_root("organisation", station_id, at=NOW, closed=True)
        many = queries.for_roots("organisation", [station_id, 0], at=NOW)
    assert [c.occurrence for c in open_ones] == [8, 1, 2, 3]
    assert len(everything) == 8
    assert [c.occurrence for c in many[station_id]] == [8, 1, 2, 3] and 0 not in many


def test_lists_show_the_next_one_and_whether_any_is_overdue(mix, system, station_id):
    with acting_as(system, read_only=True):
        pressing = queries.pressing("organisation", [station_id, 0], at=NOW)
        earlier = queries.pressing("organisation", [station_id], at=NOW - timedelta(days=3))
        late = queries.overdue_roots("organisation", [station_id, 0], at=NOW)
        none = queries.overdue_roots("organisation", [station_id], at=NOW - timedelta(days=3))
    # The first one is paused, the second overdue.
    assert (pressing[station_id].clock.occurrence, pressing[station_id].overdue) == (8, True) and 0 not in pressing
    assert not earlier[station_id].overdue
    assert (late, none) == (frozenset([station_id]), frozenset())


def test_a_clock_tells_what_to_do_why_and_how_long(made, system, station_id):
    made((2, {"label": "延长"}))
    with acting_as(system, read_only=True), translation.override("zh-hans"):
        clock = queries.for_root("organisation", station_id, at=NOW)[0]
        assert str(clock.what) == "安排离站或备案延长"
        assert clock.title == "在站一般不超过10天"
        assert "132" in clock.source and clock.term == "10 天" and clock.label == "延长"
        assert clock.open and not clock.overdue
    with acting_as(system, read_only=True), translation.override("en"):
        assert queries.for_root("organisation", station_id, at=NOW)[0].title.startswith("A stay is")


def test_at_once_and_agreed_terms_read_well(made, system, station_id):
    made((1, {"rule_id": "RS-047", "term": "0:at_once"}), (2, {"rule_id": "plan.task", "term": ""}))
    with acting_as(system, read_only=True), translation.override("zh-hans"):
        assert [c.term for c in queries.for_root("organisation", station_id, at=NOW)] == ["立即", ""]


def test_a_person_and_nobody_else(made, system):
    made((1, {}), (2, {"rule_id": "RS-050"}))
    with acting_as(system, read_only=True):
        assert queries.for_person(1, at=NOW) == []


def test_an_organisations_list_goes_on_by_key_and_narrows(mix, system, station_id):
    with acting_as(system, read_only=True):
        first = queries.for_organisation(station_id, at=NOW, limit=2)
        rest = queries.for_organisation(station_id, at=NOW, limit=9, after=(first[-1].due_at, first[-1].id))
        mine = queries.for_organisation(station_id, at=NOW, owner_user_id=5)
        roles = queries.for_organisation(station_id, at=NOW, owner_roles=["tracer"])
        soon = queries.for_organisation(station_id, at=NOW, until=NOW + timedelta(days=3))
    assert [c.occurrence for c in (*first, *rest)] == [8, 1, 2, 3]
    assert [c.occurrence for c in mine] == [c.occurrence for c in roles] == [3]
    assert [c.occurrence for c in soon] == [8, 1, 2]


def test_equal_ends_are_neither_lost_nor_shown_twice(made, system, station_id):
    made(*[(1, {})] * 5)
    seen, after = [], None
    with acting_as(system, read_only=True):
        while page := queries.for_organisation(station_id, at=NOW, limit=2, after=after):
            seen += [c.id for c in page]
            after = (page[-1].due_at, page[-1].id)
    assert len(seen) == len(set(seen)) == 5


def test_how_an_organisation_stands(mix, system, station_id):
    with acting_as(system, read_only=True):
        assert queries.standing(station_id, at=NOW) == queries.Standing(open=4, overdue=1, soon=1)


def test_punctuality_by_rule(mix, system, station_id):
    with acting_as(system, read_only=True):
        kept = queries.punctuality(
            [station_id], since=NOW - timedelta(days=3), until=NOW + timedelta(days=30), at=NOW
        )
    assert kept == [queries.Punctuality("RS-040", on_time=1, late=1, missed=1, overdue=1)]
    assert kept[0].total == 4
