"""Pure: reading a list as it is said at the desk, and who may check whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.rulebook.uses import uses
from nuanyang.journey.take_in.belongings.choices import Category
from nuanyang.kernel.money import MoneyError, parse_fen
from nuanyang.kernel.numerals import integer

CHECK = uses("RS-017", _("安全检查由同性工作人员做"))
CUSTODY = uses("RS-018", _("随身物品登记、代管、开收据"))
HAND_BACK = uses("RS-019", _("离站前交还代管物品"))
NEVER_WITHHELD = uses("RS-007", _("证件只代管，不扣留"))

_WORDS: tuple[tuple[Category, str], ...] = (
    (Category.PROHIBITED, "刀|匕首|剪|打火机|火柴|汽油|酒精|农药|老鼠药|鞭炮|烟花|枪|弹|棍|斧|锤|针管|刃|knife|knives|scissors|lighter|petrol|pesticide|gun|axe|hammer|needle"),
    (Category.PAPERS, "身份证|户口|证件|护照|驾照|驾驶证|残疾证|低保证|社保卡|医保卡|通行证|结婚证|毕业证|证书|id card|passport|permit|licen[cs]e|certificate"),
    (Category.MEDICINE, "药|胰岛素|吸入器|针剂|medicine|insulin|inhaler|pills|tablets"),
    (Category.CASH, "现金|人民币|零钱|钱款|cash|money|yuan|rmb"),
    (Category.VALUABLE, "手机|电脑|平板|相机|戒指|项链|耳环|手镯|手表|存折|银行卡|金|银|玉|钱包|phone|laptop|tablet computer|camera|ring|necklace|watch|bank card|jewel|gold|silver|wallet|purse"),
)
_COUNT = re.compile(r"\s*[x×*]?\s*(?P<count>\d{1,3}|[一二三四五六七八九十两]+)\s*(?:个|件|只|双|条|张|把|部|台|本|块|盒|瓶|包|袋|串|枚|套|床)?$")
_BAG = re.compile(r"(?:[，,\s]|^)(?P<bag>[A-Za-z]-?\d{1,4}|\d{1,4}号袋?)$")
_AMOUNT = re.compile(r"(?:\d[\d.,]*|[一二三四五六七八九十百千万零两]+)\s*(?:元|块|yuan|rmb)[\d一二三四五六七八九角毛分钱]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Thing:
    """One line of the list. ``amount_fen`` of cash only."""

    name: str
    category: str
    count: int = 1
    amount_fen: int | None = None
    bag: str = ""


def read_list(text: str) -> list[Thing]:
    """“手机 1 A-12；身份证；现金 120.5 元” → things with category, count, bag and amount.

    One per line, or several with semicolons or 、. Nothing is refused: what is not understood is a name.
    """
    return [_read(part) for part in re.split(r"[\n;；、]+", text) if part.strip()]


def _read(text: str) -> Thing:
    rest, bag = text.strip(" ,，。."), ""
    if match := _BAG.search(rest):
        bag, rest = match["bag"], rest[: match.start()].strip(" ,，")
    category = category_of(rest)
    amount = _amount(rest) if category is Category.CASH else None
    count = 1
    if amount is None and (match := _COUNT.search(rest)) and rest[: match.start()].strip():
        count = _number(match["count"])
        rest = rest[: match.start()].strip(" ,，")
    return Thing(rest[:80] or text.strip()[:80], category, count, amount, bag[:20])


def category_of(name: str) -> Category:
    """By the words in the name; an amount of money is cash; ordinary when no word is known."""
    for category, words in _WORDS:
        if re.search(words, name, re.IGNORECASE):
            return category
    return Category.CASH if _AMOUNT.fullmatch(name.strip()) else Category.ORDINARY


def _amount(text: str) -> int | None:
    match = _AMOUNT.search(text)
    if match is None:
        return None
    try:
        return int(parse_fen(re.sub(r"块钱|yuan|rmb", "元", match.group(), flags=re.IGNORECASE)))
    except MoneyError:
        return None


def _number(text: str) -> int:
    if text.isdigit():
        return max(1, int(text))
    return max(1, integer(text.replace("两", "二")) or 1)


def may_check(*, person_sex: int, checker_sex: int) -> bool:
    """Whether somebody of this sex may check this person (GB/T 2261.1 codes); an unknown sex does not hinder."""
    return person_sex not in (1, 2) or checker_sex == person_sex
