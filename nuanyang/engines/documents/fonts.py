"""Which installed fonts together have every character of a text. A character that none has is an error, never a box."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import typst
from fontTools.ttLib import TTFont

from .errors import CannotPrint

#: One of these must be installed: they have the rare characters of Chinese names.
CHINESE = ("Noto Sans CJK SC", "Noto Serif CJK SC")
#: Set by the page setter itself, never looked up in a font.
_NOT_DRAWN = frozenset("\n\r\t\u200b\u200c\u200d\u2060\ufeff")


@lru_cache(maxsize=1)
def _files() -> dict[str, tuple[str, int]]:
    """The upright regular face of each installed family: file and index in it."""
    found: dict[str, tuple[int, str, int]] = {}
    for face in typst.Fonts().fonts():
        if face.style != "normal" or face.path is None:
            continue
        off = abs(face.weight - 400)
        if face.family not in found or off < found[face.family][0]:
            found[face.family] = (off, str(face.path), face.index)
    return {family: (path, index) for family, (_off, path, index) in sorted(found.items())}


@lru_cache(maxsize=64)
def _characters(family: str) -> frozenset[int]:
    """Code points that the family draws."""
    path, index = _files()[family]
    # The one face of a collection that is wanted; closed again, what it draws stays known.
    with TTFont(path, lazy=True, fontNumber=index) as font:
        return frozenset(font.getBestCmap() or ())


def chinese() -> str:
    """The family for Chinese.

    :raises CannotPrint: when none is installed.
    """
    for family in CHINESE:
        if family in _files():
            return family
    raise CannotPrint(
        "没有安装 Noto CJK 字体（Debian：fonts-noto-cjk）", "No Noto CJK font is installed (Debian: fonts-noto-cjk)"
    )


def families_for(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Families that together draw all the texts (pairs of where and what), Chinese first.

    :raises CannotPrint: naming the character, its code and where it stands, when no installed font has it.
    """
    first = chinese()
    chosen = [first]
    missing: dict[str, str] = {}
    for where, text in texts:
        for character in text:
            if ord(character) not in _characters(first) and character not in _NOT_DRAWN:
                missing.setdefault(character, where)
    for character, where in sorted(missing.items()):
        if any(ord(character) in _characters(f) for f in chosen):
            continue
        other = next((f for f in _others() if ord(character) in _characters(f)), None)
        if other is None:
            raise CannotPrint(
                f"“{where}”里的“{character}”（U+{ord(character):04X}）没有字体能打印；请安装带这个字的字体"
                "（Debian：fonts-noto-core 有藏文、维吾尔文等）",
                f"No font can print “{character}” (U+{ord(character):04X}) in “{where}”; install one that has it "
                "(Debian: fonts-noto-core has Tibetan, Uyghur and others)",
            )
        chosen.append(other)
    return chosen


def _others() -> list[str]:
    """Other families, those made for all scripts first."""
    return sorted((f for f in _files() if f not in CHINESE), key=lambda f: (not f.startswith("Noto"), f))
