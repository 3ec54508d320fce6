"""`canaries`: the names that must never appear to another organisation."""

from __future__ import annotations

import argparse
import json

NAME = "canaries"
HELP = "列出每个机构的金丝雀姓名 / the canary names per organisation"
NEEDS = (
    "不需要已运行的服务；只读（系统身份）。金丝雀由演示城市建立。\n"
    "Needs no running server. Reads as the system. The demo city plants the canaries."
)
DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--json` for programs."""
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Prints organisation, canary name and who may see it."""
    from nuanyang.insight.verification.canaries import planted

    rows = [c.as_dict() for c in planted()]
    if args.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            print(row)
    return 0
