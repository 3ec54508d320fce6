from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from nuanyang.foundation.access.models import Circle, CircleMember
from nuanyang.foundation.audit import queries as audit
from nuanyang.foundation.deadlines import queries as deadlines
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.help.casework import operations, queries
from nuanyang.journey.help.casework.choices import TaskOrigin
from nuanyang.journey.help.casework.models import HelpPlan
from nuanyang.journey.help.casework.operations import CannotClosePlan, CannotPlan, CannotSetTask
from nuanyang.journey.help.casework.rules import Closing
from nuanyang.kernel.errors import NotAllowed, NotVisible
from nuanyang.registry.people import operations as people
from tests.journey.assess.people import somebody

pytestmark = pytest.mark.django_db

WHOLE = Closing("reached", "improved", "committee", "南门社区")


@pytest.fixture
def plan(an, bo, now) -> HelpPlan:
    person = somebody(an, at=now)
    return operations.open_plan(person_id=person.pk, goal="有地方住，有活干", at=now, actor=bo)


def test_one_plan_in_force_per_person(plan, bo, chief, now):
    with pytest.raises(CannotPlan) as refused:
        operations.open_plan(person_id=plan.person_id, goal="另一个目标", at=now, actor=chief)
    assert refused.value.code == "plan_in_force" and refused.value.hint
    operations.close_plan(plan_id=plan.pk, closing=WHOLE, at=now, actor=bo)
    again = operations.open_plan(person_id=plan.person_id, goal="再来一次", at=now, actor=chief)
    with acting_as(bo):
        assert [p.pk for p in queries.plans_of(person_ids=[plan.person_id])] == [again.pk, plan.pk]


def test_a_task_is_a_deadline_until_it_is_done(plan, bo, now):
    task = operations.add_task(
        plan_id=plan.pk, title="陪同补办身份证", due_on=date(2026, 3, 6), at=now, actor=bo, assignee_id=bo.user_id
    )
    assert task.assignee_name == "博文"
    with acting_as(bo):
        (clock,) = deadlines.for_root("helpplan", plan.pk, at=now)
        assert (clock.rule_id, clock.occurrence, clock.label) == ("plan.task", task.pk, "陪同补办身份证")
        assert timezone.localtime(clock.due_at).isoformat() == "2026-03-06T23:59:59+08:00"
        (late,) = deadlines.for_root("helpplan", plan.pk, at=now + timedelta(days=5))
        assert late.overdue
        assert [t.pk for t in queries.open_tasks(organisation_id=bo.organisation_id)] == [task.pk]
    operations.finish_task(task_id=task.pk, result="已取到新证", at=now + timedelta(days=1), actor=bo)
    with acting_as(bo):
        assert deadlines.for_root("helpplan", plan.pk, at=now) == []
        (met,) = deadlines.for_root("helpplan", plan.pk, at=now, closed=True)
        assert met.met_at == now + timedelta(days=1)
        assert queries.open_tasks(organisation_id=bo.organisation_id) == []


def test_a_risk_runs_on_the_rulebooks_term_and_is_told_once(plan, bo, now):
    for _twice in range(2):
        task = operations.add_task(
            plan_id=plan.pk, title="处理回访发现的风险", due_on=date(2026, 3, 5), at=now, actor=bo,
            origin=TaskOrigin.RISK, origin_id=77,
        )
    with acting_as(bo):
        assert [t.pk for t in queries.tasks_of(plan_id=plan.pk)] == [task.pk]
        (clock,) = deadlines.for_root("helpplan", plan.pk, at=now)
        assert clock.rule_id == "risk.response"


def test_closing_wants_everything(plan, bo, now):
    task = operations.add_task(plan_id=plan.pk, title="联系村委", due_on=date(2026, 3, 9), at=now, actor=bo)
    with pytest.raises(CannotClosePlan) as refused:
        operations.close_plan(plan_id=plan.pk, closing=Closing("reached"), at=now, actor=bo)
    assert refused.value.data["gaps"] == ["outcome", "keeper", "keeper_name", "tasks"]
    with pytest.raises(CannotSetTask):
        operations.finish_task(task_id=task.pk, result=" ", at=now, actor=bo)
    operations.finish_task(task_id=task.pk, result="村委愿意照看", at=now, actor=bo)
    closed = operations.close_plan(plan_id=plan.pk, closing=WHOLE, note="本人满意", at=now, actor=bo)
    assert closed.closed_at == now
    with pytest.raises(CannotSetTask) as closed_already:
        operations.add_task(plan_id=plan.pk, title="再做一件", due_on=date(2026, 3, 9), at=now, actor=bo)
    assert closed_already.value.code == "plan_closed"
    with acting_as(bo):
        sentence = audit.timeline(person_id=plan.person_id)[0].sentence
    assert sentence == "结案：目标达到，明显好转；今后由居（村）委会关注"


def test_permission_and_scope(plan, an, chen, worker_at_home, bo, now):
    with pytest.raises(NotAllowed):
        operations.add_task(plan_id=plan.pk, title="x", due_on=date(2026, 3, 9), at=now, actor=an)
    with pytest.raises(NotVisible):
        operations.add_task(plan_id=plan.pk, title="x", due_on=date(2026, 3, 9), at=now, actor=worker_at_home)
    with acting_as(chen), pytest.raises(NotVisible):
        queries.get_plan(plan_id=plan.pk)
    with pytest.raises(CannotSetTask) as refused:
        operations.add_task(
            plan_id=plan.pk, title="x", due_on=date(2026, 3, 9), at=now, actor=bo,
            assignee_id=worker_at_home.user_id,
        )
    assert refused.value.field == "assignee"


def test_handed_over_the_plan_is_led_at_home_and_still_seen_here(
    plan, an, bo, worker_at_home, social_work_station_id, now
):
    people.share_with(
        person_id=plan.person_id, organisation_id=social_work_station_id, organisation_name="社工站",
        reason="返乡", at=now, actor=an,
    )
    operations.hand_over(
        plan_id=plan.pk, organisation_id=social_work_station_id, reason="返乡", at=now, actor=an
    )
    task = operations.add_task(
        plan_id=plan.pk, title="上门看看", due_on=date(2026, 3, 9), at=now, actor=worker_at_home
    )
    with acting_as(worker_at_home):
        assert [t.pk for t in queries.open_tasks(organisation_id=social_work_station_id)] == [task.pk]
    with acting_as(bo):
        assert queries.get_plan(plan_id=plan.pk).organisation_id == social_work_station_id
        assert queries.open_tasks(organisation_id=bo.organisation_id) == []


def test_sealing_the_person_hides_the_plan(plan, chief, bo, system, now):
    with acting_as(system, operation="tests"):
        circle = Circle(organisation_id=chief.organisation_id, purpose="保护")
        circle.save()
        CircleMember(circle=circle, user_id=chief.user_id).save()
    people.seal(person_id=plan.person_id, circle_id=circle.pk, reason="保护", at=now, actor=chief)
    with acting_as(bo), pytest.raises(NotVisible):
        queries.get_plan(plan_id=plan.pk)
    with acting_as(bo):
        assert queries.plans_in_force(organisation_id=bo.organisation_id) == []
    with acting_as(chief.with_keys(f"c:{circle.pk}")):
        assert queries.get_plan(plan_id=plan.pk).pk == plan.pk


def test_a_closed_plan_is_reopened_where_the_person_now_is(plan, an, bo, now):
    with pytest.raises(NotAllowed):
        operations.reopen_plan(
            plan_id=plan.pk, organisation_id=an.organisation_id, reason="再次求助", at=now, actor=bo
        )
    operations.close_plan(plan_id=plan.pk, closing=WHOLE, at=now, actor=bo)
    again = operations.reopen_plan(
        plan_id=plan.pk, organisation_id=an.organisation_id, reason="再次求助", at=now, actor=an
    )
    assert again.closed_at is None and again.outcome == ""
