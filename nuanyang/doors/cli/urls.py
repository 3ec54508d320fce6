"""`urls`: every URL with what it asks of its visitor."""

from __future__ import annotations

import argparse
import json

NAME = "urls"
HELP = "列出全部地址及其权限 / every URL and who may open it"
NEEDS = "不需要已运行的服务；只读代码。\nNeeds no running server. Reads the code alone."
DJANGO = True
DATA = False  # the addresses are those of the program


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--json` for programs."""
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Prints route, name, level (public, account, signed_in, permission) and permission."""
    from nuanyang.doors.web.site_map import all_urls

    rows = [u.as_dict() for u in all_urls()]
    if args.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            print(f"/{row['route']:<60} {row['level']:<11} {row['permission']}")
    return 0
