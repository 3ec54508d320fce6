import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.kernel.organisation_codes import (
    credit_check_character,
    organisation_check_character,
    parse_credit_code,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000802100433B", " 9135 0100 m000100y43 "])
def test_samples_are_valid(code: str) -> None:
    read = parse_credit_code(code)
    assert read.valid and read.problems == ()
    assert read.region in ("350100", "110000")


def test_the_inner_code_of_the_standard() -> None:
    assert organisation_check_character("D2143569") == "X"


@given(
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=8, max_size=8),
)
def test_a_made_code_is_valid_and_one_change_is_caught(head: str, region: str, body: str) -> None:
    first17 = head + region + body + organisation_check_character(body)
    code = first17 + credit_check_character(first17)
    read = parse_credit_code(code)
    assert read.valid and read.organisation_code == code[8:17]
    assert not parse_credit_code(("1" if code[0] != "1" else "2") + code[1:]).valid


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("", "length"),
        ("91350100M000100Y4", "length"),
        ("91350100I000100Y43", "characters"),
        ("91AB0100M000100Y43", "characters"),
        ("91350100M000100Y44", "check_digit"),
    ],
)
def test_faults_are_named(code: str, problem: str) -> None:
    read = parse_credit_code(code)
    assert not read.valid and read.problems == (problem,)


def test_a_wrong_inner_check_only_informs() -> None:
    first17 = "92350100M000100Y5"
    read = parse_credit_code(first17 + credit_check_character(first17))
    assert read.valid and read.problems == ("organisation_code",)
