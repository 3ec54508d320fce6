"""`report station`: a station's figures."""

from __future__ import annotations

import argparse
import json
import sys

from nuanyang.doors.cli.outputs import writable, write
from nuanyang.instance.errors import InstanceError

NAME = "report"
HELP = "救助站统计 / a station's report (report station --station CODE --from D --to D)"
NEEDS = (
    "不需要已运行的服务；以系统身份读取，导出文件会记入日志。\n"
    "Needs no running server. Reads as the system; a file that is taken is logged as an export. Exit 2: bad dates or "
    "an unknown station."
)
DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`station --station CODE --from D --to D --format json|xlsx|docx|pdf [--out F]`."""
    what = parser.add_subparsers(required=True, metavar="station")
    station = what.add_parser("station", help="救助站 / a rescue station")
    station.add_argument("--station", required=True, help="救助站代码 / code of the station")
    station.add_argument("--from", dest="from_", required=True, metavar="D", help="2013-01-01")
    station.add_argument("--to", required=True, metavar="D", help="2013-10-31（含当日 / included）")
    station.add_argument("--format", choices=["json", "xlsx", "docx", "pdf"], default="json")
    station.add_argument("--lang", choices=["zh", "en"], default="zh")
    station.add_argument("--out", default="", metavar="F", help="写入文件 / write to a file")


def run(args: argparse.Namespace) -> int:
    """Writes JSON to standard output, or the file to ``--out``."""
    from django.utils import timezone

    from nuanyang.doors.cli.people_at_work import find_organisation
    from nuanyang.engines.station_report.tally import BadPeriod
    from nuanyang.foundation.scope.acting import acting_as, system_actor
    from nuanyang.insight.reports import operations, queries
    from nuanyang.kernel.errors import NotVisible

    if args.format != "json" and not args.out:
        raise InstanceError(f"{args.format} 需要 --out 文件名。", f"{args.format} needs --out FILE.", status=2)
    first, last = _day(args.from_), _day(args.to)
    out = writable(args.out) if args.out else None
    station = find_organisation(args.station)
    actor = system_actor("command line: report", organisation_id=station.pk, organisation_code=station.code)
    try:
        with acting_as(actor, read_only=args.format == "json"):
            wanted = queries.period(station_code=args.station, from_=first, to=last)
            if args.format == "json":
                report = queries.station_report(wanted, args.lang)
                content = (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode()
            else:
                content = operations.export_station_report(
                    wanted=wanted, format_=args.format, lang=args.lang, at=timezone.now(), actor=actor
                )
    except NotVisible as error:
        raise InstanceError(
            f"“{station.name}”不是救助站。", f"{station.code} is not a rescue station.", status=2
        ) from error
    except BadPeriod as error:
        raise InstanceError("结束日期早于开始日期。", "The period ends before it begins.", status=2) from error
    if out is not None:
        write(out, content)
    else:
        sys.stdout.write(content.decode())
    return 0


def _day(text: str):  # type: ignore[no-untyped-def]
    from nuanyang.kernel.dates import parse_date

    parsed = parse_date(text)
    if parsed.value is None or parsed.precision != "day":
        raise InstanceError(
            f"看不懂日期“{text}”，请写 2013-01-01。", f"Not a date: {text!r}; write 2013-01-01.", status=2
        )
    return parsed.value
