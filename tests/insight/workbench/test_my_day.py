"""My day: what is mine, who comes, who waits, what changed; per role, and quiet when there is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nuanyang.foundation.access import operations as access
from nuanyang.foundation.access.models import User
from nuanyang.foundation.audit import queries as audit
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.notify import queries as notices
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.insight.workbench import page
from nuanyang.journey.discover.patrols import operations as patrols
from nuanyang.journey.discover.patrols import queries as expected
from nuanyang.journey.follow_up.visits import operations as visits
from nuanyang.journey.follow_up.visits import queries as follow_ups
from nuanyang.journey.help.casework import operations as casework
from nuanyang.journey.help.casework import queries as plans
from nuanyang.journey.resettle.departures import operations as departures
from nuanyang.journey.resettle.departures.rules import Details, VoucherDetails
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays import queries as stay_queries
from nuanyang.journey.take_in.stays import room_operations as rooms
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people import operations as people
from tests.factories.cast import make_user
from tests.insight.scene import register, resident
from tests.journey.assess.people import resident as lodged
from tests.journey.assess.people import somebody
from tests.journey.take_in.stays.builders import beds_in, make_room, make_stay

pytestmark = pytest.mark.django_db


def day(client):
    response = client.get("/today/")
    assert response.status_code == 200
    return response


def main_of(response):
    return response.content.decode().split("<main")[1].split("</main")[0]


def titles(response, key):
    return [row["title"] for row in response.context[key]]


def test_an_empty_day_is_a_good_one_and_says_so(client_for, an):
    page = main_of(day(client_for(an)))
    assert "没有到期的事" in page and "三天内要办的都办完了" in page and "上次来过以后没有别人的变化" in page


def test_day_nine_stands_on_the_list_of_who_lets_people_go(client_for, an, bo, now):
    scene = resident(an, bo, now)
    (row,) = [r for r in day(client_for(an)).context["todo"] if r["title"] == "欧阳春晓"]
    assert "安排离站或备案延长" in row["detail"] and row["rule"] == "RS-040"
    assert row["action"] == "办离站" and str(scene.stay.pk) in row["url"]
    assert row["clock"]["state"] == "soon"


def test_what_is_overdue_is_counted_and_comes_first(client_for, an, now):
    make_stay(an, now - timedelta(days=20), "旧人")
    make_stay(an, now - timedelta(hours=10), "新人")
    response = day(client_for(an))
    assert titles(response, "todo")[0] == "旧人"
    assert response.context["overdue"] >= 2
    assert response.context["todo"][0]["main"] and not any(r["main"] for r in response.context["todo"][1:])
    assert response.context["figures"][-1]["tone"] == "risk"


def test_one_person_is_one_line(client_for, an, now):
    make_stay(an, now - timedelta(days=20), "旧人")
    response = day(client_for(an))
    assert titles(response, "todo") == ["旧人"]
    assert "还有" in response.context["todo"][0]["detail"]


def test_what_else_is_due_is_named_by_its_own_words(client_for, bo, now):
    person = register(bo, now, "王建")
    plan = casework.open_plan(person_id=person.pk, goal="找到工作", at=now, actor=bo)
    for n, title in enumerate(("补办身份证", "联系老家村委会", "体检", "找住处")):
        due_on = (now + timedelta(days=1 + n // 2)).date()
        casework.add_task(plan_id=plan.pk, title=title, due_on=due_on, at=now, actor=bo, assignee_id=bo.user_id)
    (row,) = [r for r in day(client_for(bo)).context["todo"] if r["title"] == "王建"]
    assert "补办身份证" in row["detail"] and "还有 3 项：联系老家村委会、体检……" in row["detail"]


def test_a_task_given_to_me_is_mine_and_not_my_colleagues(client_for, an, bo, now):
    scene = resident(an, bo, now)
    with acting_as(bo):
        plan = casework.HelpPlan.objects.get(person_id=scene.person.pk)
    casework.add_task(
        plan_id=plan.pk, title="补办身份证", due_on=now.date(), at=now, actor=bo, assignee_id=bo.user_id
    )
    own = day(client_for(bo)).context["todo"]
    assert any("补办身份证" in r["detail"] or "计划任务" in r["detail"] for r in own)
    assert not any("补办身份证" in r["detail"] for r in day(client_for(an)).context["todo"])


def test_somebody_on_the_way_is_announced_with_the_door_to_take_him_in(client_for, an, patrol, now, station_id):
    patrols.record_encounter(
        place="东站地下通道", condition="well", outcome="to_station", met_at=now - timedelta(minutes=30), at=now,
        actor=patrol, sex=1, apparent_age="adult", station_id=station_id,
    )
    response = day(client_for(an))
    (row,) = response.context["arriving"]
    assert "男" in row["title"] and "东站地下通道" in row["detail"] and row["action"] == "准备接收"
    assert day(client_for(patrol)).context["arriving"] == []


def test_who_has_no_bed_waits_once_and_leads_to_the_beds(client_for, an, chief, now):
    stay = make_stay(an, now - timedelta(hours=2), "吴贵生")
    rows = day(client_for(chief)).context["waiting"]
    assert [(r["title"], r["detail"]) for r in rows] == [("吴贵生", "还没有床位")]
    make_room(an, now, "101")
    from nuanyang.journey.take_in.stays.models import Bed

    with acting_as(an):
        bed = Bed.objects.order_by("id").first()
    stays.assign_bed(stay_id=stay.pk, bed_id=bed.pk, at=now, actor=an)
    assert [r["detail"] for r in day(client_for(chief)).context["waiting"]] == ["还没有评估"]
    assert day(client_for(an)).context["waiting"] == []


def test_a_plan_without_a_task_waits_for_its_next_step(client_for, bo, now):
    person = register(bo, now, "王建")
    casework.open_plan(person_id=person.pk, goal="找到工作", at=now, actor=bo)
    rows = day(client_for(bo)).context["waiting"]
    assert [(r["title"], r["action"]) for r in rows] == [("王建", "定下一步")]


def test_the_house_is_told_in_figures_and_a_strip(client_for, an, now):
    make_room(an, now - timedelta(days=5), "101", beds=3)
    stay = make_stay(an, now - timedelta(days=3), "甲一")
    make_stay(an, now - timedelta(hours=1), "甲二")
    stays.end_stay(stay_id=stay.pk, mode="left_by_choice", at=now, actor=an)
    context = day(client_for(an)).context
    assert [f["value"] for f in context["figures"]][:3] == [1, "1 / 1", 1]
    assert len(context["strip"]) == 14 and context["strip"][-1] == {
        "label": "", "taken": 1, "capacity": 3, "current": True,
    }  # fmt: skip


def test_the_beds_are_counted_as_on_the_page_of_the_beds(client_for, an, chief, now, station_id):
    """A bed out of use is not free, one without a sleeper is, and a sealed sleeper's is not."""
    room = make_room(an, now - timedelta(days=5), "101", beds=4)
    with acting_as(an):
        first, second, third = (b.pk for b in beds_in(room)[:3])
    rooms.block_bed(bed_id=first, reason="床板坏了", at=now, actor=an)
    hidden = make_stay(an, now - timedelta(hours=2), "田小雨")
    stays.assign_bed(stay_id=hidden.pk, bed_id=second, at=now, actor=an)
    make_stay(an, now - timedelta(hours=1), "无床")
    circle = access.make_circle(organisation_id=station_id, user_ids=[chief.user_id], purpose="x", at=now, actor=chief)
    people.seal(person_id=hidden.person_id, circle_id=circle.pk, reason="受害人", at=now, actor=chief)
    client = client_for(an)
    with acting_as(an):
        free = stay_queries.house(station_id=station_id).free
    here, there = main_of(day(client)), main_of(client.get("/take-in/"))
    assert free == 2 and f"空 {free} 张床" in here and f"空床 {free} 张" in there


# ---- changes ----------------------------------------------------------------------------------


def test_changes_of_others_since_the_last_sign_in(client_for, an, bo, now):
    User.objects.filter(pk=an.user_id).update(last_seen_at=now - timedelta(hours=3))
    person = register(an, now, "王建")
    people.raise_alert(person_id=person.pk, alert="allergy", at=now, actor=bo)
    client = client_for(an)
    changes = day(client).context["changes"]
    assert [(c["title"], c["summary"], c["by"]) for c in changes] == [("王建", "加注提醒：过敏", "博文")]
    assert User.objects.get(pk=an.user_id).last_seen_at == now


def test_seen_is_a_button_and_reading_never_moves_it(client_for, an, bo, now, monkeypatch):
    from django.utils import timezone

    person = register(an, now, "王建")
    people.raise_alert(person_id=person.pk, alert="allergy", at=now, actor=bo)
    client = client_for(an)
    client.session.save()
    session = client.session
    session["changes_since"] = (now - timedelta(hours=1)).isoformat()
    session.save()
    # What is recorded carries the clock of the database's caller: the moment of the test itself.
    assert len(day(client).context["changes"]) == 1 and len(day(client).context["changes"]) == 1
    assert client.get("/today/seen/").status_code == 405
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=5))
    assert client.post("/today/seen/")["Location"] == "/today/"
    assert day(client).context["changes"] == []


def test_a_decision_about_a_pair_is_told_once(client_for, an, bo, now):
    first, second = register(an, now, "王建"), register(an, now, "王健")
    people.decide_link(person_id=first.pk, other_id=second.pk, decision="same", reason="照片一致", at=now, actor=bo)
    client = client_for(an)
    session = client.session
    session["changes_since"] = (now - timedelta(hours=1)).isoformat()
    session.save()
    assert len(day(client).context["changes"]) == 1


def test_a_change_is_told_to_who_may_see_that_kind_alone(client_for, an, bo, gone_home, now, system):
    """The accountant may see stays and departures, but neither plans nor visits nor anybody's page."""
    counts = make_user(system, "accountant", "账清", an.organisation_id, "accountant")
    client = client_for(counts)
    session = client.session
    session["changes_since"] = (now - timedelta(hours=1)).isoformat()
    session.save()
    changes = day(client).context["changes"]
    told = " ".join(f"{c['summary']} {c['title']}" for c in changes)
    assert "离站" in told and "回访" not in told and "计划" not in told and "登记" not in told
    assert not [c["url"] for c in changes if c["url"]]


def test_a_broken_moment_in_the_session_does_no_harm(client_for, an):
    client = client_for(an)
    session = client.session
    session["changes_since"] = "yesterday"
    session.save()
    day(client)


# ---- roles ------------------------------------------------------------------------------------


def test_strangers_see_nothing_of_it(client_for, chen, an, bo, now):
    resident(an, bo, now)
    page = main_of(day(client_for(chen)))
    assert "欧阳" not in page and "没有到期的事" in page


def test_the_overseer_sees_where_work_is_late_and_no_names(client_for, city, an, now):
    make_stay(an, now - timedelta(days=20), "李国生")
    response = day(client_for(city))
    page = main_of(response)
    assert "临江市救助管理站" in page and "超期" in page and "李国生" not in page
    assert response.context["house"] is None


@pytest.mark.parametrize("who", ["volunteer", "worker_at_home", "patrol", "city", "chief"])
def test_every_role_has_a_day(client_for, request, who):
    day(client_for(request.getfixturevalue(who)))


def test_a_sealed_person_is_on_the_circles_day_alone_and_noted(client_for, an, chief, now, station_id):
    stay = make_stay(an, now - timedelta(days=20), "田小雨")
    circle = access.make_circle(organisation_id=station_id, user_ids=[chief.user_id], purpose="x", at=now, actor=chief)
    people.seal(person_id=stay.person_id, circle_id=circle.pk, reason="受害人", at=now, actor=chief)
    client = client_for(an)
    client.get("/today/")
    response = day(client)
    assert "田小雨" not in response.content.decode() and titles(response, "todo") == []
    assert "田小雨" in main_of(day(client_for(chief)))
    with acting_as(chief.with_keys(f"c:{circle.pk}")):
        assert Event.objects.filter(name="audit.read_sealed", root_id=stay.person_id).exists()


def test_the_same_number_of_queries_for_one_and_for_many(client_for, chief, an, bo, now):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            day(client)
        return len(captured)

    client = client_for(chief)
    resident(an, bo, now)
    make_stay(an, now - timedelta(hours=1), "无床")
    asked()
    one = asked()
    for n in range(4):
        resident(an, bo, now, f"欧阳{'甲乙丙丁'[n]}", room=f"30{n}", identity_number="")
        make_stay(an, now - timedelta(hours=1), f"无床{'甲乙丙丁'[n]}")
    assert asked() == one
    assert one <= 60


# ---- hand-over: a named receipt -------------------------------------------------------------------


@pytest.fixture
def gone_home(an, bo, worker_at_home, now):
    """Somebody with a plan who just went home; the home area has a social-work station."""
    person = somebody(an, at=now)
    stay = lodged(an, person, at=now - timedelta(days=2))
    plan = casework.open_plan(person_id=person.pk, goal="修好房子", at=now - timedelta(days=2), actor=bo)
    casework.add_task(
        plan_id=plan.pk, title="找村里修房", due_on=now.date() + timedelta(days=9), at=now, actor=bo,
        assignee_id=bo.user_id,
    )
    departures.discharge(
        stay_id=stay.pk, mode="funded_return", at=now, actor=an,
        details=Details(voucher=VoucherDetails("C-1", "成都铁路局", "K1", "遂宁", now.date(), 100, True), to_place="南门"),
    )
    with acting_as(an):
        return SimpleNamespace(person=person, plan=plan, follow_up=follow_ups.follow_up_of(stay_id=stay.pk))


def test_the_home_worker_sees_who_was_handed_over_until_he_takes_it_on(client_for, gone_home, worker_at_home, an, bo):
    client = client_for(worker_at_home)
    shown = day(client)
    (row,) = shown.context["handed"]
    assert row["title"] == "赵小满" and "移交" in row["detail"] and "返乡" in row["detail"]
    assert "前第一次回访" in row["detail"] and "1 项任务" in row["detail"]
    assert "新移交来的人" in main_of(shown) and f'method="post" action="{row["post"]}"' in main_of(shown)
    assert "handed over" in client.get("/today/", headers={"accept-language": "en"}).content.decode().lower()
    # It stays until somebody says so: looking is not enough.
    door = f"/follow-up/returns/{gone_home.follow_up.pk}/"
    assert "我来接手" in client.get(door).content.decode()
    assert titles(day(client), "handed") == ["赵小满"]
    assert client.get(row["post"]).status_code == 405
    assert client.post(row["post"]).status_code == 302
    assert titles(day(client), "handed") == []
    # The station reads who has it.
    page = client_for(an).get(door).content.decode()
    assert worker_at_home.name in page and "我来接手" not in page
    with acting_as(bo):
        plan = plans.get_plan(plan_id=gone_home.plan.pk)
        assert (plan.lead_id, plan.led_by) == (worker_at_home.user_id, worker_at_home.name)
        told = [line.name for line in audit.timeline(person_id=gone_home.person.pk)]
    assert told.count("visits.taken_on") == 1 and told.count("casework.plan_taken") == 1


def test_the_band_and_the_plan_name_who_has_it_now(client_for, gone_home, worker_at_home, bo):
    station, person = client_for(bo), f"/people/{gone_home.person.pk}/"
    page = station.get(f"/help/plans/{gone_home.plan.pk}/").content.decode()
    assert "还没有人接手" in page and bo.name not in page.split("负责人")[1].split("制定人")[0]
    assert f"帮扶：{bo.name}" not in station.get(person).content.decode()
    visits.take_on(follow_up_id=gone_home.follow_up.pk, at=timezone.now(), actor=worker_at_home)
    assert worker_at_home.name in station.get(f"/help/plans/{gone_home.plan.pk}/").content.decode()
    assert f"帮扶：{worker_at_home.name}" in station.get(person).content.decode()


def test_only_who_it_was_handed_to_takes_it_on(gone_home, worker_at_home, bo, chen):
    with pytest.raises(visits.CannotVisit):
        visits.take_on(follow_up_id=gone_home.follow_up.pk, at=timezone.now(), actor=bo)
    with pytest.raises(NotVisible):
        visits.take_on(follow_up_id=gone_home.follow_up.pk, at=timezone.now(), actor=replace(chen, permissions=bo.permissions))
    first = visits.take_on(follow_up_id=gone_home.follow_up.pk, at=timezone.now(), actor=worker_at_home)
    later = timezone.now() + timedelta(hours=1)
    assert visits.take_on(follow_up_id=gone_home.follow_up.pk, at=later, actor=worker_at_home).taken_at == first.taken_at
    with pytest.raises(casework.CannotPlan):
        casework.take_lead(plan_id=gone_home.plan.pk, at=later, actor=bo)


def test_who_visits_has_taken_it_on(gone_home, worker_at_home, client_for):
    with acting_as(worker_at_home):
        (planned,) = follow_ups.planned(organisation_id=worker_at_home.organisation_id, at=timezone.now())
    visits.cannot_visit(
        visit_id=planned.visit.pk, reason="away", again_in_days=3, at=timezone.now(), actor=worker_at_home
    )
    assert titles(day(client_for(worker_at_home)), "handed") == []
    with acting_as(worker_at_home):
        assert follow_ups.get_follow_up(follow_up_id=gone_home.follow_up.pk).taken_by_id == worker_at_home.user_id


def test_the_home_workers_get_a_notice_that_names_nobody(gone_home, worker_at_home):
    with acting_as(worker_at_home):
        (notice,) = notices.notices_of(user_id=worker_at_home.user_id)
    assert "移交" in notice.text and "赵小满" not in notice.text
    assert notice.link == f"/follow-up/returns/{gone_home.follow_up.pk}/" and not notice.read
    visits.take_on(follow_up_id=gone_home.follow_up.pk, at=timezone.now(), actor=worker_at_home)
    with acting_as(worker_at_home):
        assert [n.read for n in notices.notices_of(user_id=worker_at_home.user_id)] == [True]


# ---- who is on the way ----------------------------------------------------------------------------


def test_who_was_met_yesterday_and_has_not_come_is_still_expected(an, patrol, station_id):
    at = timezone.localtime().replace(hour=12)
    for hours in (1, 26):
        patrols.record_encounter(
            met_at=at - timedelta(hours=hours), place=f"{hours} 号桥下", condition="well", outcome="to_station",
            station_id=station_id, at=at, actor=patrol,
        )
    with acting_as(an):
        rows = page.arriving(expected.arriving(station_id=station_id, now=at), at)
    assert ["昨天" in r["clock"]["text"] and "还没到" in r["clock"]["text"] for r in rows] == [True, False]
    assert [r["clock"]["state"] for r in rows] == ["soon", "running"]
