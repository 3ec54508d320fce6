"""Opens a workbook (.xlsx, .xlsm, .xls, .xlsb, .ods) and reads every sheet of it."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
from collections import Counter
from pathlib import Path

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from .formulas import put_formulas, uncounted
from .gazetteer import Gazetteer, NameGazetteer
from .grids import Grid, make_grid
from .keys import row_facts
from .messages import say
from .model import CellValue, Message, NotAWorkbook, Notice, Sheet, Workbook
from .shared_numbers import flag_shared_numbers
from .sheet import Options, SheetWalk
from .values import Context

Source = str | os.PathLike[str] | bytes
#: A sheet is taken for a copy only when it has at least so many rows and all of them stand elsewhere too.
COPY_ROWS = 10
_COPY_NAME = re.compile(r"汇总|总表|全年|合并|副本|备份|copy|\(\d+\)|（\d+）", re.IGNORECASE)


def read_workbook(
    source: Source, *, region: str = "", gazetteer: Gazetteer | None = None, today: dt.date | None = None
) -> Workbook:
    """Reads a ledger of stays.

    ``source``: a path or the file's bytes. ``region``: the station's six-digit code, for 本市 and 本省.
    ``gazetteer``: finds codes
    of place names (default: provinces only). ``today``: arrivals after it are refused.

    :raises NotAWorkbook: with one line in both languages: no file, not a workbook, truncated, empty, with
    a password.
    """
    data = load(source)
    book = _open(data)
    options = Options(region, gazetteer or NameGazetteer(), has_epoch_1904(data), today)
    result = Workbook([], epoch_1904=options.epoch_1904)
    formulas = uncounted(data)
    context: Context | None = None
    people = 0
    for index, meta in enumerate(book.sheets_metadata):
        sheet = Sheet(meta.name, index, hidden=meta.visible != SheetVisibleEnum.Visible)
        result.sheets.append(sheet)
        if meta.typ != SheetTypeEnum.WorkSheet:
            sheet.reason = say("sheet_not_grid")
            continue
        grid = read_grid(book, index, formulas.get(meta.name, {}))
        walk = SheetWalk(sheet, grid, options, people, context)
        walk.walk()
        if sheet.status == "ledger":
            context = walk.context
            people += len(sheet.rows)
            result.notices += sheet.notices
    if not result.sheets:
        raise NotAWorkbook(say("no_sheets"))
    _drop_copies(result)
    flag_shared_numbers(result)
    return result


def load(source: Source) -> bytes:
    """The bytes of a source."""
    if isinstance(source, bytes):
        return source
    path = Path(source)
    if path.is_dir():
        raise NotAWorkbook(say("is_folder", name=str(path)))
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotAWorkbook(say("missing_file", name=path.name)) from None
    except OSError as error:
        raise NotAWorkbook(say("unreadable_file", name=path.name, why=error.strerror or type(error).__name__)) from None


def _open(data: bytes) -> CalamineWorkbook:
    if not data.strip():
        raise NotAWorkbook(say("empty_file"))
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(data))
    except PasswordError:
        raise NotAWorkbook(say("password_file")) from None
    except Exception:
        raise NotAWorkbook(_why_not(data)) from None
    if not book.sheet_names:
        raise NotAWorkbook(say("no_sheets"))
    return book


def _why_not(data: bytes) -> Message:
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<meta")):
        return say("html_file")
    if data.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in data:
        return say("password_file")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return say("not_a_workbook" if zipfile.is_zipfile(io.BytesIO(data)) else "truncated_file")
    return say("text_file" if b"\0" not in data[:2048] else "not_a_workbook")


def read_grid(book: CalamineWorkbook, index: int, formulas: dict[tuple[int, int], str] | None = None) -> Grid:
    """One sheet's cells; ``formulas``: those that have no value.

    :raises NotAWorkbook: when the sheet's part is damaged.
    """
    try:
        sheet = book.get_sheet_by_index(index)
        values: list[list[CellValue]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
        put_formulas(values, formulas or {})
        return make_grid(values, sheet.merged_cell_ranges or [])
    except Exception:
        raise NotAWorkbook(say("truncated_file")) from None


def has_epoch_1904(data: bytes) -> bool:
    """Whether an .xlsx workbook counts its days from 1904 (cells shown as dates are right either way;
    bare numbers need it)."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            text = archive.read("xl/workbook.xml")
    except (KeyError, zipfile.BadZipFile, OSError):
        return False
    return re.search(rb"""<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true|on)["']""", text) is not None


def _drop_copies(book: Workbook) -> None:
    """A sheet whose every row stands in the others as well (1月 (2), a yearly 汇总, a hidden backup) is
    not counted twice."""
    ledgers = [s for s in book.sheets if s.status == "ledger"]
    facts = {s.index: Counter(row_facts(row) for row in s.rows) for s in ledgers}
    everything: Counter[tuple[str, ...]] = Counter()
    for counted in facts.values():
        everything += counted
    for sheet in sorted(ledgers, key=lambda s: (not s.hidden, not _COPY_NAME.search(s.name), -s.index)):
        own = facts[sheet.index]
        if len(sheet.rows) >= COPY_ROWS and all(everything[f] - n >= n for f, n in own.items()):
            everything -= own
            sheet.status = "skipped"
            sheet.reason = say("sheet_copy", rows=len(sheet.rows))
            book.notices.append(Notice(sheet.name, "sheet_copy", sheet.reason))
        elif sheet.hidden:
            book.notices.append(Notice(sheet.name, "sheet_hidden", say("sheet_hidden")))
    order = {sheet.name: sheet.index for sheet in book.sheets}
    book.notices.sort(key=lambda n: order[n.sheet])
