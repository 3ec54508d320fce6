"""A copy of a workbook in which every refused cell is marked with its reason; all rows stay.

An .xlsx or .xlsm keeps its looks (formulas become the values they show); other formats are written anew
as .xlsx
with their values. Refused cells are red, doubtful ones yellow, both with a comment; a last column repeats the
reasons. The copy can be mended and read again: that column is known and ignored.
"""

from __future__ import annotations

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook, SheetTypeEnum

from .cells import is_blank
from .formulas import uncounted
from .model import Lang, LedgerRow, Remark, Workbook
from .reader import Source, load
from .vocabulary import IMPORT_NOTE

_RED = "FFC7CE"
_YELLOW = "FFEB9C"
_AUTHOR = "暖阳"


@dataclass(slots=True)
class _Marks:
    """What is to be written on one sheet: (row, column) → (reasons, refused), row → reasons (both
    0-based)."""

    cells: dict[tuple[int, int], tuple[list[str], bool]] = field(default_factory=dict)
    notes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    refused: set[int] = field(default_factory=set)
    title_row: int = 0


def mark_errors(
    source: Source,
    book: Workbook,
    *,
    flags: bool = True,
    lang: Lang = "zh",
    only: Iterable[LedgerRow] | None = None,
) -> bytes:
    """The marked copy as .xlsx bytes.

    ``source``: the workbook that was read into ``book``. ``flags``: doubtful cells are marked too.
    ``only``: further rows to
    mark with what they carry (as when the database refused them), instead of the book's own rows.
    """
    rows = list(book.rows if only is None else only)
    marks: dict[str, _Marks] = defaultdict(_Marks)
    for row in rows:
        _collect(marks[row.sheet], row.row_number - 1, row.refusals, refused=True, lang=lang)
        if flags:
            _collect(marks[row.sheet], row.row_number - 1, row.flags, refused=False, lang=lang)
    for sheet in book.sheets:
        if sheet.status == "ledger":
            marks[sheet.name].title_row = (sheet.heading_rows or [1])[0] - 1
        if sheet.left_out_reason is not None and only is None:
            for number in sheet.left_out:
                marks[sheet.name].notes[number - 1].append(sheet.left_out_reason.text(lang))
                marks[sheet.name].refused.add(number - 1)
    data = load(source)
    if data.startswith(b"PK"):
        try:
            return _marked_copy(data, marks)
        except (KeyError, ValueError, TypeError, OSError, IndexError, AttributeError):
            # written by a program whose styles openpyxl does not understand: the values at least
            return _rewritten(data, marks)
    return _rewritten(data, marks)


def _collect(marks: _Marks, row: int, remarks: Iterable[Remark], *, refused: bool, lang: Lang) -> None:
    for remark in remarks:
        text = remark.message.text(lang)
        marks.notes[row].append(
            text
            if remark.col is not None
            else f"{remark.column}：{text}"
            if lang == "zh"
            else f"{remark.column}: {text}"
        )
        if refused:
            marks.refused.add(row)
        if remark.col is None:
            continue
        texts, already = marks.cells.get((row, remark.col), ([], False))
        marks.cells[row, remark.col] = ([*texts, text], already or refused)


def _marked_copy(data: bytes, marks: dict[str, _Marks]) -> bytes:
    # data_only: what the formulas show is kept, so that the copy can be read again without recalculation
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    missing = uncounted(data)
    if missing:
        # a formula that no spreadsheet has counted stays a formula
        formulas = openpyxl.load_workbook(io.BytesIO(data))
        for name, cells in missing.items():
            for row, col in cells:
                book[name].cell(row + 1, col + 1).value = formulas[name].cell(row + 1, col + 1).value
    for sheet in book.worksheets:
        if sheet.title in marks:
            _mark_sheet(sheet, marks[sheet.title])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _mark_sheet(sheet: Worksheet, marks: _Marks) -> None:
    red, yellow = (PatternFill("solid", start_color=color, end_color=color) for color in (_RED, _YELLOW))
    masters = {
        (r, c): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for r in range(area.min_row, area.max_row + 1)
        for c in range(area.min_col, area.max_col + 1)
    }
    said: dict[tuple[int, int], list[str]] = defaultdict(list)
    for (row, col), (texts, refused) in sorted(marks.cells.items()):
        at = masters.get((row + 1, col + 1), (row + 1, col + 1))
        cell = sheet.cell(*at)
        said[at] += [t for t in texts if t not in said[at]]
        if refused or at not in said or cell.fill.start_color.rgb != f"00{_RED}":
            cell.fill = red if refused else yellow
        cell.comment = Comment("\n".join(said[at]), _AUTHOR, height=40 + 20 * len(said[at]), width=260)
    last = _note_column(sheet, marks)
    for row, texts in marks.notes.items():
        cell = sheet.cell(row + 1, last, "；".join(dict.fromkeys(texts)))
        cell.fill = red if row in marks.refused else yellow
    if marks.title_row not in marks.notes:  # a sheet without headings has its first person there
        sheet.cell(marks.title_row + 1, last, IMPORT_NOTE)
    sheet.column_dimensions[get_column_letter(last)].width = 48


def _note_column(sheet: Worksheet, marks: _Marks) -> int:
    """The column of the reasons (from 1): that of an earlier marking, else the first behind everything."""
    for col in range(1, sheet.max_column + 1):
        if sheet.cell(marks.title_row + 1, col).value == IMPORT_NOTE:
            for row in range(marks.title_row + 2, sheet.max_row + 1):
                sheet.cell(row, col).value = None
            return col
    return sheet.max_column + 1


def _rewritten(data: bytes, marks: dict[str, _Marks]) -> bytes:
    out = io.BytesIO()
    # no strings_to_formulas: a cell such as "=1+1" typed as text stays text
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True})
    looks = {
        kind: book.add_format({"bg_color": f"#{color}"} if color else {})
        for kind, color in ((1, _RED), (2, _YELLOW), (0, ""))
    }
    dates = {
        (kind, form): book.add_format({"num_format": form, **({"bg_color": f"#{color}"} if color else {})})
        for kind, color in ((1, _RED), (2, _YELLOW), (0, ""))
        for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm")
    }
    source = CalamineWorkbook.from_object(io.BytesIO(data))
    missing = uncounted(data)
    for index, meta in enumerate(source.sheets_metadata):
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.add_worksheet(meta.name[:31])
        own = marks.get(meta.name) or _Marks()
        values = source.get_sheet_by_index(index).to_python(skip_empty_area=False)
        width = max((len(row) for row in values), default=0)
        for r, row in enumerate(values):
            for c, value in enumerate(row):
                texts, refused = own.cells.get((r, c), ([], False))
                kind = 0 if not texts else 1 if refused else 2
                form = (
                    "hh:mm"
                    if isinstance(value, dt.time)
                    else "yyyy-mm-dd hh:mm"
                    if isinstance(value, dt.datetime)
                    else "yyyy-mm-dd"
                )
                is_date = isinstance(value, dt.date | dt.time)
                if kind or not is_blank(value):
                    sheet.write(r, c, value, dates[kind, form] if is_date else looks[kind])
                if texts:
                    sheet.write_comment(r, c, "\n".join(texts), {"author": _AUTHOR})
        for (r, c), formula in missing.get(meta.name, {}).items():
            sheet.write_formula(r, c, formula)
        if own.notes and own.title_row not in own.notes:
            sheet.write(own.title_row, width, IMPORT_NOTE)
        for row_number, reasons in own.notes.items():
            sheet.write(
                row_number,
                width,
                "；".join(dict.fromkeys(reasons)),
                looks[1 if row_number in own.refused else 2],
            )
    book.close()
    return out.getvalue()
