"""Ages: computed from a birth date, or as somebody stated or guessed them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from nuanyang.kernel.numerals import NUMERAL_CHARACTERS, integer
from nuanyang.kernel.text import says_nothing, without_spaces

OLDEST = 120
GUESS_MARGIN = 5
"""Years on either side of 约45岁: guesses by sight of adults are mostly within five years."""


@dataclass(frozen=True, slots=True)
class Age:
    """low..high: the years of age it may be, both included (None, None: nothing known). stated: the one
    figure to count with where one was named or can be taken from the middle; None for open words such as
    老年. months: for infants. span: low and high were named (15-20岁, 十七八岁, 四十多, 60岁以上): any age
    between them is as likely, `stated` is only their middle or end.
    problem: unreadable, out_of_range, or None."""

    low: int | None = None
    high: int | None = None
    stated: int | None = None
    estimated: bool = False
    months: int | None = None
    problem: str | None = None
    span: bool = False

    @property
    def known(self) -> bool:
        return self.low is not None


def age_on(birth: date, on: date) -> int:
    """Whole years on the day `on`. The new year begins on the birthday; who was born on 29 February turns
    on 1 March in other years. ValueError if `on` is before `birth`."""
    if on < birth:
        raise ValueError("before birth")
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


_WORDS: dict[str, tuple[int, int]] = {
    "新生儿": (0, 0), "婴儿": (0, 0), "幼儿": (1, 6), "儿童": (0, 13), "少年": (10, 17),
    "未成年": (0, 17), "未成年人": (0, 17), "成年": (18, OLDEST), "成年人": (18, OLDEST), "青年": (18, 35),
    "中年": (36, 59), "中老年": (45, OLDEST), "老年": (60, OLDEST), "老年人": (60, OLDEST),
    "老人": (60, OLDEST), "高龄": (80, OLDEST),
}  # fmt: skip
# 59.9 typed as text is what the number 59.9 is: 59 full years
_N = rf"(\d{{1,3}}(?:\.\d+)?|[{NUMERAL_CHARACTERS}]+)"
_TENS_AND = re.compile(
    r"(?:(?P<ten1>[二三四五六七八九])(?P<ten2>[三四五六七八九])十|(?P<ten>[二三四五六七八九]?)十)?"
    r"(?P<a>[一二三四五六七八])?(?P<b>[二三四五六七八九])?"
)
_ABOUT = r"(?:年?约|大概|大约|约莫|估计|估算|估|疑似|可能|看上去|看起来|看似|貌似|目测|自报|自称|自述|推测|[~≈])"
_AROUND = r"(?:左右|上下|前后|许|多|来|余|几|出头|大概|的样子|样子|[?？])"
_AT_LEAST = {"+": "以上", ">=": "以上", "≥": "以上", "≧": "以上", "<=": "以下", "≤": "以下", "≦": "以下"}


def parse_age(text: str | int | float | None) -> Age:
    """约45岁, 45, 四十五, 3个月, 45-50岁, 35上下, 四十多岁, 十七八岁, 60岁以上, 不满18, 虚岁46, 1岁半,
    老年. Blank and 不详 give `Age()`."""
    if text is None:
        return Age()
    if isinstance(text, bool):
        return Age(problem="unreadable")
    if isinstance(text, int | float):
        if text != text or abs(text) == float("inf"):
            return Age(problem="unreadable")
        return _exactly(int(text)) if text >= 0 else Age(problem="out_of_range")
    body = re.sub(r"\([^)]*\)", "", without_spaces(text)).rstrip("。.,;")
    body = re.sub(r"(?<=\d)\s*(?:yrs?|years?)(?:\s*old)?$", "岁", body, flags=re.IGNORECASE)
    body = body.replace("周岁", "岁").removesuffix("了")
    if says_nothing(body):
        return Age()
    if body in _WORDS:
        low, high = _WORDS[body]
        return Age(low, high, low if low == high else None, estimated=True, span=low != high)
    return _checked(_read(body))


def _read(body: str) -> Age:
    about = re.match(_ABOUT, body) is not None
    core = re.sub(rf"^(?:{_ABOUT})+", "", body)
    core = _signs_in_words(core)
    core, unit_about = re.subn(rf"(?<=岁)(?:{_AROUND})+$", "", core)
    return (
        _infant(core)
        or _range(core)
        or _bounded(core)
        or _nominal(core)
        or _spoken_pair(core)
        or _number(core, about or bool(unit_about))
    )


def _signs_in_words(core: str) -> str:
    """60+, ≥60, >59, <18 as 60以上, 60以上, 60以上, 不满18."""
    if match := re.fullmatch(r"(\d{1,3})(岁?)\+(岁?)", core):
        return f"{match[1]}岁以上"
    if match := re.fullmatch(r"(>=|≥|≧|<=|≤|≦|>|<|大于|超过|小于|低于)(\d{1,3})岁?", core):
        sign, years = match[1], int(match[2])
        if sign in _AT_LEAST:
            return f"{years}岁{_AT_LEAST[sign]}"
        return f"{years + 1}岁以上" if sign in (">", "大于", "超过") else f"不满{years}"
    return core


def _years(text: str) -> int | None:
    """Full years of a figure, in digits (with decimals perhaps) or in characters."""
    return int(float(text)) if re.fullmatch(r"[\d.]+", text) else integer(text)


def _number(core: str, about: bool) -> Age:
    match = re.fullmatch(rf"{_N}({_AROUND})?(?:岁|年)?(?:左右|上下)?", core)
    if match is None:
        return Age(problem="unreadable")
    value = _years(match[1])
    if value is None:
        return Age(problem="unreadable")
    around = match[2]
    if around in ("多", "来", "余", "几") and value % 10 == 0 and value >= 10:
        # 四十多 is past forty and short of fifty, 四十来 about forty
        return Age(value, value + 9, value + 5, estimated=True, span=True) if around != "来" else _about(value, 3)
    if around == "出头":
        return Age(value, value + 3, value + 1, estimated=True)
    return _about(value) if about or around else _exactly(value)


def _exactly(value: int) -> Age:
    return _checked(Age(value, value, value))


def _about(value: int, margin: int = GUESS_MARGIN) -> Age:
    # A child's age is guessed more narrowly than an adult's.
    margin = min(margin, max(1, value // 4))
    return Age(max(0, value - margin), value + margin, value, estimated=True)


def _infant(core: str) -> Age | None:
    if match := re.fullmatch(rf"(?:出生)?{_N}(天|日|周|个?星期|个?月)大?(?:龄|零{_N}天)?", core):
        count = _years(match[1])
        if count is None:
            return None
        unit = match[2]
        months = count if unit.endswith("月") else count * 7 // 30 if unit.endswith(("周", "星期")) else count // 30
        return Age(months // 12, months // 12, months // 12, months=months)
    if core in ("半岁", "半岁大"):
        return Age(0, 0, 0, months=6)
    if match := re.fullmatch(rf"{_N}岁(?:半|零?{_N}个?月)", core):
        years, extra = _years(match[1]), _years(match[2]) if match[2] else 6
        if years is None or extra is None or extra > 11:
            return None
        return Age(years, years, years, months=years * 12 + extra)
    return None


def _range(core: str) -> Age | None:
    match = re.fullmatch(rf"{_N}岁?(?:[-—–~至到、/]|--)+{_N}岁?(?:之间)?(?:左右)?", core)
    if match is None:
        return None
    low, high = _years(match[1]), _years(match[2])
    if low is None or high is None:
        return None
    low, high = min(low, high), max(low, high)
    return Age(low, high, (low + high) // 2, estimated=low != high, span=low != high)


def _bounded(core: str) -> Age | None:
    if match := re.fullmatch(rf"{_N}岁?(?:及|或)?(以上|以下|以内)", core):
        value = _years(match[1])
        if value is None:
            return None
        if match[2] == "以上":
            return Age(value, OLDEST, value, estimated=True, span=True)
        return Age(0, value, None, estimated=True, span=True)
    if match := re.fullmatch(rf"(不到|不满|未满|不足|近|快|将近|接近){_N}岁?", core):
        value = _years(match[2])
        if value is None or value == 0:
            return None
        if match[1] in ("不满", "未满", "不足"):
            # A legal bound: any age below it.
            return Age(0, value - 1, None, estimated=True, span=True)
        return Age(max(0, value - 3), value - 1, value - 1, estimated=True)
    return None


def _nominal(core: str) -> Age | None:
    """虚岁 counts the year of birth as one and grows at new year: one or two more than the age."""
    match = re.fullmatch(rf"虚岁{_N}岁?|{_N}岁?虚岁", core)
    if match is None:
        return None
    value = _years(match[1] or match[2])
    if value is None or value < 1:
        return None
    return Age(max(0, value - 2), value - 1, value - 1, estimated=True, span=True)


def _spoken_pair(core: str) -> Age | None:
    """十七八岁 = 17-18, 四十五六 = 45-46, 七八岁 = 7-8, 三四十岁 = 30-49."""
    match = _TENS_AND.fullmatch(core.removesuffix("岁").rstrip("左右"))
    if match is None:
        return None
    if match["ten1"]:
        low, high = integer(match["ten1"]), integer(match["ten2"])
        if match["a"] or match["b"] or low is None or high is None or high != low + 1:
            return None
        return Age(low * 10, high * 10 + 9, high * 10, estimated=True, span=True)
    if not (match["a"] and match["b"]):
        return None
    base = 0 if match["ten"] is None else (integer(match["ten"]) or 1) * 10
    first, second = integer(match["a"]) or 0, integer(match["b"]) or 0
    if second != first + 1:
        return None
    return Age(base + first, base + second, base + first, estimated=True, span=True)


def _checked(age: Age) -> Age:
    if max(age.low or 0, age.stated or 0) > OLDEST:
        return Age(problem="out_of_range")
    if age.high is not None and age.high > OLDEST:
        return replace(age, high=OLDEST)
    return age
