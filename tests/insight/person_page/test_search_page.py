"""The search page and the register: everything in sight, nothing beyond it, reasons said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nuanyang.journey.take_in.stays import operations as stays
from tests.insight.scene import NUMBER, register, resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(an, bo, now):
    return resident(an, bo, now)


def search(client, q, **headers):
    return client.get("/search/", {"q": q}, headers=headers)


@pytest.mark.parametrize(
    "q,why",
    [("欧阳春晓", "姓名相同"), ("欧阳春小", "同音"), ("ouyangchunxiao", "同音"), ("oycx", "拼音首字母"), ("春晓", "姓名的一部分"),
     (NUMBER, "证件号相合"), (NUMBER[:6], "证件号相合"), (NUMBER[-4:], "证件号相合"), (f"{NUMBER[:6]}********{NUMBER[-4:]}", "证件号相合")],
)  # fmt: skip
def test_results_say_why(client_for, an, scene, q, why):
    page = search(client_for(an), q).content.decode()
    assert "欧阳春晓" in page and why in page and f"{scene.bed}" in page


def test_exact_numbers_lead_straight_to_the_page(client_for, an, scene):
    client = client_for(an)
    for q in (scene.person.number, scene.person.number.lower(), scene.stay.number, scene.stay.number.lower()):
        response = search(client, q)
        assert (response.status_code, response["Location"]) == (302, scene.path), q


def test_numbers_out_of_sight_lead_nowhere(client_for, chen, scene):
    for q in (scene.person.number, scene.stay.number, "R9999999", "L-9999-0001"):
        response = search(client_for(chen), q)
        assert response.status_code == 200 and "没有找到" in response.content.decode()


def test_a_bed_shows_who_lies_in_it(client_for, an, scene):
    client = client_for(an)
    for q in (scene.bed, scene.bed.replace("-", " "), "101号03床".replace("03", scene.bed[-2:])):
        page = search(client, q).content.decode()
        assert scene.bed in page and "欧阳春晓" in page, q
    empty = search(client, "101").content.decode()
    assert "101-02" in empty and "空" in empty


def test_a_bed_is_found_with_and_without_its_dash(client_for, an, scene):
    client, bare = client_for(an), scene.bed.replace("-", "")
    for q in (bare, f"{bare}床", f"{scene.bed}床", scene.bed.replace("-", "－"), f"{bare[:3]} {bare[3:]} 床"):
        page = search(client, q).content.decode()
        assert scene.bed in page and "欧阳春晓" in page, q


def test_the_end_of_a_station_number_finds_who_is_in_now(client_for, an, chen, scene, now):
    end = scene.stay.number.rpartition("-")[2]
    for q in (end, scene.stay.number.partition("-")[2]):
        page = search(client_for(an), q).content.decode()
        assert scene.stay.number in page and scene.path in page, q
    assert scene.path not in search(client_for(chen), end).content.decode()
    stays.end_stay(stay_id=scene.stay.pk, mode="left_by_choice", at=now, actor=an)
    assert scene.path not in search(client_for(an), end).content.decode()


@pytest.mark.parametrize("language,word", [("zh-hans", "无名氏"), ("en", "unnamed")])
def test_the_word_for_the_nameless_finds_those_who_are_in_now(client_for, an, chen, scene, now, language, word):
    here, gone, elsewhere = (register(actor, now, "", sex=1) for actor in (an, an, chen))
    for actor, person in ((an, here), (an, gone), (chen, elsewhere)):
        stay = stays.admit(person_id=person.pk, station_id=actor.organisation_id, at=now - timedelta(days=1), actor=actor)
        if person is gone:
            stays.end_stay(stay_id=stay.pk, mode="left_by_choice", at=now, actor=an)
    client = client_for(an)
    page = search(client, word, **{"accept-language": language}).content.decode()
    assert here.number in page and gone.number not in page and elsewhere.number not in page
    assert "欧阳春晓" not in page
    for q in (f"{word} {gone.number}", f"{word}{gone.number}"):
        assert search(client, q, **{"accept-language": language})["Location"] == f"/people/{gone.pk}/", q


def test_one_character_is_too_little_and_it_is_said(client_for, an, scene):
    client = client_for(an)
    for more in ({}, {"HX-Request": "true"}):
        page = search(client, "欧", **more).content.decode()
        assert "找人至少写两个字" in page and "没有找到" not in page


def test_organisations_are_found_by_name(client_for, an, scene, other_station_id):
    page = search(client_for(an), "射水").content.decode()
    assert "射水县救助管理站" in page and "/organisations/two/" not in page


def test_organisations_are_linked_for_who_manages_them(client_for, city, other_station_id):
    assert "/organisations/two/" in search(client_for(city), "射水").content.decode()


@pytest.mark.parametrize("q", ["人员", "rymc", "renyuan", "people"])
def test_commands_are_found_by_words_pinyin_and_initials(client_for, an, q):
    assert 'href="/people/"' in search(client_for(an), q).content.decode().split("<main")[1]


def test_commands_are_those_that_are_allowed(client_for, an, chief):
    assert "救助站报表" not in search(client_for(an), "").content.decode()
    assert "救助站报表" in search(client_for(chief), "").content.decode()


def test_an_empty_search_explains_itself(client_for, an):
    page = search(client_for(an), "").content.decode()
    assert "可以这样找" in page and "zhangxiaosan" in page


def test_nothing_found_helps_on(client_for, an, scene):
    page = search(client_for(an), "赵钱孙").content.decode()
    assert "没有找到" in page and "同音字" in page


def test_the_box_gets_the_results_alone_and_never_a_redirect(client_for, an, scene):
    client = client_for(an)
    response = search(client, "欧阳", **{"HX-Request": "true"})
    page = response.content.decode()
    assert "<html" not in page and "欧阳春晓" in page and scene.path in page
    assert search(client, scene.person.number, **{"HX-Request": "true"}).status_code == 200


def test_strangers_and_overseers(client_for, chen, city, scene):
    for q in ("欧阳春晓", NUMBER[:6], "oycx"):
        assert "欧阳春晓" not in search(client_for(chen), q).content.decode().split("<main")[1].replace(f"“{q}”", "")
        page = search(client_for(city), q).content.decode().split("<main")[1].replace(f"“{q}”", "")
        assert "欧阳*晓" in page and "欧阳春晓" not in page


def test_odd_text_does_no_harm(client_for, an, scene):
    for q in ("'; drop table", "<script>alert(1)</script>", "%_%", "一" * 400, "R" * 90, "-1", "🙂"):
        response = search(client_for(an), q)
        assert response.status_code == 200 and "<script>alert" not in response.content.decode()


def test_who_may_not_see_people_does_not_search(client_for, volunteer):
    assert search(client_for(volunteer), "欧阳").status_code == 403


def asked(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/people/", "/search/?q=欧阳春晓"])
def test_the_same_number_of_queries_for_one_and_for_many(client_for, an, bo, now, path):
    client = client_for(an)
    resident(an, bo, now, "欧阳春晓")
    asked(client, path)
    one = asked(client, path)
    for n in range(3):
        resident(an, bo, now, "欧阳春晓", room=f"20{n}", identity_number="")
        register(an, now, "欧阳春晓", home_region="511102")
    assert asked(client, path) == one


def test_the_register_pages_through_everybody(client_for, an, now, monkeypatch):
    from nuanyang.insight.person_page import register_views

    monkeypatch.setattr(register_views, "SIZE", 3)
    numbers = [register(an, now).number for _ in range(8)]
    client, path, seen = client_for(an), "/people/", []
    while path:
        response = client.get(path)
        seen += [row["cells"][2] for row in response.context["people_rows"]]
        path = response.context["older_url"]
    assert seen == numbers[::-1]
    back = client.get(response.context["newer_url"])
    assert [row["cells"][2] for row in back.context["people_rows"]] == numbers[::-1][3:6]
    assert client.get("/people/?before=x&after=999999999999999999999").status_code == 200


def test_an_empty_register_says_so(client_for, an):
    assert "这里还没有人" in client_for(an).get("/people/").content.decode()
