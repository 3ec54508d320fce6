"""Counts stays into the tables of the report. What the database counts must come out the same."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .definitions import AGE, DEPARTURE, KEY_GROUPS, ORIGIN, RECEIVED, SEX, TABLES, UNEXPLAINED, Lang, TableDefinition
from .facts import StayFact, classify, departure_by


class BadPeriod(ValueError):
    """The period ends before it begins."""


@dataclass(frozen=True, slots=True)
class Table:
    """A counted table. ``total``: stays counted. ``unexplained``: those that no named row explains."""

    definition: TableDefinition
    values: Mapping[str, int]
    total: int
    unexplained: int

    @property
    def adds_up(self) -> bool:
        """Whether the rows are the parts of the total, where they should be."""
        return not self.definition.adds_up or sum(self.values.values()) == self.total


@dataclass(frozen=True, slots=True)
class Report:
    """A station's figures for a period. ``members``: the stays behind every figure, by (table, row).
    ``age_conflicts``: stays where what is said about the age disagrees."""

    station: str
    from_: dt.date
    to: dt.date
    tables: tuple[Table, ...]
    members: Mapping[tuple[str, str], tuple[int | str, ...]] = field(default_factory=dict)
    age_conflicts: tuple[int | str, ...] = ()

    def table(self, table_id: str) -> Table:
        """One table by its id."""
        return next(t for t in self.tables if t.definition.id == table_id)

    def as_dict(self, lang: Lang = "zh") -> dict[str, Any]:
        """The report in its public shape."""
        return as_dict(self.station, self.from_, self.to, {t.definition.id: t.values for t in self.tables}, lang)


def build(facts: Iterable[StayFact], station: str, station_region: str, from_: dt.date, to: dt.date) -> Report:
    """Counts the stays that arrived from ``from_`` to ``to``, both days included.

    :raises BadPeriod: when ``to`` is before ``from_``.
    :raises ValueError: when ``station_region`` is no region code.
    """
    check_period(from_, to)
    members: dict[tuple[str, str], list[int | str]] = defaultdict(list)
    people: set[object] = set()
    conflicts: list[int | str] = []
    for fact in facts:
        if not from_ <= fact.arrived_on <= to:
            continue
        classes = classify(fact, station_region)
        people.add(("person", fact.person_id) if fact.person_id is not None else ("stay", fact.stay_id))
        members[RECEIVED.id, "person_times"].append(fact.stay_id)
        members[RECEIVED.id, "persons"].append(fact.stay_id)
        members[ORIGIN.id, classes.origin].append(fact.stay_id)
        members[SEX.id, classes.sex].append(fact.stay_id)
        members[AGE.id, classes.age_band].append(fact.stay_id)
        for group in classes.key_groups:
            members[KEY_GROUPS.id, group].append(fact.stay_id)
        members[DEPARTURE.id, departure_by(fact.departure, fact.left_on, to)].append(fact.stay_id)
        if classes.age_conflict:
            conflicts.append(fact.stay_id)
    values = {d.id: {row: len(members[d.id, row]) for row in d.row_ids} for d in TABLES}
    values[RECEIVED.id]["persons"] = len(people)
    total = values[RECEIVED.id]["person_times"]
    tables = tuple(Table(d, values[d.id], total, unexplained(d, values[d.id], total)) for d in TABLES)
    frozen = {key: tuple(ids) for key, ids in members.items()}
    return Report(station, from_, to, tables, frozen, tuple(conflicts))


def check_period(from_: dt.date, to: dt.date) -> None:
    """Refuses a period that ends before it begins."""
    if to < from_:
        raise BadPeriod(f"{from_.isoformat()} > {to.isoformat()}")


def unexplained(definition: TableDefinition, values: Mapping[str, int], total: int) -> int:
    """How many of the total none of the table's named rows explains.

    They stand in the row ``unexplained`` where the table has one; elsewhere every stay is in a named row (what is
    not known is in the row ``unknown``) and anything but 0 is an error in the counting that must be seen.
    """
    if not definition.adds_up:
        return 0
    return total - sum(count for row, count in values.items() if row != UNEXPLAINED)


def as_dict(
    station: str, from_: dt.date, to: dt.date, values: Mapping[str, Mapping[str, int]], lang: Lang = "zh"
) -> dict[str, Any]:
    """The report in its public shape from counts by table and row, wherever they were counted.

    The row ``unexplained`` stands there only when it counts something.
    """
    total = values[RECEIVED.id].get("person_times", 0)
    return {
        "station": station,
        "from": from_.isoformat(),
        "to": to.isoformat(),
        "tables": [
            {
                "id": d.id,
                "title": d.title.of(lang),
                "rows": [
                    {
                        "id": row.id,
                        "label": row.label.of(lang),
                        "value": values[d.id].get(row.id, 0),
                        "definition": row.definition.of(lang),
                    }
                    for row in d.rows
                    if row.id != UNEXPLAINED or values[d.id].get(row.id, 0)
                ],
                "total": total,
                "unexplained": unexplained(d, values[d.id], total),
            }
            for d in TABLES
        ],
    }
