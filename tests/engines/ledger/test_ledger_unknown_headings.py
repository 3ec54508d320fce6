"""Columns that nobody knows, sheets that are left out, formulas that nobody counted: said, never silently wrong."""

from __future__ import annotations

import io

import openpyxl
import pytest

from nuanyang.engines.ledger.marking import mark_errors
from nuanyang.engines.ledger.reader import read_workbook
from nuanyang.engines.ledger.vocabulary import IMPORT_NOTE, meaning

PEOPLE = [
    ["王建国", "男", 45, "2024-05-01", "2024-05-03", "给予车票返乡"],
    ["何小妹", "女", 61, "2024年5月2日", "2024.5.4", "被家人领回"],
    ["无名氏", "男", "约30", "2024/5/3", "", ""],
    ["陈三", "男", 30, "2024-05-04", "2024-05-06", "不辞而别"],
]
EXPECTED = ["funded_return", "collected_by_kin", "", "left_without_notice"]


def codes(row):
    return {f.code for f in row.flags}


@pytest.mark.parametrize(
    ("came", "went", "how"),
    [
        ("何时到站", "何时离站", "离站原因及去向"), ("何时来", "何时走", "去向及原因"), ("到达本站日期", "离开本站日期", "离站去向、方式"), ("来到我站的时间", "从我站走的时间", "怎么走的"),
        ("进站日期", "出站日期", "离站情况（原因）"), ("求助时间", "离站日期", "救助方式"), ("入站", "离站", "处理结果"), ("接案日", "结案离站日", "结果"), ("Date in", "Date out", "离站/去向"),
        ("来站信息", "离站信息", "离站处置方式"),
    ],
)  # fmt: skip
def test_headings_nobody_listed_are_read_by_their_words_and_cells(read_rows, came, went, how):
    book = read_rows(["姓名", "性别", "年龄", came, went, how], *PEOPLE)
    rows = list(book.rows)
    assert [r.arrived.value.isoformat() for r in rows] == [f"2024-05-0{d}" for d in (1, 2, 3, 4)]
    assert [r.left.value and r.left.value.isoformat() for r in rows] == ["2024-05-03", "2024-05-04", None, "2024-05-06"]
    assert [r.departure for r in rows] == EXPECTED
    assert book.sheets[0].not_understood == []


def test_columns_without_any_hint_are_read_by_their_cells(read_rows):
    book = read_rows(
        ["姓名", "甲", "年龄", "起", "止", "乙", "丙", "籍贯", "丁", "戊"],
        *([*row, number, "四川", "4元", "某"] for row, number in zip(PEOPLE, ["510904197901010012", "", "", "510904199001010039"], strict=True)),
    )
    rows = list(book.rows)
    assert [int(r.sex) for r in rows] == [1, 2, 1, 1]
    assert [r.departure for r in rows] == EXPECTED
    assert rows[3].identity_text == "510904199001010039"
    assert {(n.code, n.message.zh) for n in book.notices} >= {("column_guessed", "列“甲”按内容当作“性别”，请核对"), ("arrival_guessed", "没有明确的入站日期一列，以“起”列为入站日期，请核对")}
    assert book.sheets[0].not_understood == ["丁", "戊"]
    assert any(n.code == "columns_not_understood" and "“丁”“戊”" in n.message.zh for n in book.notices)


def test_of_two_unknown_days_the_earlier_is_the_arrival(read_rows):
    rows = list(read_rows(["姓名", "性别", "年龄", "甲", "乙"], *([n, s, a, went or "2024-05-09", came] for n, s, a, came, went, _ in PEOPLE)).rows)
    assert [r.arrived.value.day for r in rows] == [1, 2, 3, 4] and [r.left.value.day for r in rows] == [3, 4, 9, 6]


def test_a_hint_that_the_cells_do_not_bear_out_is_not_believed(read_rows):
    book = read_rows(["姓名", "性别", "入站日期", "离站日期", "离站交接单", "回访日期"], ["王建国", "男", "2024-05-01", "2024-05-03", "A-17", "2024-06-01"], ["陈三", "男", "2024-05-02", "2024-05-04", "A-18", "2024-06-02"])
    assert book.sheets[0].not_understood == ["离站交接单"]
    assert all(row.departure == "" and "departure_column_missing" in codes(row) for row in book.rows)
    assert {row.extra["回访日期"] for row in book.rows} == {"2024-06-01", "2024-06-02"}


@pytest.mark.parametrize("heading", ["来站方式", "求助方式", "救助方式"])
def test_how_somebody_came_is_not_how_he_left(read_rows, heading):
    rows = list(read_rows(["姓名", "性别", "入站日期", heading, "离站日期"], ["王建国", "男", "2024-05-01", "自行来站", "2024-05-03"], ["陈三", "男", "2024-05-02", "公安护送", "2024-05-04"]).rows)
    assert [r.arrival_mode for r in rows] == ["自行来站", "公安护送"] and [r.departure for r in rows] == ["", ""]


def test_a_birth_date_where_the_age_should_be(read_rows):
    rows = list(read_rows(["姓名", "性别", "年龄", "入站日期"], ["王建国", "男", "1964年8月1日", "2024-08-01"], ["陈三", "男", "1990", "2024-08-01"], ["何四", "男", "45", "2024-08-01"]).rows)
    assert [r.birth.value and r.birth.value.isoformat() for r in rows] == ["1964-08-01", "1990-01-01", None]
    assert "birth_assumed" in codes(rows[0]) and rows[0].age.problem is None and rows[2].age.stated == 45


# ── sheets and lines that are left out ──


def test_people_on_a_sheet_that_is_not_read_are_counted_and_named(new_book):
    book = new_book()
    book.sheet([["姓名", "性别", "入站日期"], ["王建国", "男", "2024-05-01"]], name="好")
    book.sheet([["陈三", "男", 33, "2024-11-01", "2024-11-09", "自行离站"], ["何四", "女", 40, "2024-11-02", "", ""], ["合计", "2人", "", "", "", ""]], name="没有表头")
    book.sheet([["某站名单"], ["姓名", "性别", "年龄", "户籍地"], ["陈三", "男", 33, "四川省"], ["何四", "女", 40, "四川省"]], name="没有日期")
    read = book.read()
    good, headless, dateless = read.sheets
    assert (good.left_out, headless.left_out, dateless.left_out) == ([], [1, 2], [3, 4])
    assert "2 行像是受助人员" in headless.left_out_reason.zh and "表头" in headless.left_out_reason.zh and "2 lines" in headless.left_out_reason.en
    assert "入站日期" in dateless.left_out_reason.zh
    copy = openpyxl.load_workbook(io.BytesIO(mark_errors(book.bytes(), read)))
    assert any("没有读入" in str(c.value) for c in copy["没有表头"][1]) and any(c.value == IMPORT_NOTE for c in copy["没有日期"][1])


def test_a_second_table_without_arrival_below_a_good_one_is_not_lost(read_rows):
    book = read_rows(["姓名", "性别", "入站日期"], ["王建国", "男", "2024-05-01"], ["附：未登记日期的人员"], ["姓名", "性别", "年龄", "户籍地"], ["陈三", "男", 33, "四川省"], ["何四", "女", 40, "四川省"])
    (sheet,) = book.sheets
    assert len(sheet.rows) == 1 and sheet.left_out == [5, 6] and "2 行" in sheet.left_out_reason.zh


@pytest.mark.parametrize(
    "rows",
    [
        [["某市救助管理站"], ["2024年度救助台账"], ["制表人：张三", "2024年12月31日"]],
        [["月份", "男", "女", "合计"], ["2024年1月", 20, 10, 30], ["2024年2月", 21, 11, 32], ["总计", 41, 21, 62]],
        [["性别", "人次", "备注"], ["男", 41, "见各月"], ["女", 21, ""], ["合计", 62, ""]],
        [["日期", "性别", "人次"], ["2024-01-01", "男", 41], ["2024-01-01", "女", 21]],
        [["姓名", "电话", "科室"], ["张站长", "13800000000", "办公室"]],
        [["姓名", "性别", "职务", "入职日期"], ["张站长", "男", "站长", "2010-05-01"], ["李四", "女", "社工", "2015-05-01"]],
        [["姓名", "性别", "物品", "领取日期"], ["王建国", "男", "棉衣", "2024-01-01"]],
        [["日期", "姓名", "性别", "目的地", "护送人", "费用"], ["2021-01-06", "王建国", "男", "重庆", "王", 200]],
        [["回访日期", "姓名", "性别", "回访人", "回访情况"], ["2021-01-06", "王建国", "男", "王", "良好"]],
        [["填写说明"], ["1. 性别填男或女"], ["2. 日期写成 2024-01-01"]],
    ],
)  # fmt: skip
def test_covers_totals_staff_and_notes_are_no_people(new_book, rows):
    book = new_book().sheet([["姓名", "性别", "入站日期"], ["王建国", "男", "2024-05-01"]]).sheet(rows).read()
    assert book.sheets[1].status == "skipped" and book.sheets[1].left_out == [] and book.sheets[1].left_out_reason is None


# ── formulas ──


def formulas() -> bytes:
    book = openpyxl.Workbook()
    for row in (
        ["姓名", "性别", "年龄", "入站日期", "离站日期", "离站方式"],
        ["王建国", "男", "=20+1", "2024-09-01", "2024-09-02", "自行离站"],
        ["陈三", "男", 30, "=DATE(2024,9,1)", "2024-09-02", "自行离站"],
        ["何四", "男", 30, "2024-09-03", "=D4+1", "自行离站"],
        ["合计", "=COUNTA(A2:A4)", None, None, None, None],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_formula_without_value_says_what_to_do():
    rows = list(read_workbook(formulas()).rows)
    assert len(rows) == 3
    assert [r.refused for r in rows] == [False, True, False]
    (refusal,) = rows[1].refusals
    assert (refusal.code, refusal.column, refusal.value) == ("formula_without_value", "入站日期", "=DATE(2024,9,1)")
    assert [[(f.column, f.value) for f in r.flags if f.code == "formula_without_value"] for r in rows] == [[("年龄", "=20+1")], [], [("离站日期", "=D4+1")]]


def test_the_marked_copy_keeps_formulas_that_nobody_counted():
    data = formulas()
    copy = openpyxl.load_workbook(io.BytesIO(mark_errors(data, read_workbook(data)))).active
    assert (copy["C2"].value, copy["D3"].value, copy["E4"].value, copy["B5"].value) == ("=20+1", "=DATE(2024,9,1)", "=D4+1", "=COUNTA(A2:A4)")
    assert copy["D3"].comment is not None


def test_the_words_of_the_ledgers_column_stay_known():
    assert meaning("离站原因及去向") == ("departure", 1) and meaning("何时离站") == ("left", 1) and meaning("何时到站") == ("arrived", 1)


def test_what_is_plainly_something_else_is_no_riddle_and_a_riddle_is_told_once(new_book, ten_months):
    head = ["姓名", "性别", "入站日期", "民族", "联系电话", "凭证金额（元）", "经办人", "怪列"]
    line = ["王建国", "男", "2024-05-01", "汉", "13800000000", 45, "张", "某"]
    book = new_book().sheet([head, line], name="五月").sheet([head, line], name="六月").read()
    assert [(names, message.zh) for names, message in book.told] == [("五月、六月", "列“怪列”没有看懂，其中的内容不导入")]
    assert list(book.rows)[0].extra["民族"] == "汉"
    assert read_workbook(ten_months).told == []


@pytest.mark.parametrize("heading", ["离家日期", "何时离家", "走失时间", "上次离站日期", "接领日期", "回访日期", "家属接走时间", "审批日期"])
def test_another_day_is_not_the_day_of_leaving(read_rows, heading):
    (row,) = read_rows(["姓名", "性别", "入站日期", heading, "户籍地"], ["王建国", "男", "2024-05-01", "2024-04-20", "四川"]).rows
    assert not row.refused and row.left.value is None and row.arrived.value.isoformat() == "2024-05-01"


@pytest.mark.parametrize("heading", ["入离站日期", "进出站时间", "起止日期", "救助起止时间"])
def test_a_span_under_one_heading(read_rows, heading):
    (row,) = read_rows(["姓名", "性别", heading, "离站方式"], ["王建国", "男", "2024.5.1-2024.5.3", "自行离站"]).rows
    assert (row.arrived.value.isoformat(), row.left.value.isoformat(), row.departure) == ("2024-05-01", "2024-05-03", "left_by_choice")


def test_a_mere_day_counts_where_the_table_tells_of_a_stay(read_rows):
    (row,) = read_rows(["日期", "姓名", "性别", "求助原因", "车次", "护送人"], ["2021-01-06", "王建国", "男", "务工不着", "K1", "王"]).rows
    assert row.arrived.value.isoformat() == "2021-01-06"


def test_english_headings_of_other_offices(read_rows):
    book = read_rows(["No.", "Name", "Gender", "Age", "ID Number", "Hometown", "Date of arrival", "Date of departure", "Way of leaving", "Remarks"], [1, "Tenzin Dorjee", "M", 28, "", "四川省遂宁市", "2024-01-02", "2024-01-05", "escorted home", ""])
    (row,) = book.rows
    assert (row.arrived.value.day, row.left.value.day, row.departure, row.origin_code) == (2, 5, "escorted_home", "510900") and book.told == []


def test_a_home_with_brackets_is_one_home(read_rows):
    book = read_rows(["姓名", "性别", "入站日期", "户籍所在地\n（家庭住址）"], ["王建国", "男", "2024-05-01", "四川省遂宁市安居区"])
    assert [h.field for h in book.sheets[0].headings] == ["name", "sex", "arrived", "origin"]
