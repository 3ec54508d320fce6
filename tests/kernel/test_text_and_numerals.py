import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.kernel.numerals import integer
from nuanyang.kernel.sex import Sex, parse_sex
from nuanyang.kernel.text import fold_width, says_nothing, without_spaces

DIGITS = "零一二三四五六七八九"


def spoken(number: int) -> str:
    """A plain writer of Chinese numerals below 100,000,000, to read back."""
    if number >= 10_000:
        rest = number % 10_000
        return spoken(number // 10_000) + "万" + (("零" if rest < 1000 else "") + spoken(rest) if rest else "")
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return words or "零"


@given(st.integers(0, 99_999_999))
def test_spoken_numbers_are_read_back(number: int) -> None:
    assert integer(spoken(number)) == number
    assert integer(str(number)) == number


@given(st.integers(0, 10**9))
def test_digit_by_digit(number: int) -> None:
    assert integer("".join(DIGITS[int(d)] for d in str(number))) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("廿三", 23),
        ("一百五", 150),
        ("一百零五", 105),
        ("三万五", 35_000),
        ("两千", 2000),
        ("壹佰贰拾叁", 123),
        ("一亿两千万", 120_000_000),
        ("二〇一三", 2013),
    ],
)
def test_forms(text: str, number: int) -> None:
    assert integer(text) == number


@pytest.mark.parametrize("text", ["", "abc", "万", "二三十", "甲", "1.5", "一x"])
def test_not_a_number(text: str) -> None:
    assert integer(text) is None


@given(st.text(max_size=30))
def test_folding_is_stable(text: str) -> None:
    once = fold_width(text)
    assert fold_width(once) == once
    assert "  " not in once and once == once.strip()
    assert " " not in without_spaces(text)


def test_widths_and_invisible_characters() -> None:
    assert fold_width("２０１３\u3000\u3000年\u200b") == "2013 年"
    assert says_nothing(" （不详） ") and says_nothing("——") and says_nothing("") and not says_nothing("无锡")


@pytest.mark.parametrize(
    ("cell", "sex"),
    [
        ("男", Sex.MALE), (" 女 性", Sex.FEMALE), ("Ｍ", Sex.MALE), ("f", Sex.FEMALE), ("1", Sex.MALE), (2.0, Sex.FEMALE), (0, Sex.UNKNOWN), ("9", Sex.NOT_STATED),
        ("未说明的性别", Sex.NOT_STATED), ("", Sex.UNKNOWN), (None, Sex.UNKNOWN), ("不详", Sex.UNKNOWN), ("未知", Sex.UNKNOWN), ("汉族", None), (3, None), (float("nan"), None),
    ],
)  # fmt: skip
def test_sex_is_read_by_the_standard(cell: str | float | None, sex: Sex | None) -> None:
    assert parse_sex(cell) is sex


def test_known_sex() -> None:
    assert [s for s in Sex if s.known] == [Sex.MALE, Sex.FEMALE]
