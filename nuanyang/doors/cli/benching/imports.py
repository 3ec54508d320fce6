"""A ledger read in by the real importer, against plain COPY of the rows that it wrote."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

import xlsxwriter
from psycopg import sql

from nuanyang.doors.cli.benching import synthetic
from nuanyang.doors.cli.benching.copying import Connection

ROWS = 2_000
HEADINGS = ("序号", "姓名", "性别", "年龄", "身份证号", "户籍所在地", "入站时间", "离站时间", "离站方式", "求助原因")
#: What an imported row leaves behind, parents first.
WRITTEN = (
    "people_person", "people_personname", "people_paper", "people_searchentry", "people_listing", "stays_stay",
    "audit_event", "deadlines_deadline",
)  # fmt: skip
LEAVING = ("资助返乡", "护送返乡", "亲属接回", "自行离站")


def ledger(rows: int, *, at: datetime) -> bytes:
    """A workbook as stations keep it."""
    random, content = Random(11), io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, HEADINGS)
    for number, who in enumerate(synthetic.people(random, rows, at.date()), 1):
        arrived = at - timedelta(days=random.randint(20, 360))
        left = arrived + timedelta(days=random.randint(0, 9))
        age = (at.date() - who.born).days // 365
        sheet.write_row(number, 0, (
            number, who.name or "无名氏", "男" if who.sex == 1 else "女", str(age), who.number, who.home,
            f"{arrived:%Y-%m-%d}", f"{left:%Y-%m-%d}", random.choice(LEAVING), "生活无着",
        ))  # fmt: skip
    book.close()
    return content.getvalue()


def import_rate(station_code: str, *, rows: int, at: datetime) -> float:
    """Rows a second from the workbook to the last committed chunk, as `nuan import stays` does it."""
    from nuanyang.foundation.orgs import queries as orgs
    from nuanyang.foundation.scope.acting import acting_as, system_actor
    from nuanyang.journey.take_in.ledger import reading, runner
    from nuanyang.kernel.dates import local_date

    content = ledger(rows, at=at)
    with acting_as(system_actor("bench"), read_only=True):
        station = orgs.get_organisation(code=station_code)
    actor = system_actor("bench: import", organisation_id=station.pk, organisation_code=station.code)
    begun = time.perf_counter()
    with acting_as(actor, read_only=True):
        read = reading.read(content, station=station, today=local_date(at))
    outcome = runner.run(read, station=station, at=at, actor=actor)
    seconds = time.perf_counter() - begun
    if outcome.imported != rows:
        raise RuntimeError(f"{outcome.imported} of {rows} rows came in: {outcome.refused[:3]}")
    return rows / seconds


def marks(connection: Connection) -> dict[str, int]:
    """Where each table ends before the import."""
    return {name: _last(connection, name) for name in WRITTEN}


def copy_rate(connection: Connection, before: dict[str, int], *, rows: int) -> float:
    """Ledger rows a second when everything written behind the marks is copied into tables like them."""
    contents = [(name, _rows_behind(connection, name, before[name])) for name in WRITTEN]
    for name, _content in contents:
        connection.execute(
            sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(
                sql.Identifier(f"bench_{name}"), sql.Identifier(name)
            )
        )
    begun = time.perf_counter()
    with connection.transaction():
        for name, content in contents:
            statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(f"bench_{name}"))
            with connection.cursor().copy(statement) as copy:
                for block in content:
                    copy.write(block)
    seconds = time.perf_counter() - begun
    for name, _content in contents:
        connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(f"bench_{name}")))
    return rows / seconds


def _key(name: str) -> str:
    return "person_id" if name in ("people_searchentry", "people_listing") else "id"


def _last(connection: Connection, name: str) -> int:
    query = sql.SQL("SELECT coalesce(max({}), 0) FROM {}").format(sql.Identifier(_key(name)), sql.Identifier(name))
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _rows_behind(connection: Connection, name: str, last: int) -> Sequence[bytes]:
    query = sql.SQL("COPY (SELECT * FROM {} WHERE {} > {}) TO STDOUT").format(
        sql.Identifier(name), sql.Identifier(_key(name)), sql.Literal(last)
    )
    with connection.cursor().copy(query) as copy:
        return [bytes(block) for block in copy]
