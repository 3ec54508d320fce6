"""The key by which a row is known again when the same ledger is read a second time.

Built from facts, not from their writing: 2013.5.1 and 41395 are one day, "张 三" and "张三" one name. The
running number, the
row's place, the sheet and the order of columns play no part, neither does the time of day (files often
leave it
out). Rows that agree in every fact are told apart by their occurrence among all rows of the station, in
file order.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from nuanyang.kernel.identity import normalise_number

from .cells import says_nothing, squeeze
from .gazetteer import valid_code
from .model import LedgerRow

_SEPARATOR = "\x1f"


def row_facts(row: LedgerRow) -> tuple[str, ...]:
    """Arrival, name, sex, birth or else age, identity number, origin: normalised texts (empty: not known)."""
    return (
        row.arrived.value.isoformat() if row.arrived.value else "",
        row.name.casefold(),
        str(int(row.sex)) if row.sex.known else "",
        _birth_or_age(row),
        row.identity.number or ("" if says_nothing(row.identity_text) else normalise_number(row.identity_text)),
        _origin(row),
    )


def _birth_or_age(row: LedgerRow) -> str:
    if row.birth.value is not None:
        return f"b{row.birth.value.isoformat()}{row.birth.precision[:1]}"
    if row.age.stated is not None:
        return f"a{row.age.stated}"
    if row.age.known:
        return f"a{row.age.low}-{row.age.high}"
    return ""


def _origin(row: LedgerRow) -> str:
    """The code as written, else the text; never what a gazetteer made of it, which may change."""
    code = valid_code(row.origin_code_text) or valid_code(row.origin_text)
    if code:
        return code
    return "" if says_nothing(row.origin_text) else squeeze(row.origin_text).casefold()


def row_key(station: str, facts: tuple[str, ...], occurrence: int, secret: bytes = b"") -> str:
    """The key of a row: 32 hexadecimal digits. ``occurrence`` counts from 1. With ``secret`` (up to 64
    bytes) nobody without it
    can try out identity numbers against stored keys."""
    text = _SEPARATOR.join((station.strip(), *facts, str(occurrence)))
    return hashlib.blake2b(text.encode(), digest_size=16, key=secret).hexdigest()


def keyed(
    station: str, rows: Iterable[LedgerRow], seen: Counter[tuple[str, ...]] | None = None, secret: bytes = b""
) -> Iterator[tuple[str, LedgerRow]]:
    """Each row with its key. Pass the same ``seen`` for all files that are read as one set."""
    seen = Counter() if seen is None else seen
    for row in rows:
        facts = row_facts(row)
        seen[facts] += 1
        yield row_key(station, facts, seen[facts], secret), row
