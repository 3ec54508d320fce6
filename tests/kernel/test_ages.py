from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.kernel.ages import OLDEST, Age, age_on, parse_age


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (date(2000, 5, 1), date(2018, 4, 30), 17), (date(2000, 5, 1), date(2018, 5, 1), 18), (date(2000, 2, 29), date(2001, 2, 28), 0), (date(2000, 2, 29), date(2001, 3, 1), 1), (date(2000, 2, 29), date(2004, 2, 29), 4),
        (date(2013, 1, 1), date(2013, 1, 1), 0),
    ],
)  # fmt: skip
def test_age_turns_on_the_birthday(birth: date, on: date, years: int) -> None:
    assert age_on(birth, on) == years


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before birth"):
        age_on(date(2013, 1, 2), date(2013, 1, 1))


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("45", Age(45, 45, 45)), (45.0, Age(45, 45, 45)), ("45岁", Age(45, 45, 45)), ("45周岁", Age(45, 45, 45)), ("四十五", Age(45, 45, 45)), ("４５ 岁", Age(45, 45, 45)), ("45岁（自报）", Age(45, 45, 45)),
        ("约45岁", Age(40, 50, 45, True)), ("大约45", Age(40, 50, 45, True)), ("35上下", Age(30, 40, 35, True)), ("35岁左右", Age(30, 40, 35, True)), ("约四十五岁", Age(40, 50, 45, True)), ("约8岁", Age(6, 10, 8, True)),
        ("45-50岁", Age(45, 50, 47, True, span=True)), ("45~50", Age(45, 50, 47, True, span=True)), ("45至50岁之间", Age(45, 50, 47, True, span=True)), ("四十至五十岁", Age(40, 50, 45, True, span=True)),
        ("四十多岁", Age(40, 49, 45, True, span=True)), ("40多", Age(40, 49, 45, True, span=True)), ("40岁左右", Age(35, 45, 40, True)), ("40来岁", Age(37, 43, 40, True)), ("30几岁", Age(30, 39, 35, True, span=True)), ("20出头", Age(20, 23, 21, True)),
        ("十七八岁", Age(17, 18, 17, True, span=True)), ("七八岁", Age(7, 8, 7, True, span=True)), ("四十五六", Age(45, 46, 45, True, span=True)), ("三四十岁", Age(30, 49, 40, True, span=True)), ("十八", Age(18, 18, 18)),
        ("60岁以上", Age(60, OLDEST, 60, True, span=True)), ("不满18岁", Age(0, 17, None, True, span=True)), ("未满18周岁", Age(0, 17, None, True, span=True)), ("近60岁", Age(57, 59, 59, True)), ("不到30", Age(27, 29, 29, True)), ("16岁以下", Age(0, 16, None, True, span=True)),
        ("虚岁46", Age(44, 45, 45, True, span=True)), ("3个月", Age(0, 0, 0, months=3)), ("15个月", Age(1, 1, 1, months=15)), ("20天", Age(0, 0, 0, months=0)), ("半岁", Age(0, 0, 0, months=6)), ("1岁半", Age(1, 1, 1, months=18)), ("2岁3个月", Age(2, 2, 2, months=27)),
        ("老年", Age(60, OLDEST, None, True, span=True)), ("未成年", Age(0, 17, None, True, span=True)), ("新生儿", Age(0, 0, 0, True)), ("0", Age(0, 0, 0)), ("一百零二岁", Age(102, 102, 102)),
    ],
)  # fmt: skip
def test_stated_ages(text: str | float, age: Age) -> None:
    assert parse_age(text) == age


@pytest.mark.parametrize("text", [None, "", "不详", "未知", "-"])
def test_blank_ages(text: str | None) -> None:
    assert parse_age(text) == Age() and not parse_age(text).known


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("abc", "unreadable"),
        ("汉族", "unreadable"),
        ("450", "out_of_range"),
        ("0-242", "out_of_range"),
        (-3, "out_of_range"),
        (float("nan"), "unreadable"),
        (True, "unreadable"),
        ("2岁15个月", "unreadable"),
        ("三九十岁", "unreadable"),
    ],
)
def test_refusals(text: str | float, problem: str) -> None:
    assert parse_age(text) == Age(problem=problem)


@given(st.integers(0, OLDEST))
def test_plain_numbers_are_exact(years: int) -> None:
    assert parse_age(years) == parse_age(f"{years}岁") == parse_age(str(years)) == Age(years, years, years)


@given(st.one_of(st.text(max_size=12), st.text("约四十五60几多岁以上下-个月半天不满虚至", max_size=8), st.floats()))
def test_every_reading_is_consistent(text: str | float) -> None:
    age = parse_age(text)
    assert (age.low is None) == (age.high is None)
    if age.low is not None and age.high is not None:
        assert age.problem is None
        assert 0 <= age.low <= age.high <= OLDEST
        assert age.stated is None or age.low <= age.stated <= age.high
    else:
        assert age.stated is None


@pytest.mark.parametrize("figure", [59.9, 17.5, 1.5, 0.5, 60.0])
def test_a_figure_typed_as_text_is_the_same_figure(figure: float) -> None:
    assert parse_age(str(figure)) == parse_age(figure) == parse_age(f"{figure}岁") == parse_age(int(figure))


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("15-20岁", Age(15, 20, 17, True, span=True)), ("55.5至65", Age(55, 65, 60, True, span=True)), ("五六十岁", Age(50, 69, 60, True, span=True)), ("十多岁", Age(10, 19, 15, True, span=True)),
        ("60+", Age(60, OLDEST, 60, True, span=True)), ("≥60", Age(60, OLDEST, 60, True, span=True)), (">59岁", Age(60, OLDEST, 60, True, span=True)), ("<18", Age(0, 17, None, True, span=True)),
        ("约60岁", Age(55, 65, 60, True)), ("六十多", Age(60, 69, 65, True, span=True)), ("年约四十", Age(35, 45, 40, True)), ("50岁左右的样子", Age(45, 55, 50, True)), ("45?", Age(40, 50, 45, True)), ("62 years old", Age(62, 62, 62)),
    ],
)  # fmt: skip
def test_spans_and_guesses_are_told_apart(text: str, age: Age) -> None:
    assert parse_age(text) == age
