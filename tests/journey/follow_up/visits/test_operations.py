from __future__ import annotations

from datetime import date, timedelta

import pytest

from nuanyang.foundation.deadlines import queries as deadlines
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.follow_up.visits import operations, queries
from nuanyang.journey.follow_up.visits.models import FollowUp, ReturnVisit
from nuanyang.journey.follow_up.visits.operations import CannotVisit, Seen
from nuanyang.journey.resettle.departures import operations as departures
from nuanyang.journey.resettle.departures.rules import Details
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.kernel.errors import NotAllowed, NotVisible
from tests.journey.assess.people import resident, somebody

pytestmark = pytest.mark.django_db

ALL_OK = {d: Seen("ok") for d in ("living", "family", "body_mind", "support")}
ESCORTED = Details(escorts=(("王芳", 2), ("李强", 1)), receiver="南门街道")


@pytest.fixture
def gone_home(an, social_work_station_id, now):
    """Brings somebody home and returns the follow-up."""

    def bring(**who) -> FollowUp:
        stay = resident(an, somebody(an, at=now, **who), at=now)
        departures.discharge(stay_id=stay.pk, mode="escorted_home", at=now, actor=an, details=ESCORTED)
        with acting_as(an):
            found = queries.follow_up_of(stay_id=stay.pk)
        assert found is not None
        return found

    return bring


def next_visit(actor, follow_up) -> ReturnVisit | None:
    with acting_as(actor):
        return next((v for v in queries.visits_of(follow_up_id=follow_up.pk) if v.state == "planned"), None)


def visit(actor, follow_up, at) -> ReturnVisit | None:
    """Makes the planned visit; returns the next one."""
    planned = next_visit(actor, follow_up)
    operations.record_visit(visit_id=planned.pk, findings=ALL_OK, met_person=True, at=at, actor=actor)
    return next_visit(actor, follow_up)


def test_an_adults_ladder_is_climbed_to_its_end(gone_home, worker_at_home, now):
    follow_up = gone_home()
    rungs, at = [], now
    planned = next_visit(worker_at_home, follow_up)
    while planned is not None:
        rungs.append((planned.rule_id, (planned.due_at - now).days))
        at = planned.due_at - timedelta(hours=5)
        planned = visit(worker_at_home, follow_up, at)
    assert [rule for rule, _days in rungs] == ["FU-001", "FU-002", "FU-003", "FU-004", "FU-005"]
    assert [days for _rule, days in rungs][0] == 7 and rungs[-1][1] == 365
    with acting_as(worker_at_home):
        ended = queries.get_follow_up(follow_up_id=follow_up.pk)
        assert (ended.end_reason, ended.ended_at) == ("completed", at)
        assert deadlines.for_root("followup", follow_up.pk, at=at) == []


def test_a_minor_is_visited_each_quarter_until_of_age(gone_home, worker_at_home, now):
    follow_up = gone_home(birth=date(2008, 9, 15))
    rules, at = [], now
    planned = next_visit(worker_at_home, follow_up)
    while planned is not None and len(rules) < 20:
        rules.append(planned.rule_id)
        at = planned.due_at - timedelta(hours=5)
        planned = visit(worker_at_home, follow_up, at)
    assert "RS-072" in rules and rules[0] == "FU-001"
    with acting_as(worker_at_home):
        assert queries.get_follow_up(follow_up_id=follow_up.pk).end_reason == "completed"


def test_a_late_visit_takes_along_the_rungs_it_passed(gone_home, worker_at_home, now):
    follow_up = gone_home()
    following = visit(worker_at_home, follow_up, now + timedelta(days=40))
    assert following.rule_id == "FU-003"
    with acting_as(worker_at_home):
        clocks = deadlines.for_root("followup", follow_up.pk, at=now, closed=True)
        assert {c.rule_id: str(c.state) for c in clocks if c.rule_id in ("FU-001", "FU-002")} == {
            "FU-001": "met_late", "FU-002": "met_late",
        }


def test_four_domains_and_words_for_a_risk(gone_home, worker_at_home, now):
    planned = next_visit(worker_at_home, gone_home())
    with pytest.raises(CannotVisit) as refused:
        operations.record_visit(
            visit_id=planned.pk, findings={"living": Seen("ok")}, met_person=True, at=now, actor=worker_at_home
        )
    assert refused.value.data["missing"] == ["family", "body_mind", "support"]
    with pytest.raises(CannotVisit) as wordless:
        operations.record_visit(
            visit_id=planned.pk, findings=ALL_OK, met_person=True, risk=True, at=now, actor=worker_at_home
        )
    assert wordless.value.field == "risk_note"
    with pytest.raises(CannotVisit):
        operations.record_visit(
            visit_id=planned.pk, findings=ALL_OK, met_person=True, at=now - timedelta(days=1), actor=worker_at_home
        )


def test_a_visit_is_recorded_once(gone_home, worker_at_home, now):
    planned = next_visit(worker_at_home, gone_home())
    operations.record_visit(visit_id=planned.pk, findings=ALL_OK, met_person=True, at=now, actor=worker_at_home)
    with pytest.raises(CannotVisit) as refused:
        operations.record_visit(visit_id=planned.pk, findings=ALL_OK, met_person=True, at=now, actor=worker_at_home)
    assert refused.value.code == "recorded"


def test_nobody_met_means_again_and_the_rung_stays_open(gone_home, worker_at_home, now):
    follow_up = gone_home()
    planned, at = next_visit(worker_at_home, follow_up), now + timedelta(days=6)
    with pytest.raises(CannotVisit) as refused:
        operations.cannot_visit(visit_id=planned.pk, reason="not_found", at=at, actor=worker_at_home)
    assert refused.value.field == "again"
    operations.cannot_visit(
        visit_id=planned.pk, reason="not_found", again_in_days=3, note="邻居说去赶集", at=at, actor=worker_at_home
    )
    again = next_visit(worker_at_home, follow_up)
    assert again.rule_id == "visit.planned" and (again.due_at.date() - at.date()).days == 3
    with acting_as(worker_at_home):
        open_now = {c.rule_id for c in deadlines.for_root("followup", follow_up.pk, at=at + timedelta(days=2))}
        assert {"visit.planned", "FU-001"} <= open_now
        (shown,) = queries.planned(organisation_id=worker_at_home.organisation_id, at=at)
        assert shown.clock is not None and shown.clock.rule_id == "visit.planned"
    following = visit(worker_at_home, follow_up, at + timedelta(days=3))
    assert following.rule_id == "FU-002"
    with acting_as(worker_at_home):
        left = {c.rule_id for c in deadlines.for_root("followup", follow_up.pk, at=at)}
    assert left == {"FU-002", "FU-003", "FU-004", "FU-005"}


@pytest.mark.parametrize(("reason", "end"), [("moved", "moved"), ("refused", "refused")])
def test_who_moved_or_does_not_want_it_is_left_alone(gone_home, worker_at_home, now, reason, end):
    follow_up = gone_home()
    operations.cannot_visit(
        visit_id=next_visit(worker_at_home, follow_up).pk, reason=reason, at=now, actor=worker_at_home
    )
    assert next_visit(worker_at_home, follow_up) is None
    with acting_as(worker_at_home):
        assert queries.get_follow_up(follow_up_id=follow_up.pk).end_reason == end
        assert deadlines.for_root("followup", follow_up.pk, at=now) == []


def test_both_ends_see_and_may_record_a_stranger_does_not(gone_home, an, bo, chen, worker_at_home, volunteer, now):
    follow_up = gone_home()
    planned = next_visit(bo, follow_up)
    with pytest.raises(NotAllowed):
        operations.record_visit(visit_id=planned.pk, findings=ALL_OK, met_person=True, at=now, actor=an)
    with pytest.raises(NotAllowed):
        operations.record_visit(visit_id=planned.pk, findings=ALL_OK, met_person=True, at=now, actor=volunteer)
    with acting_as(chen), pytest.raises(NotVisible):
        queries.get_visit(visit_id=planned.pk)
    operations.record_visit(visit_id=planned.pk, findings=ALL_OK, met_person=True, at=now, actor=bo)
    with acting_as(worker_at_home):
        made = queries.made_lately(organisation_id=worker_at_home.organisation_id)
        assert [v.made_by_name for v in made] == ["博文"]


def test_scheduling_twice_is_scheduling_once(gone_home, an, now):
    follow_up = gone_home()
    again = operations.schedule_first(stay_id=follow_up.stay_id, home_region="510903", at=now, actor=an)
    assert again.pk == follow_up.pk


def test_the_follow_up_moves_with_a_stay_that_was_somebody_elses(gone_home, an, now):
    follow_up, right = gone_home(), somebody(an, at=now, name="钱大有")
    stays.reassign_person(
        stay_id=follow_up.stay_id, person_id=right.pk, reason="认错人", at=now, actor=an
    )
    with acting_as(an):
        assert queries.get_follow_up(follow_up_id=follow_up.pk).person_id == right.pk


def test_back_at_a_station_ends_the_follow_up_once(gone_home, an, system, now):
    follow_up = gone_home()
    ended = operations.end_on_return(follow_up_id=follow_up.pk, at=now, actor=system)
    assert ended.ended_at == now
    again = operations.end_on_return(follow_up_id=follow_up.pk, at=now + timedelta(days=1), actor=system)
    assert again.ended_at == now
