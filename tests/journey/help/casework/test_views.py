from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.help.casework import operations, queries
from tests.journey.assess.people import somebody
from tests.journey.refused import told_in_full

pytestmark = pytest.mark.django_db


def test_a_refusal_shows_its_rule_and_the_next_step_and_keeps_what_was_typed(an, bo, now, client_for, refusing):
    person, client = somebody(an, at=now), client_for(bo)
    refusing(operations, "open_plan", field="goal")
    refused = client.post(f"/help/people/{person.pk}/", {"goal": "回家种地", "title": "", "due_on": "", "assignee": ""})
    told = told_in_full(refused, "回家种地")
    assert refused.status_code == 422 and 'href="#id_goal"' in told


def queries_of(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_index_asks_as_often_for_three_as_for_one(an, bo, now, client_for):
    client = client_for(bo)

    def plan_for(name: str) -> None:
        person = somebody(an, at=now, name=name)
        plan = operations.open_plan(person_id=person.pk, goal=f"{name}的目标", at=now, actor=bo)
        operations.add_task(plan_id=plan.pk, title="办一件事", due_on=date(2026, 3, 9), at=now, actor=bo)

    plan_for("孙一")
    one = queries_of(client, "/help/")
    plan_for("孙二")
    plan_for("孙三")
    assert queries_of(client, "/help/") == one
    shown = client.get("/help/").content.decode()
    assert all(f"{name}的目标" in shown for name in ("孙一", "孙二", "孙三"))


def test_a_plan_from_opening_to_closing(an, bo, now, client_for):
    person, client = somebody(an, at=now), client_for(bo)
    door = f"/help/people/{person.pk}/"
    half = client.post(door, {"goal": "回家", "title": "联系家人", "due_on": "", "assignee": ""})
    assert half.status_code == 422 and "请写明什么时候前完成" in half.content.decode()
    assert "联系家人" in half.content.decode()
    opened = client.post(door, {"goal": "回家", "title": "联系家人", "due_on": "明天", "assignee": str(bo.user_id)})
    assert opened.status_code == 302
    page = opened["Location"]
    assert client.get(door)["Location"] == page
    with acting_as(bo):
        plan = queries.plan_in_force(person_ids=[person.pk])
        (task,) = queries.tasks_of(plan_id=plan.pk)
        assert task.assignee_name == "博文"
    shown = client.get(page).content.decode()
    assert "联系家人" in shown and "博文" in shown
    refused = client.post(
        f"{page}close/", {"reason": "reached", "outcome": "stable", "keeper": "family", "keeper_name": "哥哥"}
    )
    assert refused.status_code == 422 and "未完成的任务" in refused.content.decode()
    assert "哥哥" in refused.content.decode()
    assert client.post(f"/help/tasks/{task.pk}/finish/", {"result": ""}).status_code == 422
    assert client.post(f"/help/tasks/{task.pk}/finish/", {"result": "联系上了"})["Location"] == page
    assert client.post(f"{page}tasks/new/", {"title": "买票", "due_on": "2099-01-02"})["Location"] == page
    with acting_as(bo):
        second = queries.tasks_of(plan_id=plan.pk)[0]
        assert second.due_on == date(2099, 1, 2)
    client.post(f"/help/tasks/{second.pk}/finish/", {"result": "家人来接，不用了"})
    closed = client.post(
        f"{page}close/", {"reason": "reached", "outcome": "stable", "keeper": "family", "keeper_name": "哥哥"}
    )
    assert closed["Location"] == page
    assert "哥哥" in client.get(page).content.decode()
    assert "以前的计划" in client.get(door).content.decode()


def test_doors(an, bo, chen, now, client_for):
    person = somebody(an, at=now)
    plan = operations.open_plan(person_id=person.pk, goal="回家", at=now, actor=bo)
    page = f"/help/plans/{plan.pk}/"
    assert client_for(an).get(page).status_code == 200
    assert client_for(an).get(f"{page}close/").status_code == 403
    assert client_for(chen).get(page).status_code == 404
    assert client_for(chen).get(f"/help/people/{person.pk}/").status_code == 404
