"""Written personal names of all kinds: normal form, kind, surname and given name. Search keys are made
elsewhere."""

from __future__ import annotations

import re
from enum import StrEnum

from nuanyang.kernel.text import fold_width, says_nothing, words

MIDDLE_DOT = "·"


class NameKind(StrEnum):
    BLANK = "blank"
    PLACEHOLDER = "placeholder"
    """No name but a stand-in: 无名氏28, 不详, 未取名."""
    HAN = "han"
    DOTTED = "dotted"
    """A name of another tongue in Han characters, parts parted by a dot: 阿卜杜拉·买买提."""
    LATIN = "latin"
    TIBETAN = "tibetan"
    UYGHUR = "uyghur"
    """Arabic script: Uyghur, Kazakh, Kirghiz."""
    OTHER = "other"
    """Cyrillic, Mongolian, mixtures and anything else."""


_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇々"
_SIMPLE = re.compile("[\u4e00-\u9fff]+")
_DOTS = re.compile(r"\s*[·•‧∙⋅・･ᐧ●]\s*")
_STOP_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s*[.。]\s*(?=[{_HAN}])")
_SPACE_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_EDGES = " \t,，.。;；:：、'\"“”‘’·"
_KINDS = (
    (NameKind.HAN, re.compile(rf"[{_HAN}]+")),
    (NameKind.DOTTED, re.compile(rf"[{_HAN}]+(?:·[{_HAN}]+)+")),
    (
        NameKind.LATIN,
        re.compile(r"(?=.*[A-Za-z])[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f .'’ʻ\-,·]+"),
    ),
    (NameKind.TIBETAN, re.compile(r"[\u0f00-\u0fff\s]+")),
    (
        NameKind.UYGHUR,
        re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff\s·.\-]+"),
    ),
)
_PLACEHOLDER = re.compile(
    r"(?:无名|佚名|姓名|名字)?(?:不详|不明|未知|不清|未取名|未起名|尚未取名|暂无)"
    r"|(?:无|未知)名[氏士]?(?:[男女])?[-_ ]?(?:\d+|[一二三四五六七八九十百]+)?号?"
    r"|无名(?:男|女|男子|女子|老人|婴儿|男婴|女婴)?[-_ ]?\d*号?"
    r"|某+[男女]?|某[男女]子?|(?:流浪|受助|救助|走失)(?:人员|乞讨人员|者)[-_ ]?\d*号?"
    r"|弃婴[-_ ]?\d*|新生儿|未命名|待查|未具名"
)

COMPOUND_SURNAMES = words(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 "
    "濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 "
    "公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 "
    "微生 公户 公玉 梁丘 左丘 东门 西门 第五 单于 淳于 歐陽 東方 獨孤 南宮 聞人 諸葛 尉遲 濮陽 "
    "公孫 鍾離 長孫 鮮于 閭丘 樂正 穀梁 軒轅 東郭 南門 東門 西門 單于 "
)


def normalise(text: str) -> str:
    """The name as it is kept and shown: widths folded, one kind of middle dot, no stray spaces or edge
    signs.

    Spaces go between Han characters (张 三 → 张三) and shrink to one elsewhere; a full stop between Han
    characters is a middle dot (阿卜杜拉.买买提). Letters keep their case and accents, traditional
    characters stay traditional.
    """
    if _SIMPLE.fullmatch(text):
        return text
    folded = _DOTS.sub(MIDDLE_DOT, fold_width(text))
    folded = _STOP_BETWEEN_HAN.sub(MIDDLE_DOT, folded)
    folded = _SPACE_BESIDE_HAN.sub("", folded)
    return folded.strip(_EDGES)


def kind_of(name: str) -> NameKind:
    """The kind of a name already normalised."""
    if not name:
        return NameKind.BLANK
    if is_placeholder(name):
        return NameKind.PLACEHOLDER
    for kind, pattern in _KINDS:
        if pattern.fullmatch(name):
            return kind
    return NameKind.OTHER


def is_placeholder(name: str) -> bool:
    """True for a stand-in where the name is not known (无名氏28, 不详). Such persons must never be joined
    by name."""
    return says_nothing(name) or _PLACEHOLDER.fullmatch(name) is not None


def split_han(name: str) -> tuple[str, str]:
    """(surname, given name) of a Han name: 欧阳修 → (欧阳, 修), 张三 → (张, 三), 欧阳 → (欧阳, "")."""
    if name[:2] in COMPOUND_SURNAMES:
        return name[:2], name[2:]
    return name[:1], name[1:]
