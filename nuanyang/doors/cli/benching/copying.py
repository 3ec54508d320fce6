"""COPY as the owner: rows as text, indexes built afterwards, sequences and statistics brought up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import psycopg
from django.db import models
from psycopg import sql

Connection = psycopg.Connection[Any]
NULL = r"\N"


def text(value: object) -> str:
    """A value as COPY's text format writes it (no tabs, line ends or backslashes occur in ours)."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return r"\\x" + value.hex()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "{" + ",".join(str(v) for v in value) + "}"
    return str(value)


@dataclass(slots=True)
class Table:
    """One table to fill: ``columns`` are given with each row, all others get their model's default."""

    model: type[models.Model]
    columns: Sequence[str]
    next_id: int = 1
    _rest: str = ""
    _all: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        rest = [f for f in self.model._meta.concrete_fields if f.column not in self.columns]
        self._all = [*self.columns, *(str(f.column) for f in rest)]
        values = (f.get_default() if f.has_default() or not f.null else None for f in rest)
        self._rest = "".join("\t" + text(v) for v in values)

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def take_id(self) -> int:
        """The next free id."""
        self.next_id += 1
        return self.next_id - 1

    def copy(self, connection: Connection, rows: Iterable[str]) -> None:
        """Write rows, each the columns' texts joined by tabs."""
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(self.name), sql.SQL(",").join(map(sql.Identifier, self._all))
        )
        with connection.cursor().copy(statement) as copy:
            block = "".join(f"{row}{self._rest}\n" for row in rows)
            copy.write(block)


@contextmanager
def open_for_copy(connection: Connection, tables: Mapping[str, Table]) -> Iterator[None]:
    """Let the owner COPY into tables with policies, without their secondary indexes meanwhile.

    Ids go on where the tables' end; afterwards indexes are built and policies bind the owner again.
    """
    names = [t.name for t in tables.values()]
    with connection.transaction():
        for name in names:
            connection.execute(sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(sql.Identifier(name)))
        forced = [n for n in names if _has_policies(connection, n)]
        indexes = _take_indexes(connection, names)
        for table in tables.values():
            if "id" in table.columns:
                table.next_id = _last_id(connection, table.name) + 1
    connection.execute("SET nuan.operation = 'bench'")
    yield
    for definition in indexes:
        connection.execute(definition)  # type: ignore[arg-type]
    for table in tables.values():
        if "id" in table.columns:
            connection.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, 1))", [table.name, table.next_id - 1]
            )
    for name in forced:
        connection.execute(sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(sql.Identifier(name)))
    connection.execute("RESET nuan.operation")


def _has_policies(connection: Connection, name: str) -> bool:
    row = connection.execute("SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", [name]).fetchone()
    return bool(row and row[0])


def _take_indexes(connection: Connection, names: Sequence[str]) -> list[str]:
    """Drop the indexes that no constraint needs; how to make them again."""
    rows = connection.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisunique AND NOT i.indisexclusion"
        " ORDER BY 1",
        [list(names)],
    ).fetchall()
    for name, _definition in rows:
        connection.execute(f"DROP INDEX {name}")  # type: ignore[arg-type]
    return [definition for _name, definition in rows]


def _last_id(connection: Connection, name: str) -> int:
    row = connection.execute(sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(name))).fetchone()
    return int(row[0]) if row else 0
