"""Names that sound like people of China, put together by chance from frequent parts.

No name comes from a list of real people. The mark of the canaries is in none of the parts.
"""

from __future__ import annotations

from nuanyang.doors.cli.demo_city.chance import Chance
from nuanyang.registry.people.choices import SexChoice

#: Surnames with their rough share, per mille.
SURNAMES: dict[str, float] = {
    "王": 72, "李": 71, "张": 67, "刘": 53, "陈": 46, "杨": 31, "赵": 22, "黄": 22, "周": 19, "吴": 18,
    "徐": 14, "孙": 13, "胡": 12, "朱": 12, "高": 10, "林": 10, "何": 11, "郭": 11, "马": 12, "罗": 9,
    "梁": 8, "宋": 7, "郑": 7, "谢": 7, "韩": 7, "唐": 7, "冯": 6, "于": 6, "董": 6, "萧": 2, "程": 5,
    "曹": 5, "袁": 5, "邓": 6, "许": 6, "傅": 4, "沈": 5, "曾": 6, "彭": 6, "吕": 5, "苏": 5, "卢": 5,
    "蒋": 5, "蔡": 5, "贾": 4, "丁": 4, "魏": 4, "薛": 4, "叶": 4, "阎": 2, "余": 5, "潘": 4, "杜": 4,
    "戴": 4, "夏": 4, "钟": 4, "汪": 4, "田": 4, "任": 4, "姜": 4, "范": 4, "方": 4, "石": 4, "姚": 4,
    "谭": 4, "廖": 4, "邹": 3, "熊": 3, "金": 3, "陆": 3, "郝": 3, "孔": 3, "白": 3, "崔": 3, "康": 2,
    "毛": 2, "邱": 3, "秦": 3, "江": 3, "史": 2, "顾": 2, "侯": 3, "邵": 2, "孟": 2, "龙": 3, "万": 2,
    "段": 2, "雷": 2, "钱": 2, "汤": 2, "尹": 2, "黎": 2, "易": 2, "常": 2, "武": 2, "乔": 2, "贺": 2,
    "赖": 2, "龚": 2, "文": 2, "欧阳": 1, "上官": 0.3, "司马": 0.3,
}  # fmt: skip

#: Given characters by sex and by those born before and after about 1985.
GIVEN: dict[tuple[SexChoice, bool], str] = {
    (SexChoice.MALE, False): "国建军志明德福强勇平贵生春文华林海波永忠金富荣祥兴发根水树良安庆全有才大成友善顺来喜长山",
    (SexChoice.MALE, True): "伟杰浩宇轩鑫磊鹏飞涛斌超俊毅晨阳博文凯辉龙翔瑞峰旭东子豪嘉铭泽皓然睿",
    (SexChoice.FEMALE, False): "秀英兰芳玉珍桂梅凤琴淑华素云翠莲菊香美琼芬碧群珠清月春霞仙荷金银惠容贞",
    (SexChoice.FEMALE, True): "丽娟艳静敏婷雪琳玲倩颖莉丹蕾欣怡佳思雨梦洁瑶璐涵诗语桐可馨悦",
}

#: Names of other tongues, for some people from the west.
UYGHUR_PARTS = (("艾力", "买买提", "吐尔逊", "阿不都", "玉素甫", "依明"), ("阿依古丽", "热依汗", "帕提古丽", "麦尔哈巴"))
TIBETAN_PARTS = (("扎西", "多吉", "次仁", "洛桑", "格桑", "旺堆"), ("卓玛", "央金", "拉姆", "白玛"))

#: A generation changes its taste in names.
NEW_TASTE_FROM = 1985


def full_name(chance: Chance, *, sex: SexChoice, birth_year: int, province: str = "") -> str:
    """A name for somebody of this sex and year; ``province`` is the two-digit code of the home."""
    if province == "65" and chance.yes(0.6):
        return _dotted(chance, UYGHUR_PARTS, sex)
    if province == "54" and chance.yes(0.7):
        return _joined(chance, TIBETAN_PARTS, sex)
    given = GIVEN[sex if sex else SexChoice.MALE, birth_year >= NEW_TASTE_FROM]
    single = chance.yes(0.18)
    first = chance.pick(given)
    second = "" if single else chance.pick(given.replace(first, ""))
    return chance.weighted(SURNAMES) + first + second


def _dotted(chance: Chance, parts: tuple[tuple[str, ...], tuple[str, ...]], sex: SexChoice) -> str:
    first = chance.pick(parts[1] if sex == SexChoice.FEMALE else parts[0])
    return f"{first}·{chance.pick(parts[0])}"


def _joined(chance: Chance, parts: tuple[tuple[str, ...], tuple[str, ...]], sex: SexChoice) -> str:
    first = chance.pick(parts[0])
    second = chance.pick(parts[1] if sex == SexChoice.FEMALE else parts[0])
    return first + (second if second != first else "平措")
