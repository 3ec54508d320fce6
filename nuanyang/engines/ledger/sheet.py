# ruff: noqa: E501 - patterns and sentences stand on one line each
"""Walks down one sheet: titles, headings, people, totals, notes. No line is lost: each ends in one of the sheet's lists."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import totals
from .cells import Formula, is_blank, is_ditto, raw, says_nothing, squeeze
from .gazetteer import Gazetteer
from .grids import Grid
from .guesses import Guess, complete, not_understood
from .headings import Block, find_block, looks_like_headings
from .left_out import is_left_out
from .messages import say, say_guess, say_left_out, say_not_understood
from .model import CellValue, Heading, Notice, Sheet, SkippedRow, TotalCheck, TotalRow
from .rows import RowReader
from .spread import Spread, spreads
from .values import Context, context_of
from .vocabulary import is_other_record

_HEADING_HINT = re.compile(
    r"姓\s*名|性\s*别|名\s*字|[入到来进抵]站|救助(?:日期|时间|对象)|求助(?:日期|时间)|受助人|年\s*龄|身份证|[Nn]ame"
)
_SIGNATURE = re.compile(
    r"^(?:制表|填表|填报|审核|审批|复核|核对|负责|站领导|单位负责|分管|主管|站长|经办|统计|领导|报送|打印|盖章|联系(?:人|电话)|科室|出纳|会计|记录|登记|值班|编制|校对|签字|签名|制作|报表)"
    r"(?:人|员|者|日期|时间|单位|领导|部门|机构|人员|电话)*(?:签字|签名|\(.*?\))?(?:[:：]|$)"
    r"|^附(?:[:：件表录注]|\d)|^(?:注|备注|说明|附注|填表说明|填写说明|注意|备考)\d?[:：.、]|^第\d+页|^共\d+页|^第[一二三四五六七八九十]+页|^[—-]+\d+[—-]+$|^\d{4}年\d{1,2}月\d{1,2}日(?:制|填|报)|^以下空白|^\(?本页|^续表|^\(?接上页|^以上(?:数据|人员|情况)"
)
_PERSON_FIELDS = ("name", "sex", "birth", "age", "identity")
_OTHER_FACTS = (
    *_PERSON_FIELDS,
    "origin",
    "origin_code",
    "origin_province",
    "departure",
    "left",
    "reason",
    "arrival_mode",
    "health",
)
_ORDINALS = frozenset("甲乙丙丁戊己庚辛壬癸")


@dataclass(frozen=True, slots=True)
class Options:
    """What the reading needs to know: the station's region, names of regions, today (future arrivals are refused)."""

    region: str
    gazetteer: Gazetteer
    epoch_1904: bool
    today: dt.date | None


class SheetWalk:
    """Reads one sheet into ``sheet``. ``before``: people counted on earlier sheets; ``context``: the sheet before."""

    def __init__(self, sheet: Sheet, grid: Grid, options: Options, before: int, context: Context | None) -> None:
        self.sheet = sheet
        self.grid = grid
        self.options = options
        self.tally = totals.Tally(before)
        self.context = context_of([], sheet.name, options.epoch_1904, options.today, context)
        self._earlier = context
        self.reader: RowReader | None = None
        self._above: list[CellValue] = []
        self._headings_without_arrival: Block | None = None
        self._last_raw: Block | None = None
        self._spreads: list[Spread] = []

    def walk(self) -> Sheet:
        """Fills the sheet's lists and says whether it is a ledger."""
        rows = self.grid.rows
        titles: list[str] = []
        pending: list[int] = []
        r = 0
        while r < len(rows):
            row = rows[r]
            if all(is_blank(v) for v in row):
                r += 1
                continue
            block = self._block_at(r)
            if block is not None:
                r = self._begin(block, titles, pending)
                titles, pending = [], []
                continue
            if self.reader is None:
                titles.append(totals.text_of(row))
                pending.append(r)
            else:
                self._line(r, row)
            r += 1
        self._finish(pending)
        return self.sheet

    # ── headings ──

    def _block_at(self, r: int) -> Block | None:
        head = self.grid.heads[r]
        if not _HEADING_HINT.search("\t".join([v for v in head if isinstance(v, str)])):
            return None
        if not looks_like_headings(head):
            return None
        ends = [self.sheet.heading_rows[-1:], [x.row_number for x in self.sheet.rows[-1:]]]
        ends += [
            [x.row_number for x in self.sheet.totals[-1:]],
            [x.row_number for x in self.sheet.skipped[-1:]],
        ]
        return find_block(self.grid.heads, r, max((n for end in ends for n in end), default=0))

    def _begin(self, block: Block, titles: list[str], pending: list[int]) -> int:
        """Starts reading under a block of headings; returns the next row."""
        same = self.reader is not None and self._last_raw is not None and self._last_raw.signature() == block.signature()
        self._last_raw = block
        below = self.grid.rows[block.last + 1 :]
        guesses: list[Guess] = []
        if not same:
            block, guesses = complete(block, below)
        self._set_aside([r for r in pending if r < block.first])
        if not same and "arrived" not in block.fields:
            self._headings_without_arrival = block
            for r in range(block.first, block.last + 1):
                self._skip(r, "heading")
            self.reader = None
            return block.last + 1
        if titles or not self.reader:
            options = self.options
            self.context = context_of(titles, self.sheet.name, options.epoch_1904, options.today, self._earlier)
        for r in range(block.first, block.last + 1):
            self.sheet.heading_rows.append(r + 1)
            if self.reader is not None:
                self._skip(r, "heading")
        if not same or self.reader is None:
            self._spreads = spreads(block.columns)
            self.reader = RowReader(self.sheet.name, block, self.context, self.options.region, self.options.gazetteer)
            self._say_guesses(block, guesses, below)
            if not self.sheet.headings:
                self.sheet.headings = list(block.columns)
        return block.last + 1

    def _say_guesses(self, block: Block, guesses: list[Guess], below: Sequence[Sequence[CellValue]]) -> None:
        name = self.sheet.name
        for guess in guesses:
            column = guess.heading.text
            if guess.field == "arrived":
                message = say("arrival_guessed", column=column)
                self.sheet.notices.append(Notice(name, "arrival_guessed", message))
            else:
                self.sheet.notices.append(Notice(name, "column_guessed", say_guess(column, guess.field)))
        fresh = [c for c in not_understood(block, below) if c not in self.sheet.not_understood]
        self.sheet.not_understood += fresh

    def _set_aside(self, lines: list[int]) -> None:
        """Lines that stand under no headings that can be read: notes and titles, or people who are left out."""
        block = self._headings_without_arrival
        other_list = False
        for r in lines:
            self._skip(r, "note")
            row = self.grid.rows[r]
            texts = [raw(v) for v in row if isinstance(v, str)]
            other_list = other_list or "姓名" in map(squeeze, texts) and is_other_record(texts)
            if not other_list and is_left_out(row, block):
                self.sheet.left_out.append(r + 1)

    # ── lines under headings ──

    def _line(self, r: int, row: list[CellValue]) -> None:
        if self._spreads:
            row = list(row)
            for spread in self._spreads:
                spread.gather(row)
        filled = [c for c, v in enumerate(row) if not is_blank(v)]
        own = [c for c in filled if (r, c) not in self.grid.from_above]
        if not own:
            self._skip(r, "blank_merged")
            return
        label = totals.label_of(row)
        if label and not self._has_date(row):
            checks = self.tally.check(label, row, self.reader.block.columns if self.reader else ())
            self.sheet.totals.append(self._total(r, row, checks))
            return
        code = self._not_a_person(r, row, own)
        if code:
            self._skip(r, code)
            if code == "continuation":
                self._continue(r, row, own)
            return
        self._person(r, row)

    def _total(self, r: int, row: list[CellValue], checks: tuple[TotalCheck, ...]) -> TotalRow:
        return TotalRow(self.sheet.name, r + 1, totals.text_of(row), checks)

    def _says(self, row: Sequence[CellValue], *names: str) -> bool:
        assert self.reader is not None  # only called below headings
        return any(not says_nothing(row[h.col]) for n in names for h in self.reader.columns.get(n, ()))

    def _has_date(self, row: Sequence[CellValue]) -> bool:
        assert self.reader is not None  # only called below headings
        for heading in self.reader.columns["arrived"]:
            value = row[heading.col]
            if isinstance(value, dt.date) or isinstance(value, str) and re.match(r"\D?\d{2,4}\D{1,2}\d", value):
                return True
        return False

    def _not_a_person(self, r: int, row: list[CellValue], own: list[int]) -> str:
        """The code of a line that is not about a person, or ``""``."""
        assert self.reader is not None  # only called below headings
        columns = self.reader.columns
        if self._says(row, "sex") and self._has_date(row) and not self._continues(r, row):
            return ""
        person = self._says(row, *_PERSON_FIELDS)
        arrived = self._says(row, "arrived")
        texts = [squeeze(row[c]) for c in own]
        if _is_heading_note(texts):
            return "note"
        if self._continues(r, row):
            return "continuation"
        numbers = {h.col for h in columns.get("running_number", ())}
        notes = {h.col for h in columns.get("remarks", ())}
        signed = [c for c in own if c not in notes and _SIGNATURE.match(squeeze(row[c]))]
        if signed and not self._says(_without(row, signed), "sex", "age", "birth", "identity"):
            return "note"
        if not person and not arrived:
            if all(c in numbers or says_nothing(row[c]) for c in own):
                return "note" if any(not _is_number(row[c]) for c in own) else "number_only"
            if all(c in numbers or c in notes for c in own):
                return "remark_only"
            return "note" if len(set(texts)) <= 3 else "nothing_known"
        if len(own) == 1 and not self._has_date(row):
            # one text in a cell that is not a name's: a title repeated in the table
            return "note" if len(texts[0]) > 12 or own[0] in numbers else ""
        if arrived and not self._says(row, *_OTHER_FACTS) and all(c in numbers or _is_arrival(columns, c) for c in own):
            return "nothing_known"
        return ""

    def _continues(self, r: int, row: list[CellValue]) -> bool:
        """Whether a name merged down over several lines makes this line part of the person above."""
        assert self.reader is not None  # only called below headings
        above = self.grid.from_above
        name = self.reader.columns.get("name", [])[:1]
        if not name or (r, name[0].col) not in above or not self.sheet.rows:
            return False
        own_numbers = [
            h
            for h in self.reader.columns.get("running_number", [])
            if (r, h.col) not in above and not is_blank(row[h.col])
        ]
        own_dates = [h for h in self.reader.columns["arrived"] if (r, h.col) not in above and not is_blank(row[h.col])]
        return not own_numbers and not own_dates

    def _continue(self, r: int, row: list[CellValue], own: list[int]) -> None:
        """What a continuing line says is kept with the person above."""
        assert self.reader is not None  # only called below headings
        last = self.sheet.rows[-1]
        titles = {h.col: h.text for h in self.reader.block.columns}
        more = {f"{titles.get(c, str(c + 1))} [{r + 1}]": raw(row[c]) for c in own}
        kept = replace(last, extra={**last.extra, **more})
        self.sheet.rows[-1] = kept
        self.tally.people[-1] = kept

    def _person(self, r: int, row: list[CellValue]) -> None:
        assert self.reader is not None  # only called below headings
        dittos: list[tuple[int, str]] = []
        if any(is_ditto(v) for v in row):
            row = list(row)
            for c, v in enumerate(row):
                if is_ditto(v) and c < len(self._above):
                    dittos.append((c, raw(v)))
                    row[c] = self._above[c]
        formulas = {c: str(v) for c, v in enumerate(row) if isinstance(v, Formula)}
        if formulas:
            row = [None if isinstance(v, Formula) else v for v in row]
        self._above = row
        read = self.reader.read(row, r + 1, dittos, formulas)
        self.sheet.rows.append(read)
        self.tally.people.append(read)

    def _skip(self, r: int, code: str) -> None:
        self.sheet.skipped.append(
            SkippedRow(self.sheet.name, r + 1, code, totals.text_of(self.grid.rows[r]), say(code))
        )

    def _finish(self, pending: list[int]) -> None:
        sheet = self.sheet
        if sheet.heading_rows:
            sheet.status = "ledger"
        elif self._headings_without_arrival is not None:
            sheet.reason = say("sheet_no_arrival")
        else:
            sheet.reason = say("sheet_no_headings" if pending else "sheet_blank")
        self._set_aside(pending)
        sheet.skipped.sort(key=lambda s: s.row_number)
        if sheet.left_out:
            why = sheet.reason or say("rows_without_headings")
            sheet.left_out_reason = say_left_out(len(sheet.left_out), why)
        if sheet.not_understood:
            message = say_not_understood(sheet.not_understood)
            sheet.notices.append(Notice(sheet.name, "columns_not_understood", message))


def _is_arrival(columns: dict[str, list[Heading]], col: int) -> bool:
    """Whether a column holds the arrival."""
    return any(h.col == col for h in columns["arrived"])


def _without(row: Sequence[CellValue], cells: Sequence[int]) -> list[CellValue]:
    return [None if c in cells else value for c, value in enumerate(row)]


def _is_number(value: CellValue) -> bool:
    return not isinstance(value, str) or squeeze(value).strip(".、").isdigit()


def _is_heading_note(texts: list[str]) -> bool:
    """A line under the headings that numbers the columns (1 2 3, 甲 乙 丙) or names units ((人次), (元))."""
    if not texts:
        return False
    if all(re.fullmatch(r"\([^()]{1,8}\)", t) for t in texts):
        return True
    if len(texts) < 4:
        return False
    plain = [t.strip("().栏列") for t in texts]
    figures = [int(t) for t in plain if t.isdigit() and len(t) <= 2]
    letters = [t for t in plain if t in _ORDINALS or re.fullmatch("[A-Za-z]", t)]
    return len(figures) + len(letters) == len(plain) and figures == list(
        range(figures[0] if figures else 0, (figures[0] if figures else 0) + len(figures))
    )
