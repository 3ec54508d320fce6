"""Layouts of real ledgers: where headings stand, which lines are people, what is merged."""

from __future__ import annotations

import datetime as dt
import random

HEAD = ["序号", "姓名", "性别", "年龄", "身份证号", "户籍地", "入站日期", "离站日期", "离站方式"]
LI = [1, "李明", "男", 40, "510904197001019931", "本市", "2013-05-01", "2013-05-03", "护送返乡"]
WANG = [2, "王芳", "女", 30, None, "四川省", "2013年5月2日", None, None]


def names(book):
    return [row.name for row in book.rows]


def test_ten_months_come_out_whole(ten_months):
    from nuanyang.engines.ledger.reader import read_workbook

    book = read_workbook(ten_months, region="510900")
    rows = list(book.rows)
    assert len(rows) == 1724
    assert not any(row.refused for row in rows)
    assert [len(s.rows) for s in book.sheets] == [178, 150, 175, 157, 166, 164, 190, 185, 163, 196]
    assert not book.disagreeing_totals
    assert [len(s.totals) for s in book.sheets] == [1] * 10
    assert {s.code for sheet in book.sheets for s in sheet.skipped} == {"note"}
    lines = sum(len(s.rows) + len(s.totals) + len(s.skipped) + len(s.heading_rows) for s in book.sheets)
    assert lines == 1724 + 10 + 20 + 10
    assert sum(row.name == "" for row in rows) == 41
    assert sum(any(f.code == "name_placeholder" for f in row.flags) for row in rows) == 26


def test_columns_may_stand_in_any_order(read_rows):
    order = list(range(len(HEAD)))
    random.Random(7).shuffle(order)
    plain = list(read_rows(HEAD, LI, WANG).rows)
    mixed = list(read_rows(*[[line[i] for i in order] for line in (HEAD, LI, WANG)]).rows)
    assert [(r.name, r.arrived, r.left, r.origin_code, r.departure, r.age) for r in plain] == [
        (r.name, r.arrived, r.left, r.origin_code, r.departure, r.age) for r in mixed
    ]
    assert plain[0].arrived.value == dt.date(2013, 5, 1)


def test_synonyms_and_decorated_headings(read_rows):
    book = read_rows(
        ["编号", "受助人员 姓名", "性　别", "年龄（岁）", "公民身份号码", "户口所在地", "来站时间*", "离 站\n时间", "离站去向"],
        [1, "张 三", "男 ", "四十五", "510904197001019931", "四川中江", "2013-05-01 08:30", "2013.5.2 17:00", "购票返乡"],
    )
    (row,) = book.rows
    assert row.name == "张三"
    assert row.sex.name == "MALE"
    assert row.age.stated == 45
    assert row.identity.valid
    assert row.origin_code == "510623"
    assert row.arrived.time_of_day == dt.time(8, 30)
    assert row.left.time_of_day == dt.time(17, 0)
    assert row.departure == "funded_return"


def test_titles_units_and_column_numbers_are_not_people(read_rows):
    book = read_rows(
        ["某某市救助管理站受助人员登记台账"],
        ["填报单位：某某站", None, None, None, "2013年5月", None, None, None, "单位：人次"],
        HEAD,
        ["（个）", "（人）"],
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬"],
        LI,
        WANG,
        ["制表人：赵六", None, None, "审核：钱七", None, None, "2013年5月31日"],
        ["备注：本表一式两份"],
        merges=["A1:I1"],
    )
    assert names(book) == ["李明", "王芳"]
    skipped = book.sheets[0].skipped
    assert [(s.row_number, s.code) for s in skipped] == [(1, "note"), (2, "note"), (4, "note"), (5, "note"), (6, "note"), (9, "note"), (10, "note")]
    assert "制表人" in skipped[-2].text


def test_two_rows_of_headings_with_merged_groups(read_rows):
    book = read_rows(
        ["2013年台账"],
        ["序号", "基本情况", None, None, "户籍地", None, None, "入站情况", None, "离站情况", None, "接领人情况", None, "备注"],
        [None, "姓名", "性别", "年龄", "省", "市", "县", "日期", "方式", "时间", "方式", "姓名", "关系", None],
        [1, "李明", "男", 40, "四川", "德阳", "中江县", "5月1日", "自行求助", "5月3日", "亲属接领", "李父", "父亲", "无"],
        [2, "王芳", "女", 12, "云南省", "楚雄州", "楚雄市", "12月30日", "公安护送", "1月2日", "护送返乡", None, None, "体弱"],
        merges=["A1:N1", "A2:A3", "B2:D2", "E2:G2", "H2:I2", "J2:K2", "L2:M2", "N2:N3"],
    )
    first, second = book.rows
    assert (first.name, first.arrived.value, first.left.value) == ("李明", dt.date(2013, 5, 1), dt.date(2013, 5, 3))
    assert first.arrival_mode == "自行求助"
    assert first.departure == "collected_by_kin"
    assert (first.origin_code, second.origin_code) == ("510623", "532301")
    assert first.extra["接领人情况 姓名"] == "李父"
    assert second.left.value == dt.date(2014, 1, 2), "the day after new year"
    assert {f.code for f in first.flags} >= {"arrival_assumed", "left_assumed"}


def test_two_rows_of_headings_without_merged_cells(read_rows):
    book = read_rows(
        ["姓名", "性别", "年龄", "入站", None, "离站", None],
        [None, None, None, "日期", "方式", "日期", "方式"],
        ["李明", "男", 40, "2013-5-1", "自行求助", "2013-5-2", "自行离站"],
    )
    (row,) = book.rows
    assert (row.arrived.value, row.left.value, row.departure) == (dt.date(2013, 5, 1), dt.date(2013, 5, 2), "left_by_choice")


def test_headings_are_repeated_on_each_printed_page(read_rows):
    page = ["本页小计", "1人次"]
    book = read_rows(["登记表"], HEAD, LI, page, ["登记表"], HEAD, WANG, page, ["总计", None, None, "2人"])
    assert names(book) == ["李明", "王芳"]
    assert not book.disagreeing_totals
    assert len(book.sheets[0].totals) == 3
    assert [(s.row_number, s.code) for s in book.sheets[0].skipped] == [(1, "note"), (5, "note"), (6, "heading")]


def test_a_second_table_with_other_columns_on_the_same_sheet(read_rows):
    book = read_rows(HEAD, LI, [None], ["姓名", "入站日期", "性别", "去向"], ["赵强", "2013-05-04", "男", "安置"])
    assert names(book) == ["李明", "赵强"]
    assert list(book.rows)[1].departure == "resettled"


def test_a_date_merged_over_several_people_counts_for_each(read_rows):
    book = read_rows(
        ["入站日期", "姓名", "性别"],
        ["2013-05-01", "李明", "男"],
        [None, "王芳", "女"],
        [None, "赵强", "男"],
        ["2013-05-02", "钱七", "男"],
        merges=["A2:A4"],
    )
    assert [r.arrived.value.day for r in book.rows] == [1, 1, 1, 2]


def test_a_person_merged_over_two_lines_is_one_person(read_rows):
    book = read_rows(
        ["序号", "姓名", "入站日期", "物品"],
        [1, "李明", "2013-05-01", "背包"],
        [None, None, None, "手机"],
        [2, "王芳", "2013-05-02", "无"],
        merges=["A2:A3", "B2:B3", "C2:C3"],
    )
    assert names(book) == ["李明", "王芳"]
    assert "手机" in next(book.rows).extra.values()
    assert [s.code for s in book.sheets[0].skipped] == ["continuation"]


def test_a_merged_name_with_two_arrivals_is_two_stays(read_rows):
    book = read_rows(["姓名", "性别", "入站日期"], ["李明", "男", "2013-05-01"], [None, "男", "2013-05-20"], merges=["A2:A3"])
    assert [(r.name, r.arrived.value.day) for r in book.rows] == [("李明", 1), ("李明", 20)]


def test_as_above_takes_the_value_of_the_line_above(read_rows):
    rows = list(read_rows(HEAD, LI, [2, "王芳", "女", 30, None, "同上", "〃", None, None]).rows)
    assert rows[1].arrived.value == dt.date(2013, 5, 1)
    assert rows[1].origin_code == rows[0].origin_code
    assert [f.code for f in rows[1].flags].count("ditto") == 2


def test_blank_and_foreign_sheets_are_reported(new_book):
    book = (
        new_book()
        .sheet([], name="空")
        .sheet([["月份", "人数", "男", "女"], ["1月", 178, 140, 38]], name="统计")
        .sheet([["姓名", "性别", "年龄", "电话"], ["李明", "男", 40, "1"]], name="通讯录")
        .sheet([HEAD, LI], name="5月")
        .read()
    )
    assert [s.status for s in book.sheets] == ["skipped", "skipped", "skipped", "ledger"]
    assert [s.reason.en for s in book.sheets[:3]] == [
        "Blank sheet",
        "No ledger headings were found (name, date of arrival …)",
        "There is no column for the date of arrival, so it is not a ledger of stays",
    ]


def person(i):
    return [i, f"甲{chr(0x4E00 + i)}", "男", 20 + i, None, "本市", f"2013-05-{i + 1:02d}", None, None]


def test_a_copy_of_a_sheet_is_not_counted_twice(new_book):
    rows = [HEAD, *[person(i) for i in range(12)]]
    more = [HEAD, *[person(i) for i in range(12, 24)]]
    book = new_book().sheet(rows, name="5月").sheet(rows, name="5月 (2)").sheet(more, name="6月").read()
    assert len(list(book.rows)) == 24
    assert book.sheets[1].status == "skipped" and "12" in book.sheets[1].reason.zh
    yearly = new_book().sheet(rows, name="5月").sheet(more, name="6月").sheet([*rows, *more[1:]], name="全年汇总").read()
    assert len(list(yearly.rows)) == 24
    assert yearly.sheets[2].status == "skipped"


def test_a_hidden_ledger_is_read_and_a_hidden_copy_is_not(new_book):
    rows = [HEAD, *[person(i) for i in range(12)]]
    more = [HEAD, *[person(i) for i in range(12, 24)]]
    book = new_book().sheet(rows, name="5月").sheet(rows, name="旧", hidden=True).sheet(more, name="6月", hidden=True).read()
    assert len(list(book.rows)) == 24
    assert [(n.sheet, n.code) for n in book.notices] == [("旧", "sheet_copy"), ("6月", "sheet_hidden")]


def test_small_identical_sheets_are_two_sets_of_people(new_book):
    book = new_book().sheet([HEAD, LI]).sheet([HEAD, LI]).read()
    assert len(list(book.rows)) == 2


def test_lines_without_a_person(read_rows):
    book = read_rows(
        HEAD + ["备注"],
        LI,
        [2, None, None, None, None, None, None, None, None, None],
        [None] * 9 + ["见附件"],
        [4, None, None, None, None, None, "2013-05-09", None, None, None],
        ["以下空白"],
    )
    assert names(book) == ["李明"]
    assert [(s.row_number, s.code) for s in book.sheets[0].skipped] == [
        (3, "number_only"),
        (4, "remark_only"),
        (5, "nothing_known"),
        (6, "note"),
    ]


def test_a_person_without_arrival_is_refused_not_dropped(read_rows):
    book = read_rows(HEAD, LI, [2, "王芳", "女", 30, None, "本市", None, None, None])
    rows = list(book.rows)
    assert [r.refused for r in rows] == [False, True]
    (refusal,) = rows[1].refusals
    assert (refusal.code, refusal.column, refusal.col) == ("arrival_missing", "入站日期", 6)


def test_the_table_may_begin_far_down_and_right(read_rows):
    book = read_rows([], [], [], [None, None, "说明文字"], [], [None, None, *HEAD], [None, None, *LI])
    assert names(book) == ["李明"]
    assert next(book.rows).row_number == 7


def test_an_unknown_heading_that_names_a_day_is_taken_for_the_arrival_and_said(read_rows):
    book = read_rows(["姓名", "性别", "接案日期", "离站日期"], ["李明", "男", "2013-05-01", "2013-05-02"])
    assert next(book.rows).arrived.value == dt.date(2013, 5, 1)
    assert [n.code for n in book.notices] == ["arrival_guessed"]
    assert not list(read_rows(["姓名", "性别", "出生日期", "回访日期"], ["李明", "男", "1970-05-01", "2013-05-02"]).rows)


def test_a_ledger_without_names_or_with_few_columns(read_rows):
    assert len(list(read_rows(["姓名", "入站时间"], ["李明", "2013-05-01"]).rows)) == 1
    (row,) = read_rows(["性别", "年龄", "到达时间"], ["男", 40, "2013-05-01"]).rows
    assert (row.name, row.age.stated) == ("", 40)


def test_english_headings(read_rows):
    (row,) = read_rows(["No.", "Name", "Sex", "Age", "Arrival date", "Departure date"], [1, "Li Ming", "M", 40, "2013-05-01", "2013-05-02"]).rows
    assert (row.name, row.sex.name, row.left.value) == ("Li Ming", "MALE", dt.date(2013, 5, 2))


def test_leaving_over_new_year_without_years(read_rows):
    (row,) = read_rows(["2012年12月份救助台账"], HEAD, [1, "李明", "男", 40, None, "本市", "12.28", "1.3", "护送返乡"]).rows
    assert (row.arrived.value, row.left.value) == (dt.date(2012, 12, 28), dt.date(2013, 1, 3))


def test_every_line_is_accounted_for(read_rows):
    rows = [["标题"], HEAD, LI, ["某些说明文字"], WANG, [None, "某人", None, None, None, None, None, None, None], [3], ["小计", "9人"], ["随便一行", "字", "很多", "的", "字", "啊", None, "哦", "嗯"]]
    (sheet,) = read_rows(*rows).sheets
    lines = [x.row_number for x in (*sheet.rows, *sheet.totals, *sheet.skipped)] + sheet.heading_rows
    assert sorted(lines) == list(range(1, len(rows) + 1))
