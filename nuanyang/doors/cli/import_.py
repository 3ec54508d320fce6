"""`import stays`, `import regions`: data from files."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from nuanyang.doors.cli.outputs import writable, write
from nuanyang.instance.errors import InstanceError

if TYPE_CHECKING:
    from nuanyang.engines.ledger.model import Message
    from nuanyang.journey.take_in.ledger.reading import Reading
    from nuanyang.journey.take_in.ledger.runner import Outcome

NAME = "import"
HELP = "导入台账或区划 / import a ledger of stays, or regions (import stays FILE --station CODE)"
NEEDS = (
    "不需要已运行的服务；以系统身份为 --station 的救助站写入。可重复执行：已有的行不再导入。\n"
    "Needs no running server. Writes as the system for the station named. Repeatable: rows that are there are left "
    "alone. Exit 0: all in, 1: some refused, 2: nothing imported."
)
DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`stays FILE --station CODE [--dry-run] [--errors OUT.xlsx] [--json]`."""
    what = parser.add_subparsers(required=True, metavar="stays")
    stays = what.add_parser("stays", help="救助台账 / a station's ledger")
    stays.add_argument("file", help="Excel 文件 / workbook")
    stays.add_argument("--station", required=True, help="救助站代码 / code of the station")
    stays.add_argument("--dry-run", action="store_true", help="只检查，不写入 / check, write nothing")
    stays.add_argument("--errors", default="", metavar="OUT.xlsx", help="标出问题的副本 / marked copy")
    regions = what.add_parser("regions", help="乡级、村级区划 / townships and villages (CSV: code,name)")
    regions.add_argument("file", help="CSV")
    regions.add_argument("--source", default="", help="数据来源 / where the list comes from")
    regions.set_defaults(station="")
    stays.add_argument("--json", action="store_true", help="结果以 JSON 输出 / result as JSON")


def run(args: argparse.Namespace) -> int:
    """Read, import in chunks, tell; the marked copy is written whenever it is asked for."""
    if not args.station:
        return _regions(args)
    from django.utils import timezone

    from nuanyang.doors.cli.people_at_work import find_organisation
    from nuanyang.engines.ledger.marking import mark_errors
    from nuanyang.engines.ledger.model import NotAWorkbook
    from nuanyang.foundation.scope.acting import acting_as, system_actor
    from nuanyang.journey.take_in.ledger import reading, runner
    from nuanyang.kernel.dates import local_date

    station = find_organisation(args.station)
    if station.kind != "station":
        raise InstanceError(f"“{station.name}”不是救助站。", f"{station.code} is not a rescue station.", status=2)
    errors = writable(args.errors, other_than=args.file) if args.errors else None
    now = timezone.now()
    actor = system_actor("command line: import", organisation_id=station.pk, organisation_code=station.code)
    try:
        with acting_as(actor, read_only=True):
            read = reading.read(args.file, station=station, today=local_date(now))
    except NotAWorkbook as error:
        raise InstanceError(error.message.zh, error.message.en, status=2) from error
    outcome = runner.run(read, station=station, at=now, actor=actor, dry_run=args.dry_run)
    if errors is not None:
        write(errors, mark_errors(args.file, read.workbook))
    if args.json:
        print(json.dumps(outcome.as_dict(), ensure_ascii=False, indent=1))
    else:
        _tell(read, outcome, args.dry_run)
    _tell_notices(read, sys.stderr if args.json else sys.stdout)
    return outcome.exit_status


def _tell_notices(read: Reading, stream: TextIO) -> None:
    """What is to be said of whole sheets: columns not understood, columns guessed, copies left out."""
    for sheets, message in read.workbook.told:
        print(f"{sheets}: {message.zh} / {message.en}", file=stream)


def _tell(read: Reading, outcome: Outcome, dry_run: bool) -> None:
    for sheet in read.workbook.sheets:
        if sheet.status == "skipped" and sheet.reason is not None and sheet.reason not in _said(read):
            print(f"{sheet.name}: {sheet.reason.zh} / {sheet.reason.en}")
        for total in sheet.totals:
            for check in total.checks:
                if not check.agrees:
                    print(f"{sheet.name} {total.row_number}: {check.message.zh} / {check.message.en}")
    for cell in outcome.refused:
        print(f"{cell['sheet']} {cell['row']} {cell['column']} “{cell['value']}”: {cell['reason']}")
    verb = ("将导入", "would be imported") if dry_run else ("导入", "imported")
    print(
        f"共 {outcome.rows} 行：{verb[0]} {outcome.imported}，已有 {outcome.already_there}，"
        f"存疑 {outcome.flagged}，退回 {outcome.refused_rows} / {outcome.rows} rows: {outcome.imported} {verb[1]}, "
        f"{outcome.already_there} there already, {outcome.flagged} flagged, {outcome.refused_rows} refused"
    )
    if outcome.left_out:
        print(f"另有 {outcome.left_out} 行像是受助人员，没有读入 / {outcome.left_out} more lines look like people and were not read")


def _said(read: Reading) -> list[Message]:
    return [notice.message for notice in read.workbook.notices]


def _regions(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from nuanyang.foundation.regions import operations
    from nuanyang.foundation.scope.acting import system_actor

    path = Path(args.file)
    if path.is_dir():
        raise InstanceError(f"{path} 是文件夹，不是文件。", f"{path} is a folder, not a file.", status=2)
    if not path.is_file():
        raise InstanceError(f"没有文件 {path.name}。", f"There is no file {path.name}.", status=2)
    taken, left = operations.import_regions(
        path=path, source_name=args.source or path.name, at=timezone.now(),
        actor=system_actor("command line: import regions"),
    )
    print(f"导入 {taken} 条，跳过 {left} 条 / {taken} taken, {left} left out")
    return 0 if taken else 2
