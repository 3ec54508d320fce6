"""Files that are no workbooks, the keys of rows, and the marked copy."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from nuanyang.engines.ledger import marking, messages
from nuanyang.engines.ledger.keys import keyed, row_facts, row_key
from nuanyang.engines.ledger.messages import codes, say
from nuanyang.engines.ledger.model import NotAWorkbook
from nuanyang.engines.ledger.reader import has_epoch_1904, read_workbook
from nuanyang.engines.ledger.vocabulary import IMPORT_NOTE

HEAD = ["序号", "姓名", "性别", "出生日期", "年龄", "身份证号", "户籍地", "入站日期", "离站日期", "离站方式"]
LINES = [
    [1, "李明", "男", "1970-01-01", None, "510904197001019931", "本市", "2013-05-01", "2013-05-03", "护送返乡"],
    [2, None, "男", None, "约40岁", None, "四川省", "2013-05-01", None, None],
    [3, None, "男", None, "约40岁", None, "四川省", "2013-05-01", None, None],
    [4, "王芳", "女", None, 30, "123", "外省", "2013-05-02", "2013-05-01", "乘飞船"],
]


@pytest.fixture
def data(new_book):
    return new_book().sheet([["台账"], HEAD, *LINES, ["合计", "4人次"]], name="5月", merges=["A1:J1"]).bytes()


def truncated(data):
    return data[: len(data) * 2 // 3]


def hollow(data):
    """A workbook whose sheet is cut off inside a sound archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part[: len(part) // 2] if "sheet1.xml" in name else part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda d: b"", "empty"),
        (lambda d: "姓名,性别\n李明,男\n".encode(), "text file"),
        (lambda d: "姓名,性别\n李明,男\n".encode("gb18030"), "text file"),
        (lambda d: b"<html><table></table></html>", "web page"),
        (truncated, "truncated"),
        (lambda d: d[:-40], "truncated"),
        (hollow, "truncated"),
        (lambda d: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "truncated"),
        (lambda d: random.Random(3).randbytes(4000), "Not a workbook"),
    ],
)
def test_what_is_not_a_workbook_says_so_in_one_line(data, make, expected):
    with pytest.raises(NotAWorkbook) as caught:
        read_workbook(make(data))
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.message.zh and caught.value.message.en


def test_a_missing_file_and_a_zip_of_something_else(tmp_path):
    with pytest.raises(NotAWorkbook, match="No such file: nothing.xlsx"):
        read_workbook(tmp_path / "nothing.xlsx")
    with pytest.raises(NotAWorkbook):
        read_workbook(tmp_path)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(NotAWorkbook, match="Not a workbook"):
        read_workbook(other.getvalue())


def test_an_empty_workbook_has_no_ledger(new_book):
    book = new_book().sheet([]).read()
    assert not list(book.rows)
    assert book.sheets[0].status == "skipped"


def test_epoch(new_book):
    book = new_book().sheet([["a"]])
    assert not has_epoch_1904(book.bytes())
    book.options = {"date_1904": True}
    assert has_epoch_1904(book.bytes())


# ── keys ──


def all_keys(book, station="S1"):
    return [key for key, _ in keyed(station, book.rows)]


def test_keys_stay_when_the_writing_changes(new_book):
    first = new_book().sheet([HEAD, *LINES]).read()
    order = [6, 2, 7, 1, 4, 3, 5, 9, 8]
    other = [
        ["住址", "甲", "2013年5月1日", "李 明", None, 25569, "'510904197001019931", "护送返乡", "2013.5.3"],
        ["四川省", "男", 41395, "不详", "40岁左右", "——", None, None, None],
        ["四川省", "男 ", "2013/05/01 08:30", None, 40, None, None, None, None],
        ["外省", "女", "13.5.2", "王芳", "三十", None, "123", None, None],
    ]
    other[0][:2] = ["本市", "男"]
    second = new_book().sheet([["新表"], [HEAD[i] for i in order[:2]] + ["到站时间"] + [HEAD[i] for i in order[3:]], *other]).read()
    # the order of the lines does not matter either
    third = new_book().sheet([HEAD, *LINES[2:]]).sheet([HEAD, *LINES[:2]]).read()
    assert all_keys(first) == all_keys(second)
    assert sorted(all_keys(first)) == sorted(all_keys(third))
    assert len(set(all_keys(first))) == 4


def test_identical_rows_are_told_apart_by_their_occurrence(new_book):
    rows = list(new_book().sheet([HEAD, *LINES]).read().rows)
    assert row_facts(rows[1]) == row_facts(rows[2])
    seen: Counter = Counter()
    first = [key for key, _ in keyed("S1", rows[:2], seen)]
    later = [key for key, _ in keyed("S1", rows[2:], seen)]
    assert first + later == [key for key, _ in keyed("S1", rows)]
    assert first[1] != later[0]


@pytest.mark.parametrize("name", ["name", "sex", "age", "identity", "origin_text", "arrived"])
def test_every_fact_is_part_of_the_key(new_book, name):
    rows = list(new_book().sheet([HEAD, *LINES]).read().rows)
    one, other = rows[3], rows[0]
    if name == "identity":
        changed = replace(one, identity=other.identity, identity_text=other.identity_text)
    else:
        changed = replace(one, **{name: getattr(other if name != "age" else rows[1], name)})
    assert row_facts(changed) != row_facts(one)


def test_what_is_no_fact_is_no_part_of_the_key(new_book):
    row = list(new_book().sheet([HEAD, *LINES]).read().rows)[0]
    changed = replace(row, running_number="77", sheet="x", row_number=99, remarks="?", departure="died", extra={"a": "b"})
    assert row_facts(changed) == row_facts(row)


def test_station_and_secret_change_the_key():
    facts = ("2013-05-01", "", "", "", "", "")
    assert len({row_key("A", facts, 1), row_key("B", facts, 1), row_key("A", facts, 2), row_key("A", facts, 1, b"secret")}) == 4
    assert row_key("A", facts, 1) == row_key(" A", facts, 1)


def test_ten_months_have_1724_keys(ten_months):
    book = read_workbook(ten_months, region="510900")
    assert len(set(all_keys(book))) == 1724


# ── the marked copy ──


def test_the_copy_marks_every_refused_cell_and_keeps_all_rows(data):
    book = read_workbook(data, region="510900")
    copy = openpyxl.load_workbook(io.BytesIO(marking.mark_errors(data, book)))
    sheet = copy["5月"]
    plain = openpyxl.load_workbook(io.BytesIO(data))["5月"]
    for row in plain.iter_rows():
        for cell in row:
            assert sheet.cell(cell.row, cell.column).value == cell.value
    assert str(sheet.merged_cells.ranges) == str(plain.merged_cells.ranges)
    (refused,) = [r for r in book.rows if r.refused]
    cell = sheet.cell(refused.row_number, 9)
    assert cell.fill.start_color.rgb == "00FFC7CE"
    assert "早于入站日期" in cell.comment.text
    assert sheet.cell(2, 11).value == IMPORT_NOTE
    assert "早于入站日期" in sheet.cell(refused.row_number, 11).value
    assert sheet.cell(refused.row_number, 6).fill.start_color.rgb == "00FFEB9C", "doubts are yellow"
    assert sheet.cell(3, 11).value is None, "a line without doubts stays as it is"


def test_the_copy_can_be_read_and_marked_again(data):
    book = read_workbook(data, region="510900")
    copy = marking.mark_errors(data, book)
    again = read_workbook(copy, region="510900")
    assert [row_facts(r) for r in again.rows] == [row_facts(r) for r in book.rows]
    assert [r.extra for r in again.rows] == [r.extra for r in book.rows]
    twice = openpyxl.load_workbook(io.BytesIO(marking.mark_errors(copy, again)))["5月"]
    assert [c.value for c in twice[2]].count(IMPORT_NOTE) == 1


def test_only_refusals_in_english(data):
    book = read_workbook(data, region="510900")
    sheet = openpyxl.load_workbook(io.BytesIO(marking.mark_errors(data, book, flags=False, lang="en")))["5月"]
    assert sheet.cell(6, 6).comment is None
    assert "is before the date of arrival" in sheet.cell(6, 9).comment.text


def test_formulas_keep_the_values_they_show():
    import xlsxwriter

    out = io.BytesIO()
    writer = xlsxwriter.Workbook(out)
    sheet = writer.add_worksheet("表")
    sheet.write_row(0, 0, ["姓名", "性别", "年龄", "入站日期"])
    sheet.write_row(1, 0, ["李明", "男", None, "不是日期"])
    sheet.write_formula(1, 2, "=20+20", None, 40)
    writer.close()
    book = read_workbook(out.getvalue())
    again = read_workbook(marking.mark_errors(out.getvalue(), book))
    assert next(again.rows).age.stated == 40


def test_other_formats_are_written_anew(data, new_book):
    book = read_workbook(data, region="510900")
    copy = marking._rewritten(data, _marks(book))
    sheet = openpyxl.load_workbook(io.BytesIO(copy))["5月"]
    assert [c.value for c in sheet[3]][:4] == [1, "李明", "男", "1970-01-01"]
    assert "早于入站日期" in sheet.cell(6, 9).comment.text
    assert sheet.cell(2, 11).value == IMPORT_NOTE
    again = read_workbook(copy, region="510900")
    assert [row_facts(r) for r in again.rows] == [row_facts(r) for r in book.rows]


def _marks(book):
    marks = {s.name: marking._Marks() for s in book.sheets}
    for row in book.rows:
        marking._collect(marks[row.sheet], row.row_number - 1, row.refusals, refused=True, lang="zh")
    marks["5月"].title_row = 1
    return marks


def test_every_sentence_stands_in_both_languages():
    for code in codes():
        message = say(code) if "%(" not in say(code).zh else None
        if message:
            assert message.zh and message.en
            assert not any("\u4e00" <= c <= "\u9fff" for c in message.en), code


def test_every_code_has_a_sentence_and_every_sentence_a_use():
    folder = Path(messages.__file__).parent
    source = "".join(p.read_text("utf-8") for p in folder.glob("*.py") if p.name != "messages.py")
    said = set(re.findall(r'say\(\s*"(\w+)"', source)) | set(re.findall(r'(?:flag|refuse)\([^()]*?"(\w+)"\)', source))
    assert said <= codes()
    assert {code for code in codes() if f'"{code}"' not in source} <= {"identity_invalid", "people_left_out"}


def test_opendocument_is_read_and_marked(tmp_path, data):
    ods = _opendocument([HEAD, *LINES])
    book = read_workbook(ods, region="510900")
    assert len(list(book.rows)) == 4
    sheet = openpyxl.load_workbook(io.BytesIO(marking.mark_errors(ods, book))).active
    assert "早于入站日期" in sheet.cell(5, 9).comment.text


def _opendocument(rows):
    def cell(value):
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" '
        f'xmlns:text="{space}text:1.0"><office:body><office:spreadsheet><table:table table:name="表">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    return out.getvalue()
