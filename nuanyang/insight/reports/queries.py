"""Counting a station's stays; the classes were decided when the stay was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from nuanyang.engines.station_report.definitions import DEPARTURE, KEY_GROUPS, TABLES, UNEXPLAINED, Lang
from nuanyang.engines.station_report.tally import as_dict, check_period
from nuanyang.foundation.orgs import queries as orgs
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.kernel.dates import span_moments
from nuanyang.kernel.errors import NotVisible

#: How a stay stands at the end of the period, as ``departure_by`` of the engine says it.
_DEPARTURE_SQL = f"""CASE WHEN s.left_at >= %(after)s THEN 'still_in'
 WHEN s.departure_mode IN ({", ".join(f"'{d}'" for d in DEPARTURE.row_ids if d not in ("still_in", UNEXPLAINED))})
 THEN s.departure_mode WHEN s.left_at IS NULL AND s.departure_mode = '' THEN 'still_in'
 ELSE '{UNEXPLAINED}' END"""
_NONE_SQL = "NOT (s.limb_disability OR s.mental_illness OR s.dementia_or_intellectual)"
_COUNTED = "s.station_id = %(station)s AND s.arrived_at >= %(first)s AND s.arrived_at < %(after)s"


@dataclass(frozen=True, slots=True)
class Period:
    """The period of a report for one station: local days, and the moments that bound them."""

    station: Organisation
    from_: date
    to: date

    def parameters(self) -> dict[str, Any]:
        """The values of the SQL's placeholders."""
        first, after = span_moments(self.from_, self.to, ZoneInfo(self.station.timezone))
        return {"station": self.station.pk, "first": first, "after": after}


def period(*, station_code: str, from_: date, to: date) -> Period:
    """The period for a station.

    :raises NotVisible: no such rescue station. :raises BadPeriod: it ends before it begins.
    """
    station = orgs.get_organisation(code=station_code)
    if station.kind != "station":
        raise NotVisible(station_code)
    check_period(from_, to)
    return Period(station, from_, to)


def figures(wanted: Period) -> dict[str, dict[str, int]]:
    """Counts by table and row, in one pass over the period's stays."""
    sql = f"""
    SELECT GROUPING(s.origin_class), GROUPING(s.sex_class), GROUPING(s.age_class), GROUPING({_DEPARTURE_SQL}),
      s.origin_class, s.sex_class, s.age_class, {_DEPARTURE_SQL}, count(*),
      count(*) FILTER (WHERE s.limb_disability), count(*) FILTER (WHERE s.mental_illness),
      count(*) FILTER (WHERE s.dementia_or_intellectual), count(*) FILTER (WHERE {_NONE_SQL})
    FROM stays_stay s WHERE {_COUNTED}
    GROUP BY GROUPING SETS ((s.origin_class), (s.sex_class), (s.age_class), ({_DEPARTURE_SQL}), ())
    """
    values: dict[str, dict[str, int]] = {d.id: dict.fromkeys(d.row_ids, 0) for d in TABLES}
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted.parameters())
        rows = cursor.fetchall()
    tables = ("origin", "sex", "age", "departure")
    for *grouping, origin, sex, age, departure, count, limb, mental, dementia, none in rows:
        labels = (origin, sex, age, departure)
        place = next((i for i, grouped in enumerate(grouping) if not grouped), None)
        if place is None:
            values["received"]["person_times"] = count
            values["key_groups"] = dict(zip(KEY_GROUPS.row_ids, (limb, mental, dementia, none), strict=True))
        else:
            values[tables[place]][labels[place]] = count
    values["received"]["persons"] = _persons(wanted)
    return values


def _persons(wanted: Period) -> int:
    """Linked persons behind the stays; whoever is linked to nobody counts as himself, without being looked up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT coalesce(p.cluster_id, s.person_id)) FROM stays_stay s"
            f" LEFT JOIN people_person p ON p.id = s.person_id AND p.cluster_id IS NOT NULL WHERE {_COUNTED}",
            wanted.parameters(),
        )
        return int(cursor.fetchone()[0])


def station_report(wanted: Period, lang: Lang = "zh") -> dict[str, Any]:
    """The report in its public shape: ``{"station", "from", "to", "tables": […]}``."""
    return as_dict(wanted.station.code, wanted.from_, wanted.to, figures(wanted), lang)


@dataclass(frozen=True, slots=True)
class RowPage:
    """Stays behind a figure, oldest arrival first; ``next_after`` continues (None at the end)."""

    stay_ids: list[int]
    next_after: str | None


_ROW_SQL: Mapping[str, str] = {
    "origin": "s.origin_class = %(row)s",
    "sex": "s.sex_class = %(row)s",
    "age": "s.age_class = %(row)s",
    "departure": f"{_DEPARTURE_SQL} = %(row)s",
    "received": "true",
}
_GROUP_SQL: Mapping[str, str] = {
    "limb_disability": "s.limb_disability",
    "mental_illness": "s.mental_illness",
    "dementia_or_intellectual": "s.dementia_or_intellectual",
    "none": _NONE_SQL,
}


def rows_behind(wanted: Period, *, table: str, row: str, after: int = 0, size: int = 50) -> RowPage:
    """The stays that one figure counts, a keyset page by stay id.

    :raises NotVisible: no such table or row.
    """
    known = next((d for d in TABLES if d.id == table), None)
    if known is None or row not in known.row_ids:
        raise NotVisible(f"{table}/{row}")
    condition = _GROUP_SQL[row] if table == "key_groups" else _ROW_SQL[table]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.id FROM stays_stay s WHERE {_COUNTED} AND {condition} AND s.id > %(beyond)s"
            " ORDER BY s.id LIMIT %(size)s",
            {**wanted.parameters(), "row": row, "beyond": after, "size": size + 1},
        )
        ids = [r[0] for r in cursor.fetchall()]
    return RowPage(ids[:size], str(ids[size - 1]) if len(ids) > size else None)


def default_period(today: date) -> tuple[date, date]:
    """The month that is running, or the last one on its first day."""
    last = today if today.day > 1 else today - timedelta(days=1)
    return last.replace(day=1), last
