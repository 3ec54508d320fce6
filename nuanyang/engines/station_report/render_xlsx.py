"""The station report as an Excel workbook: one sheet to print, a chart beside every table of parts."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter

from .definitions import WORDS, Lang
from .printing import Block, page_of

_COLOR = "#B5541C"


def render(report: Mapping[str, Any], lang: Lang = "zh", station_name: str = "") -> bytes:
    """The workbook of a report in its public shape."""
    page = page_of(report, lang, station_name)
    out = io.BytesIO()
    # text stays text: a station's name such as "=1+1" is never a formula
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": page.title})
    sheet = book.add_worksheet(page.title[:31])
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 2)
    for col, width in enumerate((34, 12, 10, 78)):
        sheet.set_column(col, col, width)
    looks = _looks(book)
    sheet.write(0, 0, page.title, looks["title"])
    for row, (label, text) in enumerate(page.heads, 1):
        sheet.write(row, 0, label, looks["label"])
        sheet.write(row, 1, text)
    row = len(page.heads) + 2
    for block in page.blocks:
        row = _table(book, sheet, block, row, lang, looks)
    book.close()
    return out.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "heading": book.add_format({"bold": True, "font_size": 12}),
        "label": book.add_format({"bold": True}),
        "head": book.add_format({"bold": True, "bg_color": "#F3E4DA", "border": 1, "text_wrap": True}),
        "cell": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
        "number": book.add_format({"border": 1, "num_format": "#,##0", "valign": "top"}),
        "share": book.add_format({"border": 1, "num_format": "0.0%", "valign": "top"}),
        "total": book.add_format({"border": 1, "bold": True, "num_format": "#,##0"}),
        "note": book.add_format({"italic": True, "font_color": "#666666"}),
    }


def _table(book: Any, sheet: Any, block: Block, top: int, lang: Lang, looks: dict[str, Any]) -> int:
    """Writes a table from row ``top`` (0-based) and returns the row for the next."""
    sheet.write(top, 0, block.title, looks["heading"])
    for col, word in enumerate(("item", "value", "share", "definition")):
        sheet.write(top + 1, col, WORDS[word].of(lang), looks["head"])
    first = row = top + 2
    for line in block.lines:
        sheet.write(row, 0, line.label, looks["cell"])
        sheet.write_number(row, 1, line.value, looks["number"])
        if line.share is None:
            sheet.write_blank(row, 2, None, looks["cell"])
        else:
            sheet.write_number(row, 2, line.share, looks["share"])
        sheet.write(row, 3, line.definition, looks["cell"])
        row += 1
    sheet.write(row, 0, WORDS["total"].of(lang), looks["total"])
    sheet.write_number(row, 1, block.total, looks["total"])
    if block.unexplained:
        row += 1
        sheet.write(row, 0, WORDS["unexplained"].of(lang), looks["cell"])
        sheet.write_number(row, 1, block.unexplained, looks["number"])
    if block.note:
        row += 1
        sheet.write(row, 0, block.note, looks["note"])
    if block.chart:
        # below its table, so that it prints on the same page width
        sheet.insert_chart(row + 2, 0, _chart(book, sheet, block, first), {"object_position": 1})
        row += 2 + _chart_rows(block)
    return row + 2


def _chart_rows(block: Block) -> int:
    return 4 + 2 * len(block.lines)


def _chart(book: Any, sheet: Any, block: Block, first: int) -> Any:
    chart = book.add_chart({"type": "bar"})
    last = first + len(block.lines) - 1
    chart.add_series(
        {
            "name": block.title,
            "categories": [sheet.name, first, 0, last, 0],
            "values": [sheet.name, first, 1, last, 1],
            "fill": {"color": _COLOR},
            "data_labels": {"value": True},
            "gap": 60,
        }
    )
    chart.set_title({"name": block.title, "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 720, "height": 20 * _chart_rows(block) - 10})
    return chart
