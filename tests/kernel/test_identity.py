from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanyang.kernel import identity
from nuanyang.kernel.identity import PaperKind, parse
from nuanyang.kernel.sex import Sex

digits = st.text("0123456789", min_size=1)
births = st.dates(date(1900, 1, 1), date(2026, 12, 31))


@st.composite
def resident_numbers(draw: st.DrawFn) -> str:
    area = draw(st.sampled_from(["110105", "510904", "430000", "659999", "810000", "830000"]))
    first17 = f"{area}{draw(births):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + identity.check_digit(first17)


@given(resident_numbers())
def test_a_well_formed_number_says_birth_sex_and_region(number: str) -> None:
    paper = parse(number)
    assert paper.valid and not paper.flagged
    assert paper.number == number
    assert f"{paper.birth_date:%Y%m%d}" == number[6:14]
    assert paper.sex == (Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)
    assert paper.region == number[:6]


@given(resident_numbers(), st.integers(0, 17), st.integers(1, 9))
def test_every_single_digit_error_is_caught(number: str, place: int, shift: int) -> None:
    wrong = "0123456789"[(0 if number[place] == "X" else int(number[place]) + shift) % 10]
    if wrong == number[place]:
        wrong = "5"
    paper = parse(number[:place] + wrong + number[place + 1 :], PaperKind.RESIDENT_ID)
    assert not paper.valid and paper.flagged
    assert paper.birth_date is None and paper.region is None


@given(resident_numbers(), st.integers(0, 16))
def test_every_swap_of_neighbours_is_caught(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert parse(swapped, PaperKind.RESIDENT_ID).valid is (swapped == number)


@given(resident_numbers())
def test_the_way_of_writing_does_not_matter(number: str) -> None:
    wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    assert parse(wide).number == number
    assert parse(f" {number[:6]} {number[6:14]}-{number[14:].lower()} ").number == number


@given(resident_numbers().filter(lambda n: n[6:8] == "19"))
def test_old_numbers_are_upgraded(number: str) -> None:
    paper = parse(number[:6] + number[8:17])
    assert paper.number == number and paper.valid
    assert "legacy" in paper.problems and not paper.flagged


@given(st.text(max_size=40), st.sampled_from([None, *PaperKind]))
def test_no_text_breaks_the_reader(text: str, kind: PaperKind | None) -> None:
    paper = parse(text, kind)
    assert not (paper.valid and paper.flagged)
    assert paper.valid or paper.problems or paper.kind is PaperKind.NONE
    assert parse(paper.number, paper.kind).number == paper.number


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("110105194912310021", "check_digit"),
        ("110105194913310027", "birth_date"),
        ("11010519491231002", "length"),
        ("1101051949123100212", "length"),
        ("11010519491231O02X", "characters"),
        ("110105491331002", "birth_date"),
        ("5109041970****9931", "characters"),
    ],
)
def test_wrong_numbers_are_kept_and_flagged(written: str, problem: str) -> None:
    paper = parse(written)
    assert paper.kind is PaperKind.RESIDENT_ID
    assert not paper.valid and paper.flagged
    assert problem in paper.problems
    assert paper.number == written


def test_samples_of_the_standard() -> None:
    assert parse("11010519491231002x").number == "11010519491231002X"
    assert parse("440524188001010014").birth_date == date(1880, 1, 1)
    assert parse("11010519491231002×").valid


def test_an_unknown_province_informs_but_does_not_refuse() -> None:
    number = "99000019800101001"
    paper = parse(number + identity.check_digit(number), PaperKind.RESIDENT_ID)
    assert paper.valid and paper.problems == ("province",)


@pytest.mark.parametrize(
    ("written", "kind", "number"),
    [
        ("H12345678", PaperKind.HK_MACAU_PERMIT, "H12345678"),
        ("m1234567801", PaperKind.HK_MACAU_PERMIT, "M12345678"),
        ("USA110074011501", PaperKind.FOREIGN_RESIDENCE, "USA110074011501"),
        ("911124198108030024", PaperKind.FOREIGN_RESIDENCE, "911124198108030024"),
        ("12345678", PaperKind.TAIWAN_PERMIT, "12345678"),
        ("E12345678", PaperKind.PASSPORT, "E12345678"),
        ("EA1234567", PaperKind.PASSPORT, "EA1234567"),
    ],
)
def test_other_papers_are_known_by_their_form(written: str, kind: PaperKind, number: str) -> None:
    paper = parse(written)
    assert (paper.kind, paper.number, paper.valid) == (kind, number, True)


def test_permits_of_residence_carry_their_own_kind() -> None:
    for area, kind in (
        ("810000", PaperKind.HK_MACAU_RESIDENCE),
        ("820000", PaperKind.HK_MACAU_RESIDENCE),
        ("830000", PaperKind.TAIWAN_RESIDENCE),
    ):
        number = area + "19900101001"
        assert parse(number + identity.check_digit(number)).kind is kind


@pytest.mark.parametrize(
    "kind",
    [PaperKind.HK_MACAU_PERMIT, PaperKind.TAIWAN_PERMIT, PaperKind.FOREIGN_RESIDENCE, PaperKind.PASSPORT],
)
def test_a_kind_refuses_another_kinds_number(kind: PaperKind) -> None:
    paper = parse("护照号码看不清", kind)
    assert not paper.valid and paper.problems == ("pattern",)


def test_a_new_foreign_card_with_a_wrong_check_is_flagged() -> None:
    assert parse("911124198108030025").problems == ("check_digit",)
    assert parse("911124198113030024").flagged


@pytest.mark.parametrize("written", [None, "", "  ", "无", "不详", "新生儿", "无身份证", "-", "/"])
def test_nothing_written_is_no_paper_and_no_problem(written: str | None) -> None:
    paper = parse(written)
    assert (paper.kind, paper.number, paper.valid, paper.problems) == (PaperKind.NONE, "", False, ())


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("居民身份证", PaperKind.RESIDENT_ID),
        ("港澳居民居住证", PaperKind.HK_MACAU_RESIDENCE),
        ("台胞证", PaperKind.TAIWAN_PERMIT),
        ("回乡证", PaperKind.HK_MACAU_PERMIT),
        ("护 照", PaperKind.PASSPORT),
        ("外国人永久居留身份证", PaperKind.FOREIGN_RESIDENCE),
        ("无", PaperKind.NONE),
        ("士兵证", PaperKind.OTHER),
        ("", None),
    ],
)
def test_the_kind_column_is_read(written: str, kind: PaperKind | None) -> None:
    assert identity.parse_kind(written) is kind


def test_the_check_needs_seventeen_digits() -> None:
    with pytest.raises(ValueError, match="17 digits"):
        identity.check_digit("123")
