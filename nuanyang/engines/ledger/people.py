"""Do the facts about one person agree with each other? Disagreement is flagged, never mended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from nuanyang.engines.station_report.facts import crosses_bands, years_off
from nuanyang.kernel.ages import OLDEST, Age, age_on
from nuanyang.kernel.dates import ParsedDate
from nuanyang.kernel.identity import IdentityPaper
from nuanyang.kernel.sex import Sex

from .doubts import Doubts
from .messages import say
from .model import CellValue, Heading, Message


def check_person(
    where: Mapping[str, Heading | None],
    row: Sequence[CellValue],
    arrived: dt.date | None,
    sex: Sex,
    birth: ParsedDate,
    age: Age,
    paper: IdentityPaper,
    doubts: Doubts,
) -> None:
    """Flags sex, birth, age and identity number against each other at the day of arrival."""

    def flag(name: str, code: str, message: Message | None = None) -> None:
        heading = where.get(name)
        doubts.flag(heading, name, row[heading.col] if heading else None, code, message)

    if paper.sex is not None and sex.known and paper.sex != sex:
        flag("sex", "sex_conflict")
    born = birth.value
    if born is not None and paper.birth_date is not None and not _same_birth(birth, paper.birth_date):
        flag("birth", "birth_conflict")
    if born is None and paper.birth_date is None and not age.known:
        flag("age", "age_unknown")
    if arrived is None:
        return
    if born is not None and born > arrived:
        flag("birth", "birth_after_arrival")
        born = None
    elif born is not None and age_on(born, arrived) > OLDEST:
        flag("birth", "birth_implausible")
        born = None
    reference = born or (paper.birth_date if paper.birth_date and paper.birth_date <= arrived else None)
    if reference is not None and age.stated is not None:
        off = years_off(age, age_on(reference, arrived))
        if off:
            flag("age", "age_conflict", say("age_conflict", years=off))
    elif reference is None and crosses_bands(age):
        flag("age", "age_crosses_bands", say("age_crosses_bands", low=age.low, high=age.high))


def _same_birth(birth: ParsedDate, other: dt.date) -> bool:
    own = birth.value
    if own is None:
        return True
    if birth.precision == "year":
        return own.year == other.year
    if birth.precision == "month":
        return (own.year, own.month) == (other.year, other.month)
    return own == other
