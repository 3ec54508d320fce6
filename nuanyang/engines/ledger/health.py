# ruff: noqa: E501 - patterns and sentences stand on one line each
"""Key groups (重点人员) from what stations write about body and mind.

Three groups are told apart: ``limb_disability``, ``mental_illness``, ``dementia_or_intellectual``. A person may be in several. What is denied
(无精神病史, 智力正常) does not count, and in remarks what is said of somebody else does not either.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .cells import says_nothing, squeeze

GROUPS = ("limb_disability", "mental_illness", "dementia_or_intellectual")

_MENTAL = r"精神(?:病|障碍|疾病|异常|失常|分裂|残疾|问题|错乱|不正常|恍惚|患者|类|疾患|[一二三四1-4]级)|癫狂|躁狂|抑郁症|双相|精障|妄想|精分|发疯|疯癫|神志不清醒?异常|疑似精神"
_INTELLECT = r"智力(?:障碍|残疾|低下|缺陷|问题|有问题|不足|迟钝|[一二三四1-4]级)|智障|智残|弱智|痴呆|呆傻|失智|认知(?:障碍|症)|阿尔茨海默|老年痴|脑瘫伴智|唐氏|发育迟缓|智能(?:障碍|低下)"
_LIMB = r"肢体(?:残疾|障碍|残障|缺失|不便|伤残|瘫痪|[一二三四1-4]级)|肢残|截肢|瘫痪|偏瘫|截瘫|跛|腿部?残|手部?残|断(?:腿|臂|手|肢)|残肢|身体残疾|轮椅|拄拐|下肢|上肢残|小儿麻痹|行动不便.{0,2}残疾|脊髓|侏儒"
_GENERIC = r"残疾人?|残障|伤残"
_OTHER_DISABILITY = r"(?:听力|视力|言语|语言|听障|视障|聋|哑|盲|失明|多重|精神|智力|精神类|智力类)[^,，;；。、]{0,3}(?:残疾|残障)|聋哑|盲人|聋人|失明|(?:残疾|残障)[^,，;；。、]{0,3}[(:：]?(?:听力|视力|言语|聋|哑|盲|精神|智力)"
_DENIED = re.compile(
    r"(?:无|没有|未见|未发现|否认|非|不是|不存在|排除|没)(?:任何|明显|肢体|精神|智力|身体|有|患|疑似|及|和|或|与|、|/|病史|家族)*"
    r"(?:精神|智力|残疾|残障|肢体|痴呆|智障|伤残|障碍|异常|疾病|病)+(?:病史|障碍|残疾|疾病|异常|问题|情况|表现|史)*"
    r"(?:(?:和|及|或|与|、)(?:精神|智力|肢体|身体)(?:障碍|残疾|残障|疾病|病史|异常|问题|病)+)*"
    r"|(?:精神|智力|肢体|神志|意识|身体|智能|认知|四肢)(?:状况|状态|情况|功能|及|和|、|精神|智力|肢体|身体)*(?:均|基本|尚|一般|较|很|都|大致)*(?:正常|健全|良好|清楚|清晰|健康|好|无异常|尚可|一般|可)"
)
_OF_OTHERS = re.compile(
    r"(?:父亲?|母亲?|父母|妻子?|丈夫|儿子?|女儿|兄|弟|姐|妹|哥|家属|亲属|家人|配偶|爱人|监护人|同伴|老伴|奶奶|爷爷)[^,，;；。]{0,6}(?:患|有|为|是|系|精神|智|残|痴|瘫)[^,，;；。]*"
)
_COMPILED = (
    ("mental_illness", re.compile(_MENTAL)),
    ("dementia_or_intellectual", re.compile(_INTELLECT)),
    ("limb_disability", re.compile(_LIMB)),
)
_KINDS_OF_SEVERAL = (("肢", GROUPS[0]), ("精神", GROUPS[1]), ("智", GROUPS[2]))
_GENERIC_RE = re.compile(_GENERIC)
_OTHER_RE = re.compile(_OTHER_DISABILITY)
_YES = frozenset(
    [
        "是",
        "有",
        "√",
        "✓",
        "✔",
        "☑",
        "y",
        "yes",
        "1",
        "true",
        "v",
        "对",
        "属于",
        "确诊",
        "疑似",
        "重度",
        "中度",
        "轻度",
        "一级",
        "二级",
        "三级",
        "四级",
        "1级",
        "2级",
        "3级",
        "4级",
        "异常",
        "不正常",
        "障碍",
        "有障碍",
        "患病",
        "患者",
    ]
)
_NO = frozenset(
    [
        "否",
        "无",
        "没有",
        "×",
        "✗",
        "x",
        "n",
        "no",
        "0",
        "false",
        "健康",
        "正常",
        "良好",
        "一般",
        "非",
        "不是",
        "☐",
        "□",
        "尚可",
        "较好",
        "好",
        "无残疾",
        "健全",
    ]
)


@lru_cache(maxsize=8192)
def groups_in(text: str, heading_group: str = "", *, remarks: bool = False) -> tuple[frozenset[str], bool]:
    """The key groups that a text names, and whether one of them is only assumed.

    ``heading_group`` is the group that the column's heading names, for columns of ticks (是, √).
    A bare 残疾 without its kind is taken for a bodily disability and marked as assumed; in ``remarks``
    it is not taken at all.
    """
    said = squeeze(text)
    if says_nothing(text) or said.lower() in _NO:
        return frozenset(), False
    if heading_group and said.lower() in _YES:
        return frozenset((heading_group,)), False
    affirmed = _DENIED.sub(" ", said)
    if remarks:
        affirmed = _OF_OTHERS.sub(" ", affirmed)
    found = {group for group, pattern in _COMPILED if pattern.search(affirmed)}
    if "多重" in affirmed or heading_group == GROUPS[0]:
        found |= {group for word, group in _KINDS_OF_SEVERAL if word in affirmed}
    if found or remarks or _OTHER_RE.search(affirmed):
        return frozenset(found), False
    if _GENERIC_RE.search(affirmed):
        return frozenset(("limb_disability",)), True
    return frozenset(), False


#: The group that a column's field stands for.
OF_FIELD = {
    "health": "",
    "health_limb": "limb_disability",
    "health_mental": "mental_illness",
    "health_intellect": "dementia_or_intellectual",
}
