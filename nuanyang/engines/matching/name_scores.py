"""Bits for one written name against another: character by character, by sound, by dialect class, as a call
name.

The assumptions stand in `evidence`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from nuanyang.engines.matching.phonetics import fold_letters, name_sounds, nickname, simplify
from nuanyang.engines.matching.readings import Sound
from nuanyang.kernel.names import NameKind, kind_of, normalise

# Shares of the commonest surnames among the people, in thousandths (published counts, rounded).
_SURNAME_SHARES = {
    **dict.fromkeys("王李", 72.0), "张": 68.0, "刘": 54.0, "陈": 45.0, "杨": 31.0, "黄": 22.0,
    **dict.fromkeys("赵吴周", 20.0), "徐": 15.0, "孙": 15.0, **dict.fromkeys("马朱胡郭何", 12.0),
    **dict.fromkeys("林高罗郑梁", 10.0), **dict.fromkeys("谢宋唐许韩邓冯曹", 7.0),
    **dict.fromkeys("彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁", 5.0),
    **dict.fromkeys("任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛", 3.0),
    **dict.fromkeys("闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤", 3.0),
}  # fmt: skip
_RARE_SURNAME = 0.3 / 1000
_GIVEN_SHARE = {"exact": 1 / 300, "same_sound": 1 / 120, "dialect_sound": 1 / 50}
_SAME = {"exact": 0.62, "same_sound": 0.20, "dialect_sound": 0.10, "differs": 0.08}
_LEVELS = ("exact", "same_sound", "dialect_sound", "differs")
# A sound agrees by chance more often than its one character does; so many times for surnames on average.
_SURNAME_SOUND = {"exact": 1.0, "same_sound": 1.6, "dialect_sound": 3.0}

Scored = tuple[float, str]


def score_name(query: str, name: str) -> Scored | None:
    """(bits, reason code), or None where one side names nobody."""
    asked, known = normalise(query), normalise(name)
    kinds = {kind_of(asked), kind_of(known)}
    if kinds & {NameKind.BLANK, NameKind.PLACEHOLDER}:
        return None
    if kinds == {NameKind.HAN}:
        return _score_han(simplify(asked), simplify(known))
    return _score_words(asked, known)


def _score_han(asked: str, known: str) -> Scored:
    options = [_score_aligned(asked, known)]
    for one, other in ((asked, known), (known, asked)):
        call = nickname(one)
        if call is not None and one != other:
            options.append(_score_call_name(call.base, call.may_be, other))
    return max(options)


def _level(a: Sound, b: Sound) -> str:
    if a.simplified == b.simplified:
        return "exact"
    if a.syllable and a.syllable == b.syllable:
        return "same_sound"
    if (a.others or b.others) and {a.syllable, *a.others} & {b.syllable, *b.others} - {""}:
        return "same_sound"
    return "dialect_sound" if a.folded and a.folded == b.folded else "differs"


def _bits(level: str, shares: dict[str, float]) -> float:
    """log2 of P(level | same) to P(level | two persons); the finer levels' chance is taken out of the
    coarser ones'."""
    place = _LEVELS.index(level)
    if level == "differs":
        chance = 1 - shares["dialect_sound"]
    else:
        chance = shares[level] - (shares[_LEVELS[place - 1]] if place else 0.0)
    return math.log2(_SAME[level] / chance)


_GIVEN_BITS = {level: _bits(level, _GIVEN_SHARE) for level in _LEVELS}


@lru_cache(maxsize=2048)
def _surname_bits(character: str, level: str) -> float:
    return _bits(level, _surname_shares(character))


def _surname_shares(character: str) -> dict[str, float]:
    share = _SURNAME_SHARES.get(character, 0.0) / 1000 or _RARE_SURNAME
    floors = {"exact": 0.0, "same_sound": 0.006, "dialect_sound": 0.02}
    return {level: share * times + floors[level] for level, times in _SURNAME_SOUND.items()}


def _score_aligned(asked: str, known: str) -> Scored:
    a, b = name_sounds(asked), name_sounds(known)
    dropped = 0.0
    if len(a) != len(b):
        longer, shorter = (a, b) if len(a) > len(b) else (b, a)
        if len(longer) - len(shorter) > 1 or len(shorter) < 2:
            return -6.0, "differs"
        # One character left out: leave each out in turn and keep the best, for the price of the choice and
        # of the error.
        dropped = math.log2(0.05 / (len(longer) - 1))
        ways = [[s for k, s in enumerate(longer) if k != out] for out in range(1, len(longer))]
        scored = max(_score_sounds(way, shorter) for way in ways)
        return (scored[0] + dropped, "part") if scored[0] + dropped > 0 else (max(scored[0] + dropped, -8.0), "differs")
    return _score_sounds(a, b)


def _score_sounds(a: Sequence[Sound], b: Sequence[Sound]) -> Scored:
    levels = [_level(x, y) for x, y in zip(a, b, strict=True)]
    bits = _surname_bits(b[0].simplified, levels[0]) + sum([_GIVEN_BITS[level] for level in levels[1:]])
    worst = max(levels, key=_LEVELS.index)
    if worst != "differs":
        return bits, worst
    # The errors of one name go together (one clerk, one accent), so the floor is not the sum.
    return (bits, "part") if bits > 0 else (max(bits, -8.0), "differs")


_NICKNAME_SHARE = 0.05
"""How often somebody known by a full name is called by this kind of call name when asked."""


def _score_call_name(base: str, may_be: str, full: str) -> Scored:
    sounds = name_sounds(full)
    if len(sounds) < 2:
        return -6.0, "differs"
    one = name_sounds("某" + base)[1]
    given = _level(one, sounds[-1])
    options: list[float] = []
    if may_be != "surname" and given != "differs":
        options.append(_GIVEN_BITS[given])
    if may_be != "given":
        as_surname = _level(name_sounds(base)[0], sounds[0])
        if as_surname != "differs":
            options.append(_surname_bits(sounds[0].simplified, as_surname))
    if not options:
        return -6.0, "differs"
    # Both sides must be a call name's worth: the writer might as well have given the full name.
    return max(options) + math.log2(_NICKNAME_SHARE / 0.1) - (1.0 if may_be == "either" else 0.0), "nickname"


def _score_words(asked: str, known: str) -> Scored:
    """Names in several words: 7 bits a shared word, 3 for a shared beginning of four letters; a name in
    letters also by pinyin."""
    a, b = _words(asked), _words(known)
    if "".join(a) == "".join(b):
        return min(8.0 + 6.0 * (len(a) - 1), 20.0), "exact"
    if sorted(a) == sorted(b):
        return min(7.0 + 5.0 * (len(a) - 1), 18.0), "exact"
    if _pinyin(asked) & _pinyin(known):
        return 9.0, "same_sound"
    shared = set(a) & set(b)
    begun = {w[:4] for w in set(a) - shared if len(w) >= 4} & {w[:4] for w in set(b) - shared if len(w) >= 4}
    bits = 7.0 * len(shared) + 3.0 * len(begun) - 2.0 * max(0, min(len(a), len(b)) - len(shared) - len(begun))
    return (bits, "part") if bits > 0 else (-6.0, "differs")


def _words(name: str) -> list[str]:
    return fold_letters(simplify(name).replace("·", " ").replace("\u0f0b", " ")).split()


def _pinyin(name: str) -> set[str]:
    if kind_of(name) in (NameKind.HAN, NameKind.DOTTED):
        bare = name.replace("·", "")
        return {"".join(s.syllable for s in name_sounds(bare))}
    words = fold_letters(name).split()
    return {"".join(words), words[-1] + "".join(words[:-1])} if words else set()
