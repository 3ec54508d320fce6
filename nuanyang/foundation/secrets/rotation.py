"""Rewriting everything that is encrypted with the current key, batch by batch.

A value says in its first byte which key encrypted it, so an interrupted rotation goes on where it
stopped: what is current already is skipped. Columns of :class:`SecretField` are found by themselves;
other places (files, second factors) register a store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from django.apps import apps
from django.db import connection

from nuanyang.foundation.secrets.crypto import decrypt_bytes, encrypt_bytes
from nuanyang.foundation.secrets.fields import SecretField


class Store(Protocol):
    """A place with encrypted values, in the order of some id."""

    @property
    def name(self) -> str:
        """What the place is called, ``people_paper.number``."""

    def by_key(self) -> dict[int, int]:
        """How many values each key encrypted."""

    def rewrite(self, *, current: int, after: int, size: int) -> tuple[int, int]:
        """Rewrite at most ``size`` values of other keys beyond the id ``after``.

        Returns how many, and the last id seen (``after`` when there is nothing left).
        """


@dataclass(frozen=True, slots=True)
class Column:
    """A column of encrypted text."""

    table: str
    column: str
    purpose: str

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"

    def by_key(self) -> dict[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT get_byte("{self.column}", 0), count(*) FROM "{self.table}"'
                f' WHERE "{self.column}" IS NOT NULL GROUP BY 1'
            )
            return dict(cursor.fetchall())

    def rewrite(self, *, current: int, after: int, size: int) -> tuple[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT id, "{self.column}" FROM "{self.table}" WHERE id > %s AND "{self.column}" IS NOT NULL'
                f' AND get_byte("{self.column}", 0) <> %s ORDER BY id LIMIT %s FOR UPDATE',
                [after, current, size],
            )
            rows = cursor.fetchall()
            fresh = [
                (encrypt_bytes(decrypt_bytes(value, purpose=self.purpose), purpose=self.purpose), ident)
                for ident, value in rows
            ]
            cursor.executemany(f'UPDATE "{self.table}" SET "{self.column}" = %s WHERE id = %s', fresh)
        return len(rows), rows[-1][0] if rows else after


_others: dict[str, Store] = {}


def register(store: Store) -> None:
    """Make a place known that no column describes. Called once, when its app is ready."""
    _others[store.name] = store


def stores() -> Iterator[Store]:
    """Every place with encrypted values."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, SecretField):
                yield Column(model._meta.db_table, str(field.column), field.purpose)
    yield from _others.values()


def store_named(name: str) -> Store:
    """:raises KeyError: there is no such place."""
    return {s.name: s for s in stores()}[name]


def by_key() -> dict[str, dict[int, int]]:
    """Values by place and key number."""
    return {store.name: dict(sorted(store.by_key().items())) for store in stores()}


def outdated(current: int) -> int:
    """How many values another key than ``current`` encrypted."""
    total: Counter[int] = Counter()
    for counts in by_key().values():
        total.update(counts)
    return sum(count for key, count in total.items() if key != current)
