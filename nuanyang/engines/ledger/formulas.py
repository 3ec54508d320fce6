"""Formulas whose values an .xlsx does not hold: programs write them so, and no spreadsheet has counted them yet."""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
import zlib

from .cells import Formula
from .grids import Row

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_HAS_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>/]*>[^<]|<(?:\w+:)?is\b")
_EMPTY_TEXT = re.compile(rb"\bt=[\"']str[\"']")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*?>")

#: By sheet: (row, column), both 0-based → the formula.
Uncounted = dict[str, dict[tuple[int, int], str]]


def uncounted(data: bytes) -> Uncounted:
    """The formulas of a workbook that have no value; nothing for other formats than .xlsx and .xlsm."""
    if not data.startswith(b"PK"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = {name: _in_sheet(archive.read(part)) for name, part in _parts(archive)}
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        return {}
    return {name: cells for name, cells in found.items() if cells}


def _attribute(tag: bytes, name: str) -> str:
    match = re.search(rf"(?<![\w:]){name}=[\"']([^\"']*)[\"']".encode(), tag)
    return html.unescape(match[1].decode()) if match else ""


def _parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Name and part of each sheet."""
    relations = archive.read("xl/_rels/workbook.xml.rels")
    targets = {_attribute(t, "Id"): _attribute(t, "Target") for t in _RELATION.findall(relations)}
    there = set(archive.namelist())
    parts = []
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        match = re.search(rb"\b\w+:id=[\"']([^\"']*)[\"']", tag)
        target = targets.get(match[1].decode() if match else "", "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if part in there:
            parts.append((_attribute(tag, "name"), part))
    return parts


def _in_sheet(xml: bytes) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    if not re.search(rb"<(?:\w+:)?f\b", xml):
        return found
    for attributes, inside in _CELL.findall(xml):
        formula = _FORMULA.search(inside)
        if formula is None or _HAS_VALUE.search(inside) or _EMPTY_TEXT.search(attributes):
            continue
        place = _PLACE.search(attributes)
        if place:
            text = "=" + html.unescape((formula[1] or b"").decode("utf-8", "replace"))
            found[int(place[2]) - 1, _column(place[1])] = text
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def put_formulas(rows: list[Row], cells: dict[tuple[int, int], str]) -> None:
    """Lets the formulas stand where the grid has nothing."""
    for (r, c), text in cells.items():
        if r < len(rows) and c < len(rows[r]) and rows[r][c] in (None, ""):
            rows[r][c] = Formula(text)
