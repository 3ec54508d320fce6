"""One line of a ledger to one row: every cell read, doubted where there is doubt, refused where it cannot
be a stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nuanyang.kernel.dates import ParsedDate, add_months

from . import departures, health
from .cells import is_blank, raw, says_nothing
from .doubts import Doubts
from .gazetteer import Gazetteer, Origin, find_origin, hint_of, valid_code
from .messages import say
from .model import CellValue, Heading, LedgerRow
from .people import check_person
from .person import PersonReader
from .values import DateRead, clock_of, read_date

_FOUNDED = dt.date(1949, 10, 1)
_LONG_STAY = 3650
Row = Sequence[CellValue]


@dataclass(slots=True)
class RowReader(PersonReader):
    """Reads the lines under one block of headings."""

    region: str
    gazetteer: Gazetteer
    #: Formulas without a value in the line that is being read, by column; their cells are blank.
    _formulas: Mapping[int, str] = field(default_factory=dict)
    _origins: dict[tuple[str, str], Origin] = field(default_factory=dict)

    def read(
        self, row: Row, number: int, dittos: Sequence[tuple[int, str]] = (), formulas: Mapping[int, str] | None = None
    ) -> LedgerRow:
        """The row of a line that is about a person."""
        doubts = Doubts()
        self._formulas = formulas or {}
        by_column = {h.col: h for h in self.block.columns}
        for col, mark in dittos:
            doubts.flag(by_column.get(col), "", mark, "ditto")
        for col, formula in self._formulas.items():
            heading = by_column.get(col)
            if heading is not None and heading.field not in ("arrived", ""):
                doubts.flag(heading, heading.field, formula, "formula_without_value")
        used: set[int] = set()
        arrived, until = self._arrived(row, doubts, used)
        left, departure, departure_text = self._left(row, arrived, until, doubts, used)
        name, name_known = self._name(row, doubts)
        sex, sex_text = self._sex(row, doubts)
        birth = self._birth(row, arrived, doubts)
        age = self._age(row, doubts)
        paper = self._paper(row, doubts)
        check_person(
            self._headings("sex", "birth", "age", "identity"),
            row,
            arrived.value,
            sex,
            birth,
            age,
            paper.paper,
            doubts,
        )
        origin_text, code_text, origin = self._origin(row, doubts, used)
        groups, health_text = self._groups(row, doubts)
        used.update(h.col for n in _SINGLE for h in [self.first(row, n)[1]] if h)
        return LedgerRow(
            sheet=self.sheet,
            row_number=number,
            arrived=arrived,
            left=left,
            name=name,
            name_known=name_known,
            sex=sex,
            sex_text=sex_text,
            birth=birth,
            age=age,
            identity=paper.paper,
            identity_text=paper.text,
            origin_text=origin_text,
            origin_code_text=code_text,
            origin_code=origin.code,
            origin_hint=origin.hint,
            departure=departure,
            departure_text=departure_text,
            key_groups=groups,
            health_text=health_text,
            reason=raw(self.first(row, "reason")[0]),
            arrival_mode=raw(self.first(row, "arrival_mode")[0]),
            remarks=self._joined(row, "remarks"),
            running_number=raw(self.first(row, "running_number")[0]),
            extra=self._extra(row, used),
            flags=tuple(doubts.flags),
            refusals=tuple(doubts.refusals),
        )

    # ── arriving and leaving ──

    def _date(
        self,
        row: Row,
        name: str,
        used: set[int],
        *,
        until: dt.date | None = None,
        since: dt.date | None = None,
    ) -> tuple[DateRead, Heading | None, CellValue]:
        """The date of a field from its columns, with the time of day that another column may hold."""
        found: tuple[DateRead, Heading | None, CellValue] | None = None
        clock: dt.time | None = None
        failed: tuple[DateRead, Heading | None, CellValue] | None = None
        for heading in self.columns.get(name, ()):
            value = row[heading.col]
            if says_nothing(value):
                continue
            time_of_day = clock_of(value)
            if time_of_day is not None:
                clock = clock or time_of_day
                used.add(heading.col)
                continue
            if found is None:
                read = read_date(value, self.context, until=until, since=since)
                if read.value.value is not None:
                    found = read, heading, value
                elif failed is None:
                    failed = read, heading, value
                used.add(heading.col)
        result = found or failed
        if result is None:
            first = self.first(row, name)
            return DateRead(ParsedDate()), first[1], first[0]
        read, where, value = result
        if clock is not None and read.value.value is not None and read.value.time_of_day is None:
            plain = ParsedDate(read.value.value, read.value.precision, read.value.problem, clock)
            read = DateRead(plain, read.assumed, read.until)
        return read, where, value

    def _arrived(self, row: Row, doubts: Doubts, used: set[int]) -> tuple[ParsedDate, CellValue]:
        """The arrival, and the second date where the cell holds a span (…至…)."""
        read, where, value = self._date(row, "arrived", used)
        day = read.value.value
        uncounted = next((h for h in self.columns["arrived"] if h.col in self._formulas), None)
        if day is None and uncounted is not None:
            doubts.refuse(uncounted, "arrived", self._formulas[uncounted.col], "formula_without_value")
        elif day is None:
            doubts.refuse(where, "arrived", value, _arrival_fault(read.value, value))
        elif read.value.precision != "day":
            doubts.refuse(where, "arrived", value, "arrival_day_missing")
        elif day < _FOUNDED:
            doubts.refuse(
                where,
                "arrived",
                value,
                "arrival_implausible",
                say("arrival_implausible", date=day.isoformat()),
            )
        elif self.context.today and day > self.context.today:
            doubts.refuse(where, "arrived", value, "arrival_in_future", say("arrival_in_future", date=day.isoformat()))
        elif read.assumed:
            doubts.flag(where, "arrived", value, "arrival_assumed", say("arrival_assumed", date=day.isoformat()))
        main = self.columns["arrived"][0]
        if (
            day is not None
            and where is not main
            and where is not None
            and not says_nothing(row[main.col])
            and clock_of(row[main.col]) is None
        ):
            doubts.flag(
                main,
                "arrived",
                row[main.col],
                "arrival_from_other_column",
                say("arrival_from_other_column", column=where.text),
            )
        return read.value, read.until

    def _left(
        self, row: Row, arrived: ParsedDate, until: CellValue, doubts: Doubts, used: set[int]
    ) -> tuple[ParsedDate, str, str]:
        since = arrived.value
        latest = since and add_months(since, 600)
        read, where, value = self._date(row, "left", used, until=latest, since=since)
        if read.value.value is None and is_blank(value) and until is not None:
            value = until
            read = read_date(value, self.context, until=latest, since=since)
        left = read.value
        departure, text, way = self._departure(row, used)
        if left.value is None and not says_nothing(value):
            said = departures.classify(raw(value))
            if said == "still_in" and departure in ("", "still_in"):
                departure, left = "still_in", ParsedDate()
            elif not (where and way and raw(value) == text):
                doubts.flag(where, "left", value, "left_unreadable")
        self._check_left(left, arrived, read, where, value, doubts)
        if departure == departures.OTHER:
            doubts.flag(way, "departure", text, "departure_unexplained", say("departure_unexplained", text=text))
        elif left.value is not None and departure == "":
            unknown = self._main("departure") is None
            doubts.flag(way, "departure", text, "departure_column_missing" if unknown else "departure_missing")
        elif left.value is not None and departure == "still_in":
            doubts.flag(way, "departure", text, "left_but_in_station")
        elif left.value is None and says_nothing(value) and departure not in ("", "still_in"):
            doubts.flag(where, "left", value, "left_missing")
        return left, departure, text

    def _check_left(
        self,
        left: ParsedDate,
        arrived: ParsedDate,
        read: DateRead,
        where: Heading | None,
        value: CellValue,
        doubts: Doubts,
    ) -> None:
        if left.value is None or arrived.value is None:
            return
        last = left.value
        if left.precision == "month":
            last = add_months(last, 1) - dt.timedelta(days=1)
        elif left.precision == "year":
            last = dt.date(last.year, 12, 31)
        if last < arrived.value:
            message = say("left_before_arrival", left=left.value.isoformat(), arrived=arrived.value.isoformat())
            doubts.refuse(where, "left", value, "left_before_arrival", message)
            return
        if left.precision != "day":
            doubts.flag(where, "left", value, "left_day_missing")
        elif read.assumed:
            doubts.flag(where, "left", value, "left_assumed", say("left_assumed", date=left.value.isoformat()))
        days = (left.value - arrived.value).days
        if days > _LONG_STAY:
            doubts.flag(where, "left", value, "long_stay", say("long_stay", days=days))
        elif days == 0 and left.time_of_day and arrived.time_of_day and left.time_of_day < arrived.time_of_day:
            doubts.flag(where, "left", value, "left_time_before_arrival")

    def _departure(self, row: Row, used: set[int]) -> tuple[str, str, Heading | None]:
        """(id, text, column): the first column whose text a class explains, else the first that says
        anything."""
        fallback: tuple[str, str, Heading | None] = ("", "", self._main("departure"))
        for heading in self.columns.get("departure", ()):
            text = raw(row[heading.col])
            found = departures.classify(text)
            if found and found != departures.OTHER:
                used.add(heading.col)
                return found, text, heading
            if found and not fallback[0]:
                fallback = found, text, heading
        if fallback[2] is not None:
            used.add(fallback[2].col)
        return fallback

    # ── the rest ──

    def _origin(self, row: Row, doubts: Doubts, used: set[int]) -> tuple[str, str, Origin]:
        code_value, code_where = self.first(row, "origin_code")
        code_text = "" if says_nothing(code_value) else raw(code_value)
        candidates = self._origin_texts(row)
        best: tuple[str, Heading | None, Origin] | None = None
        for text, where in candidates or [("", None)]:
            origin = self._resolve(text, code_text)
            if best is None or (origin.code or origin.hint):
                best = text, where, origin
            if origin.code or origin.hint:
                break
        text, where, origin = best if best else ("", None, Origin("", ""))
        used.update(h.col for h in (where, code_where) if h)
        where = where or self._main("origin")
        if code_text and not valid_code(code_text) and code_where is not None:
            doubts.flag(code_where, "origin", code_text, "origin_code_wrong")
        elif code_text and text and self._contradicts(text, origin.code):
            doubts.flag(where, "origin", text, "origin_conflict")
        if not origin.code and not origin.hint:
            doubts.flag(where, "origin", text, "origin_unknown")
        return text, code_text, origin

    def _origin_texts(self, row: Row) -> list[tuple[str, Heading | None]]:
        """What the columns say about the home, the most telling first; 省 市 县 columns are read as one."""
        parts = [h for name in _ORIGIN_PARTS for h in self.columns.get(name, ())[:1] if not says_nothing(row[h.col])]
        told = [(raw(row[h.col]), h) for h in self.columns.get("origin", ()) if not says_nothing(row[h.col])]
        texts: list[tuple[str, Heading | None]] = [(t, h) for t, h in told if h.rank < 2]
        if parts:
            texts.append(("".join(dict.fromkeys(raw(row[h.col]) for h in parts)), parts[0]))
        return texts + [(t, h) for t, h in told if h.rank >= 2]

    def _resolve(self, text: str, code_text: str) -> Origin:
        key = (text, code_text)
        if key not in self._origins:
            self._origins[key] = find_origin(text, code_text, self.region, self.gazetteer)
        return self._origins[key]

    def _contradicts(self, text: str, code: str) -> bool:
        told = self._resolve(text, "")
        if told.hint == "out_of_province" and self.region:
            return code[:2] == self.region[:2]
        return bool(told.code) and hint_of(text) == "" and told.code[:2] != code[:2]

    def _groups(self, row: Row, doubts: Doubts) -> tuple[frozenset[str], str]:
        found: set[str] = set()
        texts: list[str] = []
        for name, group in health.OF_FIELD.items():
            for heading in self.columns.get(name, ()):
                text = raw(row[heading.col])
                if not text:
                    continue
                texts.append(text)
                groups, assumed = health.groups_in(text, group)
                found |= groups
                if assumed:
                    doubts.flag(heading, "health", text, "disability_assumed")
        for heading in self.columns.get("remarks", ()):
            more = health.groups_in(raw(row[heading.col]), remarks=True)[0] - found
            if more:
                found |= more
                doubts.flag(heading, "remarks", row[heading.col], "group_from_remarks")
        return frozenset(found), "；".join(dict.fromkeys(texts))

    def _joined(self, row: Row, name: str) -> str:
        return "；".join(dict.fromkeys(t for h in self.columns.get(name, ()) if (t := raw(row[h.col]))))

    def _extra(self, row: Row, used: set[int]) -> dict[str, str]:
        extra: dict[str, str] = {}
        for heading in self.block.columns:
            if heading.col in used or heading.field in _ALL_KEPT:
                continue
            text = raw(row[heading.col])
            if text:
                extra[heading.text if heading.text not in extra else f"{heading.text} [{heading.col + 1}]"] = text
        return extra


_SINGLE = ("name", "sex", "birth", "age", "identity", "reason", "arrival_mode", "running_number")
_ORIGIN_PARTS = ("origin_province", "origin_city", "origin_county", "origin_rest")
_ALL_KEPT = frozenset(("remarks", "import_note", "health", "health_limb", "health_mental", "health_intellect"))


def _arrival_fault(read: ParsedDate, value: CellValue) -> str:
    if says_nothing(value):
        return "arrival_missing"
    return {"no_such_day": "arrival_no_such_day", "year_missing": "arrival_year_missing"}.get(
        read.problem or "", "arrival_unreadable"
    )
