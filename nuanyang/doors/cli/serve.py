"""`serve`: real use."""

from __future__ import annotations

import argparse
import os
from urllib.parse import urlsplit

from nuanyang.doors.cli.environment import uses_own_server
from nuanyang.doors.cli.say import say
from nuanyang.doors.cli.serving import WORKERS, Plan, serve
from nuanyang.instance import database_rights, ports
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import home_from

NAME = "serve"
HELP = "正式运行 / real use"
NEEDS = (
    "不需要已运行的服务；表由 owner 角色（DATABASE_OWNER_URL）更新，"
    "其余一切以应用角色（DATABASE_URL）写入；两者都不设时使用内置数据库。设置也可写在数据目录的 "
    "settings.env 中。\n"
    "Needs no running server. Tables are changed by the owner role (DATABASE_OWNER_URL), everything "
    "else is written as the application role (DATABASE_URL); with neither set the embedded database is "
    "used. Settings may also stand in settings.env in the home."
)
DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen and with how many processes."""
    parser.add_argument(
        "--host",
        default=ports.LOOPBACK,
        help="监听地址；TLS 由前面的代理负责 / address to listen on; a proxy in front does TLS",
    )
    parser.add_argument("--port", type=int, default=8000, help="端口 / port (default 8000)")
    parser.add_argument("--workers", type=int, default=WORKERS, help="网页进程数 / number of web processes")


def run(args: argparse.Namespace) -> int:
    """Start it, after looking at the rights of the database roles."""
    if uses_own_server():
        if not os.environ.get("DATABASE_OWNER_URL"):
            raise InstanceError(
                "设置了 DATABASE_URL，还需要 DATABASE_OWNER_URL（拥有数据表的角色，用于更新表结构）。",
                "DATABASE_URL is set; DATABASE_OWNER_URL is needed too (the role that owns the tables, "
                "for migrations).",
            )
        if len({urlsplit(os.environ[name]).username for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}) == 1:
            raise InstanceError(
                "拒绝启动：DATABASE_URL 与 DATABASE_OWNER_URL 是同一个角色，行级安全对表的主人无效。"
                "请为应用另建普通角色。",
                "Refusing to serve: DATABASE_URL and DATABASE_OWNER_URL name the same role; row-level security does "
                "not bind the owner of the tables. Make a plain role for the application.",
            )
        if refusal := database_rights.rights(os.environ["DATABASE_URL"]).refusal():
            raise refusal
    plan = Plan(home_from(), "serve", args.host, args.port, args.workers, embedded=not uses_own_server())
    return serve(plan, lambda: say(f"运行中：{plan.url}", f"Running: {plan.url}"))
