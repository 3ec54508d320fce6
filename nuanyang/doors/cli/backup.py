"""`backup`: everything of this installation into one folder."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from nuanyang import __version__
from nuanyang.doors.cli.environment import database
from nuanyang.doors.cli.say import say
from nuanyang.instance import backup
from nuanyang.instance.cluster import SUPERUSER
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import home_from

NAME = "backup"
HELP = "备份数据库、密钥与文件 / back up database, keys and files"
NEEDS = (
    "服务运行与否均可；数据库以超级用户角色只读导出（自备服务器请设 DATABASE_SUPERUSER_URL）。"
    "备份内含密钥，请妥善保管。\n"
    "With or without the running server. Reads the database as the superuser (on a server of your own "
    "set DATABASE_SUPERUSER_URL) and writes nothing into it. The backup contains the keys: guard it."
)
DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="新目录 / a new folder")


def run(args: argparse.Namespace) -> int:
    """Write the backup; 2 when the folder is in use."""
    home = home_from()
    if not os.environ.get("DATABASE_URL") and not home.postgres_passwords.exists():
        raise InstanceError(
            f"{home.root} 中没有可备份的数据。", f"There is nothing to back up in {home.root}.", status=2
        )
    with database(home) as postgres:
        url = postgres.url(SUPERUSER) if postgres else privileged_url()
        manifest = backup.make(home, url, args.folder.absolute(), version=__version__, at=datetime.now(UTC))
    rows = sum(manifest.rows.values())
    say(f"已备份到 {args.folder}：{len(manifest.rows)} 张表，{rows} 行，{len(manifest.files)} 个文件",
        f"Backed up to {args.folder}: {len(manifest.rows)} tables, {rows} rows, {len(manifest.files)} "
        "files")  # fmt: skip
    return 0


def privileged_url() -> str:
    """The role on a server of one's own that sees every row; the owner where row policies do not bind it.

    :raises InstanceError: it points at another database than the application's.
    """
    application = os.environ["DATABASE_URL"]
    chosen = os.environ.get("DATABASE_SUPERUSER_URL") or os.environ.get("DATABASE_OWNER_URL") or application
    here, there = _database(application), _database(chosen)
    if here != there:
        raise InstanceError(
            f"DATABASE_SUPERUSER_URL 指向数据库 {there}，而应用的数据库是 {here}。",
            f"DATABASE_SUPERUSER_URL points at the database {there}, but the application's is {here}.",
            status=2,
        )
    return chosen


def _database(url: str) -> str:
    """Name of the database. Server and port may differ: the application may come through a connection pooler."""
    return urlsplit(url).path.removeprefix("/")
