"""Runs an import: reads, writes in chunks, tells how far it is. Command line and job share it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nuanyang.engines.ledger.model import LedgerRow
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.ledger import collecting, operations, queries
from nuanyang.journey.take_in.ledger.reading import Reading
from nuanyang.kernel.actor import Actor

Progress = Callable[[operations.ChunkResult, int], None]


@dataclass(slots=True)
class Outcome:
    """What came of an import; ``refused`` lists every refused cell, and every sheet with people who were not read."""

    rows: int = 0
    imported: int = 0
    already_there: int = 0
    flagged: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    refused_rows: int = 0
    left_out: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The shape that ``--json`` prints."""
        return {
            "rows": self.rows,
            "imported": self.imported,
            "already_there": self.already_there,
            "flagged": self.flagged,
            "refused": self.refused,
        }

    @property
    def exit_status(self) -> int:
        """0 all in, 1 some refused, 2 nothing came in."""
        if not self.imported and not self.already_there:
            return 2
        return 1 if self.refused_rows or self.left_out else 0


def refused_cells(rows: Collection[LedgerRow], lang: str = "zh") -> list[dict[str, Any]]:
    """Every refused cell: sheet, row, column, value, reason."""
    return [
        {
            "sheet": row.sheet,
            "row": row.row_number,
            "column": refusal.column,
            "value": refusal.value,
            "reason": refusal.message.text("en" if lang == "en" else "zh"),
        }
        for row in rows
        for refusal in row.refusals
    ]


def left_out_sheets(reading: Reading, lang: str = "zh") -> list[dict[str, Any]]:
    """Every sheet with people who were not read, in the shape of a refused cell; the row is that of the first."""
    return [
        {
            "sheet": sheet.name,
            "row": sheet.left_out[0],
            "column": "",
            "value": "",
            "reason": sheet.left_out_reason.text("en" if lang == "en" else "zh"),
        }
        for sheet in reading.workbook.sheets
        if sheet.left_out_reason is not None
    ]


def run(
    reading: Reading,
    *,
    station: Organisation,
    at: datetime,
    actor: Actor,
    dry_run: bool = False,
    chosen: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Import a reading; with ``dry_run`` only say what would happen. Safe to run again."""
    outcome = Outcome(rows=len(reading.rows))
    refused = [r.row for r in reading.rows if r.row.refused]
    outcome.refused, outcome.refused_rows = refused_cells(refused), len(refused)
    outcome.refused += left_out_sheets(reading)
    outcome.left_out = sum(len(s.left_out) for s in reading.workbook.sheets)
    wanted = [r for r in reading.importable if chosen is None or r.key in chosen]
    outcome.flagged = sum(1 for r in wanted if r.row.flags)
    if dry_run:
        with acting_as(actor, read_only=True):
            present = queries.keys_present(station_id=station.pk, keys=[r.key for r in wanted])
        outcome.already_there = len(present)
        outcome.imported = len(wanted) - len(present)
        return outcome
    for start in range(0, len(wanted), operations.CHUNK):
        chunk = wanted[start : start + operations.CHUNK]
        with collecting.put_off():
            result = operations.import_rows(station_id=station.pk, rows=chunk, at=at, actor=actor)
        outcome.imported += result.imported
        outcome.already_there += result.already_there
        if progress is not None:
            progress(result, start + len(chunk))
    return outcome
