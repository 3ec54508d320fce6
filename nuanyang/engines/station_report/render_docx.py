"""The station report as a Word document; bars of block characters stand for charts and stay editable."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from .definitions import WORDS, Lang
from .printing import Block, Line, page_of

_BAR = 20
_WIDTHS = (Cm(4.2), Cm(1.8), Cm(1.7), Cm(4.3), Cm(5.0))
_COLOR = RGBColor(0xB5, 0x54, 0x1C)


def render(report: Mapping[str, Any], lang: Lang = "zh", station_name: str = "") -> bytes:
    """The .docx of a report in its public shape."""
    page = page_of(report, lang, station_name)
    document = Document()
    document.core_properties.title = page.title
    document.core_properties.language = "zh-CN" if lang == "zh" else "en"
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    _fonts(document)
    document.add_heading(page.title, 0)
    for label, text in page.heads:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}：" if lang == "zh" else f"{label}: ").bold = True
        paragraph.add_run(text)
    for block in page.blocks:
        _table(document, block, lang)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fonts(document: Any) -> None:
    for name in ("Normal", "Title", "Heading 1"):
        style = document.styles[name]
        style.font.name = "Calibri"
        properties = style.element.get_or_add_rPr()
        fonts = properties.find(qn("w:rFonts"))
        if fonts is None:
            fonts = OxmlElement("w:rFonts")
            properties.append(fonts)
        # Word draws Chinese in the east Asian font, which python-docx does not set
        fonts.set(qn("w:eastAsia"), "宋体" if name == "Normal" else "黑体")
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    document.styles["Normal"].font.size = Pt(10)


def _table(document: Any, block: Block, lang: Lang) -> None:
    document.add_heading(block.title, 1)
    table = document.add_table(rows=1, cols=5)
    table.style = "Table Grid"
    table.autofit = False
    words = [WORDS[w].of(lang) for w in ("item", "value", "share", "chart", "definition")]
    _fill(table.rows[0].cells, words, bold=True)
    _repeat_on_every_page(table.rows[0])
    most = max((line.value for line in block.lines), default=0)
    for line in block.lines:
        cells = table.add_row().cells
        _fill(cells, [line.label, str(line.value), _share(line), "", line.definition])
        if block.chart:
            run = cells[3].paragraphs[0].add_run(_bar(line.value, most))
            run.font.color.rgb = _COLOR
            run.font.size = Pt(7)
    _fill(table.add_row().cells, [WORDS["total"].of(lang), str(block.total), "", "", ""], bold=True)
    if block.unexplained:
        _fill(table.add_row().cells, [WORDS["unexplained"].of(lang), str(block.unexplained), "", "", ""])
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = width
    if block.note:
        document.add_paragraph().add_run(block.note).italic = True


def _share(line: Line) -> str:
    return "" if line.share is None else f"{line.share:.1%}"


def _bar(value: int, most: int) -> str:
    return "█" * (max(1, round(value / most * _BAR)) if value else 0)


def _fill(cells: Any, texts: list[str], *, bold: bool = False) -> None:
    for number, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(text)
        run.bold = bold
        if number in (1, 2):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat_on_every_page(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
