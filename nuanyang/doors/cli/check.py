"""`check`: is this installation fit for use?"""

from __future__ import annotations

import argparse
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from nuanyang.doors.cli import system_packages
from nuanyang.instance import database_rights
from nuanyang.instance.cluster import free_megabytes
from nuanyang.instance.home import Home, home_from

NAME = "check"
HELP = "检查安装是否可用 / check whether this installation is fit for use"
NEEDS = (
    "不需要已运行的服务，什么也不写；以应用角色读取。退出码 0 没有问题，1 有问题（提醒不算）。\n"
    "Needs no running server, writes nothing, reads as the application role. Exit status 0: sound, 1: "
    "findings (warnings do not count)."
)
DJANGO = True
TABLES = False  # says itself which are missing
LEAST_FREE_MB = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `level`: error or warning."""

    id: str
    level: str
    zh: str
    en: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Only the form of the answer."""
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Print the findings; 1 when one of them is an error."""
    home = home_from()
    findings = [*about_files(home), *about_database(), *about_settings(), *about_system()]
    if args.json:
        print(json.dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{finding.level} {finding.id}\n  {finding.zh}\n  {finding.en}")
        print(f"{len(findings)} 项 / findings: {len(findings)}")
    return 1 if any(finding.level == "error" for finding in findings) else 0


def about_files(home: Home) -> Iterator[Finding]:
    """Keys that others can read, a disk that is nearly full."""
    private = [*home.keys.rglob("*"), home.demo_accounts, home.root / "settings.env"]
    for path in (path for path in private if path.is_file()):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(
                "files.rights",
                "error",
                f"其他人可读 {path}：chmod 600 {path}",
                f"Others can read {path}: chmod 600 {path}",
            )
    free = free_megabytes(home.root)
    if free < LEAST_FREE_MB:
        yield Finding("disk.space", "error", f"磁盘仅剩 {free} MB", f"Only {free} MB of disk space left")


def about_database() -> Iterator[Finding]:
    """A role that row-level security does not bind, tables behind the program."""
    if refusal := database_rights.rights(os.environ["DATABASE_URL"]).refusal():
        yield Finding("database.role", "error", refusal.zh, refusal.en)
    from django.db import connection  # noqa: PLC0415  Django is set up by now
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Finding(
            "database.migrations",
            "error",
            f"{len(plan)} 个更新未执行：./nuan migrate",
            f"{len(plan)} migrations to run: ./nuan migrate",
        )


def about_settings() -> Iterator[Finding]:
    """Django's own checks, those for deployment included."""
    from django.core import checks  # noqa: PLC0415  Django is set up by now

    for message in checks.run_checks(include_deployment_checks=True):
        if not message.is_silenced():
            level = "error" if message.is_serious() else "warning"
            yield Finding(
                str(message.id), level, str(message.msg), f"{message.msg} {message.hint or ''}".strip()
            )


def about_system() -> Iterator[Finding]:
    """Programs and fonts of the operating system."""
    if not system_packages.has_font():
        yield Finding(
            "system.font", "warning",
            "没有 Noto Sans CJK 字体，文书中的生僻字会变成方框：apt install fonts-noto-cjk",
            "The Noto Sans CJK fonts are missing, rare characters in documents become boxes: apt "
            "install fonts-noto-cjk",
        )  # fmt: skip
