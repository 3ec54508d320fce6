"""The printed forms say what the report says."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from docx import Document

from nuanyang.engines.station_report import render_docx, render_pdf, render_xlsx
from nuanyang.engines.station_report.facts import StayFact
from nuanyang.engines.station_report.printing import page_of
from nuanyang.engines.station_report.tally import build

DAY = dt.date(2013, 5, 1)


def report(lang="zh", count=7):
    facts = [StayFact(i, None, DAY, sex="male" if i % 2 else "female", departure="other", left_on=DAY) for i in range(count)]
    return build(facts, "LJ01", "510900", DAY, DAY).as_dict(lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_workbook(lang):
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx.render(report(lang), lang, "临江站")))
    cells = {c.value for row in book.active.iter_rows() for c in row if c.value is not None}
    for table in report(lang)["tables"]:
        assert table["title"] in cells
        assert {row["label"] for row in table["rows"]} | {row["definition"] for row in table["rows"]} <= cells
    assert {7, 3, 4, "临江站 (LJ01)"} <= cells
    assert len(book.active._charts) == 5


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_document(lang):
    document = Document(io.BytesIO(render_docx.render(report(lang), lang)))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "2013-05-01" in text
    assert len(document.tables) == 6
    for table, printed in zip(report(lang)["tables"], document.tables, strict=True):
        rows = {r.cells[0].text: r.cells[1].text for r in printed.rows}
        assert all(rows[row["label"]] == str(row["value"]) for row in table["rows"])
    assert "█" in document.tables[2].rows[1].cells[3].text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pdf(lang):
    pdf = render_pdf.render(report(lang), lang, "临江站")
    assert pdf.startswith(b"%PDF-")
    assert b"NotoS" in pdf
    assert pdf == render_pdf.render(report(lang), lang, "临江站"), "the same report gives the same bytes"


def test_pdf_without_the_font_is_an_error(monkeypatch):
    monkeypatch.setattr(render_pdf, "FONTS", ("No Such Font",))
    with pytest.raises(render_pdf.CannotPrint, match="fonts-noto-cjk"):
        render_pdf.render(report())


def test_pdf_warnings_are_errors(monkeypatch):
    monkeypatch.setattr(render_pdf, "_font", lambda: "No Such Font")
    with pytest.raises(render_pdf.CannotPrint, match="(?i)unknown font"):
        render_pdf.render(report())


def test_odd_names_are_text_in_every_form():
    name = '=1+1 "#let x" <b>&\\'
    assert openpyxl.load_workbook(io.BytesIO(render_xlsx.render(report(), "zh", name))).active["B2"].value == f"{name} (LJ01)"
    assert name in Document(io.BytesIO(render_docx.render(report(), "zh", name))).paragraphs[1].text
    assert render_pdf.render(report(), "zh", name)


def test_an_empty_report_can_be_printed():
    empty = report(count=0)
    for form in (render_xlsx, render_docx, render_pdf):
        assert len(form.render(empty)) > 1000


def test_page():
    page = page_of(report())
    by_id = {b.id: b for b in page.blocks}
    assert by_id["sex"].lines[0].share == pytest.approx(3 / 7)
    assert by_id["received"].lines[0].share is None and not by_id["received"].chart
    assert by_id["key_groups"].note and not by_id["sex"].note
    assert by_id["departure"].unexplained == 7
