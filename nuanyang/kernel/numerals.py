"""Chinese numerals to integers: 二〇一三, 四十五, 一百零三, 壹佰贰拾, 三万五."""

from __future__ import annotations

DIGITS = {
    c: n
    for n, group in enumerate(
        ("〇零○", "一壹幺", "二贰两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for c in group
}
_SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE_UNITS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000}
_TENS = {"廿": 20, "卅": 30}

NUMERAL_CHARACTERS = "".join(DIGITS) + "".join(_SMALL_UNITS) + "".join(_LARGE_UNITS) + "".join(_TENS)
"""Every character that `integer` understands besides 0-9, for use in a regular expression's character
class."""


def integer(text: str) -> int | None:
    """The non-negative whole number that `text` writes, or None when it writes none.

    Reads decimal digits, digit by digit numerals (二〇一三), place-value numerals (一百零三, 壹仟), the
    short forms 廿 and 卅, and the spoken ending that leaves out the last unit (一百五 = 150, 三万五 =
    35000).
    """
    if not text:
        return None
    if text.isascii():
        return int(text) if text.isdigit() else None
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    return _place_value(text)


def _place_value(text: str) -> int | None:
    total = section = 0
    digit: int | None = None
    last_unit = 0  # the unit that stands directly before a closing digit, for the spoken ending
    for character in text:
        if character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character]
            if digit == 0:
                last_unit = 0
        elif character in _TENS:
            section += _TENS[character]
            digit, last_unit = None, 0
        elif character in _SMALL_UNITS:
            unit = _SMALL_UNITS[character]
            section += (1 if digit is None or (digit == 0 and unit == 10) else digit) * unit
            digit, last_unit = None, unit
        elif character in _LARGE_UNITS:
            unit = _LARGE_UNITS[character]
            here = section + (digit or 0)
            if here == 0 and total == 0:
                return None
            total = (total + here) * unit if unit > 10_000 else total + here * unit
            section, digit, last_unit = 0, None, unit
        else:
            return None
    if digit:
        section += digit * (last_unit // 10 if last_unit >= 100 else 1)
    return total + section
