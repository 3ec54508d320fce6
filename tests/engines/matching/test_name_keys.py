import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.engines.matching.name_keys import (
    MAX_KEYS,
    MAX_KEYS_PER_PERSON,
    REASONS,
    QueryKey,
    best_reason,
    explain,
    keys_for,
    keys_for_query,
)
from nuanyang.engines.matching.phonetics import syllables

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗单仇解曾"
GIVEN = "小明强红丽华国伟芳秀英敏静军杰娟涛超霞平刚桂玉兰志建文龙凤春梅海燕山三乐晟"
han_names = st.builds(lambda s, g: s + g, st.sampled_from(SURNAMES), st.text(GIVEN, min_size=1, max_size=2))


def hits(query: str, *names: str) -> list[QueryKey]:
    kept = keys_for(names)
    return [key for key in keys_for_query(query) if (key.kind, key.text) in kept]


@given(han_names)
def test_a_name_is_found_by_all_its_ways(name: str) -> None:
    way = syllables(name)
    for query in (
        name,
        "".join(way),
        " ".join(way),
        "".join(way).upper(),
        " ".join((*way[1:], way[0])),
        " ".join(name),
    ):
        assert hits(query, name), query
    assert best_reason(name, [name]) == "exact"
    assert any(k.reason == "initials" for k in hits("".join(s[0] for s in way), name))


@given(han_names.filter(lambda n: len(n) == 3))
def test_any_two_characters_find_a_name_of_three(name: str) -> None:
    for query in (name[:2], name[1:], name[0] + name[2]):
        assert any(k.reason == "part" for k in hits(query, name))
        assert any(k.reason == "part" for k in hits(name, query)), "and the recorded name may be the shorter one"


@given(han_names)
def test_the_last_given_character_alone_finds_the_name(name: str) -> None:
    assert hits(name[-1], name)


@given(han_names)
def test_keys_are_few(name: str) -> None:
    assert len(keys_for([name])) <= (16 if len(name) == 3 else 10)


@pytest.mark.parametrize(("name", "count"), [("张三", 6), ("张小三", 11), ("欧阳修文", 13)])
def test_the_usual_numbers_of_keys(name: str, count: int) -> None:
    assert len(keys_for([name])) == count


@given(st.lists(st.text(max_size=40), max_size=8))
def test_no_text_breaks_and_the_bound_holds(names: list[str]) -> None:
    assert len(keys_for(names)) <= MAX_KEYS_PER_PERSON
    for name in names:
        assert len(keys_for([name])) <= MAX_KEYS
        assert all(kind and text.strip() for kind, text in keys_for([name]))
        for key in keys_for_query(name):
            assert key.reason in REASONS and 0 < key.weight <= 1 and 1 <= key.tier <= 4 and key.text.strip()


@given(st.lists(han_names, min_size=1, max_size=4))
def test_a_person_has_the_keys_of_each_name(names: list[str]) -> None:
    assert keys_for(names) == frozenset().union(*(keys_for([n]) for n in names))


@given(han_names, han_names)
def test_query_keys_come_surest_first_and_once(one: str, other: str) -> None:
    keys = keys_for_query(one + other[1:])
    assert [k.weight for k in keys] == sorted((k.weight for k in keys), reverse=True)
    assert len(keys) == len(set(keys))
    assert [k.tier for k in keys] == sorted(k.tier for k in keys)


@pytest.mark.parametrize(
    ("query", "name", "reason"),
    [
        ("張小三", "张小三", "exact"), ("张 三", "张三", "exact"), ("章三", "张三", "same_sound"), ("zhangsan", "张三", "same_sound"), ("Zhang San", "张三", "same_sound"), ("san zhang", "张三", "same_sound"), ("zhang 三", "张三", "same_sound"),
        ("ZHANG SAN", "張三", "same_sound"), ("张悦", "张乐", "same_sound"), ("张乐", "张悦", "same_sound"), ("ceng le", "曾乐", "same_sound"), ("lvbu", "吕布", "same_sound"), ("LYU BU", "吕布", "same_sound"), ("lubu", "吕布", "part_sound"),
        ("黄小明", "王小民", "dialect_sound"), ("臧晓珊", "张小三", "dialect_sound"), ("刘奶奶", "刘奶奶", "exact"), ("zxs", "张小三", "initials"), ("z x s", "张小三", "initials"), ("小三", "张小三", "part"), ("张三", "张小三", "part"),
        ("章删", "张小三", "part_sound"), ("三", "张三", "given_sound"), ("阿三", "张三", "given_sound"), ("小三", "张三", "given_sound"), ("三三", "张小三", "given_sound"), ("张三", "阿三", "nickname"), ("阿珊", "阿三", "part_sound"),
        ("买买提", "阿卜杜拉·买买提", "word"), ("阿卜杜拉买买提", "阿卜杜拉·买买提", "exact"), ("阿卜杜拉.买买提", "阿卜杜拉·买买提", "exact"), ("麦麦提", "阿卜杜拉·买买提", "word_sound"), ("阿不都拉·买买提", "阿卜杜拉·买买提", "same_sound"), ("买买", "阿卜杜拉·买买提", "part"),
        ("jose", "José María O'Neil", "word"), ("oneil", "José María O'Neil", "word"), ("mar", "José María O'Neil", "word_begin"), ("josé maría o'neil", "JOSE MARIA ONEIL", "exact"), ("张三", "ZHANG San", "same_sound"), ("张三", "San Zhang", "same_sound"),
        ("ཚེ་རིང", "བཀྲ་ཤིས་ཚེ་རིང", "word"), ("བཀྲ་ཤིས་ཚེ་རིང་", "བཀྲ་ཤིས་ཚེ་རིང", "exact"), ("مەمەت", "ئابدۇللا مەمەت", "word"), ("ئابدۇللا", "ئابدۇللا مەمەت", "word"), ("ئابد", "ئابدۇللا مەمەت", "word_begin"), ("Иван", "Иван Петров", "word"),
    ],
)  # fmt: skip
def test_reasons(query: str, name: str, reason: str) -> None:
    assert best_reason(query, [name]) == reason


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("李四", "张三"),
        ("lisi", "张三"),
        ("ls", "张三"),
        ("无名氏", "无名氏"),
        ("", "张三"),
        ("不详", "张三"),
        ("强", "张三"),
        ("smith", "张三"),
    ],
)
def test_what_does_not_match(query: str, name: str) -> None:
    assert best_reason(query, [name]) is None


def test_stand_ins_and_blanks_have_no_keys() -> None:
    assert keys_for([]) == keys_for(["", "无名氏28", "不详", "  "]) == frozenset()


def test_every_kind_explains_itself() -> None:
    kinds = {kind for name in ("张小三", "阿卜杜拉·买买提", "John Smith", "阿强") for kind, _ in keys_for([name])}
    assert {explain(kind) for kind in kinds} == REASONS
    with pytest.raises(KeyError):
        explain("zz")


def test_keys_of_a_name_are_made_fast_enough_for_an_import() -> None:
    names = [s + a + b for s in SURNAMES for a in GIVEN for b in GIVEN]
    keys_for(names[:50])
    started = time.process_time()
    for name in names:
        keys_for((name,))
    rate = len(names) / (time.process_time() - started)
    assert rate > 20_000
