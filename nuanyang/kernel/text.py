"""Folding of written text that arrives in many widths: pure functions, no locale."""

from __future__ import annotations

import re
import unicodedata

# Invisible characters that spreadsheets and phones leave behind: zero-width marks, direction marks,
# byte-order mark, soft hyphen.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"\s+")


def fold_width(text: str) -> str:
    """Full-width letters, digits and signs become ordinary ones; invisible characters go; runs of white
    space become one space."""
    if text.isascii():
        return _SPACES.sub(" ", text).strip()
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return _SPACES.sub(" ", folded).strip()


def without_spaces(text: str) -> str:
    """`fold_width` and every white space removed."""
    return unicodedata.normalize("NFC", fold_width(text).replace(" ", ""))


def words(listed: str) -> frozenset[str]:
    """The words of a list parted by white space."""
    return frozenset(listed.split())


# What a ledger writes where it knows nothing. Compared after folding and without spaces.
NOTHING_KNOWN = words(
    "无 没有 暂无 不详 不明 未知 不知 不知道 不清楚 未填 未登记 未提供 未说明 空 缺 "
    "- -- --- — —— / \\ ? ?? ??? * 、 . none null n/a unknown"
)


def says_nothing(text: str) -> bool:
    """True for blank text and for the usual words of not knowing (不详, 未知, 无, -, …)."""
    folded = without_spaces(text).strip("()[]【】").lower()
    return folded == "" or folded in NOTHING_KNOWN
