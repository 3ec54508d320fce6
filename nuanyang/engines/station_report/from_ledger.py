"""Facts straight from a ledger's rows: a file's figures before anything is imported, and a check on the database's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nuanyang.engines.ledger.model import LedgerRow
from nuanyang.kernel.sex import Sex

from .facts import StayFact

_SEX = {Sex.MALE: "male", Sex.FEMALE: "female"}


def facts_of(rows: Iterable[LedgerRow]) -> Iterator[StayFact]:
    """A fact for every row that is not refused. One person: the same valid identity number and name."""
    for row in rows:
        arrived = row.arrived.value
        if row.refused or arrived is None:
            continue
        yield StayFact(
            stay_id=f"{row.sheet}!{row.row_number}",
            person_id=f"{row.identity.number} {row.name}" if row.identity.valid and row.name_known else None,
            arrived_on=arrived,
            # of a month or year without its day only the first day is written; nobody leaves before he came
            left_on=row.left.value and max(row.left.value, arrived),
            sex=_SEX.get(row.sex, ""),
            birth=row.birth.value,
            birth_precision=row.birth.precision or "day",
            identity_birth=row.identity.birth_date if row.identity.valid else None,
            age=row.age,
            origin_code=row.origin_code,
            origin_hint=row.origin_hint,
            key_groups=row.key_groups,
            departure=row.departure,
        )
