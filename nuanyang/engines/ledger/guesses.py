# ruff: noqa: E501 - patterns and sentences stand on one line each
"""Columns whose headings nobody knows: what their words hint at and their cells bear out.

A hint alone is not believed, and cells alone only where they can be nothing else. Every guess is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .cells import is_blank, raw, says_nothing
from .contents import day_of, is_age, is_birth, is_day, is_departure, is_identity, is_sex, is_text, share
from .headings import GUESSED_RANK, Block
from .model import CellValue, Heading
from .vocabulary import BARE_DAY, is_other_list, is_other_record, may_be_arrival, probable

Rows = Sequence[Sequence[CellValue]]
_HELP_GIVEN = re.compile("(?:^| )[救受]助(?:方式|形式|途径|措施|情况|结果)$")
_NO_USE = re.compile(
    "民族|金额|费|[(（]元[)）]|文化|学历|婚姻|职业|国籍|照片|指纹|手机|物品|衣物|床|房间|体温|体检|值班|关系|护送人|车次|车票|天数|次数|回访|档案|打印|打卡"
)
_SAMPLE = 300
_MOSTLY = 0.6
_ALMOST_ALL = 0.9
_LATER = re.compile("审批|打印|填|制表|更新|登记|回访|发放|领取|联系|办理|录入|上报")
_BEARS_OUT: dict[str, tuple[Callable[[CellValue], bool], float]] = {
    "arrived": (is_day, _MOSTLY),
    "left": (is_day, _MOSTLY),
    "birth": (is_birth, _MOSTLY),
    "identity": (is_identity, _MOSTLY),
    "sex": (is_sex, _MOSTLY),
    "age": (is_age, _MOSTLY),
    "departure": (is_departure, 0.4),
    "arrival_mode": (is_text, _MOSTLY),
    "reason": (is_text, _MOSTLY),
    "origin": (is_text, _MOSTLY),
    "remarks": (is_text, 0.0),
    "health": (is_text, 0.0),
    "health_limb": (is_text, 0.0),
    "health_mental": (is_text, 0.0),
    "health_intellect": (is_text, 0.0),
}


@dataclass(frozen=True, slots=True)
class Guess:
    """A column that was taken for a field by its words and cells."""

    heading: Heading
    field: str


def complete(block: Block, below: Rows) -> tuple[Block, list[Guess]]:
    """The block with what can be told of its unknown columns from the rows ``below`` it."""
    work = _Work(list(block.columns), below[:_SAMPLE])
    work.redirect()
    work.by_words()
    work.by_cells()
    work.doubt_bare_day()
    return replace(block, columns=tuple(work.columns)), work.guesses


def not_understood(block: Block, below: Rows) -> list[str]:
    """The headings of the columns that mean nothing known and yet hold something.

    Columns that are plainly about something else (民族, 接领人电话, 金额) are understood, there is only no use for them.
    """
    columns = _Work(list(block.columns), below)
    unknown = [h for h in block.columns if not h.field and not may_not_be_own(h.text) and not _NO_USE.search(h.text)]
    return [h.text for h in unknown if any(not says_nothing(v) for v in columns.cells(h))]


class _Work:
    def __init__(self, columns: list[Heading], rows: Rows) -> None:
        self.columns = columns
        self.rows = rows
        self.guesses: list[Guess] = []

    def cells(self, heading: Heading) -> list[CellValue]:
        """What stands under a heading; the heading itself is left out where it is repeated on every page."""
        found = [row[heading.col] for row in self.rows if heading.col < len(row)]
        return [v for v in found if not is_blank(v) and raw(v) not in heading.text.split(" ")]

    def known(self, field: str) -> bool:
        """Whether a column of that field says anything."""
        return any(h.field == field and any(not says_nothing(v) for v in self.cells(h)) for h in self.columns)

    def take(self, heading: Heading, field: str, rank: int = GUESSED_RANK, *, said: bool = True) -> None:
        place = self.columns.index(heading)
        self.columns[place] = replace(heading, field=field, rank=rank)
        if said:
            self.guesses.append(Guess(self.columns[place], field))

    def redirect(self) -> None:
        """A heading that may name two things (离站, 救助方式) means what its cells are."""
        for heading in list(self.columns):
            cells = self.cells(heading)
            days = share(cells, is_day)
            doubtful = _HELP_GIVEN.search(heading.text) is not None or heading.field == "left" and days == 0
            if heading.field == "departure" and days >= _MOSTLY and not self.known("left"):
                self.take(heading, "left", heading.rank)
            elif doubtful and share(cells, is_departure) >= _MOSTLY:
                self.take(heading, "departure", max(heading.rank, 1))

    def by_words(self) -> None:
        """Columns whose headings hint at a field that has no column yet, where the cells bear it out."""
        for heading in [h for h in self.columns if not h.field]:
            for field in probable(heading.text):
                kind, enough = _BEARS_OUT[field]
                if field == "arrived" and is_other_list(h.text for h in self.columns):
                    continue
                cells = self.cells(heading)
                if not self.known(field) and cells and share(cells, kind) >= enough:
                    self.take(heading, field)
                    break

    def by_cells(self) -> None:
        """Columns that can only be one thing by what stands in them."""
        for field, kind in (("sex", is_sex), ("identity", is_identity), ("departure", is_departure)):
            if self.known(field):
                continue
            fit = [h for h in self._unknown() if share(self.cells(h), kind) >= _ALMOST_ALL]
            if len(fit) == 1:
                self.take(fit[0], field)
        self._days()

    def doubt_bare_day(self) -> None:
        """A mere 日期 in a record of escorts or visits is not the day of arrival, unless it tells of a stay as well."""
        days = [h for h in self.columns if h.field == "arrived"]
        stay = {"left", "departure", "reason", "arrival_mode"} & {h.field for h in self.columns if h.rank == 0}
        if days and not stay and all(h.rank == BARE_DAY for h in days) and is_other_record(h.text for h in self.columns):
            for heading in days:
                self.take(heading, "", 0, said=False)

    def _unknown(self) -> list[Heading]:
        return [h for h in self.columns if not h.field and not may_not_be_own(h.text)]

    def _days(self) -> None:
        """Where no column holds the arrival: the only column of days, or of two the one that never lies later."""
        if self.known("arrived") or is_other_list(h.text for h in self.columns):
            return
        days = [h for h in self._unknown() if share(self.cells(h), is_day) >= _ALMOST_ALL and not _LATER.search(h.text)]
        days = [h for h in days if not re.search("生", h.text)]
        named = [h for h in self.columns if not h.field and may_be_arrival(h.text)]
        if len(days) == 1:
            self.take(days[0], "arrived")
        elif len(days) == 2 and not self.known("left"):
            first, second = days if self._in_order(*days) else reversed(days)
            self.take(first, "arrived")
            self.take(second, "left")
        elif len(named) == 1 and "name" in {h.field for h in self.columns}:
            self.take(named[0], "arrived")

    def _in_order(self, first: Heading, second: Heading) -> bool:
        """Whether the days of one column mostly lie before those of the other."""
        pairs = [(day_of(row[first.col]), day_of(row[second.col])) for row in self.rows]
        told = [(a, b) for a, b in pairs if a is not None and b is not None]
        return sum(a <= b for a, b in told) * 2 >= len(told)


def may_not_be_own(heading: str) -> bool:
    """Whether a heading is about somebody else or about the office (接领人电话, 审批)."""
    return re.search("接领|领取|监护|家属|家长|联系|经办|亲属|亲友|工作人员|承办|审批|陪同|捐|领导|签|电话", heading) is not None
