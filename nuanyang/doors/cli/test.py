"""`test`: the whole suite on a database of its own, then the checks of the source text."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from nuanyang.doors.cli import lint, system_packages
from nuanyang.doors.cli.environment import CODE, SETTINGS, ensure_keys
from nuanyang.doors.cli.say import say
from nuanyang.doors.cli.serving import manage
from nuanyang.doors.cli.tee import run_and_keep_last
from nuanyang.instance import database_rights, roles
from nuanyang.instance.cluster import SUPERUSER
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home
from nuanyang.instance.postgres import THROW_AWAY, Postgres

NAME = "test"
HELP = "运行全部测试 / run the whole test suite"
NEEDS = (
    "不需要已运行的服务；自备临时数据库，或使用 DATABASE_URL 与 DATABASE_OWNER_URL 指定的服务器（owner "
    "角色须可建库）。表由 owner 角色建在模板库中，测试一律以应用角色运行。其余参数原样交给 pytest；"
    "带参数时只运行 pytest。\n"
    "Needs no running server. Brings a temporary database, or uses the server of DATABASE_URL and "
    "DATABASE_OWNER_URL (whose role must be allowed to create databases). The owner role migrates a "
    "template, tests run as the application role. Other arguments go to pytest as they are; with any, "
    "only pytest runs."
)
DJANGO = False
PASSES_ON = True
TEMPLATE = f"test_template_{os.getpid()}"  # several runs may share one server
PROCESSES = "2"
#: Where a long run keeps what it measured, below the checkout.
FIGURES = Path(__file__).resolve().parents[3] / "bench" / "results"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything else is pytest's."""
    parser.add_argument("--long", action="store_true", help="也运行耗时的测试 / also what takes long")


def run(args: argparse.Namespace) -> int:
    """Prepare, run pytest, then the checks; 0 only when all of it passed. pytest's closing line comes last."""
    os.chdir(checkout())
    system_packages.ensure()
    folder = Path(tempfile.mkdtemp(prefix="nuanyang-test-"))
    try:
        ensure_keys(Home(folder).prepare())
        (folder / "static").mkdir()  # tests serve page assets from where they were built
        with test_database(Home(folder)) as addresses:
            environment = test_environment(Home(folder), addresses)
            say("建立测试模板库", "Migrating the template database")
            manage(["prepare_database"], {**environment, "NUANYANG_DB_ROLE": "owner"})
            if refusal := database_rights.rights(addresses["DATABASE_URL"]).refusal():
                raise refusal
            if args.long:
                environment["NUANYANG_FIGURES"] = str(FIGURES)
            status, closing = run_and_keep_last(pytest_command(args), environment)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    findings = [] if args.rest else lint.failed_checks()
    if findings:
        print("未通过 / failed: " + ", ".join(findings))
    print(closing, flush=True)
    return status or (1 if findings else 0)


def checkout() -> Path:
    """The folder with the tests.

    :raises InstanceError: this is an installed release, which carries none.
    """
    folder = Path(__file__).resolve().parents[3]
    if not (folder / "tests").is_dir():
        raise InstanceError("测试需要完整的源代码目录。", "The tests need a checkout of the source.")
    return folder


def pytest_command(args: argparse.Namespace) -> list[str]:
    """The words that start pytest. Long tests carry the mark `long`."""
    words = [sys.executable, "-m", "pytest", *args.rest]
    if not any(word.startswith(("-n", "--numprocesses")) for word in args.rest):
        words += ["-n", PROCESSES]
    if not args.long and "-m" not in args.rest:
        words += ["-m", "not long"]
    if sys.stdout.isatty():
        words += ["--color=yes"]
    return words


def test_environment(home: Home, addresses: Mapping[str, str]) -> dict[str, str]:
    """Variables for pytest. TEST_DATABASE_*: template and roles from which each worker makes its clone."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE_", "PG", "NUANYANG_")) or name == "NUANYANG_SCREENSHOTS"
    }
    return {
        **kept,
        **addresses,
        **{f"TEST_{name}": value for name, value in addresses.items()},
        "TEST_DATABASE_TEMPLATE": TEMPLATE,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PYTHONPATH": CODE,
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # the browser driver runs an event loop in the test's thread
        "NUANYANG_HOME": str(home.root),
        "NUANYANG_STATIC_ROOT": str(home.root / "static"),
        "NUANYANG_MODE": "test",
        "NUANYANG_DB_ROLE": "app",
        "NUANYANG_SECRET_KEY_FILE": str(home.ensure_secret_key()),
    }


@contextlib.contextmanager
def test_database(home: Home) -> Iterator[dict[str, str]]:
    """A server with an empty template database: addresses of the application's role and of the owner."""
    if os.environ.get("DATABASE_URL"):
        addresses = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
        if not addresses["DATABASE_OWNER_URL"]:
            raise InstanceError("还需要 DATABASE_OWNER_URL。", "DATABASE_OWNER_URL is needed too.")
        make_template(addresses["DATABASE_OWNER_URL"], app=str(urlsplit(addresses["DATABASE_URL"]).username))
        try:
            yield {name: on_template(url) for name, url in addresses.items()}
        finally:
            drop_template(addresses["DATABASE_OWNER_URL"])
        return
    postgres = Postgres(home, settings=THROW_AWAY)
    say("启动测试数据库", "Starting the test database")
    postgres.start()
    try:
        with psycopg.connect(postgres.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            roles.create_database(connection, TEMPLATE)
        roles.allow_creating_databases(postgres.url(SUPERUSER, "postgres"))
        yield {name: on_template(url) for name, url in postgres.urls().items()}
    finally:
        postgres.stop()


def on_template(url: str) -> str:
    """The same address with the template database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{TEMPLATE}"))


def make_template(owner_url: str, *, app: str) -> None:
    """An empty template on a server of one's own, as the owner role."""
    drop_template(owner_url)
    name = sql.Identifier(TEMPLATE)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(name))
        connection.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name, sql.Identifier(app))
        )


def drop_template(owner_url: str) -> None:
    """Take the template away."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(TEMPLATE))
        )
