# ruff: noqa: E501 - patterns and sentences stand on one line each
"""Total rows: what they state, and whether the rows above them bear it out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nuanyang.kernel.sex import Sex

from .cells import Formula, is_blank, raw, squeeze
from .messages import say
from .model import CellValue, Heading, LedgerRow, Message, TotalCheck

_SPAN = r"(?:本?(?:页|月份?|季度?|年度?|表|站|日|周|旬)|全(?:年|站|月|部|表)|\d{1,2}月份?|[一二三四五六七八九十]{1,2}月份?|(?:19|20)\d\d年?度?|第?[一二三四1-4]季度|年度|总|以上|救助|受助|人员)*"
_LABEL = re.compile(
    rf"^{_SPAN}(?:合计|总计|小计|共计|累计|合共|总数|总人数|总人次|人数合计|人次合计|计)(?:人数|人次|人员|\([^)]*\))*(?:$|[:：,，为是共\d])"
)
_ENGLISH = re.compile(r"^(?:sub-?|grand )?total\b", re.IGNORECASE)
_BY_SEX = re.compile(r"(男|女)(?:性|士|的)?[:：]?(\d+)(?:人次|人|名)?")
_WITH_UNIT = re.compile(r"(\d+)(?:人次|人员|人|名|例|条|行|个|次)")
_BARE = re.compile(r"(?:计|数|共|为|是|次|[:：])(\d+)$|^(\d+)$")
_PAGE = re.compile("小计|本页|subtotal|sub-total", re.IGNORECASE)
_GRAND = re.compile("累计|总计|全年|年度|grand", re.IGNORECASE)
_COUNT_FIELDS = frozenset(
    (
        "running_number",
        "name",
        "sex",
        "birth",
        "identity",
        "identity_kind",
        "origin",
        "origin_code",
        "arrived",
        "left",
        "age",
    )
)


def label_of(row: Sequence[CellValue]) -> str:
    """The label of a total row (合计, 本页小计 …), or ``""``. Only the first cells are asked."""
    asked = 0
    for value in row:
        if is_blank(value):
            continue
        if isinstance(value, str):
            text = squeeze(value)
            if _LABEL.match(text) or _ENGLISH.match(text):
                return text
        asked += 1
        if asked == 3:
            break
    return ""


class Tally:
    """The people of a sheet so far, and where its last total rows stood."""

    def __init__(self, before: int) -> None:
        self.before = before
        self.people: list[LedgerRow] = []
        self._after_any = 0
        self._after_total = 0

    def check(self, label: str, row: Sequence[CellValue], columns: Sequence[Heading]) -> tuple[TotalCheck, ...]:
        """Compares every figure of a total row, then counts anew behind it.

        小计 sums up what stands since the last total row; 合计 since the last 合计 or the whole sheet; 总计 and
        累计 the sheet or all sheets so far.
        """
        scopes = self._scopes(label)
        checks = [*self._stated(label, row, scopes), *self._sums(label, row, columns, scopes)]
        self._after_any = len(self.people)
        if not _PAGE.search(label):
            self._after_total = len(self.people)
        return tuple(checks)

    def _scopes(self, label: str) -> list[list[LedgerRow]]:
        if _PAGE.search(label):
            return [self.people[self._after_any :]]
        if _GRAND.search(label):
            return [self.people]
        return [self.people[self._after_total :], self.people]

    def _stated(self, label: str, row: Sequence[CellValue], scopes: list[list[LedgerRow]]) -> list[TotalCheck]:
        checks: list[TotalCheck] = []
        counts = [len(scope) for scope in scopes]
        if _GRAND.search(label):
            counts.append(self.before + len(self.people))
        for value in row:
            if not isinstance(value, str) or not value or isinstance(value, Formula):
                continue
            text = squeeze(value)
            for word, figure in _BY_SEX.findall(text):
                checks.append(_sex_check(label, word, int(figure), scopes))
            rest = _BY_SEX.sub(" ", text)
            found = _WITH_UNIT.search(rest) or _BARE.search(rest)
            if found and not any(c.what == "rows" for c in checks):
                checks.append(_row_check(label, int(next(g for g in found.groups() if g)), counts))
        return checks

    def _sums(
        self, label: str, row: Sequence[CellValue], columns: Sequence[Heading], scopes: list[list[LedgerRow]]
    ) -> list[TotalCheck]:
        checks: list[TotalCheck] = []
        for heading in columns:
            value = row[heading.col]
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            if heading.field in _COUNT_FIELDS and float(value).is_integer():
                counts = [len(scope) for scope in scopes] + (
                    [self.before + len(self.people)] if _GRAND.search(label) else []
                )
                checks.append(_row_check(label, int(value), counts))
            elif not heading.field:
                checks.append(_column_check(label, heading, float(value), scopes))
        return checks


def _row_check(label: str, stated: int, counts: list[int]) -> TotalCheck:
    counted = stated if stated in counts else counts[0]
    message = say("total_rows", label=label, stated=stated, counted=counted)
    return TotalCheck("rows", "", stated, counted, stated == counted, message)


def _sex_check(label: str, word: str, stated: int, scopes: list[list[LedgerRow]]) -> TotalCheck:
    sex = Sex.MALE if word == "男" else Sex.FEMALE
    counts = [sum(row.sex is sex for row in scope) for scope in scopes]
    counted = stated if stated in counts else counts[0]
    both = say("total_sex", label=label, stated=stated, counted=counted, sex=word)
    message = Message(both.zh, both.en.replace(word, sex.name.lower()))
    return TotalCheck("male" if word == "男" else "female", "", stated, counted, stated == counted, message)


def _column_check(label: str, heading: Heading, stated: float, scopes: list[list[LedgerRow]]) -> TotalCheck:
    sums: list[float] = []
    for scope in scopes:
        figures = [_figure(row.extra.get(heading.text, "")) for row in scope]
        told = [f for f in figures if f is not None]
        sums += [round(sum(told), 2), float(sum(bool(row.extra.get(heading.text)) for row in scope))]
    counted = next((s for s in sums if abs(s - stated) < 0.006), sums[0])
    message = say("total_column", label=label, column=heading.text, stated=f"{stated:g}", counted=f"{counted:g}")
    return TotalCheck("column", heading.text, stated, counted, abs(counted - stated) < 0.006, message)


def _figure(text: str) -> float | None:
    try:
        return float(text.replace(",", "").removesuffix("元"))
    except ValueError:
        return None


def text_of(row: Sequence[CellValue]) -> str:
    """A row as one line of text, for lists of what was skipped."""
    return " ".join(dict.fromkeys(t for v in row if (t := raw(v).replace("\n", " "))))[:200]
