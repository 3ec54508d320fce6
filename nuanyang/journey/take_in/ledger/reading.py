"""From a file to keyed rows: the engine with the country's place names and the station's key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from nuanyang.engines.ledger.gazetteer import NameGazetteer
from nuanyang.engines.ledger.keys import keyed
from nuanyang.engines.ledger.model import LedgerRow, Workbook
from nuanyang.engines.ledger.reader import read_workbook
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.regions import queries as regions
from nuanyang.foundation.secrets.keyring import keyring
from nuanyang.journey.take_in.ledger import collecting


@dataclass(frozen=True, slots=True)
class KeyedRow:
    """A row and the key by which it is known again."""

    key: str
    row: LedgerRow


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook as read for one station."""

    workbook: Workbook
    rows: tuple[KeyedRow, ...]

    @property
    def importable(self) -> Iterator[KeyedRow]:
        """Rows that are not refused, in file order."""
        return (r for r in self.rows if not r.row.refused)


@cache
def _gazetteer() -> NameGazetteer:
    return NameGazetteer([(code, name, parent) for code, name, parent in regions.gazetteer()])


def read(source: str | bytes, *, station: Organisation, today: date) -> Reading:
    """Read a workbook for a station.

    :raises NotAWorkbook: when it is none, with one line in both languages.
    """
    with collecting.put_off():
        workbook = read_workbook(source, region=station.region, gazetteer=_gazetteer(), today=today)
    # Keyed with a secret of the installation: nobody can try identity numbers against stored keys.
    secret = hashlib.blake2b(keyring().index, digest_size=32, person=b"ledger rows").digest()
    rows = keyed(station.code, workbook.rows, secret=secret)
    return Reading(workbook, tuple(KeyedRow(key, row) for key, row in rows))
