"""The environment that every process of one installation is started with."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, MutableMapping
from pathlib import Path

from nuanyang.foundation.secrets import keyring
from nuanyang.instance import state
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home, home_from, write_private
from nuanyang.instance.postgres import Postgres

SETTINGS = "nuanyang.config.settings"
CODE = str(Path(__file__).resolve().parents[3])
SETTINGS_FILE = "settings.env"
INSTANCE_FILE = "instance.json"


def load_settings_file(home: Home, environment: MutableMapping[str, str]) -> None:
    """Take NAME=VALUE lines of `settings.env` in the home; what is set already wins.

    :raises InstanceError: a line that is not NAME=VALUE.
    """
    path = home.root / SETTINGS_FILE
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, found, value = text.partition("=")
        if not found or not name.strip().isidentifier():
            raise InstanceError(
                f"{path} 第 {number} 行应为 名称=值。", f"{path} line {number} should be NAME=VALUE."
            )
        environment.setdefault(name.strip(), value.strip().strip("'\""))


def uses_own_server() -> bool:
    """True when DATABASE_URL names a server of one's own."""
    return bool(os.environ.get("DATABASE_URL"))


def installation_mode(home: Home) -> str:
    """demo or serve: what this home was first started as; serve when it never was."""
    try:
        mode: str = json.loads((home.root / INSTANCE_FILE).read_text(encoding="utf-8"))["mode"]
    except (FileNotFoundError, ValueError, KeyError):
        return "serve"
    return mode


def note_mode(home: Home, mode: str) -> None:
    """Remember what this home is started as."""
    write_private(home.root / INSTANCE_FILE, json.dumps({"mode": mode}))


def ensure_keys(home: Home) -> None:
    """Create signing key and data keys at the first start of a home, never later.

    :raises InstanceError: the home was used before and its data keys are gone: new ones could not read the
    old data.
    """
    home.ensure_secret_key()
    data_keys = home.keys / "data-keys.json"
    if data_keys.exists() or os.environ.get("NUANYANG_DATA_KEYS_FILE"):
        return
    if (home.root / INSTANCE_FILE).exists():
        raise InstanceError(
            f"数据密钥 {data_keys} 不见了，加密的数据无法读取。请从备份中取回。",
            f"The data keys {data_keys} are gone; encrypted data cannot be read. Bring them back from a "
            "backup.",
        )
    keyring.create(data_keys)


def child_environment(
    home: Home, mode: str, *, postgres: Postgres | None = None, owner: bool = False
) -> dict[str, str]:
    """Variables for one process.

    Only what migrates (`owner`) gets the owner's address; the superuser's is given to nobody.
    """
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "PG"))
    }
    addresses = (
        postgres.urls()
        if postgres
        else {name: os.environ.get(name, "") for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    )
    environment["DATABASE_URL"] = addresses["DATABASE_URL"]
    if owner:
        environment["DATABASE_OWNER_URL"] = addresses["DATABASE_OWNER_URL"]
    return {
        **environment,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "NUANYANG_HOME": str(home.root),
        "NUANYANG_MODE": mode,
        "NUANYANG_DB_ROLE": "owner" if owner else "app",
        "NUANYANG_SECRET_KEY_FILE": environment.get("NUANYANG_SECRET_KEY_FILE")
        or str(home.ensure_secret_key()),
        "PYTHONPATH": os.pathsep.join(filter(None, [CODE, environment.get("PYTHONPATH", "")])),
        "PYTHONSAFEPATH": "1",  # a folder we happen to be called from is no place for code
        "PYTHONUNBUFFERED": "1",
    }


@contextlib.contextmanager
def database(home: Home) -> Iterator[Postgres | None]:
    """The database for one command: the running one, or the embedded one started for as long as the command
    lasts.
    """
    if uses_own_server():
        yield None
        return
    postgres = Postgres(home)
    started = postgres.start()
    try:
        yield postgres
    finally:
        if started:
            postgres.stop()


def require_installation(home: Home) -> None:
    """Refuse a home where nothing was ever set up: without the keys of its data even a server of one's own is of no use.

    :raises InstanceError: (exit 2) with what to do.
    """
    try:
        keys = (home.keys / "data-keys.json").exists() or bool(os.environ.get("NUANYANG_DATA_KEYS_FILE"))
        there = keys if uses_own_server() else Postgres(home).cluster.exists()
    except OSError as error:
        raise InstanceError(
            f"无法读取数据目录 {home.root}：{error.strerror}。", f"Cannot read the home {home.root}: {error.strerror}.", status=2
        ) from error
    if not there:
        raise InstanceError(
            f"数据目录 {home.root} 里还没有安装：请先运行 ./nuan demo 或 ./nuan serve，或用 NUANYANG_HOME 指定已有的目录。",
            f"Nothing is set up in {home.root} yet: run ./nuan demo or ./nuan serve first, or name the right home in "
            "NUANYANG_HOME.",
            status=2,
        )


def require_tables() -> None:
    """Refuse a database that cannot be reached or holds no tables of this program.

    :raises InstanceError: (exit 2) with what to do.
    """
    from django.db import OperationalError, connection  # noqa: PLC0415  Django is set up by now

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('orgs_organisation') IS NOT NULL")
            there = cursor.fetchone()[0]
    except OperationalError as error:
        why = str(error).strip().split("\n")[0]
        raise InstanceError(f"连不上数据库：{why}", f"Cannot reach the database: {why}", status=2) from error
    finally:
        connection.close()
    if not there:
        raise InstanceError(
            "数据库里还没有数据表：请先运行 ./nuan migrate（demo 与 serve 启动时会自动执行）。",
            "The database holds no tables yet: run ./nuan migrate first (demo and serve do so at every start).",
            status=2,
        )


@contextlib.contextmanager
def django_ready(*, owner: bool = False, data: bool = True, tables: bool = True) -> Iterator[None]:
    """Make the database available and set Django up in this process.

    ``data``: the command works on what an installation holds, so there must be one; ``tables``: and its tables.

    :raises InstanceError: (exit 2) no installation here yet; nothing is made then.
    """
    if data:
        require_installation(home_from())
    home = home_from().prepare()
    running = state.running(home)
    ensure_keys(home)
    mode = os.environ.get("NUANYANG_MODE") or (running.mode if running else installation_mode(home))
    with database(home) as postgres:
        os.environ.update(child_environment(home, mode, postgres=postgres, owner=owner))
        if running:
            os.environ.setdefault("NUANYANG_BASE_URL", running.url)
        import django  # noqa: PLC0415  only after the environment is complete

        django.setup()
        if data and tables:
            require_tables()
        yield
