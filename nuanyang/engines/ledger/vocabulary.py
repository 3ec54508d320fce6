# ruff: noqa: E501 - patterns and sentences stand on one line each
"""The words that stations write above their columns, and the field each of them means.

Every entry is a pattern for the whole heading (normalised by :func:`normal`) with the field and
a rank: where two columns mean the same field the lower rank is asked first, the other fills in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

#: The rank of a column that is called 日期 and nothing more.
BARE_DAY = 5
_PERSON = "(?:被?(?:受助|求助|救助|收容|帮扶|服务|流浪|流浪乞讨|入站|来站|滞留|在站))?(?:人员|对象|人|者)?的?"
_ENTER = "(?:(?:入|到|进|来|抵|接|收)(?:站|所|中心)|到达|抵达|报到)"
_TAKEN = "(?:接收|收容|救助|受助|求助|受理|接待|登记|来访|入住|接管|进入|收治|接领入站|入院)"
_LEAVE = "(?:离|出)(?:站|所)|离开(?:救助站)?|送返|返乡|遣送|送离|结束救助|终止救助|救助结束|救助终止|送走"
_DAY = "(?:日期|年月日|日子?|登记日期|日期[及和、/]?时间|日期时间)"
_HOUR = "(?:登记)?(?:时间|时刻|时点|钟点)"
_WHEN = "(?:何时|几时|何日|哪天|哪日|哪一天|什么时候|什么时间|何年何月何日)"
_HOME = (
    "(?:户籍|户口|原籍|籍贯|户籍地|户口地|来源|来源地|流出|流出地|家庭|家庭住址|家乡|住址|常住)?(?:地|所在地?|地址)?的?"
)

_PATTERNS: tuple[tuple[str, str, int], ...] = (
    (
        r"(?:序号?|编号|号|顺序号|流水号|no\.?|#|(?:登记|档案|台账|受助|救助|求助)?(?:表|人员)?编?号码?|件号|项目号)",
        "running_number",
        0,
    ),
    (
        _PERSON + r"(?:姓名|名字|姓名/?(?:化名|代号|称呼)|姓名(?:或|及)?(?:化名|代号|别名|曾用名|编号))",
        "name",
        0,
    ),
    (
        r"(?:受助|求助|救助|被救助|帮扶|服务|滞留)(?:人员|对象|人|者)(?:名称|名)?|名称|称呼|人员|name",
        "name",
        1,
    ),
    (_PERSON + r"性别|男/?女|sex|gender", "sex", 0),
    (
        _PERSON + r"(?:出生|生日|出生年月|出生年|诞生)(?:日期|年月日?|时间|日)?|birth(?:day|date)?|dateofbirth",
        "birth",
        0,
    ),
    (
        _PERSON + r"(?:入站时|到站时|估计|大约|实际|推测|目测|约)?(?:年龄|岁数|周岁|年纪|年岁|岁)(?:段|周岁|岁)?|age",
        "age",
        0,
    ),
    (r"(?:有效)?(?:证件|证照|身份证明|身份证件)(?:类型|种类|名称|类别)", "identity_kind", 0),
    (
        _PERSON + r"(?:(?:居民)?身份证件?(?:号码?|编号|号)?|公民身份证?号码?|身份号码?|身份证明(?:号码?|编号)?|"
        r"(?:居民)?身份证/?(?:或)?(?:其他|护照)?(?:证件)?号码?|id(?:card)?(?:no\.?|number)?)",
        "identity",
        0,
    ),
    (
        _PERSON
        + r"(?:(?:有效|其他)?证件(?:类型[及和、/])?(?:号码?|编号)|证号|证件|护照号码?|身份证件类型[及和、/]号码)",
        "identity",
        1,
    ),
    (
        r"(?:(?:户籍|户口|籍贯|来源|来源地|流出地|原籍|住址|家庭住址|地址|地区|区域|行政)(?:地|所在地|地址)?)?(?:的)?(?:行政)?(?:区划|区域|地区|地域)(?:代?码|编号|编码)",
        "origin_code",
        0,
    ),
    (
        r"(?:户籍|户口|籍贯|来源|来源地|流出地|原籍|住址|家庭住址|户籍地|户口地)(?:地|所在地|地址)?(?:代码|编码|代号)",
        "origin_code",
        0,
    ),
    (
        _PERSON
        + r"(?:户籍|户口|户籍地|户籍所在|户口所在|户籍地所在|户口本?)(?:所在)?(?:地|地址|详细地址|详址|住址|省市县?|省份)?(?:\(?详址\)?)?",
        "origin",
        0,
    ),
    (
        r"(?:流出地?|来源地?|何地人|何处人|原籍|来自(?:何[地处])?|家乡|哪里人|籍贯地)(?:所在地|地址|省市县?)?|origin|hukou|hometown|placeoforigin|home(?:address|region|place)",
        "origin",
        1,
    ),
    (r"籍贯|户籍/籍贯|籍贯/户籍|籍贯\(户籍\)", "origin", 1),
    (
        _PERSON
        + r"(?:家庭|常住|永久|原)(?:详细|所在|居住)?(?:住址|地址|地)|(?:家庭)?(?:详细)?(?:住址|地址|住所)|家住(?:何处|地址)?",
        "origin",
        2,
    ),
    (_HOME + r"(?:省|省份|省市|省/市|省/?自治区/?直辖市|省\(.{1,8}\)|所属省份?|省级)", "origin_province", 0),
    (
        _HOME + r"(?:市|地市|市州|市/州|地级市|地区|市\(.{1,8}\)|地\((?:市|州|盟|地|区)[^()]{0,6}\)|所属市|市级|城市)",
        "origin_city",
        0,
    ),
    (
        _HOME + r"(?:县|区县|县区|县/?市/?区|区/?县|县\(.{1,8}\)|区\(.{1,8}\)|区|所属县|县级|县市)",
        "origin_county",
        0,
    ),
    (_HOME + r"(?:乡镇|镇|乡|街道|乡镇/?街道|村|社区|乡镇村|村组|乡镇及村)", "origin_rest", 0),
    (_ENTER + _DAY, "arrived", 0),
    (_ENTER + _HOUR, "arrived", 1),
    (_TAKEN + "(?:开始|起始)?" + _DAY, "arrived", 2),
    (_TAKEN + "(?:开始|起始)?" + _HOUR, "arrived", 3),
    (_ENTER + r"|arriv(?:al|ed)(?:date|time)?|admi(?:tted|ssion)(?:date|time)?|(?:date|time|day)(?:of)?(?:arrival|admission|entry|in)|checkin", "arrived", 4),
    (rf"{_WHEN}(?:{_ENTER}|来|到|进|入|抵|来到|进来)(?:的|本站|救助站|我站|站)*", "arrived", 1),
    (rf"(?:{_ENTER}|来到|到来)(?:本站|救助站|我站|站|的|之|具体)*(?:{_DAY}|{_HOUR}|日)", "arrived", 1),
    (r"(?:在站|救助|受助)?(?:进出|入离|入出|出入|进离|来离|起止|入站离站|入站[、/及和与-]离站)(?:站|所)?(?:的)?(?:日期|时间|年月日)", "arrived", 4),
    (r"(?:日期|时间|年月日|日|月日|救助起止时间|当日日期)", "arrived", BARE_DAY),
    (rf"{_WHEN}(?:{_LEAVE}|离|走|出|离去|出去|走的|离的|离本站|离开本站|出站的)(?:的|本站|救助站|我站|站)*", "left", 1),
    (rf"(?:{_LEAVE}|离开|离去)(?:本站|救助站|我站|站|的|之|具体)*(?:{_DAY}|{_HOUR}|日)", "left", 1),
    (rf"(?:{_LEAVE})" + _DAY, "left", 0),
    (rf"(?:{_LEAVE})" + _HOUR, "left", 1),
    (r"(?:left|departure|exit|leaving|discharge)(?:date|time|day)?|(?:date|time|day)(?:of)?(?:departure|leaving|exit|discharge|out)|checkout", "left", 2),
    (
        r"(?:来|到|入|进|抵)站(?:的)?(?:方式|途径|渠道|形式|类型|情况|来源)|(?:求助|受助|救助)(?:方式|途径|渠道|形式|来源)|进入方式|来站|发现(?:方式|途径)",
        "arrival_mode",
        0,
    ),
    (
        r"(?:护送|移送|送站|引导|转送|送来)(?:来站|入站|到站)?(?:单位|人|部门|机构|者)|来源(?:渠道|途径|方式)|由何人?单位?送来",
        "arrival_mode",
        1,
    ),
    (
        r"(?:求助|救助|受助|流浪|来站|入站|乞讨|流浪乞讨|到站|进站|外出|离家|滞留|困难)(?:的)?(?:原因|事由|缘由|情由|理由|因由)(?:分类|类别|及经过)?|reason",
        "reason",
        0,
    ),
    (r"(?:求助|救助|受助|困难)(?:事项|类型|类别|种类|内容|诉求|需求)", "reason", 1),
    (r"原因|事由|因由", "reason", 2),
    (
        r"(?:身体|健康|身心|身体健康|生理|入站时?身体|入站健康)(?:基本)?(?:状况|情况|状态|特征)?|病情|(?:所患)?疾病(?:情况)?|(?:患病|伤病|体检|病残|残疾或疾病)(?:情况|状况)?|健康检查|身体精神状况|身体[及和、/]?精神(?:状况|情况|状态)",
        "health",
        0,
    ),
    (
        r"(?:是否|有无)?(?:肢体)?(?:残疾|伤残|残障|肢残)(?:人|人员|情况|类别|类型|状况|等级|种类|与否|类别及等级)?|肢体(?:残疾|障碍|状况|情况)",
        "health_limb",
        0,
    ),
    (
        r"(?:是否|有无|疑似)*(?:精神|心理精神)(?:状况|状态|情况|障碍|病|疾病|病人|病患者?|障碍患者?|疾病患者?|异常|残疾|健康)?(?:人员)?",
        "health_mental",
        0,
    ),
    (
        r"(?:是否|有无|疑似)*(?:智力|智能|智障|痴呆|失智|认知)(?:状况|状态|情况|障碍|残疾|低下)?(?:人员|者)?(?:[及和、/]?(?:痴呆|智障|失智).{0,4})?",
        "health_intellect",
        0,
    ),
    (
        r"(?:受助|救助|求助)?(?:人员|对象|人群)(?:类别|类型|分类|性质|属性|种类|特征|身份)|(?:重点|特殊|特困)(?:人员|人群|群体|对象|情形)(?:类别|类型|情况)?|人员身份",
        "health",
        1,
    ),
    (
        r"(?:离|出)(?:站|所)(?:的)?(?:方式|情况|形式|类型|类别|途径|流向|结果|处理|状态|方法)(?:及去向)?|返乡方式|送返方式|返回方式|离开方式|departure(?:type|mode|reason|way)|(?:way|mode|manner|type|reason)of(?:departure|leaving|exit)",
        "departure",
        0,
    ),
    (
        r"(?:离|出)(?:站|所)(?:的)?(?:去向|安置|走向)|离站|出站|(?:救助|处理|处置|安置|救助处理|安置去向|终止救助)(?:结果|方式|情况|意见|措施|办法)|去向|流向|最终去向|离站送返方式|在站状态|是否离站",
        "departure",
        1,
    ),
    (
        r"(?:离|出)(?:站|所)(?:的)?(?:原因|去向|流向|方式|安置|情况|处理|结果)(?:[及与和、/或]|以及|并)?(?:离站|出站)?(?:原因|去向|流向|方式|安置|情况|处理|结果|地点|地址)+|怎[么样]?(?:离站|走|离开)的?|如何(?:离站|离开)",
        "departure",
        1,
    ),
    (r"(?:离|出)(?:站|所)(?:的)?原因|(?:终止|结束)救助(?:原因|情形)", "departure", 2),
    (
        r"备注(?:栏|说明|信息)?|备考|备忘|附注|附记|说明|情况说明|备注/说明|特殊情况(?:说明)?|其他(?:情况|说明|信息)|remarks?|notes?",
        "remarks",
        0,
    ),
)
IMPORT_NOTE = "原因（导入检查）"
_FOREIGN = re.compile(
    "接领|领取|领人|监护|家属|家长|联系|经办|亲属|亲友|工作人员|承办|审批|护送人|护送单位|陪同|捐|领导"
)
_RULES = tuple((re.compile(pattern), name, rank) for pattern, name, rank in _PATTERNS)
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>")
_MARKS = re.compile(r"[\s*:;。:,,、'\"!?_…·★☆●※]+")
_GROUP_TAIL = re.compile("(?:基本)?(?:情况|信息|登记|记录|手续|资料|栏|内容|事项)$")


def normal(heading: str) -> str:
    """A heading without spaces, line breaks, stars and colons; brackets are ASCII."""
    text = unicodedata.normalize("NFKC", heading)
    return _MARKS.sub("", text).lower()


@lru_cache(maxsize=4096)
def meaning(heading: str) -> tuple[str, int] | None:
    """The field that a heading means and its rank, or None.

    The heading is asked as it stands, then without what is in brackets.
    """
    if len(heading) > 40:
        return None
    if heading.strip() == IMPORT_NOTE:
        return "import_note", 0
    text = normal(heading)
    for candidate in dict.fromkeys((text, _IN_BRACKETS.sub("", text))):
        if not candidate:
            continue
        for pattern, name, rank in _RULES:
            if pattern.fullmatch(candidate):
                return name, rank
    return None


@lru_cache(maxsize=4096)
def meaning_of_stack(stack: tuple[str, ...]) -> tuple[str, int] | None:
    """The field of a column whose heading runs over several rows, top first.

    入站 over 日期 is asked as 入站日期, then 日期 alone; what stands under somebody else's title
    (接领人情况 over 姓名) is never taken for the person's own.
    """
    parts = [p for i, p in enumerate(stack) if p and p not in stack[:i]]
    if not parts:
        return None
    *parents, own = parts
    for parent in reversed(parents):
        for above in dict.fromkeys((normal(parent), _GROUP_TAIL.sub("", normal(parent)))):
            found = meaning(above + normal(own))
            if found:
                return found
    if any(_FOREIGN.search(normal(parent)) for parent in parents):
        return None
    found = meaning(own)
    if found and parents:
        return found
    return found


_ENTERING = re.compile("入|进|到|抵|来|接收|接案|救助|求助|受助|收容|报到|登记")
_LEAVING = re.compile("离(?!异|婚)|出站|出所|出院|走(?!失|访)|送返|返乡|返回|遣送|结束|终止|去向|流向")
# what happened before somebody came
_BEFORE = re.compile("离家|离乡|离开家|外出|走失|走丢|失踪|失联|流浪时|上次|上一次|首次")
_SOME_TIME = re.compile("日期|时间|何时|几时|何日|哪天|哪日|时候|年月日|时刻|日$|期$|date|time")
_SOME_WAY = re.compile("方式|去向|流向|原因|结果|安置|处理|处置|途径|形式|情况|何处|哪里|怎|如何|经过|措施|意见|方法|渠道|来源")
_HINTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("birth", re.compile("出生|生日|生于|生辰|诞生")),
    ("identity", re.compile("身份证|身份号|证件号|证号|身份证明")),
    ("sex", re.compile("性别|男女|男/女")),
    ("age", re.compile("年龄|岁|年纪")),
    ("health_mental", re.compile("精神")),
    ("health_intellect", re.compile("智力|智障|痴呆|失智|认知")),
    ("health_limb", re.compile("肢体|残疾|残障|伤残")),
    ("health", re.compile("健康|身体|疾病|病情|患病|身心|重点人|特殊人|人员类[别型]|人群")),
    ("origin", re.compile("户籍|户口|籍贯|原籍|住址|家住|家庭地址|家乡|老家|来自|哪里人|何处人|何地人|流出地|来源地")),
    ("remarks", re.compile("备注|附注|其他|其它|说明")),
)


@lru_cache(maxsize=4096)
def probable(heading: str) -> tuple[str, ...]:
    """Fields that the words of an unknown heading hint at, the likeliest first; the cells have to bear it out."""
    text = normal(heading)
    if len(text) > 24 or _FOREIGN.search(text) or _BEFORE.search(text) or not re.search(r"[^\W\d_]", text):
        return ()
    time, way = _SOME_TIME.search(text), _SOME_WAY.search(text)
    leaving, entering = _LEAVING.search(text), _ENTERING.search(text)
    found = [] if leaving and (time or way) else [name for name, words in _HINTS if words.search(text)]
    if leaving:
        found += ["left", "departure"] if time or not way else ["departure", "left"]
    elif entering:
        found += ["arrived"] if time else []
        found += ["reason"] if re.search("原因|事由|缘由", text) else ["arrival_mode"] if re.search("方式|途径|渠道|来源|形式", text) else []
        found += ["departure"] if re.search("结果|处理|处置|安置|措施|方式|情况|救助", text) else []
    elif re.search("去向|流向|安置|处理|处置|结果", text):
        found.append("departure")
    return tuple(dict.fromkeys(found))


_OTHER_LIST = re.compile(
    "职务|职称|岗位|部门|科室|工号|入职|学历|政治面貌|警号|值班|排班|捐赠|捐款|品名|物品|规格|领取|发放|库存|工资|办公电话"
)


def is_other_list(headings: Iterable[str]) -> bool:
    """Whether the headings are those of a list of staff, gifts or goods, whose people were not helped here."""
    return any(_OTHER_LIST.search(normal(heading)) for heading in headings)


_OTHER_RECORD = re.compile("目的地|护送人|护送单位|车次|回访|随访|走访|就诊|诊断|用药|药品|陪护|巡查|巡逻")


def is_other_record(headings: Iterable[str]) -> bool:
    """Whether the headings are those of a record of escorts, visits or treatment, which counts stays a second time."""
    told = [normal(heading) for heading in headings]
    return is_other_list(told) or any(_OTHER_RECORD.search(text) for text in told)


def is_strong(name: str) -> bool:
    """Whether a row of headings can be recognised by this field."""
    return name in ("name", "arrived", "identity", "sex")


_SOME_DAY = re.compile("(?:日期|时间|年月日|日)$")
_OTHER_DAY = re.compile("离|出|返|生|回访|发放|审批|打印|联系|结束|终止|填|制表|办理|更新|送|领|死亡|失踪|走失")


def may_be_arrival(heading: str) -> bool:
    """Whether a heading nobody knows names a day that could be that of arrival (接案日期)."""
    text = _IN_BRACKETS.sub("", normal(heading))
    return bool(_SOME_DAY.search(text)) and not _OTHER_DAY.search(text)
