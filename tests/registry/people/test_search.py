"""The one search: characters, pinyin, initials, homophones, two-character names, numbers and their parts."""

from __future__ import annotations

from datetime import date

import pytest

from nuanyang.foundation.scope.acting import acting_as
from nuanyang.kernel.identity import check_digit
from nuanyang.registry.people import operations, queries
from nuanyang.registry.people.operations import Particulars

TODAY = date(2026, 3, 2)
NUMBER = "510922197605143027"[:17]
NUMBER += check_digit(NUMBER)

PEOPLE = {
    "wu": ("吴贵生", {}),
    "wu2": ("吴桂生", {}),
    "zhang": ("张三", {}),
    "dan": ("单雄", {}),
    "ou": ("欧阳娜娜", {}),
    "ma": ("买买提·阿卜杜拉", {}),
    "li": ("李小红", {"identity_number": NUMBER}),
    "none": ("", {"other_names": (("阿珍", "heard"),)}),
    "smith": ("John Smith", {}),
}


@pytest.fixture
def people(an, now):
    return {
        key: operations.register(particulars=Particulars(name=name, **more), at=now, actor=an)
        for key, (name, more) in PEOPLE.items()
    }


@pytest.fixture
def find(an, people):
    keys = {p.pk: key for key, p in people.items()}

    def run(text, actor=an, limit=20):
        with acting_as(actor):
            return {keys[h.card.id]: h.reason for h in queries.search(text, today=TODAY, limit=limit)}

    return run


@pytest.mark.parametrize(
    "text,key,reason",
    [
        ("吴贵生", "wu", "exact"),
        ("吴桂生", "wu", "same_sound"),
        ("wuguisheng", "wu", "same_sound"),
        ("wu gui sheng", "wu", "same_sound"),
        ("wgs", "wu", "initials"),
        ("張三", "zhang", "exact"),
        ("张三", "zhang", "exact"),
        ("章三", "zhang", "same_sound"),
        ("zhangsan", "zhang", "same_sound"),
        ("zs", "zhang", "initials"),
        ("shanxiong", "dan", "same_sound"),
        ("欧阳", "ou", "part"),
        ("娜娜", "ou", "part"),
        ("阿卜杜拉", "ma", "word"),
        ("阿珍", "none", "exact"),
        ("smith", "smith", "word"),
        ("SMITH john", "smith", "same_sound"),
    ],
)
def test_names_are_found_in_every_form_and_say_why(find, text, key, reason):
    assert find(text).get(key) == reason


def test_the_exact_name_comes_before_the_same_sound(an, people, find):
    assert list(find("吴贵生"))[:2] == ["wu", "wu2"]
    assert list(find("吴桂生"))[:2] == ["wu2", "wu"]


def test_a_corrected_name_is_found_by_both_names(an, now, people, find):
    operations.correct(person_id=people["zhang"].pk, changes={"display_name": "章珊"}, at=now, actor=an)
    assert find("章珊")["zhang"] == "exact" and find("张三")["zhang"] == "exact"


def test_a_name_added_later_is_found(an, now, people, find):
    operations.add_name(person_id=people["none"].pk, text="段玉珍", use="real", at=now, actor=an)
    assert find("dyz") == {"none": "initials"}


@pytest.mark.parametrize(
    "text", [NUMBER, NUMBER.lower(), f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", NUMBER[:6], NUMBER[6:14], NUMBER[-6:],
             NUMBER[-4:], NUMBER[:14], f"{NUMBER[:6]}********{NUMBER[-4:]}"],
)  # fmt: skip
def test_identity_numbers_and_fragments_find_their_bearer_alone(find, text):
    assert find(text) == {"li": "identity"}


def test_a_number_with_one_wrong_digit_is_not_taken_for_the_right_one(find):
    wrong = NUMBER[:10] + ("1" if NUMBER[10] != "1" else "2") + NUMBER[11:]
    assert find(wrong) == {}


def test_a_paper_added_later_is_found(an, now, people, find):
    operations.add_paper(person_id=people["zhang"].pk, number="E12345678", at=now, actor=an)
    assert find("e12345678") == {"zhang": "identity"}
    assert find("345678") == {"zhang": "identity"}


def test_the_record_number_is_found_however_it_is_typed(find, people):
    number = people["wu"].number
    for text in (number, number.lower(), f"R{people['wu'].pk}", f" {number} "):
        assert list(find(text))[:1] == ["wu"], text


@pytest.mark.parametrize("text", ["", "   ", "无名氏", "不详", "%", "_", "'", "R99999999999", "赵钱孙李周吴"])
def test_what_names_nobody_finds_nobody(find, text):
    assert find(text) == {}


def test_strangers_find_nothing_by_any_way(find, chen, people):
    for text in ("吴贵生", "wgs", NUMBER, NUMBER[:6], people["wu"].number):
        assert find(text, actor=chen) == {}


def test_the_overseer_finds_and_sees_masked_names(city, people):
    with acting_as(city):
        (hit,) = [h for h in queries.search("张三", today=TODAY) if h.reason == "exact"]
    assert hit.card.name == "张*" and hit.card.masked


def test_the_limit_keeps_the_best(an, now, find, people):
    assert list(find("吴贵生", limit=1)) == ["wu"]


def test_searching_asks_the_database_the_same_number_of_times(
    an, now, people, django_assert_max_num_queries, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with acting_as(an), CaptureQueriesContext(connection, ) as captured:
            queries.search("吴贵生", today=TODAY)
        return len(captured)

    count()
    few = count()
    for _ in range(6):
        operations.register(particulars=Particulars(name="吴贵生", home_text="周口"), at=now, actor=an)
    assert count() <= few


def test_the_register_pages_newest_first_without_gaps_in_any_direction(an, bo, chen, now):
    ids = [operations.register(particulars=Particulars(), at=now, actor=(an, bo, chen)[i % 3]).pk for i in range(12)]
    ours = [i for n, i in enumerate(ids) if n % 3 != 2][::-1]
    with acting_as(an):
        first = queries.list_people(size=3, today=TODAY)
        assert [c.id for c in first.cards] == ours[:3] and first.first_after is None
        second = queries.list_people(size=3, before=first.next_before, today=TODAY)
        third = queries.list_people(size=3, before=second.next_before, today=TODAY)
        assert [c.id for c in second.cards + third.cards] == ours[3:]
        assert third.next_before is None
        back = queries.list_people(size=3, after=third.first_after, today=TODAY)
        assert [c.id for c in back.cards] == ours[3:6]
        front = queries.list_people(size=3, after=back.first_after, today=TODAY)
        assert [c.id for c in front.cards] == ours[:3] and front.first_after is None


def test_the_register_of_an_overseer_shows_each_person_once(system, city, an, now, station_id):
    person = operations.register(particulars=Particulars(name="张三"), at=now, actor=an)
    both = city.with_keys(f"o:{station_id}")
    with acting_as(both):
        assert [c.id for c in queries.list_people(today=TODAY).cards] == [person.pk]


def test_cards_of_any_number_ask_the_same_number_of_times(an, now, django_assert_num_queries):
    ids = [
        operations.register(
            particulars=Particulars(name=f"张{n}", home_region=f"51090300{n}00{n}"), at=now, actor=an
        ).pk
        for n in range(1, 5)
    ]
    with acting_as(an):
        queries.cards(ids[:1], today=TODAY)
        with django_assert_num_queries(3):
            queries.cards(ids[:1], today=TODAY)
        with django_assert_num_queries(3):
            assert len(queries.cards(ids, today=TODAY)) == 4
