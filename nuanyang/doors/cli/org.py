"""`org add`: an organisation."""

from __future__ import annotations

import argparse
import sys

from nuanyang.instance.errors import InstanceError

NAME = "org"
HELP = "新增机构 / add an organisation (org add …)"
NEEDS = (
    "不需要已运行的服务；以系统身份写入。可重复执行：同样的机构已有时不再新增。\n"
    "Needs no running server. Writes as the system. Repeatable: the same organisation is not added twice."
)
DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`add` with kind, code, name, region and perhaps a parent."""
    verbs = parser.add_subparsers(required=True, metavar="add")
    add = verbs.add_parser("add", help="新增 / add")
    add.add_argument("--kind", required=True, help="station, bureau, social_work_station, charity …")
    add.add_argument("--code", required=True, help="机构代码 / code")
    add.add_argument("--name", required=True, help="名称 / name")
    add.add_argument("--region", required=True, help="行政区划代码 / GB/T 2260 code, e.g. 510900")
    add.add_argument("--parent", default="", help="上级机构代码 / code of the parent")


def run(args: argparse.Namespace) -> int:
    """Exit 0 also when it was there already, 2 when something contradicts."""
    from django.utils import timezone

    from nuanyang.doors.cli.people_at_work import in_both_languages
    from nuanyang.foundation.orgs import operations
    from nuanyang.foundation.orgs.models import Organisation
    from nuanyang.foundation.regions import queries as regions
    from nuanyang.foundation.scope.acting import acting_as, system_actor

    actor = system_actor("command line: org add")
    with acting_as(actor):
        there = Organisation.objects.filter(code=args.code).first()
    if there is not None:
        if (there.kind, there.name, there.region) == (args.kind, args.name, args.region):
            print(f"{args.code} 已有 / is there already")
            return 0
        raise InstanceError(
            f"机构代码 {args.code} 已由“{there.name}”使用。",
            f"The code {args.code} is taken by {there.name}.",
            status=2,
        )
    made = in_both_languages(
        lambda: operations.add(
            code=args.code,
            name=args.name,
            kind=args.kind,
            region=args.region,
            parent_code=args.parent,
            at=timezone.now(),
            actor=actor,
        )
    )
    if not regions.describe(args.region).known:
        print(
            f"注意：没有行政区划代码 {args.region} 的记录，已照原样保留并标为存疑，请核对 / "
            f"Mind: no region {args.region} is known; the code is kept as it is and flagged, please check",
            file=sys.stderr,
        )
    print(f"{made.code} {made.name}")
    return 0
