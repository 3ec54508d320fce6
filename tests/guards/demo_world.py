"""The small demo city as a database of its own: seeded once per run, cloned by every worker.

Guards that visit the whole site do it here, because here every role has an account and every page
has something to show.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from tests import database

#: Accounts through which the guards look: each role once, and the desk of another station.
ROLES_FROM = ("station_officer2", "shelter_worker")


def template_name() -> str:
    return f"{os.environ['TEST_DATABASE_TEMPLATE']}_demo"


def prepare() -> str:
    """Name of the seeded template; the first worker that asks makes it, the others wait."""
    home = Path(os.environ["NUANYANG_HOME"])
    name, done = template_name(), home / "demo-city.done"
    with (home / "demo-city.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            database.create(name, template=os.environ["TEST_DATABASE_TEMPLATE"])
            seed(name, home / "demo-city")
            done.touch()
    return name


def seed(name: str, home: Path, *, size: str = "small") -> subprocess.CompletedProcess[str]:
    """Run the seeding program against the named database, as the application's role."""
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "nuanyang.doors.cli.demo_city", "--size", size],
        cwd=database.ROOT, check=True, capture_output=True, text=True,
        env={
            **database.environment_for(name),
            "NUANYANG_HOME": str(home),
            "NUANYANG_DATA_KEYS_FILE": str(settings.DATA_KEYS_FILE),
            "NUANYANG_DB_ROLE": "app",
        },
    )


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let Django's connection speak with another database for a while."""
    from django.db import connection

    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


@contextmanager
def its_files() -> Iterator[None]:
    """Read files where the seeding program put them."""
    kept = settings.STORAGES["default"]
    where = Path(os.environ["NUANYANG_HOME"]) / "demo-city" / "files"
    with override_settings(STORAGES={**settings.STORAGES, "default": {**kept, "OPTIONS": {"location": str(where)}}}):
        yield


def accounts() -> list[str]:
    """One account per role, then those of other organisations."""
    from nuanyang.doors.cli.demo_city.accounts import ACCOUNTS

    first: dict[str, str] = {}
    for account in ACCOUNTS:
        first.setdefault(account.role, account.user)
    return [*first.values(), *ROLES_FROM]
