"""What a screen shows of a name, number or address until somebody reveals it with a reason.

The rule is minimal disclosure: enough for a clerk who knows the person to tell two rows apart, not enough
to identify a stranger.
- identity numbers: the first and the last character only. The usual "first six, last four" gives away the
  county and, with the birth date on the same screen, leaves a few dozen numbers to try; first and last
  leave the hiding of sex and sequence intact.
- telephone numbers: the customary 138****5678, because staff read the last four back to the person; land
  lines keep the area code and the last two digits.
- names: the surname, and the last character of the given name where at least one stays hidden (张*三);
  Latin and dotted names keep the first character of each part.
- addresses: down to the county. The number of stars does not follow the length of what is hidden in Latin
  and dotted names or addresses.
"""

from __future__ import annotations

import re

from nuanyang.kernel.names import MIDDLE_DOT, NameKind, kind_of, normalise, split_han
from nuanyang.kernel.text import fold_width, without_spaces

STAR = "*"


def mask_name(name: str) -> str:
    """张三 → 张*, 张小三 → 张*三, 欧阳修文 → 欧阳*文, 阿卜杜拉·买买提 → 阿**·买**, John Smith → J** S**;
    placeholders (无名氏28) stay."""
    text = normalise(name)
    match kind_of(text):
        case NameKind.BLANK:
            return ""
        case NameKind.PLACEHOLDER:
            return text
        case NameKind.HAN:
            return _mask_han(text)
        case NameKind.DOTTED:
            return MIDDLE_DOT.join(part[0] + STAR * 2 for part in text.split(MIDDLE_DOT))
        case NameKind.TIBETAN:
            return text[0] + STAR * 2
        case _:
            return " ".join(word[0] + STAR * 2 for word in re.split(r"[\s·\-]+", text) if word) or STAR * 2


def _mask_han(text: str) -> str:
    if len(text) == 1:
        return STAR
    surname, given = split_han(text)
    if not given:
        return text[0] + STAR * (len(text) - 1)
    if len(given) == 1:
        return surname + STAR
    return surname + STAR * (len(given) - 1) + given[-1]


def mask_number(number: str) -> str:
    """Any identity or paper number: 51110219800101213X → 5****************X. Four characters or fewer are
    hidden whole."""
    text = without_spaces(number)
    if len(text) <= 4:
        return STAR * len(text)
    return text[0] + STAR * (len(text) - 2) + text[-1]


_MOBILE = re.compile(r"(?:\+?0{0,2}86-?)?(1\d{2})\d{4}(\d{4})")
_LANDLINE = re.compile(r"\(?(0\d{2,3})\)?-?\d{5,6}(\d{2})(?:(?:-|转)\d+)?")


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678, 0825-2223456 → 0825-****56; anything else keeps its last two characters at
    most."""
    text = without_spaces(phone)
    if match := _MOBILE.fullmatch(text.replace("-", "") if not text.startswith("+86-") else text):
        return f"{match[1]}{STAR * 4}{match[2]}"
    if match := _LANDLINE.fullmatch(text):
        return f"{match[1]}-{STAR * 4}{match[2]}"
    if len(text) <= 4:
        return STAR * len(text)
    return STAR * 4 + text[-2:]


_PROVINCE = r"[^\s\d省市区县]{2,8}?(?:省|自治区|特别行政区)|(?:北京|上海|天津|重庆)市"
_CITY = r"[^\s\d市州盟]{1,10}?(?:市|自治州|地区|盟)"
_COUNTY = r"[^\s\d区县旗市]{1,12}?(?:自治县|自治旗|特区|林区|新区|区|县|旗|市)"
_DIVISIONS = re.compile(rf"(?:{_PROVINCE})?(?:{_CITY})?(?:{_COUNTY})?")


def mask_address(address: str) -> str:
    """四川省遂宁市船山区南津路12号 → 四川省遂宁市船山区****. What is below the county, or not recognised,
    is hidden."""
    text = fold_width(address)
    if not text:
        return ""
    match = _DIVISIONS.match(text)
    kept = match.group() if match else ""
    # A "county" that holds a street or a number is none: 遂宁南津路幸福小区 must not slip through.
    if re.search(r"路|街|巷|弄|村|社区|小区|园区|校区|号", kept):
        kept = ""
    return kept if kept == text else kept + STAR * 4
