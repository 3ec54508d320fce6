from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.kernel import identity
from nuanyang.kernel.identity_fragments import birth_query, fragment_query, fragments, near_queries

from .test_identity import resident_numbers


def found(query: tuple[tuple[str, str], ...], number: str) -> bool:
    return bool(query) and set(query) <= set(fragments(number))


@given(resident_numbers(), st.integers(0, 12), st.integers(6, 18))
def test_any_run_of_six_or_more_finds_its_number(number: str, start: int, length: int) -> None:
    piece = number[start : start + length]
    assert len(piece) >= 6
    assert found(fragment_query(piece), number)


@given(resident_numbers())
def test_the_last_four_and_the_stars_between_find_it(number: str) -> None:
    assert fragment_query(number[-4:]) == (("l4", number[-4:]),)
    assert found(fragment_query(number[:6] + "*" * 8 + number[14:]), number)
    assert found(fragment_query("**************" + number[14:].lower()), number)
    assert found(fragment_query(f"{number[:6]} {number[6:14]} {number[14:]}"), number)


@given(resident_numbers(), resident_numbers(), st.integers(0, 12))
def test_six_characters_find_only_numbers_that_hold_them(number: str, other: str, start: int) -> None:
    piece = number[start : start + 6]
    assert found(fragment_query(piece), other) is (piece in other)


@given(resident_numbers())
def test_the_number_of_keys_is_bounded(number: str) -> None:
    keys = list(fragments(number))
    assert len(keys) == len(set(keys)) <= 15


@given(resident_numbers().filter(lambda n: n[6:8] == "19"))
def test_an_old_number_finds_its_new_form(number: str) -> None:
    old = number[:6] + number[8:17]
    assert found(fragment_query(old), number)
    assert found(fragment_query(old[6:]), number)


def test_fifteen_typed_characters_of_a_new_number_are_not_taken_for_an_old_one() -> None:
    first17 = "51090420100203123"
    number = first17 + identity.check_digit(first17)
    assert found(fragment_query(number[:15]), number)


@given(resident_numbers(), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_still_leads_to_the_number(number: str, place: int, shift: int) -> None:
    wrong = str(((10 if number[place] == "X" else int(number[place])) + shift) % 10)
    typed = number[:place] + wrong + number[place + 1 :]
    assert any(found(query, number) for query in near_queries(typed))


@given(resident_numbers(), st.integers(0, 16))
def test_swapped_neighbours_still_lead_to_the_number(number: str, place: int) -> None:
    typed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert any(found(query, number) for query in near_queries(typed))


@given(resident_numbers())
def test_a_birth_date_finds_its_numbers(number: str) -> None:
    assert found(birth_query(date.fromisoformat(number[6:14])), number)


@pytest.mark.parametrize("text", ["", "123", "***", "12*34*", "无"])
def test_too_little_to_look_for(text: str) -> None:
    assert fragment_query(text) == ()


def test_short_and_foreign_numbers() -> None:
    assert list(fragments("")) == []
    assert list(fragments("123")) == [("id", "123")]
    assert set(fragments("E12345678")) == {
        ("id", "E12345678"),
        ("l4", "5678"),
        ("w6", "E12345"),
        ("w6", "123456"),
        ("w6", "234567"),
        ("w6", "345678"),
    }
    assert near_queries("E12345678") == ()
