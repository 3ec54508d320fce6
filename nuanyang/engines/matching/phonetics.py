"""The sound of a name: Mandarin syllables with surname readings, initials, dialect classes; typed pinyin;
nicknames."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Literal

from nuanyang.engines.matching.readings import (
    Sound,
    all_syllables,
    compound_syllables,
    dialect_class,
    simplify,
    sound,
    surname_sound,
)
from nuanyang.kernel.names import COMPOUND_SURNAMES

__all__ = [
    "Nickname",
    "dialect_class",
    "fold_letters",
    "initials",
    "name_sounds",
    "nickname",
    "readings_of",
    "segmentations",
    "simplify",
    "syllables",
]


def name_sounds(name: str) -> list[Sound]:
    """One `Sound` per character of a Han name; the first character (or a compound surname) is read as a
    surname."""
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        first = [sound(c) for c in name[:2]]
        special = compound_syllables(first[0].simplified + first[1].simplified)
        if special:
            first = [
                s._replace(syllable=y, folded=dialect_class(y), others=()) for s, y in zip(first, special, strict=True)
            ]
        return [*first, *map(sound, name[2:])]
    return [surname_sound(name[0]), *map(sound, name[1:])] if name else []


def syllables(name: str) -> tuple[str, ...]:
    """单小娜 → (shan, xiao, na). Characters without a known reading are left out."""
    return tuple(s.syllable for s in name_sounds(name) if s.syllable)


def initials(name: str) -> str:
    """张小三 → zxs."""
    return "".join(s[0] for s in syllables(name))


def readings_of(name: str, limit: int = 4) -> Iterator[tuple[str, ...]]:
    """Every way the name is commonly read, the likeliest first: 乐乐 → (yue, le), (le, le), …; at most
    `limit`."""
    choices = [(s.syllable, *s.others) for s in name_sounds(name) if s.syllable]
    return islice(product(*choices), limit) if choices else iter(())


# ── typed letters ──

_LETTER_FOLDS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "œ": "oe", "þ": "th"})


def fold_letters(text: str) -> str:
    """Lower case, accents off (ü stays apart from u as v), apostrophes and dots gone, other signs to
    spaces: "José O'Neil" → "jose oneil"."""
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(_LETTER_FOLDS)
    lowered = unicodedata.normalize("NFKC", lowered)
    lowered = re.sub("[üǖǘǚǜ]", "v", lowered)
    plain = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", re.sub(r"['’ʻ`.]", "", plain)).strip()


def segmentations(letters: str, limit: int = 4) -> list[tuple[str, ...]]:
    """The ways to read folded letters as syllables, fewest syllables first: "xian" → (xian,), (xi, an). []
    if there is none.

    Spaces part syllables for certain. Passport spellings (lyu, nyu) are understood. At most `limit`, of
    texts up to 32 letters.
    """
    words = [re.sub(r"^([nl])yu", r"\1v", w) for w in letters.split()]
    if not words or sum(map(len, words)) > 32 or not all(w.isascii() and w.isalpha() for w in words):
        return []
    per_word = [_segment(w) for w in words]
    found = (tuple(s for part in parts for s in part) for parts in product(*per_word))
    return sorted(islice(found, limit * 4), key=len)[:limit]


def _segment(word: str) -> list[tuple[str, ...]]:
    known = all_syllables()
    ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in word)]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            if word[start:end] in known:
                ways[end] += [(*way, word[start:end]) for way in ways[start]]
        ways[end] = sorted(ways[end], key=len)[:6]
    return ways[-1]


# ── nicknames ──


@dataclass(frozen=True, slots=True)
class Nickname:
    """base: the character that the call name keeps. may_be: what that character probably is in the full
    name."""

    base: str
    may_be: Literal["given", "surname", "either"]


_AFTER = "哥姐叔婶伯姨嫂爷婆妹弟爹妈仔娃子儿崽总工"
_TITLES = re.compile(r"(.)(?:师傅|老师|老板|大爷|大妈|大叔|大娘|大哥|大姐|阿姨|奶奶|爷爷|先生|女士|小姐|家的|某某|某)")


def nickname(name: str) -> Nickname | None:
    """阿强, 小红, 红红, 老王, 强哥, 王大爷, 张某 → the character that counts; None if the name is no call
    name.

    Written with two characters (three with a title). 小红 and the like are also possible as full names (小
    is a rare surname, 红红 a given name), so a caller looks for the full name as well.
    """
    if title := _TITLES.fullmatch(name):
        return Nickname(title[1], "surname")
    if len(name) == 3 and name[0] in "阿小" and name[1] == name[2]:
        return Nickname(name[1], "given")
    if len(name) != 2:
        return None
    first, second = name[0], name[1]
    if first == second:
        return Nickname(first, "given")
    if first == "阿":
        return Nickname(second, "given")
    if first in "小大":
        return Nickname(second, "either")
    if first == "老":
        return Nickname(second, "surname")
    if second in _AFTER and first not in "阿小大老":
        return Nickname(first, "either")
    return None
