"""The person page: read first, everything at a glance, masked and sealed as it must be."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nuanyang.foundation.access import operations as access
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.registry.people import operations as people
from tests.insight.scene import NUMBER, register, resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(an, bo, now):
    return resident(an, bo, now)


def read(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.status_code
    return response.content.decode()


def nodes(html: str) -> int:
    class Counter(HTMLParser):
        count = 0

        def handle_starttag(self, tag, attrs):
            self.count += 1

    counter = Counter()
    counter.feed(html)
    return counter.count


def test_says_who_where_and_what_must_not_be_missed(client_for, an, scene):
    html = read(client_for(an), scene.path)
    for words in ("欧阳春晓", "男", "46 岁", "乐山市", scene.bed, "在站第 9 天", scene.stay.number, "过敏：青霉素，本人口述",
                  "安排离站或备案延长", "住房", "急需帮助", "回到老家", "联系老家村委会", "安静", "入站"):  # fmt: skip
        assert words in html, words


def test_a_minor_is_marked_once(client_for, an, now):
    child = register(an, now, "田小满", birth_date=date(2015, 5, 4), birth_precision="day")
    people.raise_alert(person_id=child.pk, alert="minor", at=now, actor=an)
    chips = client_for(an).get(f"/people/{child.pk}/").context["band"]["chips"]
    assert len([c for c in chips if c["label"].startswith("未成年人")]) == 1


def test_identity_numbers_are_masked(client_for, an, scene):
    html = read(client_for(an), scene.path)
    assert NUMBER not in html and NUMBER[6:14] not in html and f"{NUMBER[0]}****" in html


def test_a_nameless_person_has_a_number_and_a_day_count(client_for, an, now):
    person = register(an, now - timedelta(days=21))
    stays.admit(person_id=person.pk, station_id=an.organisation_id, at=now - timedelta(days=20), actor=an)
    html = read(client_for(an), f"/people/{person.pk}/")
    assert f"无名氏 {person.number}" in html and "身份未明 第 21 天" in html and "还没有床位" in html


def test_strangers_get_no_page(client_for, chen, scene):
    client = client_for(chen)
    for path in ("", "particulars/", "names/new/", "papers/new/", "alerts/new/", "links/new/"):
        assert client.get(scene.path + path).status_code == 404, path
    for path in ("papers/1/reveal/", "alerts/1/end/", "links/1/undo/"):
        assert client.get(scene.path + path).status_code == 404, path


def test_the_stranger_may_open_it_in_an_emergency_and_is_named_in_the_story(client_for, chen, an, scene):
    client = client_for(chen)
    given = {"number": scene.person.number, "reason": "昏迷送医，查过敏史", "hours": 2}
    assert client.post("/people/emergency/", {**given, "number": "R9999999"}).status_code == 422
    refused = client.post("/people/emergency/", {**given, "reason": "急"})
    assert refused.status_code == 422 and "DP-017" in refused.content.decode()
    assert client.post("/people/emergency/", given)["Location"] == scene.path
    assert "青霉素" in read(client, scene.path)
    story = read(client_for(an), scene.path)
    assert "紧急查阅" in story and "陈默" in story


def test_who_holds_no_permission_is_refused(client_for, volunteer, patrol, scene):
    assert client_for(volunteer).get(scene.path).status_code == 403
    for path in ("particulars/", "names/new/", "papers/new/", "alerts/new/", "links/new/"):
        assert client_for(patrol).get(scene.path + path).status_code == 403, path


def test_a_patrol_member_sees_no_stage_he_may_not_view(client_for, patrol, scene):
    html = read(client_for(patrol), scene.path)
    assert "欧阳春晓" in html and "急需帮助" not in html and "回到老家" not in html
    for verb in ("更正", "登记需求", "办理离站", "显示号码"):
        assert verb not in html


def test_the_overseer_sees_no_name_no_note_no_free_words(client_for, city, an, now, scene):
    people.add_name(person_id=scene.person.pk, text="小晓晓", use="nickname", at=now, actor=an)
    html = read(client_for(city), scene.path)
    assert "欧阳*晓" in html and "已遮名" in html
    for secret in ("欧阳春晓", "小晓晓", "青霉素", "没有住处", "回到老家", "1980-01-01", "还没有床位"):
        assert secret not in html, secret


def test_a_sealed_page_is_for_the_circle_and_its_reading_is_logged(client_for, chief, an, bo, now, scene, station_id):
    circle = access.make_circle(
        organisation_id=station_id, user_ids=[chief.user_id], purpose="受害人", at=now, actor=chief
    )
    people.seal(person_id=scene.person.pk, circle_id=circle.pk, reason="遭受暴力", at=now, actor=chief)
    assert client_for(an).get(scene.path).status_code == 404
    client = client_for(chief)
    html = read(client, scene.path)
    assert "密封" in html and "band-sealed" in html
    read(client, "/people/")
    read(client, "/search/?q=欧阳春晓")
    with acting_as(chief.with_keys(f"c:{circle.pk}")):
        pages = [e.payload["page"] for e in Event.objects.filter(name="audit.read_sealed").order_by("id")]
    assert pages == [scene.path, "/people/", "/search/"]
    assert "查阅受保护记录" not in re.sub(r'title="[^"]*"', "", read(client, scene.path))


def test_actions_are_those_that_are_allowed_and_next(client_for, an, bo, scene):
    html = read(client_for(an), scene.path)
    assert f"{scene.path}particulars/" in html and "people/emergency" not in html
    assert "登记需求" not in html
    assert "#links" in html


def test_linked_records_tell_one_story(client_for, an, now, scene):
    other = register(an, now - timedelta(days=400), "欧阳春小")
    people.raise_alert(person_id=other.pk, alert="dementia", at=now - timedelta(days=399), actor=an)
    people.decide_link(
        person_id=scene.person.pk, other_id=other.pk, decision="same", reason="照片一致", at=now, actor=an
    )
    html = read(client_for(an), scene.path)
    assert "2 份档案为同一人" in html and "照片一致" in html and "加注提醒" in html and "失智" in html
    story = html[html.index('id="story"'):html.index("layout-aside")]
    assert story.count(other.number) >= 2 and scene.person.number not in story.replace(
        f"与 {scene.person.number} 认定", ""
    )
    assert "欧阳春晓" in read(client_for(an), f"/people/{other.pk}/")


def test_late_entries_say_when_they_were_entered(client_for, an, now, scene):
    html = read(client_for(an), scene.path)
    assert "补记" in html


def test_the_story_goes_on_without_doubles_or_gaps(client_for, an, now, scene):
    for n in range(60):
        people.raise_alert(person_id=scene.person.pk, alert="other", note=f"记号{n}", at=now - timedelta(hours=n % 7), actor=an)
    client, path, seen = client_for(an), scene.path, []
    while path:
        response = client.get(path)
        story = response.context["story"]
        seen += [(item["at"], item["title"], item["summary"]) for item in story]
        path = response.context["older_url"].split("#")[0]
    with acting_as(an):
        everything = Event.objects.filter(person_id=scene.person.pk).count()
    assert len(seen) == everything
    assert [at for at, *_rest in seen] == sorted((at for at, *_rest in seen), reverse=True)


def test_stages_narrow_the_story(client_for, an, scene):
    response = client_for(an).get(scene.path + "?stage=take_in")
    assert {i["title"] for i in response.context["story"]} == {"入站", "安排床位"}
    counts = {t["label"]: t["count"] for t in response.context["tabs"]}
    assert counts["全部"] == sum(n for label, n in counts.items() if label != "全部")
    assert client_for(an).get(scene.path + "?stage=nonsense&before=x-y").status_code == 200


def asked(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_page_asks_the_same_number_of_times_however_much_there_is(client_for, an, bo, now, scene, station_id):
    client = client_for(an)
    other = register(an, now, "欧阳")
    people.decide_link(person_id=scene.person.pk, other_id=other.pk, decision="different", reason="不像", at=now, actor=an)
    asked(client, scene.path)
    before = asked(client, scene.path)
    for n in range(6):
        people.raise_alert(person_id=scene.person.pk, alert="other", note=str(n), at=now, actor=bo)
        people.add_name(person_id=scene.person.pk, text=f"阿{'甲乙丙丁戊己'[n]}", use="alias", at=now, actor=an)
        people.add_paper(person_id=scene.person.pk, number=f"E1234567{n}", at=now, actor=an)
        more = register(an, now, f"某{'甲乙丙丁戊己'[n]}")
        people.decide_link(
            person_id=scene.person.pk, other_id=more.pk, decision="different", reason="不像", at=now, actor=an
        )
    assert asked(client, scene.path) == before
    assert before <= 45


def test_a_full_page_stays_light(client_for, an, now, scene):
    for n in range(60):
        people.raise_alert(person_id=scene.person.pk, alert="other", note=f"记号{n}", at=now, actor=an)
    html = read(client_for(an), scene.path)
    assert nodes(html) <= 1500


def test_a_person_who_left_says_when_and_how(client_for, an, now, scene):
    stays.end_stay(stay_id=scene.stay.pk, mode="left_by_choice", at=now, actor=an)
    html = read(client_for(an), scene.path)
    assert "2026-03-02 离开临江市救助管理站，自行离站" in html


def test_english_has_no_chinese_words_of_the_interface(client_for, an, scene):
    client = client_for(an)
    client.cookies["django_language"] = "en"
    html = read(client, scene.path)
    for words in ("经过", "资料", "时限", "证件号码", "在站第"):
        assert words not in html, words
