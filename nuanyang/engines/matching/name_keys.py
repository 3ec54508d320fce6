"""Search keys of names: what to keep per person and what to look up for a typed text.

A key is a pair (kind, text); the caller stores keyed digests of them. Kinds are short and stable, they are
stored:

    w  the whole name as written, simplified, without spaces and dots      exact
    p  the whole name's pinyin in one piece: zhangxiaosan                  same_sound
    d  the whole name's dialect class, three characters and more           dialect_sound
    i  initials: zxs                                                       initials
    b  two characters: neighbours, and the first with the last             part
    e  the same two by dialect class                                       part_sound
    g  the last given character's syllable                                 given_sound
    k  a recorded call name's base (阿强 → qiang)                           nickname
    l  a word of a name in several words: jose, 买买提, ཚེ་རིང             word
    v  the dialect class of such a word in Han characters                  word_sound
    m  such a word's beginning: three letters, two Han characters          word_begin

Kept are 6 keys for a name of two characters, 12 for three, 14 for four (16 where a character has
two readings),
and 20 for anything longer. Looking up goes by tiers: the keys of the lower tiers find few and sure, those
of the higher many
and vague; a caller asks tier by tier and stops when it has enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nuanyang.engines.matching.phonetics import (
    fold_letters,
    name_sounds,
    nickname,
    readings_of,
    segmentations,
    simplify,
)
from nuanyang.engines.matching.readings import Sound, dialect_class
from nuanyang.kernel.names import MIDDLE_DOT, NameKind, kind_of, normalise

Key = tuple[str, str]
MAX_KEYS = 20
MAX_KEYS_PER_PERSON = 48
"""Names and aliases of one person together; the first names count first."""

_REASONS = {
    "w": "exact",
    "p": "same_sound",
    "d": "dialect_sound",
    "i": "initials",
    "b": "part",
    "e": "part_sound",
    "g": "given_sound",
    "k": "nickname",
    "l": "word",
    "v": "word_sound",
    "m": "word_begin",
}


class QueryKey(NamedTuple):
    kind: str
    text: str
    reason: str
    """A code of `REASONS`, for the words that explain a hit."""
    weight: float
    """0…1, how much a hit by this key says; the sum over a person's hits orders candidates of one tier."""
    tier: int
    """1 sure and few … 4 vague and many."""


REASONS = frozenset(_REASONS.values())
_WEIGHTS = {
    "w": (1.0, 1),
    "p": (0.8, 1),
    "l": (0.7, 1),
    "d": (0.6, 2),
    "v": (0.5, 2),
    "i": (0.5, 2),
    "b": (0.45, 3),
    "m": (0.3, 3),
    "k": (0.3, 3),
    "e": (0.3, 3),
    "g": (0.2, 4),
}


def explain(kind: str) -> str:
    """The reason code of a kind; KeyError for a kind that does not exist."""
    return _REASONS[kind]


# ── what to keep ──


def keys_for(names: Sequence[str]) -> frozenset[Key]:
    """All keys of a person with these names (full name first, then aliases). Blank names and stand-ins
    (无名氏) have none."""
    if len(names) == 1:
        return frozenset(_keys_of(names[0]))
    keys: dict[Key, None] = {}
    for name in names:
        for key in _keys_of(name):
            if len(keys) == MAX_KEYS_PER_PERSON:
                break
            keys[key] = None
    return frozenset(keys)


def _keys_of(written: str) -> list[Key]:
    name = normalise(written)
    kind = kind_of(name)
    if kind is NameKind.HAN:
        return _han_keys(name)
    if kind in (NameKind.BLANK, NameKind.PLACEHOLDER):
        return []
    if kind is NameKind.DOTTED:
        keys = _dotted_keys(name)
    elif kind is NameKind.LATIN:
        keys = _latin_keys(fold_letters(name).split())
    elif kind is NameKind.TIBETAN:
        keys = _word_keys(_tibetan_words(name), pairs=True)
    elif kind is NameKind.UYGHUR:
        keys = _word_keys(_uyghur_words(name))
    else:
        keys = _word_keys(fold_letters(simplify(name)).split())
    return list(dict.fromkeys(keys))[:MAX_KEYS]


def _pairs(n: int) -> list[tuple[int, int]]:
    """Places of the pairs of a name of n characters: neighbours, then the first with the last."""
    return _PAIRS[n] if n < len(_PAIRS) else _PAIRS[-1]


_PAIRS = [[], [], [(0, 1)], *([*((i, i + 1) for i in range(n - 1)), (0, n - 1)] for n in range(3, 7))]


def _han_keys(name: str) -> list[Key]:
    sounds = name_sounds(name)
    n = len(sounds)
    chars = [s.simplified for s in sounds]
    folded = [s.folded for s in sounds]
    pinyin = "".join([s.syllable for s in sounds])
    keys = [("w", "".join(chars)), ("p", pinyin), ("i", "".join([s.syllable[:1] for s in sounds]))]
    for a, b in _pairs(n):
        keys.append(("b", chars[a] + chars[b]))
        keys.append(("e", folded[a] + " " + folded[b]))
    if n > 2:
        keys.append(("d", " ".join(folded)))
    if n > 1:
        keys.append(("g", sounds[-1].syllable))
    call = nickname(name) if n < 4 else None
    if call is not None:
        keys.append(("k", _base_sound(call.base).syllable))
    keys += _second_readings(sounds)
    if n > 4:
        keys = list(dict.fromkeys(keys))[:MAX_KEYS]
    return [key for key in keys if key[1].strip()]


def _second_readings(sounds: list[Sound]) -> list[Key]:
    """The whole pinyin with one character's second reading, for at most two characters: 张乐 is found as
    zhangle and zhangyue."""
    keys: list[Key] = []
    for place, one in enumerate(sounds):
        if one.others and len(keys) < 2:
            other = [one.others[0] if k == place else s.syllable for k, s in enumerate(sounds)]
            keys.append(("p", "".join(other)))
    return keys


def _base_sound(character: str) -> Sound:
    return name_sounds("某" + character)[1]


def _dotted_keys(name: str) -> list[Key]:
    parts = [part for part in simplify(name).split(MIDDLE_DOT) if part][:4]
    sounds = [_given_sounds(part) for part in parts]
    keys: list[Key] = [
        ("w", "".join(parts)),
        ("p", "".join(s.syllable for part in sounds for s in part)),
        ("i", "".join(s.syllable[:1] for part in sounds for s in part)),
        ("d", " ".join(s.folded for part in sounds for s in part)),
    ]
    for part, read in zip(parts, sounds, strict=True):
        keys += [("l", part), ("v", " ".join(s.folded for s in read)), ("m", part[:2])]
    keys += [("b", part[i : i + 2]) for part in parts for i in range(min(3, len(part) - 1))]
    return keys


def _given_sounds(text: str) -> list[Sound]:
    return name_sounds("某" + text)[1:]


def _latin_keys(words: list[str]) -> list[Key]:
    keys = _word_keys(words)
    if words and all(w.isascii() for w in words):
        # A Chinese name in letters is found by its characters, in either order of surname and given name.
        keys += [("p", "".join(words)), ("p", words[-1] + "".join(words[:-1]))]
    return keys


def _word_keys(words: list[str], *, pairs: bool = False) -> list[Key]:
    if not words:
        return []
    keys: list[Key] = [("w", "".join(words)), ("i", "".join(w[0] for w in words))]
    keys += [("l", w) for w in words[:5]]
    if pairs:
        keys += [("b", a + " " + b) for a, b in zip(words[:5], words[1:6], strict=False)]
    else:
        keys += [("m", w[:3]) for w in words[:5] if len(w) > 3]
    return keys


def _tibetan_words(name: str) -> list[str]:
    return [w for w in re.split(r"[\u0f0b\u0f0c\u0f0d\u0f0e\u0f14\s]+", name) if w]


# One letter for the forms that writers and keyboards mix: Arabic and Persian yeh and kaf, heh, the hamza
# seat.
_UYGHUR_FOLDS = str.maketrans("يیېكهھةأإآ", "ىىىکەەەااا", "ئـ")


def _uyghur_words(name: str) -> list[str]:
    bare = re.sub(r"[\u064b-\u065f\u0670]", "", name).translate(_UYGHUR_FOLDS)
    return [w for w in re.split(r"[\s·.\-]+", bare) if w]


# ── what to look up ──


def keys_for_query(text: str) -> list[QueryKey]:
    """The keys to look up for a typed name or part of one, surest first; [] for text that names nobody."""
    name = normalise(text)
    kind = kind_of(name)
    if kind in (NameKind.BLANK, NameKind.PLACEHOLDER):
        return []
    if kind is NameKind.HAN:
        found = _han_query(simplify(name))
    elif kind is NameKind.LATIN:
        found = _latin_query(fold_letters(name))
    elif kind is NameKind.OTHER and re.search("[A-Za-z]", name) and re.search("[\u4e00-\u9fff]", name):
        found = _sound_query(fold_letters(re.sub(r"([\u3400-\u9fff])", _spelt, name)))
    elif kind is NameKind.TIBETAN:
        words = _tibetan_words(name)
        found = [k for k in _word_keys(words, pairs=True) if k[0] != "i"]
    else:
        # Dotted and other names: what a person of this name keeps is what to look for; a short word is also
        # a beginning.
        found = [k for k in _keys_of(name) if k[0] != "i"]
        if kind is NameKind.UYGHUR:
            found += [("m", w[:3]) for w in _uyghur_words(name) if len(w) >= 3]
    ordered = sorted(dict.fromkeys(found), key=lambda k: -_WEIGHTS[k[0]][0])
    return [QueryKey(k, t, _REASONS[k], *_WEIGHTS[k]) for k, t in ordered if t.strip()]


def _spelt(match: re.Match[str]) -> str:
    return f" {_base_sound(match[1]).syllable} "


def _han_query(name: str) -> list[Key]:
    sounds = name_sounds(name)
    if len(name) == 1:
        one = _base_sound(name)
        return [("w", name), *(("g", s) for s in (one.syllable, *one.others)), ("k", one.syllable)]
    keys: list[Key] = [("w", name), ("l", name), ("v", " ".join(s.folded for s in _given_sounds(name)))]
    if len(name) == 2:
        keys.append(("m", name))
    for read in readings_of(name):
        keys.append(("p", "".join(read)))
        keys += _folded_keys([dialect_class(s) for s in read])
    keys += [("b", name[a] + name[b]) for a, b in _pairs(len(name))]
    call = nickname(name)
    if call is not None:
        base = _base_sound(call.base)
        if call.may_be != "surname":
            keys += [("g", s) for s in (base.syllable, *base.others)]
        keys.append(("k", base.syllable))
    # Somebody recorded by a call name is found by the given characters of the full one.
    keys += [("k", s.syllable) for s in sounds[-2:] if s is not sounds[0]]
    return keys


def _folded_keys(folded: Sequence[str]) -> Iterable[Key]:
    if len(folded) > 2:
        yield "d", " ".join(folded)
    for a, b in _pairs(len(folded)):
        yield "e", f"{folded[a]} {folded[b]}"


def _latin_query(letters: str) -> list[Key]:
    words = letters.split()
    if not words:
        return []
    keys: list[Key] = [("w", "".join(words))]
    keys += [("l", w) for w in words[:5]]
    keys += [("m", w[:3]) for w in words[:5] if len(w) >= 3]
    return keys + _sound_query(letters)


def _sound_query(letters: str) -> list[Key]:
    """Letters as pinyin or initials: "zhangsan", "zhang san", "san zhang", "zs", "z s"."""
    words = letters.split()
    joined = "".join(words)
    keys: list[Key] = [("p", joined), ("p", words[-1] + "".join(words[:-1]))]
    ways = segmentations(letters)
    for way in ways:
        keys.append(("p", "".join(way)))
        keys += _folded_keys([dialect_class(s) for s in way])
        if len(way) == 1:
            keys += [("g", way[0]), ("k", way[0])]
    if 2 <= len(joined) <= 6 and (not ways or len(joined) <= 3):
        keys.append(("i", joined))
    return keys


def best_reason(query: str, names: Iterable[str]) -> str | None:
    """Why these names answer the query: the reason code of the surest key that they share, or None."""
    kept = keys_for(list(names))
    return next((key.reason for key in keys_for_query(query) if (key.kind, key.text) in kept), None)
