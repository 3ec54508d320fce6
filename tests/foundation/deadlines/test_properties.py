"""Whatever happens in whatever order: stored rows equal those computed from scratch."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nuanyang.foundation.deadlines import operations, rules, verification
from nuanyang.foundation.deadlines.choices import Fact
from nuanyang.foundation.deadlines.facts import Facts, Happened, Pause
from nuanyang.foundation.deadlines.models import Deadline
from nuanyang.foundation.rulebook import queries as rulebook
from nuanyang.foundation.rulebook.calendar import shipped_calendar
from nuanyang.foundation.scope.acting import acting_as

START = datetime(2026, 1, 5, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
KEYED = {Fact.TASK_SET, Fact.TASK_DONE, Fact.TASK_DROPPED, Fact.VISIT_PLANNED, Fact.VISIT_DROPPED, Fact.RISK_RAISED}


@st.composite
def happenings(draw):
    kind = draw(st.sampled_from([f for f in Fact if f is not Fact.IN_HOSPITAL]))
    at = START + timedelta(hours=draw(st.integers(0, 24 * 400)))
    key = draw(st.integers(1, 3)) if kind in KEYED else 0
    due = at + timedelta(days=draw(st.integers(0, 60))) if draw(st.booleans()) else None
    return Happened(kind, at, key=key, due=due, event_id=draw(st.integers(1, 9)))


@st.composite
def facts(draw):
    since = START + timedelta(hours=draw(st.integers(0, 24 * 60)))
    pause = Pause(Fact.IN_HOSPITAL, since, draw(st.sampled_from([None, since + timedelta(days=3)])))
    happened = [Happened(Fact.ENTERED, START), *draw(st.lists(happenings(), max_size=12))]
    return Facts(
        "organisation", 0, 0, "510900", tuple(draw(st.permutations(happened))),
        age=draw(st.sampled_from([None, 9, 15, 16, 40])),
        minor=draw(st.booleans()), mental_sign=draw(st.booleans()), identity_known=draw(st.booleans()),
        urgent=draw(st.booleans()), violence_shelter=draw(st.booleans()),
        pauses=draw(st.sampled_from([(), (pause,)])),
    )  # fmt: skip


@given(facts())
@settings(max_examples=150, deadline=None)
def test_what_follows_does_not_depend_on_the_order_of_telling(some):
    book, calendar = rulebook.Rulebook({}), shipped_calendar()
    # Facts of one moment and kind are told apart by their event.
    if len({(h.kind, h.at, h.key) for h in some.happened}) < len(some.happened):
        return
    ordered = replace(some, happened=tuple(sorted(some.happened, key=lambda h: (h.at, h.kind))))
    assert rules.compute(some, book, calendar) == rules.compute(ordered, book, calendar)


@given(facts())
@settings(max_examples=150, deadline=None)
def test_every_deadline_is_in_one_state_and_begins_before_it_closes(some):
    found = rules.compute(some, rulebook.Rulebook({}), shipped_calendar())
    assert len({(d.rule_id, d.occurrence) for d in found}) == len(found)
    for one in found:
        assert one.met_at is None or one.cancelled_at is None
        assert one.met_at is None or one.met_at >= one.starts_at
        assert one.cancelled_at is None or one.cancelled_at >= one.starts_at
        assert one.paused_at is None or one.open
        assert one.soon_from <= max(one.due_at, one.starts_at)


@pytest.mark.django_db
@given(st.lists(facts(), min_size=2, max_size=5))
@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_after_any_sequence_of_facts_the_rows_equal_those_from_scratch(system, station_id, sequence):
    sequence = [replace(f, root_id=station_id, organisation_id=station_id) for f in sequence]
    for number, one in enumerate(sequence):
        at = START + timedelta(days=500 + number)
        with acting_as(system, operation="tests"):
            operations.reconcile(one, at=at)
    last = sequence[-1]
    with acting_as(system, read_only=True):
        stored = list(Deadline.objects.filter(root="organisation", root_id=station_id).order_by("id"))
        expected = rules.compute(last, rulebook.book(), rulebook.working_calendar())
    assert list(verification.compare(last, stored, expected)) == []
    keys = {(d.rule_id, d.occurrence) for d in expected}
    leftover = [d for d in stored if (d.rule_id, d.occurrence) not in keys]
    assert all(d.cancelled_at is not None and d.met_at is None for d in leftover)
