import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.kernel.masking import mask_address, mask_name, mask_number, mask_phone
from nuanyang.kernel.names import NameKind, is_placeholder, kind_of, normalise, split_han

han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("written", "normal", "kind"),
    [
        ("张 三", "张三", NameKind.HAN),
        ("　欧阳　修 ", "欧阳修", NameKind.HAN),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提", NameKind.DOTTED),
        ("阿卜杜拉 ・ 买买提", "阿卜杜拉·买买提", NameKind.DOTTED),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提", NameKind.DOTTED),
        ("阿卜杜拉‧买买提", "阿卜杜拉·买买提", NameKind.DOTTED),
        ("Ｊｏｈｎ   Smith", "John Smith", NameKind.LATIN),
        ("José O'Neil-Dupont", "José O'Neil-Dupont", NameKind.LATIN),
        ("བཀྲ་ཤིས", "བཀྲ་ཤིས", NameKind.TIBETAN),
        ("ئابدۇللا مەمەت", "ئابدۇللا مەمەت", NameKind.UYGHUR),
        ("Иван Петров", "Иван Петров", NameKind.OTHER),
        ("𠮷田䶮", "𠮷田䶮", NameKind.HAN),
        ("", "", NameKind.BLANK),
        ("无名氏28", "无名氏28", NameKind.PLACEHOLDER),
        ("不详", "不详", NameKind.PLACEHOLDER),
    ],
)
def test_normal_form_and_kind(written: str, normal: str, kind: NameKind) -> None:
    assert normalise(written) == normal
    assert kind_of(normal) is kind


@given(st.text(max_size=20))
def test_normal_form_is_stable(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(
    "name",
    ["无名氏", "无名氏 3", "无名男", "无名女12", "未知", "姓名不详", "某某", "弃婴", "流浪人员5号", "?"],
)
def test_stand_ins_are_no_names(name: str) -> None:
    assert is_placeholder(normalise(name))


@pytest.mark.parametrize("name", ["张三", "吴名", "武明", "无锡", "梅某", "詹无名", "Na Li"])
def test_names_are_no_stand_ins(name: str) -> None:
    assert not is_placeholder(name)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("张三", ("张", "三")),
        ("欧阳修", ("欧阳", "修")),
        ("歐陽修", ("歐陽", "修")),
        ("尉迟恭", ("尉迟", "恭")),
        ("欧阳", ("欧阳", "")),
        ("王", ("王", "")),
    ],
)
def test_surnames(name: str, parts: tuple[str, str]) -> None:
    assert split_han(name) == parts


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"), ("张小三", "张*三"), ("王李小明", "王**明"), ("欧阳锋", "欧阳*"), ("欧阳修文", "欧阳*文"), ("欧阳", "欧*"), ("阿卜杜拉·买买提", "阿**·买**"), ("张 三", "张*"),
        ("John Smith", "J** S**"), ("张", "*"), ("", ""), ("无名氏28", "无名氏28"), ("བཀྲ་ཤིས", "བ**"),
    ],
)  # fmt: skip
def test_names_are_masked(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(han)
def test_a_masked_han_name_hides_at_least_one_character_and_keeps_its_length(name: str) -> None:
    masked = mask_name(name)
    if kind_of(normalise(name)) is NameKind.HAN:
        assert "*" in masked and len(masked) == len(normalise(name))


@given(st.text("0123456789X", min_size=5, max_size=20))
def test_numbers_show_first_and_last_only(number: str) -> None:
    masked = mask_number(number)
    assert masked == number[0] + "*" * (len(number) - 2) + number[-1]


def test_short_numbers_are_hidden_whole() -> None:
    assert mask_number("1234") == "****" and mask_number("") == ""


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+8613812345678", "138****5678"),
        ("+86-138 1234 5678", "138****5678"),
        ("138-1234-5678", "138****5678"),
        ("0825-2223456", "0825-****56"),
        ("(010)62223456", "010-****56"),
        ("12345", "****45"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_telephone_numbers(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("四川省遂宁市船山区南津路12号", "四川省遂宁市船山区****"),
        ("四川省遂宁市", "四川省遂宁市"),
        ("重庆市渝北区龙溪街道5号", "重庆市渝北区****"),
        ("内蒙古自治区呼和浩特市新城区海东路", "内蒙古自治区呼和浩特市新城区****"),
        ("四川省阿坝藏族羌族自治州汶川县威州镇", "四川省阿坝藏族羌族自治州汶川县****"),
        ("幸福小区3栋", "****"),
        ("南津路12号", "****"),
        ("", ""),
    ],
)
def test_addresses_stop_at_the_county(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@given(st.text(max_size=30))
def test_masking_never_breaks(text: str) -> None:
    for mask in (mask_name, mask_number, mask_phone, mask_address):
        assert isinstance(mask(text), str)
