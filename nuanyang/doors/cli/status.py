"""`status`: what runs in this home."""

from __future__ import annotations

import argparse
import json

from nuanyang.doors.cli.serving import process_facts
from nuanyang.instance.home import home_from

NAME = "status"
HELP = "查看运行状态 / show what runs"
NEEDS = (
    "不需要已运行的服务，什么也不写；退出码 0 运行中，1 未运行。\n"
    "Needs no running server, writes nothing. Exit status 0: running, 1: not running."
)
DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Only the form of the answer."""
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Print home, address and process ids."""
    facts = process_facts(home_from())
    if args.json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        for name, value in facts.items():
            print(f"{name:<11}{'-' if value is None else value}")
    return 0 if facts["running"] else 1
