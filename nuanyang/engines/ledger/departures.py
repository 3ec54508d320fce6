# ruff: noqa: E501 - patterns and sentences stand on one line each
"""How a stay ended: what stations write, and the eleven ways the report knows.

The ids are those of the report's table ``departure``. ``OTHER`` is a text that none of them
explains: it is kept, flagged, and counted in a row of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .cells import says_nothing, squeeze

IDS = (
    "escorted_home",
    "funded_return",
    "collected_by_kin",
    "left_by_choice",
    "left_without_notice",
    "hospital",
    "transferred",
    "resettled",
    "ended",
    "died",
    "still_in",
)
OTHER = "other"

_KIN = "亲属|亲人|家属|家人|亲友|父母|父亲|母亲|爸|妈|儿子|女儿|子女|配偶|丈夫|妻子|兄弟|姐妹|哥|姐|弟|妹|爷|奶|叔|舅|监护人|单位|老板|村委会?|村干部|家长|朋友|老乡|同事|学校"
_COLLECT = "接回|接领|领回|接走|领走|接返|来站接|接离|来接|认领|接送回|带回|带走|接"
_STATION = "救助站|救助管理站|救助管理机构|兄弟站|外站|中转站|救助中心|保护中心|流出地站|其他站|本省站"

# In order: the first pattern that is found decides.
_RULES: tuple[tuple[str, str], ...] = (
    (r"死亡|去世|病故|身故|亡故|病亡|离世|died", "died"),
    (
        r"^(?:仍|尚|还)?(?:未|没有?)离站|^(?:仍|尚|还|继续|现|目前)*在站|滞留(?:在站)?$|^留站|继续(?:救助|滞留|留站)|未离开|站内(?:照料|滞留)|still",
        "still_in",
    ),
    (
        r"擅自|不辞而别|私自|偷跑|逃离|逃跑|逃走|出走|未办(?:理)?(?:离站)?手续|不告而别|失踪|走失离站|脱离(?:监管|视线)|跑掉|without",
        "left_without_notice",
    ),
    (
        r"护送|送返(?:原籍|户籍|家|回|流出地)|(?:工作人员|本站|我站|站里|站方|派人|专人|民警|公安)[^,，;；]{0,6}送(?:回|返|其)|送(?:其)?回(?:家|原籍|户籍|老家|流出地|当地|村)|遣送|escort",
        "escort?",
    ),
    (r"(?:自行|自己|自费|自购|自主)(?:购|买|解决|坐|乘|搭)|^自(?:返|回|走|去)$|^自(?:返|回)(?:家|乡|原籍|户籍地?)", "left_by_choice"),
    (
        rf"(?:{_KIN})[^,，;；]{{0,12}}(?:{_COLLECT})|^(?:亲属|家属|亲友|单位)(?:接|领).*|collected|寻亲成功",
        "collected_by_kin",
    ),
    (
        rf"(?:{_STATION}|民政局?|民政部门|街道办?事?处?)[^,，;；]{{0,4}}(?:{_COLLECT}|接收)|跨省(?:接送|移交|转送)|站际(?:转送|移交|接送)",
        "transferred",
    ),
    (
        rf"^(?:由)?(?:被)?(?:{_COLLECT})(?:离站|返乡|返家)?$|(?:接领|领回|接回|认领)(?:离站|返乡|回家|返家|人)?$",
        "collected_by_kin",
    ),
    (
        r"资助|购票|买票|乘车凭证|车票|凭证|给票|发票返乡|乘车|车费|路费|提供(?:返乡)?(?:车|船)?票|代购|火车票|汽车票|返乡票|funded|voucher",
        "funded_return",
    ),
    (
        rf"(?:转送|转(?:交|至|到|入|往|介)|移交|移送|送交|交由|中转|接力|移至|送往|送至|送到|转).{{0,12}}(?:{_STATION})",
        "transferred",
    ),
    (r"安置|托养|福利院|养老院|敬老院|供养|落户|寄养|长期照料|儿童福利|resettle", "resettled"),
    (r"送医|就医|住院|入院|医院|救治|120|治疗|精神病院|精神卫生中心|卫生院|送诊|急救|hospital", "hospital"),
    (r"转送|移交|移送|转站|转交|中转|转出|跨省|转介|转至|transfer|派出所|公安|交民警|送交", "transferred"),
    (r"终止|不符合|不予救助|取消救助|停止救助|结束救助|中止|违规|清退|劝离|救助期满|拒绝安检|ended", "ended"),
    (
        r"自行|自愿|自己|主动(?:要求)?离|本人要求|要求离|自离|放弃(?:救助)?|自动离|自主|自助|独自|by?choice|拒绝(?:救助|返乡)",
        "left_by_choice",
    ),
    (r"返乡|返家|返回(?:原籍|户籍|家)|回家|回乡", "return?"),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), found) for pattern, found in _RULES)
_CROSS = re.compile(
    rf"至.{{0,12}}(?:{_STATION})|(?:{_STATION})(?:接|$)|到.{{0,12}}(?:{_STATION})|跨省.{{0,4}}(?:站|救助)"
)
_TO_HOSPITAL = re.compile("(?:至|到|往|去|送)(?!返).{0,12}(?:医院|卫生院|卫生中心|就医|就诊|住院|治疗)")
_TO_CARE = re.compile("(?:至|到|往|去|入).{0,12}(?:福利院|养老院|敬老院|托养|安置)")
_FREE = re.compile("自行|自愿|自己|独自|自主|自助")
_NUMBERED = re.compile(r"^[（(]?(?:\d{1,2}|[a-zA-Z①-⑳])[)）.、:：\-]")


@lru_cache(maxsize=4096)
def classify(text: str) -> str:
    """The id of a departure text, ``""`` for nothing said, ``OTHER`` for a text that none explains.

    >>> classify("资助返乡(乘车凭证)"), classify("护送至成都市救助站"), classify("转院")
    ('funded_return', 'transferred', 'hospital')
    """
    if says_nothing(text):
        return ""
    said = _NUMBERED.sub("", squeeze(text))
    if said in IDS:
        return said
    if re.search("转院", said):
        return "hospital"
    if re.fullmatch("在站|在站(?:救助|照料|人员|中)|滞留|在院(?:治疗)?|是否离站:?否", said):
        return "hospital" if "院" in said else "still_in"
    for pattern, found in _COMPILED:
        if pattern.search(said):
            return _settle(found, said)
    return OTHER


def _settle(found: str, said: str) -> str:
    if found == "escort?":
        if _TO_HOSPITAL.search(said):
            return "hospital"
        if _TO_CARE.search(said):
            return "resettled"
        return "transferred" if _CROSS.search(said) else "escorted_home"
    if found == "return?":
        return "left_by_choice" if _FREE.search(said) else OTHER
    return found
