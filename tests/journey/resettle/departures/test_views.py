from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.resettle.departures import operations, queries
from nuanyang.journey.resettle.departures.rules import Details
from tests.journey.assess.people import resident, somebody

pytestmark = pytest.mark.django_db

SIGNED = Details(statement_signed=True)


@pytest.fixture
def now():
    """Views read the clock, so these stays are of today."""
    return timezone.now()


def queries_of(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_index_asks_as_often_for_three_as_for_one(an, now, client_for):
    client = client_for(an)

    def one_in_one_out(a: str, b: str) -> None:
        resident(an, somebody(an, at=now, name=a), at=now)
        gone = resident(an, somebody(an, at=now, name=b), at=now)
        operations.discharge(stay_id=gone.pk, mode="left_by_choice", at=now, actor=an, details=SIGNED)

    one_in_one_out("孙一", "李一")
    one = queries_of(client, "/resettle/")
    one_in_one_out("孙二", "李二")
    one_in_one_out("孙三", "李三")
    assert queries_of(client, "/resettle/") == one
    shown = client.get("/resettle/").content.decode()
    assert all(name in shown for name in ("孙一", "孙三", "李一", "李三"))


def test_three_steps_home_with_a_voucher(an, social_work_station_id, now, client_for):
    person = somebody(an, at=now, name="赵小满")
    stay, client = resident(an, person, at=now), client_for(an)
    door = f"/resettle/stays/{stay.pk}/"
    chips = client.get(door).content.decode()
    assert "不得阻拦" in chips and "disabled" not in chips.split("<main", 1)[1].split("</main>")[0]
    assert client.get(door, {"mode": "funded_return"})["Location"] == f"{door}funded_return/"
    form = client.get(f"{door}funded_return/").content.decode()
    visible = form.split('class="fields-later"')[0]
    names = {"to_place", "number", "carrier", "service", "travel_date", "fare_fen", "signed", "belongings"}
    assert all(f'name="{name}"' in visible for name in names) and 'name="left_at"' not in visible
    filled = {
        "to_place": "遂宁市南门", "number": "C-118", "carrier": "成都铁路局", "service": "K1363",
        "travel_date": "明天", "fare_fen": "186.50", "belongings": "returned", "step": "check",
    }
    unsigned = client.post(f"{door}funded_return/", filled).content.decode()
    assert "乘车凭证须由本人签收" in unsigned and "RS-061" in unsigned and "C-118" in unsigned
    checked = client.post(f"{door}funded_return/", {**filled, "signed": "on"})
    shown = checked.content.decode()
    assert checked.status_code == 200 and "186.50 元" in shown and "确认离站" in shown
    assert "档案向南门街道社工站开放" in shown
    with acting_as(an):
        assert queries.departure_of(stay_id=stay.pk) is None
    back = client.post(f"{door}funded_return/", {**filled, "signed": "on", "step": "edit"}).content.decode()
    assert 'value="C-118"' in back and "下一步" in back
    done = client.post(f"{door}funded_return/", {**filled, "signed": "on", "step": "confirm"})
    with acting_as(an):
        departure = queries.departure_of(stay_id=stay.pk)
    assert done.status_code == 302 and done["Location"] == f"/resettle/departures/{departure.pk}/"
    assert "K1363" in client.get(done["Location"]).content.decode()
    twice = client.post(f"{door}funded_return/", {**filled, "signed": "on", "step": "confirm"})
    assert twice["Location"] == done["Location"]
    assert client.get(door)["Location"] == done["Location"]


def test_what_the_law_rules_out_is_shown_with_its_reason(an, now, client_for):
    child = somebody(an, at=now, birth=now.date() - timedelta(days=9 * 365))
    stay, client = resident(an, child, at=now), client_for(an)
    door = f"/resettle/stays/{stay.pk}/"
    shown = client.get(door).content.decode()
    assert 'value="left_by_choice" id="mode_0" disabled' in shown
    assert "未满 16 周岁，不能独自离站" in shown and "RS-060" in shown and "民发〔2014〕132号" in shown
    assert "不得阻拦" not in shown
    blocked = client.get(f"{door}left_by_choice/").content.decode()
    assert "不能独自离站" in blocked and 'name="statement_signed"' not in blocked
    english = client.get(door, headers={"accept-language": "en"}).content.decode()
    rules = re.findall('class="notice-rule">(.*?)</p>', english)
    assert rules and all("Rule <a" in r and "RS-060" in r and not re.search("[\u4e00-\u9fff]", r) for r in rules), rules
    assert client.post(f"{door}left_by_choice/", {"step": "confirm"}).status_code == 200
    with acting_as(an):
        assert queries.departure_of(stay_id=stay.pk) is None


def test_a_childs_departure_writes_home_and_masks_the_collector(an, now, client_for):
    child = somebody(an, at=now, name="钱小多", birth=now.date() - timedelta(days=9 * 365))
    stay, client = resident(an, child, at=now), client_for(an)
    url = f"/resettle/stays/{stay.pk}/collected_by_kin/"
    filled = {
        "collector_name": "钱大有", "relation": "parent", "collector_id": "341225197501010012",
        "collector_phone": "13800000000", "id_seen": "on", "to_place": "阜南县", "belongings": "none",
    }
    checked = client.post(url, filled).content.decode()
    summary = checked.split('id="confirm"')[0]
    assert "341225197501010012" not in summary and "13800000000" not in summary and "致家乡" in checked
    done = client.post(url, {**filled, "step": "confirm"})
    page = client.get(done["Location"]).content.decode()
    assert "341225197501010012" not in page and "13800000000" not in page and "钱大有" in page
    letter = client.get(f"{done['Location']}letter/").content.decode()
    assert "钱小多" in letter and "阜南县" in letter and "国办发〔2011〕39号" in letter


def test_the_true_moment_may_be_entered_late_but_not_early(an, now, client_for):
    stay, client = resident(an, somebody(an, at=now), at=now, days=5), client_for(an)
    url = f"/resettle/stays/{stay.pk}/left_without_notice/"
    future = client.post(url, {"note": "未归", "belongings": "none", "left_at": "明天 08:00", "step": "confirm"})
    assert "不能晚于现在" in future.content.decode()
    before = client.post(url, {"note": "未归", "belongings": "none", "left_at": "2020-01-01 08:00", "step": "confirm"})
    assert "早于入站时间" in before.content.decode()
    done = client.post(url, {"note": "未归", "belongings": "none", "left_at": "昨天 08:30", "step": "confirm"})
    assert done.status_code == 302
    with acting_as(an):
        left = timezone.localtime(queries.departure_of(stay_id=stay.pk).left_at)
    yesterday = timezone.localdate() - timedelta(days=1)
    assert (left.date(), left.hour, left.minute) == (yesterday, 8, 30)


def test_leaving_before_arriving_is_said_at_the_second_step(an, now, client_for):
    stay, client = resident(an, somebody(an, at=now), at=now, days=5), client_for(an)
    url = f"/resettle/stays/{stay.pk}/left_by_choice/"
    filled = {"statement_signed": "on", "belongings": "none", "left_at": "2020-01-01 08:00", "step": "check"}
    shown = client.post(url, filled).content.decode()
    assert "早于入站时间" in shown and "确认离站" not in shown


ESCORTED = {
    "escorts_male": "张护送、李护送", "escorts_female": "王护送", "receiver": "家属", "belongings": "none", "step": "check",
}


def test_a_typed_place_decides_who_visits(an, social_work_station_id, now, client_for):
    """The home of the record is elsewhere; what the desk writes names the region within a longer text."""
    person = somebody(an, at=now, home="411600")
    stay, client = resident(an, person, at=now), client_for(an)
    url = f"/resettle/stays/{stay.pk}/escorted_home/"
    typed = {**ESCORTED, "to_place": "送到四川省遂宁市船山区河东街道"}
    shown = client.post(url, typed).content.decode()
    assert "档案向南门街道社工站开放" in shown and "回访按“四川省遂宁市船山区”定" in shown
    client.post(url, {**typed, "step": "confirm"})
    with acting_as(an):
        assert queries.departure_of(stay_id=stay.pk).to_region == "510903"


def test_a_place_nobody_knows_is_said_before_it_is_taken(an, social_work_station_id, now, client_for):
    stay, client = resident(an, somebody(an, at=now), at=now), client_for(an)
    url = f"/resettle/stays/{stay.pk}/escorted_home/"
    typed = {**ESCORTED, "to_place": "他表哥那里"}
    asked = client.post(url, typed).content.decode()
    assert "没认出“他表哥那里”在哪个市县" in asked and "由南门街道社工站回访" in asked and "确认离站" not in asked
    shown = client.post(url, {**typed, "unplaced": "他表哥那里"}).content.decode()
    assert "确认离站" in shown and "档案向南门街道社工站开放" in shown
    assert "没认出“他表哥那里”在哪个市县，回访按档案里的家乡“四川省遂宁市船山区”定" in shown
    changed = client.post(url, {**typed, "to_place": "他舅舅那里", "unplaced": "他表哥那里"}).content.decode()
    assert "没认出“他舅舅那里”" in changed and "确认离站" not in changed


def test_hearsay_about_the_home_is_no_place_to_send_somebody(an, now, client_for):
    stay = resident(an, somebody(an, at=now, home="", home_text="口音像四川东部"), at=now)
    shown = client_for(an).get(f"/resettle/stays/{stay.pk}/collected_by_kin/").content.decode()
    assert 'name="to_place"' in shown and 'value="口音像四川东部"' not in shown


def test_the_story_names_who_received_and_shows_no_bare_dash(an, now, client_for):
    client = client_for(an)
    settled = resident(an, somebody(an, at=now, name="孙一"), at=now)
    operations.discharge(
        stay_id=settled.pk, mode="resettled", at=now, actor=an,
        details=Details(receiver="临江福利院", reference="临民〔2026〕1号"),
    )
    gone = resident(an, somebody(an, at=now, name="孙二"), at=now)
    operations.discharge(
        stay_id=gone.pk, mode="left_without_notice", at=now, actor=an, details=Details(note="夜里不见了，已找过车站")
    )
    assert "去往 临江福利院" in client.get(f"/people/{settled.person_id}/").content.decode()
    shown = client.get(f"/people/{gone.person_id}/").content.decode()
    assert "办结离站手续" in shown and "去往" not in shown


def test_doors(an, bo, chen, city, now, client_for):
    stay = resident(an, somebody(an, at=now), at=now)
    door = f"/resettle/stays/{stay.pk}/"
    assert client_for(bo).get(door).status_code == 403
    assert client_for(chen).get(door).status_code == 404
    assert client_for(an).get(f"{door}flying/").status_code == 404
    done = operations.discharge(stay_id=stay.pk, mode="left_by_choice", at=now, actor=an, details=SIGNED)
    page = f"/resettle/departures/{done.pk}/"
    assert client_for(bo).get(page).status_code == 200
    assert client_for(chen).get(page).status_code == 404
    masked = client_for(city).get(page)
    assert masked.status_code == 200 and "赵小满" not in masked.content.decode()
    assert client_for(an).get(f"{page}letter/").status_code == 404
