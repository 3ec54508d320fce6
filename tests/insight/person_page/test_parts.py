"""Parts of the person page opened in place: saved, refused, nothing typed lost, number shown once."""

from __future__ import annotations

import pytest

from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.registry.people import operations as people
from nuanyang.registry.people import queries
from tests.insight.scene import NUMBER, register, resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(an, bo, now):
    return resident(an, bo, now)


@pytest.fixture
def desk(client_for, an):
    return client_for(an)


def person(actor, scene):
    with acting_as(actor):
        return queries.get_person(person_id=scene.person.pk)


PARTS = [
    ("particulars/", "facts", 'name="display_name"'), ("names/new/", "facts", 'name="text"'),
    ("papers/new/", "papers", 'name="number"'), ("alerts/new/", "alerts", 'name="alert"'),
    ("links/new/", "links", 'name="other"'),
]  # fmt: skip


@pytest.mark.parametrize("path,card,control", PARTS)
def test_a_part_opens_on_the_page_and_alone_for_htmx(desk, scene, path, card, control):
    whole = desk.get(scene.path + path).content.decode()
    assert "<html" in whole and control in whole and "经过" in whole
    alone = desk.get(scene.path + path, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in alone and control in alone and f'id="{card}"' in alone


CORRECTION = {"display_name": "欧阳春晓", "sex": 1, "birth": "1980-01-01", "home": "四川省乐山市市中区", "identity_known": "on"}


def correct(desk, scene, **changes):
    return desk.post(scene.path + "particulars/", {**CORRECTION, **changes})


def test_a_correction_writes_only_what_was_changed(desk, an, scene):
    response = correct(desk, scene, display_name="欧阳春小", birth="约45")
    assert (response.status_code, response["Location"]) == (302, f"{scene.path}#facts")
    found = person(an, scene)
    assert (found.display_name, found.birth_date, found.birth_year_low, found.birth_year_high) == (
        "欧阳春小", None, 1976, 1986,
    )  # fmt: skip
    assert found.home_region == "511102" and found.sex == 1
    with acting_as(an):
        event = Event.objects.filter(name="people.changed").get()
    assert "sex" not in event.payload["fields"] and "home_region" not in event.payload["fields"]


@pytest.mark.parametrize(
    "text,low,high,date",
    [("43", 1983, 1983, None), ("1979年", 1979, 1979, None), ("1979-05", None, None, "1979-05-01"),
     ("1979年5月3日", None, None, "1979-05-03"), ("三四十岁", 1977, 1996, None)],
)  # fmt: skip
def test_age_and_birth_are_said_in_one_field(desk, an, scene, text, low, high, date):
    correct(desk, scene, birth=text)
    found = person(an, scene)
    assert (found.birth_year_low, found.birth_year_high) == (low, high)
    assert (found.birth_date.isoformat() if found.birth_date else None) == date


def test_an_empty_age_changes_nothing(desk, an, scene):
    correct(desk, scene, birth="")
    assert person(an, scene).birth_date is not None


@pytest.mark.parametrize("home,code,text", [("遂宁市船山区", "", "遂宁市船山区"), ("四川省遂宁市船山区", "510903", ""),
                                            ("510903", "510903", ""), ("云南一带，靠近洱海", "", "云南一带，靠近洱海"), ("", "", "")])
def test_a_home_is_a_region_or_words(desk, an, scene, home, code, text):
    correct(desk, scene, home=home)
    found = person(an, scene)
    assert (found.home_region, found.home_text) == (code, text)


def test_what_is_not_understood_comes_back_as_typed(desk, an, scene):
    response = correct(desk, scene, display_name="欧阳小", birth="很久以前", home="洱海边")
    page = response.content.decode()
    assert response.status_code == 422
    assert "看不懂“很久以前”" in page and 'value="欧阳小"' in page and 'value="洱海边"' in page
    assert person(an, scene).display_name == "欧阳春晓"


def test_a_name_is_added_and_an_unknown_use_refused(desk, an, scene):
    assert desk.post(scene.path + "names/new/", {"text": "阿晓", "use": "nickname"}).status_code == 302
    assert desk.post(scene.path + "names/new/", {"text": "阿晓", "use": "pet"}).status_code == 422
    assert "又叫“阿晓”" in desk.get(scene.path).content.decode()


def test_a_wrong_paper_is_kept_and_flagged_on_the_page(desk, scene):
    assert desk.post(scene.path + "papers/new/", {"number": "51110219800101", "kind": ""}).status_code == 302
    assert "号码有误，照原样保留" in desk.get(scene.path).content.decode()


def test_an_alert_is_raised_and_taken_back(desk, an, scene):
    assert desk.post(scene.path + "alerts/new/", {"alert": "self_harm", "note": "夜里"}).status_code == 302
    assert "自伤风险：夜里" in desk.get(scene.path).content.decode()
    with acting_as(an):
        alert = next(a for a in queries.open_alerts(person_id=scene.person.pk) if a.alert == "self_harm")
    end = f"{scene.path}alerts/{alert.pk}/end/"
    assert "取消这条提醒？" in desk.get(end).content.decode()
    assert desk.post(end).status_code == 302
    assert "自伤风险：夜里" not in desk.get(scene.path).content.decode()
    assert desk.post(end).status_code == 404


def test_minor_and_sealed_are_not_set_by_hand(desk, scene):
    assert desk.post(scene.path + "alerts/new/", {"alert": "sealed", "note": ""}).status_code == 422


def paper(actor, scene):
    with acting_as(actor):
        return queries.papers_of(person_id=scene.person.pk)[0].id


def test_a_number_is_shown_once_for_a_reason(desk, an, scene):
    reveal = f"{scene.path}papers/{paper(an, scene)}/reveal/"
    assert NUMBER not in desk.get(reveal).content.decode()
    shown = desk.post(reveal, {"reason": "实名购票"})
    assert shown.status_code == 200 and NUMBER in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert NUMBER not in desk.get(scene.path).content.decode()
    with acting_as(an):
        assert Event.objects.filter(name="people.revealed").get().payload["reason"] == "实名购票"


@pytest.mark.parametrize("reason", ["", " ", "查"])
def test_without_a_reason_no_number_and_the_rule_is_named(desk, an, scene, reason):
    response = desk.post(f"{scene.path}papers/{paper(an, scene)}/reveal/", {"reason": reason})
    assert response.status_code == 422 and NUMBER not in response.content.decode()
    if reason.strip():
        assert "DP-012" in response.content.decode()


def test_a_paper_of_somebody_else_is_not_found_under_this_person(desk, an, now, scene):
    other = register(an, now, "张三")
    assert desk.post(f"/people/{other.pk}/papers/{paper(an, scene)}/reveal/", {"reason": "实名购票"}).status_code == 404


def test_records_are_linked_and_parted_again(desk, an, now, scene):
    other = register(an, now, "欧阳")
    link = {"other": other.number, "decision": "same", "reason": "照片一致"}
    assert desk.post(scene.path + "links/new/", link).status_code == 302
    again = desk.post(scene.path + "links/new/", link)
    assert again.status_code == 422 and "请先撤销" in again.content.decode() and 'value="照片一致"' in again.content.decode()
    with acting_as(an):
        (decision,) = queries.decisions_about(person_id=other.pk)
    undo = f"/people/{other.pk}/links/{decision.pk}/undo/"
    assert desk.post(undo, {"reason": ""}).status_code == 422
    assert desk.post(undo, {"reason": "看错了"}).status_code == 302
    with acting_as(an):
        assert queries.decisions_about(person_id=other.pk) == []


@pytest.mark.parametrize("other", ["R9999999", "张三", "R"])
def test_an_unknown_record_cannot_be_linked(desk, scene, other):
    response = desk.post(scene.path + "links/new/", {"other": other, "decision": "same", "reason": "像"})
    assert response.status_code == 422


def test_a_strangers_record_is_as_unknown_as_none(desk, chen, now, scene):
    theirs = register(chen, now, "欧阳春晓")
    given = {"other": theirs.number, "decision": "same", "reason": "同名"}
    answers = [
        desk.post(scene.path + "links/new/", {**given, "other": number}).content.decode()
        for number in (theirs.number, "R9999999")
    ]
    assert all("没有这个编号的档案，或不在您的查看范围内" in answer for answer in answers)


def test_get_opens_and_never_writes(desk, an, scene):
    with acting_as(an):
        before = Event.objects.count()
    for path, _card, _control in PARTS:
        desk.get(scene.path + path)
    desk.get(f"{scene.path}papers/{paper(an, scene)}/reveal/?reason=实名购票")
    with acting_as(an):
        assert Event.objects.count() == before


def test_a_person_heard_called_something_is_masked_too(client_for, city, an, now):
    nameless = register(an, now, "", other_names=(("张晓珍", "heard"),))
    people.add_name(person_id=nameless.pk, text="珍珍", use="nickname", at=now, actor=an)
    page = client_for(city).get(f"/people/{nameless.pk}/").content.decode()
    assert "张晓珍" not in page and "珍珍" not in page and "张*珍" in page
