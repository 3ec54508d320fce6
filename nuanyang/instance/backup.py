"""Backup of one installation into a folder, and back: database, keys, files, with a manifest of hashes and
row counts.

manifest.json   version, time, sha256 of every file, rows of every table
database.dump   PostgreSQL's custom format
home/           keys, files, demo accounts, settings
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from nuanyang.instance import binaries
from nuanyang.instance.cluster import clean_environment
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home, write_private

MANIFEST, DUMP, COPIED = "manifest.json", "database.dump", "home"
KEPT = ("keys", "files", "demo.json", "instance.json", "settings.env")
NOT_KEPT = ("postgres.json",)  # passwords of the old server: the restored one makes its own
TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1, 2
"""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `files`: path → sha256; `rows`: table → number of rows."""

    version: str
    made_at: str
    files: Mapping[str, str]
    rows: Mapping[str, int]


def make(home: Home, url: str, target: Path, *, version: str, at: datetime) -> Manifest:
    """Back up into `target`, which must not exist yet or be empty. `url` must see every row whatever the
    row policies say.

    The folder gets its name when the backup is complete: an interrupted one cannot be mistaken for a good
    one.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InstanceError(
            f"{target} 已存在且不是空目录。", f"{target} exists and is not an empty folder.", status=2
        )
    building = target.with_name(f"{target.name}.partial-{os.getpid()}")
    try:
        building.mkdir(mode=0o700, parents=True)
        rows = dump(url, building / DUMP)
        copy_home(home.root, building / COPIED)
        manifest = Manifest(version, at.isoformat(), hashes(building), rows)
        write_private(building / MANIFEST, json.dumps(asdict(manifest), indent=1, ensure_ascii=False))
        if target.exists():
            target.rmdir()
        building.rename(target)
    except OSError as error:
        raise InstanceError(
            f"无法写入备份 {target}：{error.strerror}", f"Cannot write the backup {target}: {error.strerror}"
        ) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """The manifest of a backup whose files are all there and unchanged.

    :raises InstanceError: not a backup, or damaged (status 2).
    """
    try:
        manifest = Manifest(**json.loads((source / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InstanceError(f"{source} 不是备份目录。", f"{source} is not a backup.", status=2) from error
    found = hashes(source)
    wrong = sorted(name for name in {*manifest.files, *found} if manifest.files.get(name) != found.get(name))
    if wrong:
        raise InstanceError(f"备份已损坏：{wrong[0]}", f"The backup is damaged: {wrong[0]}", status=2)
    return manifest


def restore_files(source: Path, home: Home) -> None:
    """Put keys and files into a prepared home."""
    for path in sorted((source / COPIED).iterdir()):
        if path.is_dir():
            shutil.copytree(path, home.root / path.name, dirs_exist_ok=True)
        else:
            shutil.copy2(path, home.root / path.name)


def restore_database(source: Path, url: str, manifest: Manifest) -> None:
    """Fill the empty database of `url` and compare the row counts.

    :raises InstanceError: it has tables already (status 2), a statement failed, a table came out different.
    """
    with psycopg.connect(url) as connection:
        if connection.execute(TABLES).fetchone():
            raise InstanceError("目标数据库不是空的。", "The target database is not empty.", status=2)
    run_tool(
        "pg_restore",
        url,
        ["--exit-on-error", "--single-transaction", "--dbname", database_name(url), str(source / DUMP)],
    )
    with psycopg.connect(url) as connection:
        found = count_rows(connection)
    for table in sorted({*found, *manifest.rows}):
        if found.get(table) != manifest.rows.get(table):
            raise InstanceError(
                f"恢复后表 {table} 有 {found.get(table)} 行，应为 {manifest.rows.get(table)} 行。",
                f"After the restore table {table} has {found.get(table)} rows instead of "
                f"{manifest.rows.get(table)}.",
            )


def dump(url: str, target: Path) -> dict[str, int]:
    """Dump the database and count its rows, both in one snapshot: other people may go on working."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        if not connection.execute(TABLES).fetchone():
            raise InstanceError(
                "要备份的数据库里什么也没有：请核对地址。",
                "The database to back up holds nothing: please check its address.",
                status=2,
            )
        connection.execute("SET LOCAL row_security = off")  # an error instead of rows silently left out
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = str(row[0]) if row else ""
        try:
            rows = count_rows(connection)
        except psycopg.errors.InsufficientPrivilege as error:
            raise InstanceError(
                "备份需要能看到所有行的角色：请用 DATABASE_SUPERUSER_URL 指定超级用户或带 BYPASSRLS 的角色。",
                "A backup needs a role that sees every row: name a superuser or a role with BYPASSRLS "
                "in DATABASE_SUPERUSER_URL.",
            ) from error
        run_tool(
            "pg_dump",
            url,
            ["--format=custom", f"--snapshot={snapshot}", "--file", str(target), database_name(url)],
        )
    target.chmod(0o600)
    return rows


def count_rows(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, int]:
    """Table → number of rows."""
    counted = {}
    for schema, table in connection.execute(TABLES).fetchall():
        statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(str(schema), str(table)))
        row = connection.execute(statement).fetchone()
        counted[f"{schema}.{table}"] = int(str(row[0])) if row else 0
    return counted


def run_tool(name: str, url: str, words: list[str]) -> None:
    """Run pg_dump or pg_restore.

    The password travels in the environment: command lines are for all to see.
    """
    parts = urlsplit(url)
    environment = {
        **clean_environment(),
        "PGHOST": parts.hostname or "127.0.0.1",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
    }
    answer = subprocess.run(
        [binaries.packaged().path(name), "--no-password", *words],
        env=environment,
        capture_output=True,
        check=False,
    )
    if answer.returncode:
        said = answer.stderr.decode(errors="replace").strip().splitlines()
        first = said[0] if said else str(answer.returncode)
        raise InstanceError(f"{name} 失败：{first}", f"{name} failed: {first}")


def database_name(url: str) -> str:
    """The database named in an address."""
    return unquote(urlsplit(url).path.lstrip("/"))


def copy_home(source: Path, target: Path) -> None:
    """Copy what a backup keeps of the home folder."""
    target.mkdir(mode=0o700)
    for name in KEPT:
        path = source / name
        if path.is_dir():
            shutil.copytree(path, target / name, ignore=shutil.ignore_patterns(*NOT_KEPT))
        elif path.exists():
            shutil.copy2(path, target / name)


def hashes(folder: Path) -> dict[str, str]:
    """Path below `folder` → sha256, for every file except the manifest."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name == MANIFEST:
            continue
        total = hashlib.sha256()
        with path.open("rb") as stream:
            while piece := stream.read(CHUNK):
                total.update(piece)
        found[name] = total.hexdigest()
    return found
