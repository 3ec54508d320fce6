"""`worker`: the job worker in the foreground."""

from __future__ import annotations

import argparse

NAME = "worker"
HELP = "在前台运行后台任务进程 / run the job worker in the foreground"
NEEDS = (
    "不需要已运行的服务（demo 与 serve 已各带一个）；以应用角色写入，行为人为系统。\n"
    "Needs no running server (`demo` and `serve` bring one). Writes as the application role, in the "
    "name of the system."
)
DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many jobs at once."""
    parser.add_argument("--concurrency", type=int, default=2, help="同时执行的任务数 / jobs at once")


def run(args: argparse.Namespace) -> int:
    """Work until told to stop."""
    from django.core.management import call_command  # noqa: PLC0415  Django is set up by now

    call_command("procrastinate", "worker", "--concurrency", str(args.concurrency))
    return 0
