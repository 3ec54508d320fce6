"""One valid identity number under several names: a slip of the pen, or somebody else's card. Said on every such row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from .messages import say
from .model import Flag, LedgerRow, Sheet, Workbook


def flag_shared_numbers(book: Workbook) -> None:
    """Flags the rows of one number that name different people; the rows stay as they are, nobody is joined."""
    places: dict[str, list[tuple[Sheet, int]]] = defaultdict(list)
    for sheet in book.sheets:
        if sheet.status == "ledger":
            for place, row in enumerate(sheet.rows):
                if row.identity.valid and row.name_known:
                    places[row.identity.number].append((sheet, place))
    for found in places.values():
        rows = [sheet.rows[place] for sheet, place in found]
        if len({row.name.casefold() for row in rows}) > 1:
            for sheet, place in found:
                own = sheet.rows[place]
                sheet.rows[place] = replace(own, flags=(*own.flags, _flag(sheet, own, rows)))


def _flag(sheet: Sheet, own: LedgerRow, rows: list[LedgerRow]) -> Flag:
    other = next(row for row in rows if row.name.casefold() != own.name.casefold())
    heading = next((h for h in sheet.headings if h.field == "identity"), None)
    where = f"{other.row_number}" if other.sheet == own.sheet else f"{other.sheet}!{other.row_number}"
    return Flag(
        heading.text if heading else "身份证号",
        heading.col if heading else None,
        own.identity_text,
        "identity_shared",
        say("identity_shared", row=where),
    )
