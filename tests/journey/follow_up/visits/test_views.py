from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.follow_up.visits import operations, queries
from nuanyang.journey.help.casework import queries as plans
from nuanyang.journey.resettle.departures import operations as departures
from nuanyang.journey.resettle.departures.rules import Details
from tests.journey.assess.people import resident, somebody
from tests.journey.refused import told_in_full

pytestmark = pytest.mark.django_db

ESCORTED = Details(escorts=(("王芳", 2), ("李强", 1)), receiver="南门街道")
FOUND = {f"condition_{d}": "ok" for d in ("living", "family", "body_mind", "support")}


@pytest.fixture
def now():
    """Views read the clock, so these returns are of today."""
    return timezone.now()


@pytest.fixture
def bring_home(an, social_work_station_id, now):
    def bring(name: str):
        stay = resident(an, somebody(an, at=now, name=name), at=now)
        departures.discharge(stay_id=stay.pk, mode="escorted_home", at=now, actor=an, details=ESCORTED)
        with acting_as(an):
            found = queries.follow_up_of(stay_id=stay.pk)
            return found, queries.visits_of(follow_up_id=found.pk)[0]

    return bring


def queries_of(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_index_asks_as_often_for_three_as_for_one(bring_home, worker_at_home, client_for):
    client = client_for(worker_at_home)

    def due_and_made(a: str, b: str) -> None:
        bring_home(a)
        client.post(f"/follow-up/visits/{bring_home(b)[1].pk}/record/", FOUND)

    due_and_made("孙一", "李一")
    one = queries_of(client, "/follow-up/")
    due_and_made("孙二", "李二")
    due_and_made("孙三", "李三")
    assert queries_of(client, "/follow-up/") == one
    shown = client.get("/follow-up/").content.decode()
    assert all(name in shown for name in ("孙一", "孙三", "李一", "李三"))


def test_at_most_eight_fields_are_asked(bring_home, worker_at_home, client_for):
    _follow_up, visit = bring_home("孙一")
    page = client_for(worker_at_home).get(f"/follow-up/visits/{visit.pk}/record/").content.decode()
    asked = page.split('class="fields-later"')[0]
    assert asked.count('class="field ') == 8 and 'name="note_living"' not in asked


def test_a_visit_with_a_risk(bring_home, an, worker_at_home, client_for):
    follow_up, visit = bring_home("孙一")
    client = client_for(worker_at_home)
    url = f"/follow-up/visits/{visit.pk}/record/"
    wordless = client.post(url, {**FOUND, "risk": "on", "note": "谈得不多"})
    assert "请写明是什么风险" in wordless.content.decode() and "谈得不多" in wordless.content.decode()
    done = client.post(url, {**FOUND, "condition_living": "bad", "risk": "on", "risk_note": "断炊", "met_person": "on"})
    page = f"/follow-up/returns/{follow_up.pk}/"
    assert done["Location"] == page
    assert client.get(url)["Location"] == page
    for actor in (worker_at_home, an):
        shown = client_for(actor).get(page).content.decode()
        assert "断炊" in shown and "生活状况 不好" in shown
    with acting_as(worker_at_home):
        (task,) = plans.open_tasks(organisation_id=worker_at_home.organisation_id)
        assert task.title_told == "处理风险：断炊"


def test_nobody_met(bring_home, worker_at_home, client_for):
    follow_up, visit = bring_home("孙一")
    client = client_for(worker_at_home)
    url = f"/follow-up/visits/{visit.pk}/not-met/"
    missing = client.post(url, {"reason": "not_found", "again": ""})
    assert "请定下再去的日子" in missing.content.decode()
    assert client.post(url, {"reason": "not_found", "again": "7"})["Location"] == f"/follow-up/returns/{follow_up.pk}/"
    with acting_as(worker_at_home):
        states = [v.state for v in queries.visits_of(follow_up_id=follow_up.pk)]
    assert states == ["planned", "not_met"]


def test_doors(bring_home, an, chen, city, volunteer, client_for):
    follow_up, visit = bring_home("赵小满")
    page = f"/follow-up/returns/{follow_up.pk}/"
    assert client_for(an).get(page).status_code == 200
    assert client_for(an).get(f"/follow-up/visits/{visit.pk}/record/").status_code == 403
    assert client_for(chen).get(page).status_code == 404
    assert client_for(volunteer).get(f"/follow-up/visits/{visit.pk}/not-met/").status_code == 403
    masked = client_for(city).get("/follow-up/")
    assert masked.status_code == 200 and "赵小满" not in masked.content.decode()


def test_refusals_show_their_rule_and_the_next_step_and_keep_what_was_typed(
    bring_home, worker_at_home, client_for, refusing
):
    follow_up, visit = bring_home("孙一")
    client = client_for(worker_at_home)
    refusing(operations, "record_visit", field="risk_note")
    made = client.post(f"/follow-up/visits/{visit.pk}/record/", {**FOUND, "note": "种了两亩菜", "risk_note": "断药"})
    assert made.status_code == 422 and 'href="#id_risk_note"' in told_in_full(made, "种了两亩菜")
    refusing(operations, "cannot_visit")
    nobody = client.post(f"/follow-up/visits/{visit.pk}/not-met/", {"reason": "away", "again": "7", "note": "门锁着"})
    assert nobody.status_code == 422 and 'href="#id_' not in told_in_full(nobody, "门锁着").split("</p>")[0]


def test_who_cannot_take_it_on_is_told_why_on_the_page(bring_home, bo, worker_at_home, client_for):
    follow_up, _visit = bring_home("孙一")
    refused = client_for(bo).post(f"/follow-up/returns/{follow_up.pk}/take/")
    text = refused.content.decode()
    assert refused.status_code == 409 and "notice-refusal" in text and "只能接手移交给本机构的" in text
