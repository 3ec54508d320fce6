"""One person's way through the second half, told by operations alone; and each hand-over for itself."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import translation

from nuanyang.foundation.access.models import Circle, CircleMember
from nuanyang.foundation.audit import queries as audit
from nuanyang.foundation.audit.consequences import CONSEQUENCES, on
from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.deadlines import queries as deadlines
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey import handoffs
from nuanyang.journey.assess.needs import operations as needs
from nuanyang.journey.assess.needs.operations import Found
from nuanyang.journey.follow_up.visits import operations as visits
from nuanyang.journey.follow_up.visits import queries as visit_queries
from nuanyang.journey.follow_up.visits.operations import Seen
from nuanyang.journey.help.casework import operations as casework
from nuanyang.journey.help.casework import queries as plans
from nuanyang.journey.help.casework.rules import Closing
from nuanyang.journey.resettle.departures import operations as departures
from nuanyang.journey.resettle.departures.rules import Details, VoucherDetails
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people import operations as people
from nuanyang.registry.people import queries as people_queries
from nuanyang.registry.people.models import Person
from tests.journey.assess.people import ELSEWHERE, resident, somebody

pytestmark = pytest.mark.django_db

ALL_OK = {d: Seen("ok") for d in ("living", "family", "body_mind", "support")}
VOUCHER = VoucherDetails("C-118", "成都铁路局", "K1363", "临江南门", date(2026, 3, 3), 18_650, True)


@pytest.fixture
def home(social_work_station_id: int) -> int:
    """The social-work station of the home area, before anybody goes there."""
    return social_work_station_id


def discharge(actor, stay, at, **details):
    return departures.discharge(
        stay_id=stay.pk, mode="funded_return", at=at, actor=actor,
        details=Details(voucher=VOUCHER, to_place="南门", **details),
    )


def test_a_person_goes_home_is_visited_and_comes_back(an, bo, chen, worker_at_home, home, now):
    person = somebody(an, at=now)
    stay = resident(an, person, at=now)
    needs.assess(person_id=person.pk, findings={"housing": Found(3)}, note="", at=now, actor=bo)
    plan = casework.open_plan(person_id=person.pk, goal="回家，修好房子", at=now, actor=bo)

    # The home area knows nobody yet, so there is something that could leak.
    with acting_as(worker_at_home), pytest.raises(Person.DoesNotExist):
        people_queries.get_person(person_id=person.pk)

    discharge(an, stay, now)
    with acting_as(worker_at_home):
        assert people_queries.get_person(person_id=person.pk).display_name == "赵小满"
        (planned,) = visit_queries.planned(organisation_id=home, at=now)
        assert planned.visit.rule_id == "FU-001" and planned.clock is not None and not planned.clock.overdue
        assert planned.visit.due_at.date() == (now + timedelta(days=7)).date()
        assert plans.get_plan(plan_id=plan.pk).organisation_id == home
    with acting_as(chen):
        assert visit_queries.planned(organisation_id=None, at=now) == []

    # Overdue is visible at both ends.
    late = now + timedelta(days=9)
    for actor in (an, worker_at_home):
        with acting_as(actor):
            (planned,) = visit_queries.planned(organisation_id=actor.organisation_id, at=late)
            assert planned.clock is not None and planned.clock.overdue

    # A risk seen at home becomes a task of the plan that came along.
    visits.record_visit(
        visit_id=planned.visit.pk, findings={**ALL_OK, "living": Seen("bad", "屋顶漏雨")}, met_person=True,
        risk=True, risk_note="屋顶要塌", at=late, actor=worker_at_home,
    )
    with acting_as(worker_at_home):
        (task,) = plans.open_tasks(organisation_id=home)
        assert task.title_told == "处理风险：屋顶要塌" and task.due_on == (late + timedelta(days=3)).date()
        (clock,) = deadlines.for_root("helpplan", plan.pk, at=late)
        assert clock.rule_id == "risk.response"
    # The station sees what the visit found.
    with acting_as(bo):
        follow_up = visit_queries.follow_up_of(stay_id=stay.pk)
        made = [v for v in visit_queries.visits_of(follow_up_id=follow_up.pk) if v.state == "made"]
        assert [f.condition for f in visit_queries.in_order(made[0])] == ["bad", "ok", "ok", "ok"]
        (next_one,) = visit_queries.planned(organisation_id=bo.organisation_id, at=late)
        assert next_one.visit.rule_id == "FU-002"

    # Back again: the follow-up ends, the plan is in force where the person is.
    again = late + timedelta(days=20)
    second = resident(an, person, at=again, days=0)
    with acting_as(an):
        assert visit_queries.planned(organisation_id=an.organisation_id, at=again) == []
        assert visit_queries.get_follow_up(follow_up_id=follow_up.pk).end_reason == "came_back"
        assert plans.get_plan(plan_id=plan.pk).organisation_id == an.organisation_id
        titles = {t.title_told for t in plans.open_tasks(organisation_id=an.organisation_id)}
        assert "了解上次离站后为什么没有稳定下来" in titles and len(titles) == 2
        told = [t.name for t in audit.timeline(person_id=person.pk)]
    assert told.count("stays.admitted") == 2 and "casework.plan_reopened" in told
    assert second.open


def test_what_an_english_writer_causes_reads_chinese_and_the_other_way_round(an, bo, worker_at_home, home, now):
    """Nothing that the house says of its own accord stays in the language of who was at the keyboard."""
    stories = {}
    for writer in ("en", "zh-hans"):
        with translation.override(writer):
            person = somebody(an, at=now)
            stay = resident(an, person, at=now)
            plan = casework.open_plan(person_id=person.pk, goal="G-1", at=now, actor=bo)
            discharge(an, stay, now)
            with acting_as(worker_at_home):
                visit = next(
                    p.visit for p in visit_queries.planned(organisation_id=home, at=now)
                    if p.visit.follow_up.person_id == person.pk
                )
            visits.record_visit(
                visit_id=visit.pk, findings=ALL_OK, met_person=True, risk=True, risk_note="R-1",
                at=now + timedelta(days=2), actor=worker_at_home,
            )
            resident(an, person, at=now + timedelta(days=3), days=0)
        for reader in ("en", "zh-hans"):
            with acting_as(an), translation.override(reader):
                told = [line.sentence for line in audit.timeline(person_id=person.pk)]
                told += [t.title_told for t in plans.tasks_of(plan_id=plan.pk)]
                told += [c.label for c in deadlines.for_root("helpplan", plan.pk, at=now)]
            names = r"蓬溪县社工站|南门|[^，。：；（） ]*(?:救助站|救助管理站|社工站)|临江市|[A-Z]+[-0-9]+|[-0-9]+"
            stories[writer, reader] = [re.sub(names, "", line) for line in told]
    assert stories["en", "zh-hans"] == stories["zh-hans", "zh-hans"]
    assert stories["en", "en"] == stories["zh-hans", "en"]
    assert not [line for line in stories["zh-hans", "en"] if re.search("[\u4e00-\u9fff]", line)]
    assert not [line for line in stories["en", "zh-hans"] if re.search("[a-z]{3}", line)]


def test_a_closed_plan_opens_again_at_another_station(an, bo, chen, chief, home, now):
    person = somebody(an, at=now)
    stay = resident(an, person, at=now)
    plan = casework.open_plan(person_id=person.pk, goal="回家", at=now, actor=bo)
    casework.close_plan(
        plan_id=plan.pk, closing=Closing("reached", "stable", "family", "哥哥"), at=now, actor=bo
    )
    departures.discharge(
        stay_id=stay.pk, mode="left_by_choice", at=now, actor=an, details=Details(statement_signed=True)
    )
    other = somebody(chen, at=now, name="赵小满")
    resident(chen, other, at=now + timedelta(days=30), days=0)
    with acting_as(chen), pytest.raises(NotVisible):
        plans.get_plan(plan_id=plan.pk)
    people.share_with(
        person_id=person.pk, organisation_id=chen.organisation_id, organisation_name="射水县救助管理站",
        reason="同一人", at=now, actor=an,
    )
    departures.discharge(
        stay_id=_open_stay(chen, other), mode="left_without_notice", at=now + timedelta(days=31), actor=chen,
        details=Details(note="夜里离开"),
    )
    resident(chen, person, at=now + timedelta(days=40), days=0)
    with acting_as(chen):
        reopened = plans.get_plan(plan_id=plan.pk)
        assert reopened.open and reopened.organisation_id == chen.organisation_id
        assert reopened.close_reason == ""
    with acting_as(bo):
        assert plans.get_plan(plan_id=plan.pk).open


def _open_stay(actor, person) -> int:
    from nuanyang.journey.take_in.stays.models import Stay

    with acting_as(actor):
        return Stay.objects.get(person=person, left_at__isnull=True).pk


def test_a_first_admission_is_no_coming_back(an, bo, now):
    person = somebody(an, at=now)
    plan = casework.open_plan(person_id=person.pk, goal="先有地方住", at=now, actor=bo)
    resident(an, person, at=now)
    with acting_as(bo):
        assert plans.tasks_of(plan_id=plan.pk) == []
        assert "casework.plan_reopened" not in {t.name for t in audit.timeline(person_id=person.pk)}


@pytest.mark.parametrize("mode", ["left_by_choice", "hospital"])
def test_who_does_not_go_home_is_not_visited(an, bo, home, worker_at_home, now, mode):
    person = somebody(an, at=now)
    plan = casework.open_plan(person_id=person.pk, goal="先治病", at=now, actor=bo)
    stay = resident(an, person, at=now)
    departures.discharge(
        stay_id=stay.pk, mode=mode, at=now, actor=an,
        details=Details(statement_signed=True, receiver="市人民医院"),
    )
    with acting_as(an):
        assert visit_queries.follow_up_of(stay_id=stay.pk) is None
        assert plans.get_plan(plan_id=plan.pk).organisation_id == an.organisation_id
    with acting_as(worker_at_home), pytest.raises(Person.DoesNotExist):
        people_queries.get_person(person_id=person.pk)


@pytest.mark.parametrize("region", ["", ELSEWHERE])
def test_without_a_social_work_station_at_home_the_station_keeps_the_visits(an, home, now, region):
    person = somebody(an, at=now, home=region)
    stay = resident(an, person, at=now)
    discharge(an, stay, now)
    with acting_as(an):
        follow_up = visit_queries.follow_up_of(stay_id=stay.pk)
        assert follow_up.kept_by_station and follow_up.owner_id == an.organisation_id


def test_where_the_desk_says_they_go_counts_before_the_home_of_the_record(an, home, now):
    person = somebody(an, at=now, home=ELSEWHERE)
    stay = resident(an, person, at=now)
    discharge(an, stay, now, to_region="510903")
    with acting_as(an):
        assert visit_queries.follow_up_of(stay_id=stay.pk).owner_id == home


def test_a_risk_without_a_plan_opens_one_for_who_visits(an, home, worker_at_home, now):
    person = somebody(an, at=now)
    discharge(an, resident(an, person, at=now), now)
    with acting_as(worker_at_home):
        (planned,) = visit_queries.planned(organisation_id=home, at=now)
    visits.record_visit(
        visit_id=planned.visit.pk, findings=ALL_OK, met_person=False, risk=True, risk_note="断了药",
        at=now + timedelta(days=2), actor=worker_at_home,
    )
    with acting_as(worker_at_home):
        plan = plans.plan_in_force(person_ids=[person.pk])
        assert plan.organisation_id == home
        assert [t.origin for t in plans.tasks_of(plan_id=plan.pk)] == ["risk"]


def test_a_risk_reaches_a_plan_out_of_sight(an, chen, home, worker_at_home, system, now):
    person = somebody(an, at=now)
    discharge(an, resident(an, person, at=now), now)
    plan = casework.open_plan(
        person_id=person.pk, goal="别处的计划", at=now, actor=system, organisation_id=chen.organisation_id
    )
    with acting_as(worker_at_home):
        (planned,) = visit_queries.planned(organisation_id=home, at=now)
        assert plans.plan_in_force(person_ids=[person.pk]) is None
    visits.record_visit(
        visit_id=planned.visit.pk, findings=ALL_OK, met_person=True, risk=True, risk_note="断了药",
        at=now + timedelta(days=2), actor=worker_at_home,
    )
    with acting_as(system):
        assert [t.title_told for t in plans.tasks_of(plan_id=plan.pk)] == ["处理风险：断了药"]


def test_of_a_sealed_person_nobody_outside_the_circle_learns(an, chief, home, worker_at_home, system, now):
    person = somebody(an, at=now)
    stay = resident(an, person, at=now)
    with acting_as(system, operation="tests"):
        circle = Circle(organisation_id=chief.organisation_id, purpose="保护")
        circle.save()
        CircleMember(circle=circle, user_id=chief.user_id).save()
    people.seal(person_id=person.pk, circle_id=circle.pk, reason="保护", at=now, actor=chief)
    inside = chief.with_keys(f"c:{circle.pk}")
    discharge(inside, stay, now)
    with acting_as(inside):
        assert visit_queries.follow_up_of(stay_id=stay.pk).kept_by_station
    for actor in (worker_at_home, an):
        with acting_as(actor):
            assert visit_queries.planned(organisation_id=None, at=now) == []
            assert not Person.objects.filter(pk=person.pk).exists()


def test_what_follows_fails_together_with_its_cause(an, home, now, monkeypatch):
    person = somebody(an, at=now)
    stay = resident(an, person, at=now)

    def broken(**kwargs: object) -> None:
        raise RuntimeError("no visit can be planned")

    monkeypatch.setattr(handoffs.visits, "schedule_first", broken)
    with pytest.raises(RuntimeError):
        discharge(an, stay, now)
    with acting_as(an):
        stay.refresh_from_db()
        assert stay.open


def test_hand_overs_run_in_this_order():
    told = {
        name: [h.__name__ for h in handlers if h.__module__ == handoffs.__name__]
        for name, handlers in CONSEQUENCES.items()
    }
    assert {name: names for name, names in told.items() if names} == {
        "stays.admitted": ["came_back"],
        "departures.discharged": ["went_home_is_visited", "went_home_takes_the_plan_along"],
        "visits.risk_seen": ["risk_becomes_a_task"],
    }


def test_a_consequence_is_registered_once():
    event = EventType.registry["visits.risk_seen"]
    with pytest.raises(ValueError, match="already"):
        on(event)(handoffs.risk_becomes_a_task)
