"""Ledgers as stations might keep them, written on the spot."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from nuanyang.engines.ledger.gazetteer import NameGazetteer
from nuanyang.engines.ledger.model import Workbook
from nuanyang.engines.ledger.reader import read_workbook

TEN_MONTHS = Path(__file__).parents[2] / "data" / "station_ten_months.xlsx"
REGIONS = [
    ("510100", "成都市", "510000"), ("510104", "锦江区", "510100"), ("510600", "德阳市", "510000"), ("510623", "中江县", "510600"),
    ("510700", "绵阳市", "510000"), ("510722", "三台县", "510700"), ("510900", "遂宁市", "510000"), ("510903", "船山区", "510900"),
    ("510904", "安居区", "510900"), ("510921", "蓬溪县", "510900"), ("513400", "凉山彝族自治州", "510000"), ("513422", "木里藏族自治县", "513400"),
    ("110100", "市辖区", "110000"), ("110105", "朝阳区", "110100"), ("220100", "长春市", "220000"), ("220104", "朝阳区", "220100"),
    ("211300", "朝阳市", "210000"), ("220200", "吉林市", "220000"), ("500101", "万州区", "500100"), ("120101", "和平区", "120100"),
    ("210102", "和平区", "210100"), ("429004", "仙桃市", "429000"), ("532300", "楚雄彝族自治州", "530000"), ("532301", "楚雄市", "532300"),
    ("632500", "海南藏族自治州", "630000"), ("630121", "大通回族土族自治县", "630100"), ("430100", "长沙市", "430000"), ("430121", "长沙县", "430100"),
]


class Book:
    """One workbook in the making: ``rows`` of cells; ``merges`` are Excel ranges; a date cell is a ``date``."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, list[list[Any]], list[str], bool]] = []
        self.options: dict[str, Any] = {}

    def sheet(self, rows: list[list[Any]], *, name: str = "", merges: list[str] | None = None, hidden: bool = False) -> Book:
        self.sheets.append((name or f"表{len(self.sheets) + 1}", rows, merges or [], hidden))
        return self

    def bytes(self) -> bytes:
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, self.options)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        clock = book.add_format({"num_format": "hh:mm"})
        for name, rows, merges, hidden in self.sheets:
            sheet = book.add_worksheet(name)
            for area in merges:
                sheet.merge_range(area, "")
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if value is None or value == "":
                        continue
                    form = clock if isinstance(value, dt.time) else moment if isinstance(value, dt.datetime) else day if isinstance(value, dt.date) else None
                    if isinstance(value, str):
                        sheet.write_string(r, c, value)
                    else:
                        sheet.write(r, c, value, form)
            if hidden:
                sheet.hide()
        book.close()
        return out.getvalue()

    def read(self, region: str = "510900", **more: Any) -> Workbook:
        return read_workbook(self.bytes(), region=region, gazetteer=NameGazetteer(REGIONS), **more)


@pytest.fixture
def new_book() -> Callable[[], Book]:
    return Book


@pytest.fixture
def read_rows() -> Callable[..., Workbook]:
    """Reads one sheet of rows."""

    def read(*rows: list[Any], merges: list[str] | None = None, name: str = "", region: str = "510900", **more: Any) -> Workbook:
        return Book().sheet(list(rows), merges=merges, name=name).read(region, **more)

    return read


@pytest.fixture(scope="session")
def gazetteer() -> NameGazetteer:
    return NameGazetteer(REGIONS)


@pytest.fixture(scope="session")
def ten_months() -> Path:
    return TEN_MONTHS
