import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.engines.matching import phonetics
from nuanyang.engines.matching.phonetics import (
    Nickname,
    dialect_class,
    nickname,
    segmentations,
    simplify,
    syllables,
)
from nuanyang.engines.matching.readings import all_syllables

SURNAMES = "单仇解区查曾任华盖乐朴翟召缪宁纪燕覃员郗谌繁黑秘种薄柏葛"
READ = (
    "shan qiu xie ou zha zeng ren hua ge yue piao zhai shao miao ning ji yan qin yun xi chen po he bi chong bo bai ge"
)


@pytest.mark.parametrize(("surname", "syllable"), list(zip(SURNAMES, READ.split(), strict=True)))
def test_surnames_are_read_as_surnames(surname: str, syllable: str) -> None:
    assert syllables(surname + "明")[0] == syllable


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("尉迟恭", "yu chi gong"),
        ("长孙无忌", "zhang sun wu ji"),
        ("長孫無忌", "zhang sun wu ji"),
        ("令狐冲", "ling hu chong"),
        ("万俟雪", "mo qi xue"),
        ("单于明", "chan yu ming"),
        ("欧阳修", "ou yang xiu"),
        ("吕丽娜", "lv li na"),
        ("张單", "zhang dan"),
        ("王重阳", "wang chong yang"),
    ],
)
def test_whole_names_are_read(name: str, read: str) -> None:
    assert " ".join(syllables(name)) == read
    assert phonetics.initials(name) == "".join(s[0] for s in read.split())


def test_a_character_with_two_readings_is_read_both_ways() -> None:
    assert {"zhang le", "zhang yue"} == {" ".join(r) for r in phonetics.readings_of("张乐")}
    assert len(list(phonetics.readings_of("乐乐乐乐乐", limit=3))) == 3
    assert list(phonetics.readings_of("")) == []


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=5))
def test_traditional_and_simplified_sound_alike(name: str) -> None:
    assert simplify(simplify(name)) == simplify(name)
    assert all(s.isascii() and s.islower() for s in syllables(name))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zhang", "zang"),
        ("chen", "cheng"),
        ("shi", "si"),
        ("nan", "lan"),
        ("niu", "liu"),
        ("huang", "wang"),
        ("hui", "fei"),
        ("fu", "hu"),
        ("hu", "wu"),
        ("lin", "ling"),
        ("ren", "leng"),
        ("xing", "xin"),
        ("liang", "lian"),
        ("guan", "guang"),
        ("lv", "lu"),
        ("hun", "wen"),
    ],
)
def test_dialects_mix_these_up(one: str, other: str) -> None:
    assert dialect_class(one) == dialect_class(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zhang", "chang"),
        ("li", "liu"),
        ("ma", "na"),
        ("dong", "teng"),
        ("hang", "huang"),
        ("xi", "shi"),
        ("ban", "pan"),
        ("jian", "qian"),
    ],
)
def test_dialects_keep_these_apart(one: str, other: str) -> None:
    assert dialect_class(one) != dialect_class(other)


def test_a_class_is_its_own_class_and_there_are_not_too_few() -> None:
    classes = {dialect_class(s) for s in all_syllables()}
    assert all(dialect_class(c) == c for c in classes)
    assert 200 < len(classes) < len(all_syllables())
    assert dialect_class("") == ""


@given(st.lists(st.sampled_from(sorted(all_syllables())), min_size=1, max_size=4))
def test_typed_syllables_are_found_again(way: list[str]) -> None:
    assert tuple(way) in segmentations(" ".join(way), limit=64)
    assert all("".join(found) == "".join(way) for found in segmentations("".join(way)))


@pytest.mark.parametrize(
    ("letters", "first"),
    [
        ("zhangxiaosan", ("zhang", "xiao", "san")),
        ("xian", ("xian",)),
        ("xi an", ("xi", "an")),
        ("lyu bu", ("lv", "bu")),
        ("ouyangxiu", ("ou", "yang", "xiu")),
    ],
)
def test_segmentation_prefers_few_syllables(letters: str, first: tuple[str, ...]) -> None:
    assert segmentations(letters)[0] == first


@pytest.mark.parametrize("letters", ["", "zs", "smith", "张", "x" * 40, "a1"])
def test_what_is_no_pinyin(letters: str) -> None:
    assert segmentations(letters) == []


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("José O'Neil", "jose oneil"),
        ("LÜ Bu", "lv bu"),
        ("Müller-Groß", "mvller gross"),
        ("Nguyễn", "nguyen"),
        ("Đặng", "dang"),
        ("J. R. Smith", "j r smith"),
    ],
)
def test_letters_are_folded(text: str, folded: str) -> None:
    assert phonetics.fold_letters(text) == folded


@given(st.text(max_size=20))
def test_folding_letters_is_stable(text: str) -> None:
    once = phonetics.fold_letters(text)
    assert phonetics.fold_letters(once) == once


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("阿强", Nickname("强", "given")), ("小红", Nickname("红", "either")), ("红红", Nickname("红", "given")), ("老王", Nickname("王", "surname")), ("强哥", Nickname("强", "either")), ("王大爷", Nickname("王", "surname")),
        ("张某", Nickname("张", "surname")), ("张某某", Nickname("张", "surname")), ("李师傅", Nickname("李", "surname")), ("小明明", Nickname("明", "given")), ("张三", None), ("王小明", None), ("强", None), ("", None),
    ],
)  # fmt: skip
def test_call_names(name: str, call: Nickname | None) -> None:
    assert nickname(name) == call
