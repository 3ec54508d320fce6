"""Total rows are not people, and what they state is compared."""

from __future__ import annotations

import pytest

HEAD = ["序号", "姓名", "性别", "入站日期", "凭证金额(元)"]
ROWS = [[1, "李明", "男", "2013-05-01", 10.5], [2, "王芳", "女", "2013-05-02", 20], [3, "赵强", "男", "2013-05-03", None]]


@pytest.mark.parametrize(
    ("total", "agrees"),
    [
        (["合计", "3人次"], True),
        (["合 计", "4人次"], False),
        (["合计：3人"], True),
        (["合计", 3], True),
        (["总计", None, 2], False),
        (["共计3人次，其中男2人，女1人"], True),
        (["共计3人次，其中男1人，女2人"], False),
        (["本月合计", "３人次"], True),
        ([None, "合计", None, None, 30.5], True),
        ([None, "合计", None, None, 31], False),
        (["小计", "2人次"], False),
        (["合计"], True),
    ],
)
def test_a_total_that_disagrees_is_reported(read_rows, total, agrees):
    book = read_rows(HEAD, *ROWS, [*total, *[None] * (5 - len(total))])
    assert len(list(book.rows)) == 3
    (row,) = book.sheets[0].totals
    assert row.agrees is agrees
    assert book.disagreeing_totals == ([] if agrees else [row])
    assert row.row_number == 5


def test_a_total_counts_refused_people_as_well(read_rows):
    book = read_rows(HEAD, *ROWS, [4, "钱七", "男", "不是日期", None], ["合计", "4人次"])
    assert not book.disagreeing_totals


def test_subtotals_restart_and_the_year_adds_up_over_sheets(new_book):
    book = (
        new_book()
        .sheet([HEAD, *ROWS[:2], ["小计", "2人次"], ROWS[2], ["小计", "1人次"], ["合计", "3人次"]], name="1月")
        .sheet([HEAD, *ROWS, ["合计", "3人次"], ["累计", "6人次"]], name="2月")
        .read()
    )
    assert not book.disagreeing_totals
    assert sum(len(s.totals) for s in book.sheets) == 5


def test_what_a_disagreeing_total_says(read_rows):
    book = read_rows(HEAD, *ROWS, ["合计", "5人次"])
    (check,) = book.disagreeing_totals[0].checks
    assert check.message.zh == "合计写的是 5 人次，实际 3 行"
    assert check.message.en == "合计 states 5 people, 3 rows were counted"


def test_a_person_whose_remark_begins_with_total_is_a_person(read_rows):
    book = read_rows([*HEAD, "备注"], [*ROWS[0], "共计发放2次"])
    assert len(list(book.rows)) == 1
    assert not book.sheets[0].totals
