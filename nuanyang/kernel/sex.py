"""Sex by GB/T 2261.1-2003 (rule CD-020): 0 unknown, 1 male, 2 female, 9 not stated."""

from __future__ import annotations

from enum import IntEnum

from nuanyang.kernel.text import says_nothing, without_spaces, words


class Sex(IntEnum):
    UNKNOWN = 0
    MALE = 1
    FEMALE = 2
    NOT_STATED = 9

    @property
    def known(self) -> bool:
        return self in (Sex.MALE, Sex.FEMALE)


_WORDS: dict[str, Sex] = {
    **dict.fromkeys(
        words("男 男性 男士 男人 男孩 男童 男婴 先生 m male man boy 1 01 1-男 1.男 1男 ♂"), Sex.MALE
    ),
    **dict.fromkeys(
        words("女 女性 女士 女人 女孩 女童 女婴 小姐 f female woman girl 2 02 2-女 2.女 2女 ♀"), Sex.FEMALE
    ),
    **dict.fromkeys(words("0 00 未知的性别 未知性别 性别不明 无法辨认 待查 u"), Sex.UNKNOWN),
    **dict.fromkeys(words("9 09 未说明 未说明的性别 未说明性别 未注明"), Sex.NOT_STATED),
}


def parse_sex(text: str | int | float | None) -> Sex | None:
    """The code that a ledger's cell means: blank and 不详 are `UNKNOWN`; None for text that says something
    else (the caller flags it)."""
    if text is None:
        return Sex.UNKNOWN
    if isinstance(text, int | float):
        return (
            {0: Sex.UNKNOWN, 1: Sex.MALE, 2: Sex.FEMALE, 9: Sex.NOT_STATED}.get(int(text))
            if text == text // 1
            else None
        )
    folded = without_spaces(text).strip("()。.").lower()
    found = _WORDS.get(folded)
    if found is not None:
        return found
    return Sex.UNKNOWN if says_nothing(text) else None
