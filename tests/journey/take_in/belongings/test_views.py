"""Belongings on screen: checked, written down as said, handed back; nothing typed is lost."""

from __future__ import annotations

import pytest

from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.belongings import queries
from tests.journey.take_in.stays.builders import make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(an, now):
    return make_stay(an, now, "李国生")


@pytest.fixture
def desk(client_for, an):
    return client_for(an)


def page(stay, more=""):
    return f"/take-in/belongings/stays/{stay.pk}/{more}"


def body(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def test_from_the_door_to_the_hand_back(desk, an, stay):
    assert "没有登记物品" in body(desk, page(stay)) and "还没有检查" in body(desk, page(stay))
    answer = desk.post(page(stay, "check/"), {"result": "clear", "checker_name": "安静", "checker_sex": 2})
    html = answer.content.decode()
    assert answer.status_code == 422 and "RS-017" in html and "同性" in html and 'value="安静"' in html
    desk.post(page(stay, "check/"), {"result": "clear", "checker_name": "安静", "checker_sex": 1})
    said = "手机 1 A-12\n身份证\n现金 120.5 元"
    refused = desk.post(page(stay, "register/"), {"things": said})
    assert refused.status_code == 422 and "请写袋号" in refused.content.decode() and "现金 120.5 元" in refused.content.decode()
    assert desk.post(page(stay, "register/"), {"things": said, "bag": "A-12", "left": "on"})["Location"] == page(stay)
    html = body(desk, page(stay))
    for words in ("手机", "120.50 元", "A-12", "本人自己带着", "站里代管", "没有发现危险品", "随身物品代管收据"):
        assert words in html, words
    with acting_as(an):
        phone, _papers, cash = queries.belongings_of(stay_id=stay.pk)
    assert "手机 × 1（A-12）" in body(desk, page(stay, "move/"))
    gone = desk.post(page(stay, "move/"), {"things": [phone.pk], "place": "to_kin", "to": ""})
    assert gone.status_code == 422 and "请写交给了谁" in gone.content.decode()
    desk.post(page(stay, "move/"), {"things": [phone.pk, cash.pk], "place": "returned", "to": ""})
    assert desk.get(page(stay, "move/"))["Location"] == page(stay), "nothing left to hand back"


def test_corrected_with_what_was_there_before_it(desk, an, stay):
    desk.post(page(stay, "register/"), {"things": "现金 10 元 A1"})
    with acting_as(an):
        [cash] = queries.belongings_of(stay_id=stay.pk)
    address = f"/take-in/belongings/{cash.pk}/correct/"
    assert 'value="10.00"' in body(desk, address)
    given = {"name": "现金", "category": "cash", "count": 1, "amount": "一百", "bag": "A1", "note": "", "reason": "数错"}
    for amount, words in (("约几块", "看不懂这个金额"), ("-3", "不能是负数")):
        answer = desk.post(address, {**given, "amount": amount})
        assert answer.status_code == 422 and words in answer.content.decode() and f'value="{amount}"' in answer.content.decode()
    assert desk.post(address, {**given, "amount": "100元"}).status_code == 302
    assert "100.00 元" in body(desk, page(stay))


def test_sent_twice_it_is_registered_once(desk, an, stay):
    for _press in range(2):
        assert desk.post(page(stay, "register/"), {"things": "大衣", "key": "abc"}).status_code == 302
    with acting_as(an):
        assert len(queries.belongings_of(stay_id=stay.pk)) == 1


def test_only_the_own_station(client_for, chen, patrol, city, stay):
    for who in (chen, city):
        assert client_for(who).get(page(stay)).status_code == 404
    assert client_for(patrol).get(page(stay)).status_code == 403
    assert client_for(chen).post(page(stay, "register/"), {"things": "x"}).status_code == 404


def test_as_many_queries_for_many_things(desk, stay, django_assert_max_num_queries):
    desk.post(page(stay, "register/"), {"things": "大衣"})
    body(desk, page(stay))
    with django_assert_max_num_queries(40) as few:
        body(desk, page(stay))
    asked = len(few.captured_queries)
    desk.post(page(stay, "register/"), {"things": "\n".join(f"旧衣服{n}号" for n in range(20))})
    with django_assert_max_num_queries(asked):
        body(desk, page(stay))
