"""Who may see a record, said and changed on its page; emergency sight says so; a shelter's name goes nowhere."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nuanyang.foundation.access import operations as access
from nuanyang.foundation.access.models import CircleMember
from nuanyang.foundation.orgs import operations as orgs
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.foundation.scope.viewers import add_viewers, organisation_key
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.models import Person
from tests.factories.cast import make_organisation, make_user
from tests.foundation.files.test_files import picture
from tests.insight.scene import register, resident

pytestmark = pytest.mark.django_db
FORMS = ("share", "take-back", "seal", "members/new", "members/remove", "unseal")
GLASS = {"reason": "昏迷送医，查过敏史", "hours": 2}


@pytest.fixture
def scene(an, bo, now):
    return resident(an, bo, now, name="柏春燕", sex=2, identity_number="")


@pytest.fixture
def boss(client_for, chief):
    return client_for(chief)


def body(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


def card(html: str) -> str:
    """The card "who may see this" alone, without markup."""
    return re.sub(r"<[^>]+>", " ", html[html.index('id="sight"'):].split("</section>")[0])


def test_says_in_words_who_sees_the_record(boss, client_for, an, patrol, city, scene):
    said = card(body(boss, scene.path))
    for words in ("临江市救助管理站", "四川省遂宁市", "只见遮住的姓名", "共享", "改为密封"):
        assert words in said, words
    officer = card(body(client_for(an), scene.path))
    assert "共享" in officer and "改为密封" not in officer
    for who in (patrol, city):
        looker = card(body(client_for(who), scene.path))
        assert "临江市救助管理站" in looker and "共享" not in looker and "密封" not in looker


@pytest.mark.parametrize("form", ("share", "seal"))
def test_a_form_says_the_consequence_before_and_opens_alone_for_htmx(boss, scene, form):
    html = body(boss, f"{scene.path}sight/{form}/")
    assert 'class="consequence"' in html and "<html" in html and 'name="reason"' in html
    alone = boss.get(f"{scene.path}sight/{form}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in alone and 'class="consequence"' in alone


def test_shared_with_an_organisation_for_a_reason(boss, client_for, chen, scene, other_station_id):
    share = f"{scene.path}sight/share/"
    assert boss.post(share, {"organisation": other_station_id, "reason": ""}).status_code == 422
    refused = boss.post(share, {"organisation": other_station_id, "reason": "转"})
    assert refused.status_code == 422 and "请写明理由" in refused.content.decode()
    assert boss.post(share, {"organisation": 999_999, "reason": "转送治疗"}).status_code == 422
    assert client_for(chen).get(scene.path).status_code == 404
    answer = boss.post(share, {"organisation": other_station_id, "reason": "转送治疗"})
    assert answer["Location"] == f"{scene.path}#sight"
    html = body(boss, scene.path)
    assert "射水县救助管理站" in card(html) and "转送治疗" in html
    body(client_for(chen), scene.path)
    assert f'value="{other_station_id}"' not in body(boss, share), "who sees it already is not offered"
    back = f"{scene.path}sight/take-back/"
    assert "收回共享" in card(html) and f'value="{other_station_id}"' in body(boss, back)
    assert boss.post(back, {"organisation": other_station_id, "reason": "没有转送成"}).status_code == 302
    assert client_for(chen).get(scene.path).status_code == 404 and "没有转送成" in body(boss, scene.path)
    assert boss.get(back).status_code == 302, "nothing left to take back leads to the page"


def test_an_organisation_is_named_by_a_part_of_its_name(boss, client_for, chen, system, scene):
    make_organisation(system, "third", "船山县救助管理站", "station", "510903")
    share = f"{scene.path}sight/share/"

    def said(**given):
        answer = boss.post(share, {"organisation": "", "named": "", "reason": "转送治疗", **given})
        return answer.status_code, answer.content.decode()

    assert said()[0] == 422 and "请选择机构" in said()[1]
    status, html = said(named="没有这个站")
    assert status == 422 and "没有找到这样的机构" in html and 'value="没有这个站"' in html
    status, html = said(named="站")
    assert status == 422 and "个机构符合，请选一个" in html and "射水县救助管理站" in html
    assert said(named="射水县 救助")[0] == 302
    body(client_for(chen), scene.path)


def test_sealed_changed_and_opened_again_on_the_page(boss, client_for, an, bo, chief, chen, city, scene):
    seal = f"{scene.path}sight/seal/"
    assert boss.post(seal, {"members": [bo.user_id], "account": "nobody-here", "reason": "家庭暴力"}).status_code == 422
    assert boss.post(seal, {"members": [bo.user_id], "account": "", "reason": "家庭暴力"}).status_code == 302
    for who in (an, city, chen):
        assert client_for(who).get(scene.path).status_code == 404
    said = card(body(boss, scene.path))
    assert "博文" in said and "站长" in said and "临江市救助管理站" not in said and "遂宁" not in said
    inside = card(body(client_for(bo), scene.path))
    assert "博文" in inside and "取消密封" not in inside, "no right to seal, no verbs"

    new = f"{scene.path}sight/members/new/"
    assert "他会看到这份档案和有关的一切" in body(boss, new)
    for wrong in ({"member": "", "account": ""}, {"member": an.user_id, "account": "chen"}):
        assert boss.post(new, {**wrong, "reason": "协查"}).status_code == 422
    assert boss.post(new, {"member": "", "account": "CHEN", "reason": "协查"}).status_code == 302
    assert boss.post(new, {"member": an.user_id, "account": "", "reason": "夜班"}).status_code == 302
    assert "陈默" in card(body(client_for(chen), scene.path)) and "安静" in card(body(boss, scene.path))

    out = f"{scene.path}sight/members/remove/"
    html = body(boss, out)
    assert f'value="{chen.user_id}"' in html and f'value="{chief.user_id}"' not in html
    assert boss.post(out, {"member": chief.user_id, "reason": "误加"}).status_code == 422
    assert boss.post(out, {"member": chen.user_id, "reason": "协查结束"}).status_code == 302
    assert client_for(chen).get(scene.path).status_code == 404

    lift = f"{scene.path}sight/unseal/"
    assert "知情人名单作废" in body(boss, lift)
    assert boss.post(lift, {"reason": ""}).status_code == 422
    assert boss.post(lift, {"reason": "危险已过"}).status_code == 302
    assert "临江市救助管理站" in card(body(client_for(bo), scene.path))


def test_a_circle_of_several_records_says_so(boss, an, chief, now, scene):
    boss.post(f"{scene.path}sight/seal/", {"members": [], "account": "", "reason": "家庭暴力"})
    other = register(an, now, "柏小雨")
    people.seal(person_id=other.pk, circle_id=circle_of(scene), reason="家庭暴力", at=now, actor=chief)
    assert "另外 1 份密封档案" in body(boss, f"{scene.path}sight/members/new/")


def circle_of(scene):
    with acting_as(system_actor("tests")):
        return Person.objects.get(pk=scene.person.pk).circle_id


def test_forms_that_do_not_fit_lead_back(boss, scene):
    for form in ("members/new", "members/remove", "unseal"):
        assert boss.get(f"{scene.path}sight/{form}/")["Location"] == scene.path
    boss.post(f"{scene.path}sight/seal/", {"members": [], "account": "", "reason": "家庭暴力"})
    for form in ("share", "seal", "members/remove"):
        assert boss.get(f"{scene.path}sight/{form}/")["Location"] == scene.path


def test_strangers_and_who_may_not(client_for, an, chen, patrol, system, other_station_id, scene):
    stranger = client_for(make_user(system, "peng", "彭站长", other_station_id, "station_chief"))
    for form in FORMS:
        assert stranger.get(f"{scene.path}sight/{form}/").status_code == 404, form
        assert client_for(patrol).get(f"{scene.path}sight/{form}/").status_code == 403, form
    for form in FORMS[2:]:
        assert client_for(an).get(f"{scene.path}sight/{form}/").status_code == 403, form


# ---- emergency ----------------------------------------------------------------------------------


def test_emergency_sight_says_until_when_why_and_how_to_end_it(client_for, an, chen, now, scene):
    client = client_for(chen)
    client.post("/people/emergency/", {**GLASS, "number": scene.person.number})
    html = body(client, scene.path)
    for words in ("您在紧急查阅，到 11:30 自动关闭", GLASS["reason"], "用完了，结束查阅", "紧急查阅，到 11:30"):
        assert words in html, words
    said = card(html)
    assert "陈默" in said and "sight/share" not in html, "who is lent the sight does not give it away"
    assert client.get(f"{scene.path}sight/share/")["Location"] == scene.path
    assert 'id="glass"' not in body(client_for(an), scene.path) and "陈默" in card(body(client_for(an), scene.path))
    end = re.search(r'action="(/break-glass/\d+/end/)"', html)
    assert end and client.post(end[1]).status_code == 302
    assert client.get(scene.path).status_code == 404


def test_who_sees_it_anyway_reads_no_banner(client_for, an, scene):
    client = client_for(an)
    client.post("/people/emergency/", {**GLASS, "number": scene.person.number})
    assert 'id="glass"' not in body(client, scene.path)


def test_emergency_sight_of_a_sealed_record_names_no_confidant(client_for, boss, bo, chen, scene):
    boss.post(f"{scene.path}sight/seal/", {"members": [bo.user_id], "account": "", "reason": "家庭暴力"})
    client = client_for(chen)
    client.post("/people/emergency/", {**GLASS, "number": scene.person.number})
    said = card(body(client, scene.path))
    assert "只有名单上的人" in said and "博文" not in said and "站长" not in said


# ---- a woman in a shelter that nobody must find ---------------------------------------------------


@pytest.fixture
def hidden(system, bureau_id, now):
    """A concealed house with its own people; they kept her photograph and took her in."""
    made = orgs.add(
        code="hideaway", name="向阳花家园", kind="station", region="510903", parent_code="bureau", concealed=True, at=now,
        actor=system,
    )
    return make_user(system, "xiang", "苏暖阳", made.pk, "station_chief")


@pytest.fixture
def found_refuge(scene, hidden, an, now):
    """The station knows her; then the shelter took her in, photographed her and worked with her record."""
    with acting_as(hidden.with_keys("sys"), operation="tests.hand_over"):
        add_viewers(Person.objects.get(pk=scene.person.pk), [organisation_key(hidden.organisation_id)])
    stays.end_stay(stay_id=scene.stay.pk, mode="left_by_choice", at=now, actor=an)
    stays.admit(person_id=scene.person.pk, station_id=hidden.organisation_id, at=now, actor=hidden)
    photo = people.keep_file(
        person_id=scene.person.pk, kind="photo", content=picture(), name="a.jpg", at=now, actor=hidden
    )
    people.set_portrait(person_id=scene.person.pk, file_id=photo.pk, at=now, actor=hidden)
    return scene


def test_nothing_on_any_page_leads_to_the_shelter(client_for, an, chief, bo, chen, city, patrol, found_refuge):
    path = found_refuge.path
    client_for(chen).post("/people/emergency/", {**GLASS, "number": found_refuge.person.number})
    for who in (an, chief, bo, patrol, city, chen):
        client = client_for(who)
        pages = [path, f"{path}files/", "/people/", "/search/?q=柏春燕"]
        pages += [f"{path}sight/share/"] if who in (an, chief) else []
        for page in pages:
            html = body(client, page)
            for secret in ("向阳花", "苏暖阳", "hideaway", "不公开", "庇护"):
                assert secret not in html, (who.name, page, secret)


def test_the_shelters_own_people_read_where_she_is(client_for, hidden, found_refuge):
    html = body(client_for(hidden), found_refuge.path)
    assert "向阳花家园" in card(html) and "苏暖阳" in html


def test_however_many_see_it_the_page_asks_as_often(boss, client_for, an, scene, system, bureau_id, now):
    def asked():
        boss.get(scene.path)
        with CaptureQueriesContext(connection) as captured:
            boss.get(scene.path)
        return len(captured)

    before = asked()
    for n in range(4):
        place = make_organisation(system, f"h{n}", f"第{n}医院", "hospital", "510900", "bureau")
        people.give_sight(person_id=scene.person.pk, organisation_id=place, reason="转送治疗", at=now, actor=an)
    assert asked() == before <= 48


def test_english_words_of_the_card(boss, scene):
    boss.cookies["django_language"] = "en"
    html = body(boss, f"{scene.path}sight/seal/")
    assert "Who may see this" in html and "From now on only you" in html
    for words in ("谁看得到", "知情人", "密封", "监管"):
        assert words not in html, words


def test_a_member_whose_time_is_over_is_not_listed(boss, chief, bo, now, scene, station_id):
    circle = access.make_circle(
        organisation_id=station_id, user_ids=[chief.user_id, bo.user_id], purpose="保护", at=now, actor=chief
    )
    people.seal(person_id=scene.person.pk, circle_id=circle.pk, reason="家庭暴力", at=now, actor=chief)
    with acting_as(chief, operation="tests.time_is_over"):
        CircleMember.objects.filter(user_id=bo.user_id).update(valid_to=now)
    assert "博文" not in card(body(boss, scene.path))
