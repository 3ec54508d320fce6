"""Money is a whole number of fen. No floating point takes part in any calculation here."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import NewType

from nuanyang.kernel.numerals import DIGITS, NUMERAL_CHARACTERS, integer
from nuanyang.kernel.text import without_spaces

Fen = NewType("Fen", int)


class MoneyError(ValueError):
    """Text that is no amount. `code` is one of: empty, unreadable, too_precise."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code


_ENDINGS = re.compile(r"(?:人民币|rmb|cny|[¥￥])|(?:整|正)$", re.IGNORECASE)
_PLAIN = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|\.\d+")
_NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|[{NUMERAL_CHARACTERS}]+)"
_UNITS = re.compile(
    rf"(?:(?P<yuan>{_NUMBER}(?P<scale>[万亿])?)(?:元|圆|块钱|块))?"
    rf"(?:(?P<jiao>{_NUMBER})(?:角|毛钱|毛)|(?P<bare_jiao>[0-9{''.join(DIGITS)}])(?=$))?"
    rf"(?:[零〇]?(?P<fen>{_NUMBER})分)?"
)
_SCALED = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<scale>[万亿])")
_SCALES = {"万": 10_000, "亿": 100_000_000}


def parse_fen(text: str) -> Fen:
    """ "1,234.56", "¥12", "12元5角", "12块5", "1.2万元", "十二元五角", "壹佰元整", "-3", "(12.00)" → fen.
    Raises `MoneyError`."""
    body = _ENDINGS.sub("", without_spaces(text))
    if not body:
        raise MoneyError("empty", text)
    negative = False
    if body[0] == "(" and body[-1] == ")":
        negative, body = True, body[1:-1]
    elif body[0] in "-−–负":
        negative, body = True, body[1:]
    elif body[0] == "+":
        body = body[1:]
    body = _ENDINGS.sub("", body)
    amount = _read(body, text)
    return Fen(-amount if negative else amount)


def _read(body: str, text: str) -> int:
    if _PLAIN.fullmatch(body):
        return _yuan_to_fen(body, 1, text)
    if match := _SCALED.fullmatch(body):
        return _yuan_to_fen(match["number"], _SCALES[match["scale"]], text)
    match = _UNITS.fullmatch(body)
    if match and any(match.groups()) and not (match["bare_jiao"] and not match["yuan"]):
        yuan = _part(match["yuan"], match["scale"], text)
        jiao = _part(match["jiao"] or match["bare_jiao"], None, text)
        return yuan + jiao // 10 + _part(match["fen"], None, text) // 100
    whole = integer(body)
    if whole is None:
        raise MoneyError("unreadable", text)
    return whole * 100


def _part(number: str | None, scale: str | None, text: str) -> int:
    """The number as hundredths of its own unit: 5 → 500."""
    if not number:
        return 0
    if scale and number[0].isdigit():
        return _yuan_to_fen(number[:-1], _SCALES[scale], text)
    if number[0].isascii():
        return _yuan_to_fen(number, 1, text)
    whole = integer(number)
    if whole is None:
        raise MoneyError("unreadable", text)
    return whole * 100


def _yuan_to_fen(number: str, scale: int, text: str) -> int:
    fen = Decimal(number.replace(",", "")) * scale * 100
    if fen != fen.to_integral_value():
        raise MoneyError("too_precise", text)
    return int(fen)


def fen_from_cell(value: object) -> Fen | None:
    """A spreadsheet's cell: None or blank → None; a number is read by its shortest decimal writing (413.2 →
    41320), never by its binary value."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise MoneyError("unreadable", repr(value))
    if isinstance(value, str):
        return parse_fen(value)
    try:
        yuan = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        fen = yuan * 100
        if fen != fen.to_integral_value():
            raise MoneyError("too_precise", str(value))
        return Fen(int(fen))
    except (InvalidOperation, ValueError, OverflowError) as error:
        if isinstance(error, MoneyError):
            raise
        raise MoneyError("unreadable", str(value)) from error


def format_yuan(fen: int) -> str:
    """123456 → "1,234.56"; always two decimals."""
    sign = "-" if fen < 0 else ""
    yuan, cents = divmod(abs(fen), 100)
    return f"{sign}{yuan:,}.{cents:02d}"


def format_zh(fen: int) -> str:
    """123456 → "1,234.56元", 1200 → "12元"."""
    sign = "-" if fen < 0 else ""
    yuan, cents = divmod(abs(fen), 100)
    return f"{sign}{yuan:,}.{cents:02d}元" if cents else f"{sign}{yuan:,}元"


_CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def in_words(fen: int) -> str:
    """The amount as vouchers and receipts write it: 123456 → "壹仟贰佰叁拾肆元伍角陆分", 10005 →
    "壹佰元零伍分", 1200 → "壹拾贰元整"."""
    sign = "负" if fen < 0 else ""
    yuan, cents = divmod(abs(fen), 100)
    jiao, rest = divmod(cents, 10)
    words = _yuan_in_words(yuan) + "元" if yuan else ""
    if jiao:
        words += ("零" if yuan and yuan % 10 == 0 else "") + _CAPITALS[jiao] + "角"
    if rest:
        words += ("零" if yuan and not jiao else "") + _CAPITALS[rest] + "分"
    if not words:
        return "零元整"
    return sign + words + ("" if rest else "整")


def _yuan_in_words(yuan: int) -> str:
    groups: list[int] = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    words, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if group == 0:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _group_in_words(group) + ("", "万", "亿", "万亿")[index]
        gap = False
    return words


def _group_in_words(group: int) -> str:
    words, gap = "", False
    for unit, name in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = group // unit % 10
        if digit:
            words += ("零" if gap and words else "") + _CAPITALS[digit] + name
            gap = False
        else:
            gap = True
    return words
