from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.assess.needs import operations, queries
from nuanyang.journey.assess.needs.operations import Found
from tests.journey.assess.people import resident, somebody
from tests.journey.refused import told_in_full

pytestmark = pytest.mark.django_db


def queries_of(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_index_asks_as_often_for_three_as_for_one(an, bo, now, client_for):
    client = client_for(bo)
    people = [somebody(an, at=now, name=f"孙{c}") for c in "一二三四五六"]
    resident(an, people[0], at=now)
    operations.assess(person_id=people[3].pk, findings={"housing": Found(1)}, note="", at=now, actor=bo)
    one = queries_of(client, "/assess/")
    for person in people[1:3]:
        resident(an, person, at=now)
    for person in people[4:]:
        operations.assess(person_id=person.pk, findings={"housing": Found(1)}, note="", at=now, actor=bo)
    assert queries_of(client, "/assess/") == one
    shown = client.get("/assess/").content.decode()
    assert all(person.display_name in shown for person in people)


def test_two_steps_lead_to_an_assessment(an, bo, now, client_for):
    person, client = somebody(an, at=now), client_for(bo)
    url = f"/assess/people/{person.pk}/new/"
    assert 'name="domains"' in client.get(url).content.decode()
    nothing = client.get(url, {"next": "1"})
    assert "请至少标出一个方面" in nothing.content.decode()
    second = client.get(url, {"domains": ["housing", "medical"]}).content.decode()
    assert 'name="level_housing"' in second and 'name="level_living"' not in second
    wrong = client.post(f"{url}?domains=housing", {"note": "还没有选程度"})
    assert wrong.status_code == 422 and "还没有选程度" in wrong.content.decode()
    done = client.post(f"{url}?domains=housing", {"level_housing": "3", "note": "先找住处", "note_housing": "桥洞"})
    assert done.status_code == 302 and done["Location"] == f"/assess/people/{person.pk}/"
    with acting_as(bo):
        latest = queries.latest(person_id=person.pk)
        assert latest is not None and latest.note == "先找住处"
        assert [(f.level, f.note) for f in queries.in_order(latest)] == [(3, "桥洞")]
    assert "急需帮助" in client.get(f"/assess/people/{person.pk}/").content.decode()


def test_doors(an, bo, chen, worker_at_home, now, client_for):
    person = somebody(an, at=now)
    page = f"/assess/people/{person.pk}/"
    assert client_for(an).get(page).status_code == 200
    assert client_for(an).get(f"{page}new/").status_code == 403
    assert client_for(chen).get(page).status_code == 404
    assert client_for(worker_at_home).get(f"{page}new/").status_code == 404


def test_a_refusal_shows_its_rule_and_the_next_step_and_keeps_what_was_typed(an, bo, now, client_for, refusing):
    person, client = somebody(an, at=now), client_for(bo)
    refusing(operations, "assess", field="domains")
    refused = client.post(
        f"/assess/people/{person.pk}/new/?domains=housing", {"level_housing": "2", "note": "桥洞三周"}
    )
    assert refused.status_code == 422
    told_in_full(refused, "桥洞三周")
