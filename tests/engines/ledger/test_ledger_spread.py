"""One fact over several columns: days as 年 月 日, choices that are ticked; and a whole ledger as a station wrote it."""

from __future__ import annotations

from collections import Counter

import pytest

TITLE = ["2022年救助台账"]


@pytest.mark.parametrize("merged", [True, False])
def test_a_day_over_three_columns(read_rows, merged):
    book = read_rows(
        TITLE,
        ["序号", "姓名", "性别", "入站时间", None, None, "离站时间", None, None, "离站方式"],
        [None, None, None, "年", "月", "日", "年", "月", "日", None],
        [1, "周大明", "男", 2022, 3, 5, 2022, "3月", "６日", "自行离站"],
        [2, "吴小丽", "女", 2022, 12, 31, 2023, 1, 2, "家属接回"],
        [3, "郑老三", "男", 2022, 4, 1, None, None, None, None],
        [4, "何四", "男", "2022.4.2", None, None, "不详", None, None, None],
        ["合计", "4人"],
        merges=["D2:F2", "G2:I2"] if merged else None,
    )
    rows = list(book.rows)
    assert [r.arrived.value.isoformat() for r in rows] == ["2022-03-05", "2022-12-31", "2022-04-01", "2022-04-02"]
    assert [r.left.value and r.left.value.isoformat() for r in rows] == ["2022-03-06", "2023-01-02", None, None]
    assert not any(r.refused for r in rows)
    assert book.disagreeing_totals == []


def test_a_day_over_two_columns_takes_the_year_from_the_title(read_rows):
    rows = list(read_rows(TITLE, ["姓名", "性别", "年龄", "入站日期", None, "离站日期", None], [None, None, None, "月", "日", "月", "日"], ["周大明", "男", 40, 12, 31, 1, 2], merges=["D2:E2", "F2:G2"]).rows)
    assert [(r.arrived.value.isoformat(), r.left.value.isoformat()) for r in rows] == [("2022-12-31", "2023-01-02")]


def test_ticks_under_a_heading_of_choices(read_rows):
    book = read_rows(
        ["编号", "姓名", "性别", None, "年龄", "入站日期", "离站日期", "离站方式", None, None, None, "人员类别", None, None],
        [None, None, "男", "女", None, None, None, "护送返乡", "资助返乡", "亲属接回", "其他", "精神障碍", "肢体残疾", "智障"],
        ["001", "孙一", "√", None, 33, "2021-05-01", "2021-05-03", "√", None, None, None, None, "√", None],
        ["002", "孙二", None, "√", 63, "2021-05-02", "2021-05-04", None, 1, None, None, "√", "√", None],
        ["003", "孙三", "√", None, 13, "2021-05-03", "2021-05-05", None, None, "是", None, None, None, "√"],
        ["004", "孙四", "√", None, 23, "2021-05-04", "2021-05-05", None, None, None, "√", None, None, None],
        merges=["C1:D1", "H1:K1", "L1:N1"],
    )
    rows = list(book.rows)
    assert [int(r.sex) for r in rows] == [1, 2, 1, 1]
    assert [r.departure for r in rows] == ["escorted_home", "funded_return", "collected_by_kin", "other"]
    assert [len(r.key_groups) for r in rows] == [1, 2, 1, 0]
    assert book.sheets[0].not_understood == []


def test_a_ledger_as_a_station_wrote_it(new_book):
    first = [
        ["遂宁市救助管理站2023年度受助人员登记台账"],
        ["填报单位：遂宁市救助管理站", None, None, None, None, None, None, None, None, "2023年1月"],
        ["序号", "受助人员基本信息", None, None, None, None, "入站情况", None, "离站情况", None, None, "备注"],
        [None, "受助人姓名", "性别", "年龄", "身份证号码", "家庭住址", "时间", "求助原因", "时间", "离站去向", "救助方式", None],
        [1, "刘德贵", "男性", "六十多", None, "四川省遂宁市船山区", "1月3日 14:30", "务工不着", "1月4日", "返回原籍", "提供车票", None],
        [2, "同上", "〃", "〃", None, "〃", "1.15", "被盗", "1.16", "〃", "〃", "第二次"],
        [3, "马秀英", "女性", None, "510104196501010020", "成都市锦江区", "1月20日上午9时", "寻亲不着", "1月22日", "家属来站", "家属接领", None],
        [None, "小计", "3人次"],
        [4, "不详", "M", None, None, None, "1/31", None, None, None, None, "疑似智障"],
        ["合计", 4],
        ["制表人：王某某", None, None, "审核：李某某", None, None, None, None, "填表日期：2023年2月1日"],
    ]
    second = [
        ["序号", "姓名", "性别", "年龄", "籍贯", "进站日期", "出站日期", "去向"],
        [1, "张玉兰", "女", "约55岁", "绵阳三台", "2月28日", "3月1日", "护送返乡"],
        [2, "李国强", "男", "45", "贵州", "2月30日", None, None],
        [3, "李国庆", "男", "17", "贵州省遵义市", "2月9日", "2月9日", "未成年人保护中心接走"],
    ]
    book = new_book().sheet(first, name="一月", merges=["A1:L1", "A3:A4", "B3:F3", "G3:H3", "I3:K3", "L3:L4"]).sheet(second, name="二月", hidden=True).read()
    rows = list(book.rows)
    assert [r.arrived.value and r.arrived.value.isoformat() for r in rows] == ["2023-01-03", "2023-01-15", "2023-01-20", "2023-01-31", "2023-02-28", None, "2023-02-09"]
    assert Counter(int(r.sex) for r in rows) == {1: 5, 2: 2}
    assert [r.departure for r in rows] == ["funded_return", "funded_return", "collected_by_kin", "", "escorted_home", "", "transferred"]
    assert [r.origin_code for r in rows] == ["510903", "510903", "510104", "", "510722", "520000", "520000"]
    assert [r.refused for r in rows] == [False] * 5 + [True, False]
    assert book.disagreeing_totals == [] and [s.left_out for s in book.sheets] == [[], []]
