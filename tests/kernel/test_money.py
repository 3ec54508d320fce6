from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.kernel.money import Fen, MoneyError, fen_from_cell, format_yuan, format_zh, in_words, parse_fen

amounts = st.integers(-(10**13), 10**13).map(Fen)


@given(amounts)
def test_what_is_written_is_read_back(fen: Fen) -> None:
    assert parse_fen(format_yuan(fen)) == fen
    assert parse_fen(format_zh(fen)) == fen


@given(st.integers(0, 10**11).map(Fen))
def test_the_words_of_a_receipt_are_read_back(fen: Fen) -> None:
    assert parse_fen(in_words(fen)) == fen


@given(st.integers(0, 10**9))
def test_cells_are_read_by_their_shortest_writing(fen: int) -> None:
    assert fen_from_cell(fen / 100) == fen
    assert fen_from_cell(Decimal(fen) / 100) == fen


@given(st.text(max_size=20))
def test_other_text_is_refused_with_a_code(text: str) -> None:
    try:
        assert isinstance(parse_fen(text), int)
    except MoneyError as error:
        assert error.code in ("empty", "unreadable", "too_precise")


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.56", 123_456), ("12元5角", 1250), ("12元5角3分", 1253), ("12块5", 1250), ("12块5毛", 1250), ("5角", 50), ("3分", 3), ("¥ 12", 1200), ("１２．５０", 1250),
        ("1.2万元", 1_200_000), ("3.5万", 3_500_000), ("-3", -300), ("(12.00)", -1200), ("负12元", -1200), ("十二元五角", 1250), ("壹佰元整", 10_000), ("壹佰贰拾叁元肆角伍分", 12_345),
        ("壹佰元零伍分", 10_005), ("12.", 1200), (".5", 50), ("12.500", 1250), ("人民币12元", 1200), ("20元钱"[:-1], 2000), ("一百五", 15_000),
    ],
)  # fmt: skip
def test_forms(text: str, fen: int) -> None:
    assert parse_fen(text) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("元", "unreadable"),
        ("12.345", "too_precise"),
        ("1,23", "unreadable"),
        ("abc", "unreadable"),
        ("12元abc", "unreadable"),
        ("--3", "unreadable"),
    ],
)
def test_refusals(text: str, code: str) -> None:
    with pytest.raises(MoneyError) as refused:
        parse_fen(text)
    assert refused.value.code == code


@pytest.mark.parametrize("cell", [True, object(), float("nan"), float("inf"), 0.001])
def test_cells_that_are_no_amount(cell: object) -> None:
    with pytest.raises(MoneyError):
        fen_from_cell(cell)


def test_blank_cells() -> None:
    assert fen_from_cell(None) is None and fen_from_cell("  ") is None and fen_from_cell("413.2") == 41_320


def test_formats() -> None:
    assert format_yuan(-123_456) == "-1,234.56"
    assert format_zh(1200) == "12元"
    assert (
        in_words(0) == "零元整"
        and in_words(1200) == "壹拾贰元整"
        and in_words(10_005) == "壹佰元零伍分"
        and in_words(1_000_100_00) == "壹佰万零壹佰元整"
    )
