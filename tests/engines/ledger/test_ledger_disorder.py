"""Disorder of every kind: the reader neither stumbles nor loses a line."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from nuanyang.engines.ledger import marking
from nuanyang.engines.ledger.cells import is_blank
from nuanyang.engines.ledger.keys import keyed
from nuanyang.engines.ledger.model import NotAWorkbook
from nuanyang.engines.ledger.reader import read_workbook
from nuanyang.engines.station_report.from_ledger import facts_of
from nuanyang.engines.station_report.tally import build

HEAD = ["序号", "姓名", "性别", "出生日期", "年龄", "证件类型", "证件号码", "户籍地", "户籍地代码", "入站日期", "入站时间", "离站日期", "离站方式", "身体状况", "备注", "民族"]
ODD = [
    None, "", " ", "　", "无", "不详", "同上", "〃", "/", 0, 1, -1, 1.5, 45, 41395, 41395.5, 1e18, 1e300, 510904197001019931, True, "2013-05-01", "2013年5月1日", "5月1日", "13.5.1",
    "2013年2月30日", "9999-12-31", "0001-01-01", "2013.5.1-2013.5.4", "至", "2013年5月1日至", dt.date(2013, 5, 1), dt.date(1900, 1, 1), dt.date(9999, 12, 31), dt.time(8, 30), "08:30", "25:61",
    "李明", "张 三", "无名氏3", "男", "女", "合计", "小计：3人", "3人次", "约45岁", "六十", "十七八岁", "510904197001019931", "510904197001019932", "护照G1234567", "5.1E+17", "本市", "四川省", "外省",
    "510921", "护送返乡", "在站", "飞走", "肢体残疾", "精神正常", "制表人：某", "注：某", "姓名", "性别", "入站日期", "=1+1", "x" * 500, "\n", "（人次）", "𠮷", "ئەلى", "٣",
]  # fmt: skip


def disorder(pick, lines):
    return [[pick.choice(ODD) for _ in HEAD] if pick.random() < 0.8 else [1, "李明", "男", None, 40, None, None, "本市", None, "2013-05-01", *[None] * 6] for _ in range(lines)]


@pytest.mark.parametrize("seed", range(12))
def test_no_line_is_lost_whatever_stands_in_the_cells(new_book, seed):
    pick = random.Random(seed)
    head = pick.sample(HEAD, len(HEAD))
    merges = [f"{c}{r}:{c}{r + 2}" for c, r in zip("ABCDEFG", range(5, 60, 7), strict=False)]
    source = new_book().sheet([["2013年5月台账"], head, *disorder(pick, 80)], merges=merges)
    data = source.bytes()
    book = source.read(today=dt.date(2026, 1, 1))
    (sheet,) = book.sheets
    lines = [x.row_number for x in (*sheet.rows, *sheet.totals, *sheet.skipped)]
    heads = [n for n in sheet.heading_rows if n not in lines]
    assert len(set(lines)) == len(lines)
    rows = [row for _name, rows, _merges, _hidden in source.sheets for row in rows]
    written = {n for n, row in enumerate(rows, 1) if any(not is_blank(v) for v in row)}
    assert written <= {*lines, *heads}
    keys = [k for k, _ in keyed("S", book.rows)]
    assert len(set(keys)) == len(keys)
    report = build(facts_of(book.rows), "S", "510900", dt.date(1949, 1, 1), dt.date(2100, 1, 1))
    assert report.table("received").total == sum(not row.refused for row in book.rows)
    assert all(table.adds_up for table in report.tables)
    marked = read_workbook(marking.mark_errors(data, book), region="510900", today=dt.date(2026, 1, 1))
    assert len(list(marked.rows)) == len(sheet.rows)


def test_a_workbook_cut_anywhere_is_refused_in_one_line(ten_months):
    data = ten_months.read_bytes()
    pick = random.Random(5)
    for size in sorted(pick.sample(range(len(data) - 30), 60)):
        with pytest.raises(NotAWorkbook) as caught:
            read_workbook(data[:size])
        assert "\n" not in str(caught.value)


def test_a_workbook_with_flipped_bytes_is_read_or_refused(new_book):
    data = new_book().sheet([HEAD, [1, "李明", "男", None, 40, None, None, "本市", None, "2013-05-01", *[None] * 6]]).bytes()
    pick = random.Random(6)
    refused = 0
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(4):
            broken[pick.randrange(len(data))] = pick.randrange(256)
        try:
            read_workbook(bytes(broken))
        except NotAWorkbook:
            refused += 1
    assert refused > 0
