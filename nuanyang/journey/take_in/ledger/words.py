"""What stations write about why and how somebody came, as the codes of a stay."""

from __future__ import annotations

import re

from nuanyang.journey.take_in.stays.choices import ArrivalMode, HelpReason

_ARRIVAL = (
    ("公安|民警|派出所|警察|交警|特警", ArrivalMode.POLICE),
    ("城管|综合执法|行政执法", ArrivalMode.CITY_MANAGEMENT),
    ("巡查|巡逻|夜巡|街面|劝导|引导|本站接", ArrivalMode.PATROL),
    ("医院|120|急救|卫生院", ArrivalMode.HOSPITAL),
    ("移交|转送|转来|他站|外站|救助站", ArrivalMode.TRANSFER),
    ("群众|市民|热心|路人|社区|村委|居委|街道|志愿", ArrivalMode.PUBLIC),
    ("自行|自己|主动|本人|上门|自来|自愿|求助", ArrivalMode.SELF),
)
_REASON = (
    ("传销", HelpReason.PYRAMID),
    ("拐", HelpReason.TRAFFICKED),
    ("家暴|暴力|殴打|虐待", HelpReason.VIOLENCE),
    ("被盗|被偷|被抢|被骗|偷|抢|骗|丢失|遗失", HelpReason.ROBBED),
    ("走失|迷路|走丢|离家出走", HelpReason.LOST),
    ("寻亲|投亲|探亲|访友|寻人", HelpReason.SEEKING_KIN),
    ("务工|打工|找工作|求职|失业|讨薪|工作", HelpReason.NO_WORK),
    ("病|伤|就医|残", HelpReason.ILL),
    ("流浪|乞讨|生活无着|无着|无钱|没钱|困难|露宿", HelpReason.NO_MEANS),
)


def _match(text: str, table: tuple[tuple[str, str], ...], unknown: str, other: str) -> str:
    if not text.strip():
        return unknown
    return next((code for pattern, code in table if re.search(pattern, text)), other)


def arrival_mode(text: str) -> str:
    """The code of an arrival as written; ``unknown`` for a blank or a text not understood."""
    return _match(text, _ARRIVAL, ArrivalMode.UNKNOWN, ArrivalMode.UNKNOWN)


def help_reason(text: str) -> str:
    """The code of a reason for help as written; ``other`` for a text not understood."""
    return _match(text, _REASON, HelpReason.UNKNOWN, HelpReason.OTHER)
