"""Unified social credit codes (GB 32100-2015) and the organisation code inside (GB 11714); rules CD-026,
CD-027."""

from __future__ import annotations

from dataclasses import dataclass

from nuanyang.kernel.text import without_spaces

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {c: n for n, c in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class CreditCode:
    """problems: length, characters, check_digit make it invalid; organisation_code (inner check fails, seen
    in codes given to sole traders) only informs."""

    code: str
    valid: bool
    problems: tuple[str, ...] = ()
    region: str | None = None
    organisation_code: str | None = None


def credit_check_character(first17: str) -> str:
    return _ALPHABET[-sum(_VALUES[c] * w for c, w in zip(first17, _WEIGHTS, strict=True)) % 31]


def organisation_check_character(first8: str) -> str:
    """GB 11714: letters count from A = 10, also those that credit codes leave out."""
    rest = -sum(int(c, 36) * w for c, w in zip(first8, _ORGANISATION_WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def parse_credit_code(text: str) -> CreditCode:
    """Read a code as written (spaces, hyphens, width and case do not matter)."""
    code = without_spaces(text).replace("-", "").upper()
    if len(code) != 18:
        return CreditCode(code, valid=False, problems=("length",))
    if not all(c in _VALUES for c in code) or not code[2:8].isdigit():
        return CreditCode(code, valid=False, problems=("characters",))
    if credit_check_character(code[:17]) != code[17]:
        return CreditCode(code, valid=False, problems=("check_digit",))
    inner = code[8:17]
    notices = () if organisation_check_character(inner[:8]) == inner[8] else ("organisation_code",)
    return CreditCode(code, True, notices, code[2:8], inner)
