"""`restore`: a backup into an empty home."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from nuanyang.doors.cli.backup import privileged_url
from nuanyang.doors.cli.environment import uses_own_server
from nuanyang.doors.cli.say import say
from nuanyang.instance import backup
from nuanyang.instance.cluster import SUPERUSER
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home, home_from
from nuanyang.instance.postgres import Postgres

NAME = "restore"
HELP = "把备份恢复到空的数据目录 / restore a backup into an empty home"
NEEDS = (
    "不需要已运行的服务；以超级用户角色写入新数据库（自备服务器：DATABASE_SUPERUSER_URL，库须为空）。"
    "数据目录不为空时退出码 2，什么也不改。\n"
    "Needs no running server. Writes a new database as the superuser (on a server of your own: "
    "DATABASE_SUPERUSER_URL, the database must be empty). A home that is not empty: exit status 2, "
    "nothing changed."
)
DJANGO = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where from."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="备份目录 / the backup")


def run(args: argparse.Namespace) -> int:
    """Restore and compare; a restore that fails leaves the home as empty as it was."""
    home, source = home_from(), args.folder.absolute()
    if not home.is_empty():
        raise InstanceError(
            f"数据目录 {home.root} 不是空的。请用 NUANYANG_HOME 指定一个空目录。",
            f"The home folder {home.root} is not empty. Name an empty one with NUANYANG_HOME.",
            status=2,
        )
    manifest = backup.read_manifest(source)
    existed = home.root.exists()
    try:
        fill(home, source, manifest)
    except BaseException:
        empty(home, keep_folder=existed)
        raise
    say(f"已恢复：{len(manifest.rows)} 张表，{sum(manifest.rows.values())} 行，与备份一致",
        f"Restored: {len(manifest.rows)} tables, {sum(manifest.rows.values())} rows, the same as in the "
        "backup")  # fmt: skip
    return 0


def fill(home: Home, source: Path, manifest: backup.Manifest) -> None:
    """Database first, then keys and files."""
    home.prepare()
    if uses_own_server():
        backup.restore_database(source, privileged_url(), manifest)
    else:
        postgres = Postgres(home)
        try:
            postgres.start()
            backup.restore_database(source, postgres.url(SUPERUSER), manifest)
        finally:
            postgres.stop()
    backup.restore_files(source, home)


def empty(home: Home, *, keep_folder: bool) -> None:
    """Take away what a failed restore wrote into a home that was empty."""
    for path in home.root.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    if not keep_folder:
        home.root.rmdir()
