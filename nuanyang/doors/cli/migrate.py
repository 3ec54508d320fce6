"""`migrate`: bring the tables up to date."""

from __future__ import annotations

import argparse
import os

from nuanyang.instance.errors import InstanceError

NAME = "migrate"
HELP = "更新数据表 / bring the tables up to date"
NEEDS = (
    "不需要已运行的服务；以 owner 角色写入。demo 与 serve 启动时会自动执行。\n"
    "Needs no running server. Writes as the owner role. `demo` and `serve` do this at every start."
)
DJANGO = True
AS_OWNER = True
DATA = False  # makes the tables


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(args: argparse.Namespace) -> int:
    """Tables, rights and row policies."""
    if not os.environ.get("DATABASE_OWNER_URL"):
        raise InstanceError("请设置 DATABASE_OWNER_URL。", "Set DATABASE_OWNER_URL.")
    from django.core.management import call_command  # noqa: PLC0415  Django is set up by now

    call_command("prepare_database")
    return 0
