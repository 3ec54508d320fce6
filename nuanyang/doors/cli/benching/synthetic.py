"""Synthetic people: names as frequent as in life, valid identity numbers of nobody, all from one seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from nuanyang.kernel.identity import check_digit

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石"
    "金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛段郝顾龚邵万覃武钱戴严莫孔向常汤"
)
GIVEN = (
    "伟芳秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉华国建文红志春海生金福贵永德成林东云龙飞鹏宇浩俊峰波辉健斌宏亮世新荣光祥"
    "学先正天长根发财宝珍珠凤莲花菊梅桃杏月琴玲莉燕雪萍琼美淑慧巧仁义礼智信忠孝良善安康宁和顺泰昌盛旺兴隆富有余庆吉利家乐中南"
    "西北山川河江湖松柏竹石铁钢铜银民族卫立树柱栋梁才友朋多广大小少老一二三四五六七八九子孙女男儿婷怡欣悦思雨晨晓阳旭昊天泽"
    "轩博睿哲翰墨诗琪佳颖倩茜蓉薇菲瑶璐琳璇彤晴岚青碧紫素清润涵洁冰霜露秋冬夏炎烈焕灿耀辰星恒远航程达通启开元亨贞恩惠慈爱"
)
#: Where people come from; the first ones are the station's own county and city.
HOMES = (
    "510903", "510904", "510921", "510923", "510981", "511302", "511321", "510722", "510182", "511602",
    "500101", "500233", "411402", "411627", "341221", "370828", "430581", "520222", "530624", "610722",
    "620825", "360730", "450481", "130632", "140829",
)  # fmt: skip


def _zipf(count: int, exponent: float) -> list[float]:
    return list(accumulate((n + 1) ** -exponent for n in range(count)))


_SURNAME_WEIGHTS = _zipf(len(SURNAMES), 0.8)
_GIVEN_WEIGHTS = _zipf(len(GIVEN), 0.45)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person who does not exist; ``number`` is empty when nobody knows it."""

    name: str
    sex: int
    born: date
    home: str
    number: str


def name(random: Random) -> str:
    """A surname and one or two characters."""
    given = random.choices(GIVEN, cum_weights=_GIVEN_WEIGHTS, k=1 if random.random() < 0.15 else 2)
    return random.choices(SURNAMES, cum_weights=_SURNAME_WEIGHTS)[0] + "".join(given)


def number(random: Random, *, home: str, born: date, sex: int) -> str:
    """A number with a right check digit."""
    first = f"{home}{born:%Y%m%d}{random.randrange(100):02d}{random.randrange(0, 10, 2) + sex % 2}"
    return first + check_digit(first)


def someone(random: Random, today: date) -> Someone:
    """Nobody in particular: three of four are men, one of six has no number, one of fifty no name."""
    sex = 1 if random.random() < 0.74 else 2
    born = today - timedelta(days=int(random.triangular(4, 88, 45) * 365.25))
    home = random.choice(HOMES)
    known = random.random() > 0.16
    return Someone(
        name=name(random) if known or random.random() > 0.12 else "",
        sex=sex,
        born=born,
        home=home,
        number=number(random, home=home, born=born, sex=sex) if known else "",
    )


def people(random: Random, count: int, today: date) -> Sequence[Someone]:
    """So many of them."""
    return [someone(random, today) for _ in range(count)]
