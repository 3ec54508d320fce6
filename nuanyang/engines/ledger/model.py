"""What a ledger becomes: rows, what was doubted or refused in them, and what was not a row.

Plain values only. A workbook holds sheets, a ledger sheet holds rows (people's stays), total
rows (with what they state and what was counted) and skipped rows (with the reason). Every
non-blank line of a ledger sheet is in exactly one of the three lists.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from nuanyang.kernel.ages import Age
from nuanyang.kernel.dates import ParsedDate
from nuanyang.kernel.identity import IdentityPaper
from nuanyang.kernel.sex import Sex

CellValue: TypeAlias = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None
Lang: TypeAlias = Literal["zh", "en"]
OriginHint: TypeAlias = Literal["", "in_city", "in_province", "out_of_province"]


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in both languages."""

    zh: str
    en: str

    def text(self, lang: Lang = "zh") -> str:
        """The sentence in one language."""
        return self.en if lang == "en" else self.zh


class NotAWorkbook(ValueError):
    """The file is not a workbook that can be read; the message is one line in both languages."""

    def __init__(self, message: Message) -> None:
        super().__init__(f"{message.zh} / {message.en}")
        self.message = message


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about one cell: ``column`` is its heading, ``col`` its 0-based column
    (None when the column does not exist), ``value`` what stands there, verbatim."""

    column: str
    col: int | None
    value: str
    code: str
    message: Message


class Flag(Remark):
    """A doubt: the row is kept as it is and somebody should look."""

    __slots__ = ()


class Refusal(Remark):
    """A reason why the row cannot be a stay."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the ledger that is about one person's stay.

    ``row_number`` counts as Excel does (from 1). ``arrived`` and ``left`` carry a time of day where one is
    written. ``name`` is normalised; ``name_known`` is false for blanks and stand-ins (无名氏28), which
    must never be
    joined. ``identity_text`` is what is written, kept even when wrong. ``departure`` is an id of
    :data:`nuanyang.engines.ledger.departures.IDS`, ``""`` for a blank cell or ``other`` for a text that
    none of them explains (``departure_text`` keeps it). ``origin_code`` has six digits or is empty;
    ``origin_hint`` is what a text such as 外省 tells without a code. ``extra`` keeps all other columns by
    heading.
    """

    sheet: str
    row_number: int
    arrived: ParsedDate
    left: ParsedDate
    name: str
    name_known: bool
    sex: Sex
    sex_text: str
    birth: ParsedDate
    age: Age
    identity: IdentityPaper
    identity_text: str
    origin_text: str
    origin_code_text: str
    origin_code: str
    origin_hint: OriginHint
    departure: str
    departure_text: str
    key_groups: frozenset[str]
    health_text: str
    reason: str
    arrival_mode: str
    remarks: str
    running_number: str
    extra: Mapping[str, str]
    flags: tuple[Flag, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the row cannot be a stay."""
        return bool(self.refusals)


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A line that is not about a person. ``code``: ``note``, ``heading``, ``remark_only``,
    ``number_only``, ``nothing_known``, ``continuation``, ``blank_merged``."""

    sheet: str
    row_number: int
    code: str
    text: str
    message: Message


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A line that states a sum. ``checks`` are the figures it states, each with what was counted."""

    sheet: str
    row_number: int
    text: str
    checks: tuple[TotalCheck, ...]

    @property
    def agrees(self) -> bool:
        """Whether every stated figure equals what was counted."""
        return all(check.agrees for check in self.checks)


@dataclass(frozen=True, slots=True)
class TotalCheck:
    """One stated figure: ``what`` is ``rows``, ``male``, ``female`` or ``column``."""

    what: Literal["rows", "male", "female", "column"]
    column: str
    stated: float
    counted: float
    agrees: bool
    message: Message


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say about a whole sheet or file (sheet ``""``)."""

    sheet: str
    code: str
    message: Message


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a ledger: where it is, what it is called, which field it fills (``""``: kept
    in ``extra`` under its heading)."""

    col: int
    text: str
    field: str
    rank: int


@dataclass(slots=True)
class Sheet:
    """One sheet of the workbook. ``status`` is ``ledger`` or ``skipped`` (then ``reason`` says why)."""

    name: str
    index: int
    hidden: bool = False
    status: Literal["ledger", "skipped"] = "skipped"
    reason: Message | None = None
    heading_rows: list[int] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    rows: list[LedgerRow] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    #: Lines (counted from 1) that look like people and were not read, because no headings say what they hold.
    left_out: list[int] = field(default_factory=list)
    #: Headings of columns that hold something and mean nothing known.
    not_understood: list[str] = field(default_factory=list)
    left_out_reason: Message | None = None


@dataclass(slots=True)
class Workbook:
    """A workbook that was read; ``rows`` are those of its ledger sheets in order."""

    sheets: list[Sheet]
    notices: list[Notice] = field(default_factory=list)
    epoch_1904: bool = False

    @property
    def rows(self) -> Iterator[LedgerRow]:
        """All rows, refused ones included, in file order."""
        return (row for sheet in self.sheets if sheet.status == "ledger" for row in sheet.rows)

    @property
    def told(self) -> list[tuple[str, Message]]:
        """What is to be said of sheets: the sheets' names with the sentence, once for all sheets that share it."""
        sheets: dict[Message, list[str]] = {}
        for notice in self.notices:
            sheets.setdefault(notice.message, []).append(notice.sheet)
        return [("、".join(names), message) for message, names in sheets.items()]

    @property
    def disagreeing_totals(self) -> list[TotalRow]:
        """The total rows that state something else than was counted."""
        return [t for s in self.sheets if s.status == "ledger" for t in s.totals if not t.agrees]
