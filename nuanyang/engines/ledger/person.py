"""The cells of a line that say who the person is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nuanyang.kernel import names
from nuanyang.kernel.ages import Age
from nuanyang.kernel.dates import ParsedDate
from nuanyang.kernel.identity import IdentityPaper, PaperKind
from nuanyang.kernel.sex import Sex, parse_sex

from .cells import clean, number_behind, raw, says_nothing
from .doubts import Doubts
from .headings import Block
from .messages import say, say_identity_faults
from .model import CellValue, Heading
from .values import Context, PaperRead, read_age, read_date, read_paper

Row = Sequence[CellValue]


def _is_birth_for_age(value: CellValue) -> bool:
    """Whether an age cell holds a birth date; a date up to 1900 is an age that only its format shows as a date."""
    if isinstance(value, dt.date):
        return number_behind(value) > _OLDEST_AS_DATE
    return isinstance(value, str) and _BIRTH_YEAR.match(clean(value)) is not None


_OLDEST_AS_DATE = 150
_BIRTH_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)(?:[年./\-]|生|$)|(?:19|20)\d{6}$")


@dataclass(slots=True)
class PersonReader:
    """Reads name, sex, birth, age and paper under one block of headings."""

    sheet: str
    block: Block
    context: Context
    columns: dict[str, list[Heading]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for heading in sorted(self.block.columns, key=lambda h: (h.rank, h.col)):
            self.columns.setdefault(heading.field, []).append(heading)

    def first(self, row: Row, name: str) -> tuple[CellValue, Heading | None]:
        """The first cell of a field that says something, else its first cell."""
        headings = self.columns.get(name)
        if not headings:
            return None, None
        for heading in headings:
            if not says_nothing(row[heading.col]):
                return row[heading.col], heading
        return row[headings[0].col], headings[0]

    def _headings(self, *fields: str) -> dict[str, Heading | None]:
        return {name: self._main(name) for name in fields}

    def _main(self, name: str) -> Heading | None:
        headings = self.columns.get(name)
        return headings[0] if headings else None

    def _name(self, row: Row, doubts: Doubts) -> tuple[str, bool]:
        value, where = self.first(row, "name")
        if says_nothing(value):
            doubts.flag(where, "name", value, "name_missing")
            return "", False
        name = names.normalise(clean(value))
        if names.is_placeholder(name):
            doubts.flag(where, "name", value, "name_placeholder")
            return name, False
        return name, True

    def _sex(self, row: Row, doubts: Doubts) -> tuple[Sex, str]:
        value, where = self.first(row, "sex")
        text = raw(value)
        sex = parse_sex(value if isinstance(value, int | float) and not isinstance(value, bool) else text)
        if sex is None:
            doubts.flag(where, "sex", value, "sex_unreadable")
            return Sex.UNKNOWN, text
        if not sex.known:
            doubts.flag(where, "sex", value, "sex_missing")
        return sex, text

    def _birth(self, row: Row, arrived: ParsedDate, doubts: Doubts) -> ParsedDate:
        value, where = self.first(row, "birth")
        if where is None or says_nothing(value):
            return self._birth_for_age(row, arrived, doubts)
        read = read_date(value, Context(epoch_1904=self.context.epoch_1904), until=arrived.value)
        if read.value.value is None:
            doubts.flag(where, "birth", value, "birth_unreadable")
        elif read.value.problem:
            doubts.flag(
                where,
                "birth",
                value,
                "birth_assumed",
                say("birth_assumed", date=read.value.value.isoformat()),
            )
        return read.value

    def _birth_for_age(self, row: Row, arrived: ParsedDate, doubts: Doubts) -> ParsedDate:
        """The birth date that stands where the age should (1964年8月1日, 1964)."""
        value, where = self.first(row, "age")
        if where is None or not _is_birth_for_age(value):
            return ParsedDate()
        read = read_date(value, Context(epoch_1904=self.context.epoch_1904), until=arrived.value).value
        if read.value is None or (arrived.value and read.value > arrived.value):
            return ParsedDate()
        doubts.flag(where, "age", value, "birth_assumed", say("birth_assumed", date=read.value.isoformat()))
        return read

    def _age(self, row: Row, doubts: Doubts) -> Age:
        value, where = self.first(row, "age")
        if where is None or says_nothing(value) or _is_birth_for_age(value):
            return Age()
        age = read_age(value, self.context.epoch_1904)
        if age.problem:
            doubts.flag(where, "age", value, "age_unreadable")
        elif age.estimated:
            doubts.flag(where, "age", value, "age_estimated")
        return age

    def _paper(self, row: Row, doubts: Doubts) -> PaperRead:
        value, where = self.first(row, "identity")
        if where is None or says_nothing(value):
            return PaperRead(IdentityPaper(PaperKind.NONE, "", valid=False), "")
        read = read_paper(value, raw(self.first(row, "identity_kind")[0]))
        if read.note == "digits_lost":
            doubts.flag(where, "identity", read.text, "identity_digits_lost")
        elif read.note == "extracted":
            doubts.flag(where, "identity", value, "identity_extracted")
        elif read.paper.flagged:
            doubts.flag(where, "identity", value, "identity_invalid", say_identity_faults(read.paper.problems))
        elif "legacy" in read.paper.problems:
            doubts.flag(where, "identity", value, "identity_legacy")
        return read
