"""How single characters are read: simplified form, toneless Mandarin syllable, dialect class.

Readings come from the data file of the pypinyin package, read directly: importing the package would load
its phrase dictionary as well (0.2 s and 58 MB instead of 0.04 s and 12 MB), which names do not need.
Everything is cached per character, because a register has a few thousand characters and millions of names.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import opencc

from nuanyang.kernel.text import words


class Sound(NamedTuple):
    simplified: str
    syllable: str
    """Toneless, ü written v; "" for a character without a known reading."""
    folded: str
    """The syllable's dialect class."""
    others: tuple[str, ...]
    """Further syllables that the character is commonly read with in names."""


def _readings(listed: str) -> dict[str, tuple[str, ...]]:
    """ "单:shan 尉迟:yu,chi" → {"单": ("shan",), "尉迟": ("yu", "chi")}."""
    pairs = (entry.split(":") for entry in listed.split())
    return {written: tuple(read.split(",")) for written, read in pairs}


# Surnames read otherwise than the character's most common reading.
_SURNAMES = _readings(
    "单:shan 仇:qiu 解:xie 区:ou 查:zha 曾:zeng 任:ren 华:hua 盖:ge 乐:yue "
    "朴:piao 翟:zhai 召:shao 尉:wei 缪:miao 宁:ning 纪:ji 燕:yan 那:na 洗:xian "
    "冼:xian 祭:zhai 覃:qin 员:yun 郗:xi 訾:zi 谌:chen 句:gou 繁:po 黑:he "
    "秘:bi 过:guo 车:che 种:chong 薄:bo 卜:bu 柏:bai 葛:ge 佴:nai 乜:nie "
    "逄:pang 牟:mu 隗:wei 粘:nian 晁:chao 宓:mi 贲:ben 哈:ha 能:nai 万:wan "
    "沈:shen 俞:yu 占:zhan 折:she 盛:sheng 石:shi 重:chong 都:du 相:xiang 应:ying "
    "令:ling 参:shen 洪:hong 叶:ye 侯:hou 么:yao 干:gan 撒:sa 缴:jiao 长:zhang "
    "朝:chao 藏:zang 教:jiao 殷:yin 颉:xie 莘:shen 亓:qi 呙:guo 厍:she"
)
_COMPOUND = _readings(
    "尉迟:yu,chi 长孙:zhang,sun 万俟:mo,qi 单于:chan,yu 令狐:ling,hu 澹台:tan,tai 鲜于:xian,yu 乐正:yue,zheng"
)
# Characters of given names whose first reading in the data is not the one that names use.
_GIVEN = _readings("都:du 晟:sheng 茜:qian 娜:na 翟:zhai 卜:bu 嗯:en 行:hang 重:chong 长:chang 薄:bo 柏:bo")
# Every reading that people really use for the same name: the search must find each.
_OTHERS = _readings(
    "乐:yue,le 行:xing,hang 长:chang,zhang 朝:chao,zhao 晟:sheng,cheng 茜:qian,xi 莘:xin,shen "
    "柏:bai,bo 娜:na,nuo 重:chong,zhong 藏:zang,cang 拓:tuo,ta 缪:miao,mou 盖:ge,gai "
    "覃:qin,tan 隗:wei,kui 种:chong,zhong 曾:zeng,ceng 单:shan,dan 仇:qiu,chou 解:xie,jie "
    "区:ou,qu 查:zha,cha 尉:wei,yu 翟:zhai,di 谌:chen,shen 牟:mu,mou 俞:yu,shu "
    "盛:sheng,cheng 薄:bo,bao 朴:piao,pu 宓:mi,fu 郗:xi,chi 伽:jia,qie 仔:zi,zai "
    "调:tiao,diao 率:shuai,lv 降:jiang,xiang 传:chuan,zhuan 弹:dan,tan 育:yu,yo 颉:jie,xie "
    "若:ruo,re 奇:qi,ji 蔓:man,wan 还:huan,hai 殷:yin,yan 员:yun,yuan 冼:xian,xi "
    "洗:xian,xi 逄:pang,feng 召:shao,zhao 佟:tong,tun 车:che,ju 葛:ge,gai"
)
# Variant and rare forms that the conversion table or the reading table does not know.
_VARIANTS = str.maketrans("𠮷峯崐堃喆濬昇陞甦邨菓", "吉峰昆坤哲浚升升苏村果")


@cache
def _data() -> dict[str, str]:
    spec = find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin")
    with (Path(spec.submodule_search_locations[0]) / "pinyin_dict.json").open(encoding="utf-8") as file:
        loaded: dict[str, str] = json.load(file)
    return loaded


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _toneless(reading: str) -> str:
    plain = reading.replace("ü", "v").replace("ǖ", "v").replace("ǘ", "v").replace("ǚ", "v").replace("ǜ", "v")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if c.isascii() and c.isalpha())


_SIMPLE: dict[str, str] = {}


def simplify(text: str) -> str:
    """Traditional and variant characters become simplified ones, character by character (names have no
    phrases)."""
    return "".join([_SIMPLE.get(c) or _simple(c) for c in text])


def _simple(character: str) -> str:
    found: str = _converter().convert(character.translate(_VARIANTS))
    _SIMPLE[character] = found
    return found


_SOUNDS: dict[str, Sound] = {}
_SURNAME_SOUNDS: dict[str, Sound] = {}


def sound(character: str) -> Sound:
    """The reading of a character of a given name."""
    found = _SOUNDS.get(character)
    if found is None:
        found = _SOUNDS[character] = _look_up(character, _GIVEN)
    return found


def surname_sound(character: str) -> Sound:
    """The reading of a character as a surname of one character: 单 → shan."""
    found = _SURNAME_SOUNDS.get(character)
    if found is None:
        found = _SURNAME_SOUNDS[character] = _look_up(character, _SURNAMES)
    return found


def compound_syllables(surname: str) -> tuple[str, ...] | None:
    """The syllables of a compound surname that is read by rules of its own (尉迟 → yu chi), else None."""
    return _COMPOUND.get(surname)


def _look_up(character: str, preferred: dict[str, tuple[str, ...]]) -> Sound:
    simplified = simplify(character)
    syllable = preferred.get(simplified, ("",))[0]
    if not syllable:
        readings = _data().get(str(ord(simplified[:1] or " ")), "")
        syllable = next((s for s in map(_toneless, readings.split(",")) if re.search("[aeiouv]", s)), "")
    others = tuple(s for s in _OTHERS.get(simplified, ()) if s != syllable)
    return Sound(simplified, syllable, dialect_class(syllable), others)


_FOLDED: dict[str, str] = {}


def dialect_class(syllable: str) -> str:
    """One class for all syllables that speakers of the large dialects mix up.

    zh/z, ch/c, sh/s (everywhere in the south) · n/l/r (Hunan, Sichuan, Jianghuai, Min, Shandong) · f/hu/w
    (Min, Hakka, Hunan; 黄/王 in Wu and Cantonese) · -ng/-n behind a, e, i (Wu, Jianghuai, Jin, south-west)
    · ü/u in typing.
    """
    found = _FOLDED.get(syllable)
    if found is None:
        found = _FOLDED[syllable] = _fold(syllable)
    return found


_LABIAL = {"": "u", "i": "ei", "n": "en", "ng": "eng"}


def _fold(syllable: str) -> str:
    s = syllable.replace("v", "u")
    if s[:2] in ("zh", "ch", "sh"):
        s = s[0] + s[2:]
    elif s[:1] in ("n", "r") and len(s) > 1:
        s = "l" + s[1:]
    elif s[:2] == "hu":
        s = "f" + _LABIAL.get(s[2:], s[2:])
    elif s[:1] == "w":
        s = "f" + s[1:]
    if len(s) > 3 and s.endswith("ng") and s[-3] in "aei" or s in ("ang", "eng"):
        s = s[:-1]
    return s


@cache
def all_syllables() -> frozenset[str]:
    """Every toneless syllable of Mandarin that a typed pinyin may consist of."""
    common = (chr(c) for c in range(0x4E00, 0x9FA6))
    counted: dict[str, int] = {}
    for character in common:
        first = _data().get(str(ord(character)), "").split(",")[0]
        syllable = _toneless(first)
        counted[syllable] = counted.get(syllable, 0) + 1
    vowel = re.compile("[aeiouv]")
    # Syllables that only one or two dictionary curiosities have would split real ones apart (fiao, lo, yo).
    return frozenset(s for s, n in counted.items() if vowel.search(s) and (n > 2 or s in _USED)) | _USED


_USED = words("a ai an ang ao e en er ou dei gei nei zei shei den nen nv lv nve lve hei te ri zen ceng cen sen seng")
