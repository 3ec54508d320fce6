"""Identity numbers and papers: normal form, kind, checks and what a number says (GB 11643; rules
CD-001…CD-005).

A wrong number is kept and flagged, never refused; the area is never checked against a list, because
abolished areas live on in numbers. Nothing here invents a number for somebody without one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nuanyang.kernel.sex import Sex
from nuanyang.kernel.text import says_nothing, without_spaces, words


class PaperKind(StrEnum):
    RESIDENT_ID = "resident_id"
    HK_MACAU_RESIDENCE = "hk_macau_residence"
    TAIWAN_RESIDENCE = "taiwan_residence"
    HK_MACAU_PERMIT = "hk_macau_permit"
    """Mainland travel permit of Hong Kong and Macau residents (回乡证)."""
    TAIWAN_PERMIT = "taiwan_permit"
    """Mainland travel permit of Taiwan residents (台胞证)."""
    FOREIGN_RESIDENCE = "foreign_residence"
    PASSPORT = "passport"
    OTHER = "other"
    NONE = "none"
    """No paper: unknown person, newborn, or nothing written."""


@dataclass(frozen=True, slots=True)
class IdentityPaper:
    """kind and number in normal form (a valid 15-digit number upgraded to 18; "" without paper).

    valid: the form and every check that the kind allows hold. problems: codes. Those that make it invalid:
    length, characters, check_digit, birth_date, pattern. Those that only inform: legacy (was 15 digits),
    province (unknown first two digits), issue_count (trailing issue count of an old permit dropped),
    kind_guessed. A missing paper is neither valid nor a problem. birth_date, sex and region come from the
    number alone and only from a valid one.
    """

    kind: PaperKind
    number: str
    valid: bool
    problems: tuple[str, ...] = ()
    birth_date: date | None = None
    sex: Sex | None = None
    region: str | None = None

    @property
    def flagged(self) -> bool:
        return bool(FAULTS.intersection(self.problems))


FAULTS = frozenset(("length", "characters", "check_digit", "birth_date", "pattern"))

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
PROVINCES = words(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
)
_RESIDENCE_KINDS = {
    "81": PaperKind.HK_MACAU_RESIDENCE,
    "82": PaperKind.HK_MACAU_RESIDENCE,
    "83": PaperKind.TAIWAN_RESIDENCE,
}
_EIGHTEEN_KINDS = frozenset((PaperKind.RESIDENT_ID, PaperKind.HK_MACAU_RESIDENCE, PaperKind.TAIWAN_RESIDENCE))

_SEPARATORS = re.compile(r"[\s\-—–_.,、·'\"`()\[\]:]")
_LOOKALIKES = str.maketrans({"×": "X", "Х": "X", "х": "X", "✕": "X", "╳": "X", "χ": "X", "Χ": "X"})


def normalise_number(text: str) -> str:
    """Half-width, upper case, without spaces and separators; a multiplication sign or Cyrillic letter in
    place of X becomes X. Stars (digits that could not be read) stay."""
    bare = _SEPARATORS.sub("", without_spaces(text)).translate(_LOOKALIKES).upper()
    return unicodedata.normalize("NFKC", bare)


def check_digit(first17: str) -> str:
    """GB 11643's check character for the first 17 digits (rule CD-001)."""
    if len(first17) != 17 or not _digits(first17):
        raise ValueError("17 digits needed")
    return _CHECK[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def upgrade(legacy: str) -> str:
    """15 digits → 18: century 19 behind the area, check character at the end (rule CD-003)."""
    first17 = legacy[:6] + "19" + legacy[6:]
    return first17 + check_digit(first17)


def parse(text: str | None, kind: PaperKind | str | None = None) -> IdentityPaper:
    """Read a number as written. Without `kind` the form decides; with one, that kind's checks apply (but an
    18-digit number beginning 81, 82 or 83 is always a residence permit)."""
    wanted = PaperKind(kind) if kind is not None else None
    number = normalise_number(text or "")
    if wanted is PaperKind.NONE or says_nothing(text or "") or says_nothing(number) or number in _NO_PAPER:
        return IdentityPaper(PaperKind.NONE, "", valid=False)
    if wanted is None:
        guessed, certain = _guess(number)
        paper = _READERS[guessed](number)
        return paper if certain else _with_problem(paper, "kind_guessed")
    return _READERS[wanted](number)


_NO_PAPER = words(
    "新生儿 未办理 未上户 无户口 无证件 无身份证 没有身份证 未带 未携带 丢失 遗失 无法查询 无法核实 不记得 无号码"
)

_HK_MACAU_PERMIT = re.compile(r"[HM]\d{8}(?:\d{2})?")
_TAIWAN_PERMIT = re.compile(r"\d{8}(?:\d{2}[A-Z]?|\([A-Z]\))?|T\d{8,9}")
_FOREIGN_OLD = re.compile(r"[A-Z]{3}\d{12}")
_PASSPORT = re.compile(r"(?=.*\d)[A-Z0-9]{5,17}")


def _guess(number: str) -> tuple[PaperKind, bool]:
    """(kind, whether the form leaves no doubt)."""
    if re.fullmatch(r"9\d{17}", number):
        return PaperKind.FOREIGN_RESIDENCE, True
    if len(number) in (15, 18) and number[:-1].isdigit():
        return PaperKind.RESIDENT_ID, True
    if _HK_MACAU_PERMIT.fullmatch(number):
        return PaperKind.HK_MACAU_PERMIT, True
    if _FOREIGN_OLD.fullmatch(number):
        return PaperKind.FOREIGN_RESIDENCE, True
    if re.fullmatch(r"\d{8}", number):
        return PaperKind.TAIWAN_PERMIT, False
    if number[0].isalpha() and _PASSPORT.fullmatch(number) and len(number) <= 9:
        return PaperKind.PASSPORT, False
    # What is left is most likely a resident number with digits too many, too few or unread.
    return (PaperKind.RESIDENT_ID if sum(c.isdigit() or c in "X*" for c in number) >= 12 else PaperKind.OTHER), False


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _date(eight: str) -> date | None:
    try:
        born = date(int(eight[:4]), int(eight[4:6]), int(eight[6:8]))
    except ValueError:
        return None
    return born if born.year >= 1800 else None


def _eighteen(number: str) -> IdentityPaper:
    notices: list[str] = []
    kind = _RESIDENCE_KINDS.get(number[:2], PaperKind.RESIDENT_ID)
    if len(number) == 15 and _digits(number):
        if _date("19" + number[6:12]) is None:
            return IdentityPaper(kind, number, valid=False, problems=("legacy", "birth_date"))
        number = upgrade(number)
        notices.append("legacy")
    faults = _eighteen_faults(number)
    if number[:2].isdigit() and number[:2] not in PROVINCES:
        notices.append("province")
    if faults:
        return IdentityPaper(kind, number, valid=False, problems=(*faults, *notices))
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return IdentityPaper(kind, number, True, tuple(notices), _date(number[6:14]), sex, number[:6])


def _eighteen_faults(number: str) -> list[str]:
    if not re.fullmatch(r"[0-9]*[0-9X]", number):
        return ["characters"] if len(number) == 18 else ["length", "characters"]
    if len(number) != 18:
        return ["length"]
    faults = []
    if _date(number[6:14]) is None:
        faults.append("birth_date")
    if check_digit(number[:17]) != number[17]:
        faults.append("check_digit")
    return faults


def _foreign(number: str) -> IdentityPaper:
    """Old card: three letters of the country, four digits of the place, six of birth, one, one check. New
    card (since 2023): 9, two digits of the place, three of the country, eight of birth, three, one check
    (the same check as a resident number)."""
    kind = PaperKind.FOREIGN_RESIDENCE
    if _FOREIGN_OLD.fullmatch(number):
        good = _date("20" + number[7:13]) or _date("19" + number[7:13])
        return IdentityPaper(kind, number, valid=good is not None, problems=() if good else ("birth_date",))
    if not number.startswith("9"):
        return IdentityPaper(kind, number, valid=False, problems=("pattern",))
    faults = tuple(_eighteen_faults(number))
    if faults:
        return IdentityPaper(kind, number, valid=False, problems=faults)
    return IdentityPaper(kind, number, True, (), _date(number[6:14]), Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def _hk_macau_permit(number: str) -> IdentityPaper:
    if not _HK_MACAU_PERMIT.fullmatch(number):
        return IdentityPaper(PaperKind.HK_MACAU_PERMIT, number, valid=False, problems=("pattern",))
    # The first nine characters stay with the holder; older cards print a count of issues behind them.
    return IdentityPaper(
        PaperKind.HK_MACAU_PERMIT,
        number[:9],
        valid=True,
        problems=("issue_count",) if len(number) > 9 else (),
    )


def _taiwan_permit(number: str) -> IdentityPaper:
    if not _TAIWAN_PERMIT.fullmatch(number):
        return IdentityPaper(PaperKind.TAIWAN_PERMIT, number, valid=False, problems=("pattern",))
    if number[0] == "T":
        return IdentityPaper(PaperKind.TAIWAN_PERMIT, number, valid=True)
    return IdentityPaper(
        PaperKind.TAIWAN_PERMIT, number[:8], valid=True, problems=("issue_count",) if len(number) > 8 else ()
    )


def _passport(number: str) -> IdentityPaper:
    good = _PASSPORT.fullmatch(number) is not None
    return IdentityPaper(PaperKind.PASSPORT, number, valid=good, problems=() if good else ("pattern",))


def _other(number: str) -> IdentityPaper:
    return IdentityPaper(PaperKind.OTHER, number, valid=True)


def _with_problem(paper: IdentityPaper, problem: str) -> IdentityPaper:
    return IdentityPaper(
        paper.kind,
        paper.number,
        paper.valid,
        (*paper.problems, problem),
        paper.birth_date,
        paper.sex,
        paper.region,
    )


_READERS: dict[PaperKind, Callable[[str], IdentityPaper]] = {
    **dict.fromkeys(_EIGHTEEN_KINDS, _eighteen),
    PaperKind.FOREIGN_RESIDENCE: _foreign,
    PaperKind.HK_MACAU_PERMIT: _hk_macau_permit,
    PaperKind.TAIWAN_PERMIT: _taiwan_permit,
    PaperKind.PASSPORT: _passport,
    PaperKind.OTHER: _other,
}

_KIND_WORDS = (
    (PaperKind.HK_MACAU_RESIDENCE, ("港澳居民居住证",)),
    (PaperKind.TAIWAN_RESIDENCE, ("台湾居民居住证", "台湾居住证")),
    (PaperKind.HK_MACAU_PERMIT, ("回乡证", "港澳居民来往内地通行证", "港澳通行证", "港澳居民通行证")),
    (PaperKind.TAIWAN_PERMIT, ("台胞证", "台湾居民来往大陆通行证", "台湾通行证")),
    (PaperKind.FOREIGN_RESIDENCE, ("外国人永久居留", "永久居留")),
    (PaperKind.PASSPORT, ("护照", "passport")),
    (PaperKind.RESIDENT_ID, ("身份证", "户口", "公民身份", "idcard")),
)


def parse_kind(text: str | None) -> PaperKind | None:
    """The kind that a ledger's column names (居民身份证, 护照, 无 …): None where blank, `OTHER` for a paper
    not in the list."""
    folded = without_spaces(text or "").lower()
    if not folded:
        return None
    if says_nothing(folded) or folded in _NO_PAPER:
        return PaperKind.NONE
    for kind, named in _KIND_WORDS:
        if any(word in folded for word in named):
            return kind
    return PaperKind.OTHER
