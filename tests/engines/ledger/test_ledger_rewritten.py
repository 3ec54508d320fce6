"""The same ten months, kept by another station in another way, are the same people and the same figures."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from nuanyang.engines.ledger.keys import keyed, row_facts
from nuanyang.engines.ledger.reader import read_workbook
from nuanyang.engines.station_report.from_ledger import facts_of
from nuanyang.engines.station_report.tally import build

FULL_WIDTH = str.maketrans("0123456789.-/", "０１２３４５６７８９．－／")
GROUPS = [
    ("", "编号"), ("受助人员基本情况", "姓 名"), ("受助人员基本情况", "性\n别"), ("受助人员基本情况", "出生年月日"), ("受助人员基本情况", "年龄（周岁）"),
    ("受助人员基本情况", "公民身份号码"), ("户籍", "地址"), ("户籍", "行政区划代码"), ("入站", "日期"), ("入站", "方式"), ("", "求助事由"), ("", "健康状况"), ("离站", "时间"), ("离站", "去向"), ("", "备 注"),
]  # fmt: skip
WAYS = {
    "资助返乡(乘车凭证)": ["购票返乡", "资助返乡", "发放乘车凭证", "2、资助返乡"],
    "护送返乡": ["护送回家", "工作人员护送返乡", "护送至原籍"],
    "自行离站": ["自愿离站", "本人要求离站"],
    "亲属接领": ["家属接回", "由父亲接走"],
    "擅自离站": ["不辞而别", "未办理离站手续"],
    "送医治疗": ["住院", "送往市医院"],
    "移交其他救助站": ["转送成都市救助管理站", "移交"],
    "安置": ["安置", "送福利院安置"],
    "终止救助": ["终止救助"],
    "": ["", "在站", "未离站"],
}
BODY = {"疑似精神障碍": ["精神病", "精神异常"], "肢体残疾": ["肢体残疾二级", "肢残"], "智力障碍(痴呆)": ["智障", "老年痴呆"], "健康": ["健康", "良好", "无"], "一般": ["一般"], "体弱": ["体弱"]}


def written(day: dt.date | None, pick: random.Random):
    if day is None:
        return pick.choice([None, "", "——"])
    serial = (day - dt.date(1899, 12, 30)).days
    return pick.choice(
        [
            day, serial, str(serial), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}",
            f"{day:%Y-%m-%d}".translate(FULL_WIDTH), f"{day:%Y/%m/%d} 00:00", f" {day.year} 年 {day.month} 月 {day.day} 日", f"{day:%y}.{day.month}.{day.day}",
        ]
    )  # fmt: skip


def line(row, number, pick):
    name = row.name if len(row.name) != 2 or pick.random() < 0.5 else f"{row.name[0]}　{row.name[1]}"
    age = row.age.stated
    # a birth of two digits' year could be another century's
    birth = row.birth.value and written(row.birth.value, pick)
    if isinstance(birth, str) and birth[2:3] == ".":
        birth = row.birth.value
    return [
        number,
        name or pick.choice([None, "不详", "/"]),
        pick.choice(["男", "男 ", "男性"]) if row.sex.name == "MALE" else pick.choice(["女", " 女", "女性"]),
        birth,
        None if age is None else pick.choice([f"{age}", f"{age}岁", f"约{age}岁", float(age)]),
        row.identity_text and pick.choice([row.identity_text, f"'{row.identity_text}", row.identity_text.translate(FULL_WIDTH)]),
        row.origin_text,
        pick.choice([row.origin_code, int(row.origin_code), row.origin_code + "000000"]),
        written(row.arrived.value, pick),
        row.arrival_mode,
        row.reason,
        pick.choice(BODY[row.health_text]),
        written(row.left.value, pick),
        pick.choice(WAYS[row.departure_text]),
        row.remarks,
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_another_stations_way_of_writing_changes_nothing(new_book, ten_months, seed):
    pick = random.Random(seed)
    plain = read_workbook(ten_months, region="510900")
    rows = list(plain.rows)
    order = list(range(len(GROUPS)))
    if seed == 2:
        order.reverse()
    titles = [GROUPS[i] for i in order]
    upper = [group if i == 0 or titles[i - 1][0] != group else None for i, (group, _) in enumerate(titles)]
    heads = [[u or None for u in upper], [title for _, title in titles]]
    sheet = [["2013年 1—10月 受助人员登记表"], *heads]
    page = 0
    for number, row in enumerate(rows, 1):
        cells = line(row, number, pick)
        sheet.append([cells[i] for i in order])
        page += 1
        if page == 40:
            sheet += [["本页小计", f"{page}人次"], ["制表人：某某", None, "审核：某某"], ["2013年受助人员登记表（续）"], *heads]
            page = 0
    sheet += [["小计", f"{page}人次"], ["总计：1724人次，其中男1321人，女403人"]]
    book = new_book().sheet(sheet, name="全年").read()
    again = list(book.rows)
    assert len(again) == 1724
    assert [(r.row_number, r.refusals[0].message.zh, r.refusals[0].value) for r in again if r.refused] == []
    assert book.disagreeing_totals == []
    assert len(book.sheets[0].totals) == 45
    period = (dt.date(2013, 1, 1), dt.date(2013, 10, 31))
    assert [(a, b) for a, b in zip(map(row_facts, again), map(row_facts, rows), strict=True) if a != b] == []
    assert [k for k, _ in keyed("S", again)] == [k for k, _ in keyed("S", rows)]
    assert (
        build(facts_of(again), "S", "510900", *period).as_dict() == build(facts_of(rows), "S", "510900", *period).as_dict()
    )
