"""`demo`: a whole city of synthetic people to look at."""

from __future__ import annotations

import argparse
import json
import unicodedata

from nuanyang.doors.cli.say import say
from nuanyang.doors.cli.serving import WORKERS, Plan, serve
from nuanyang.instance.home import Home, home_from

NAME = "demo"
HELP = "演示：准备并启动演示城市 / set up and start the demo city"
NEEDS = (
    "不需要已运行的服务；表由 owner 角色建立，演示数据由演示账户写入。\n"
    "Needs no running server. Tables are made by the owner role, the city is written by its own accounts."
)
DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Port, size, number of web processes."""
    parser.add_argument(
        "--port", type=int, default=8000, help="网页端口 / port of the web server (default 8000)"
    )
    parser.add_argument(
        "--size", choices=("small", "city", "large"), default="small", help="城市大小 / size of the city"
    )
    parser.add_argument("--workers", type=int, default=WORKERS, help="网页进程数 / number of web processes")


def run(args: argparse.Namespace) -> int:
    """Start it; the embedded database always, whatever DATABASE_URL says: demo data has no place on a real
    server.
    """
    home = home_from()
    seed = ("nuanyang.doors.cli.demo_city", "--size", args.size)
    plan = Plan(home, "demo", port=args.port, workers=args.workers, seed=seed)
    return serve(plan, lambda: introduce(plan))


def introduce(plan: Plan) -> None:
    """Print the address and who may sign in."""
    print(f"\n暖阳 Nuanyang  {plan.url}\n")
    for line in account_lines(plan.home):
        print(f"  {line}")
    print(flush=True)
    say(
        f"账户与验证码种子见 {plan.home.demo_accounts}；按 Ctrl-C 停止",
        f"Accounts and code seeds are in {plan.home.demo_accounts}; Ctrl-C stops",
    )


#: Of each column the first that the list has: one written by an older version holds codes alone.
COLUMNS = (("user",), ("password",), ("role_name", "role"), ("organisation_name", "organisation"))


def account_lines(home: Home) -> list[str]:
    """One line for each demo account: user, password, role, organisation, in columns."""
    if not home.demo_accounts.exists():
        return []
    stored = json.loads(home.demo_accounts.read_text(encoding="utf-8"))
    accounts = stored["accounts"] if isinstance(stored, dict) else stored
    rows = [[next((str(a[k]) for k in keys if a.get(k)), "") for keys in COLUMNS] for a in accounts]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(t + " " * (w - _width(t)) for t, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def _width(text: str) -> int:
    """Columns of a terminal that the text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
