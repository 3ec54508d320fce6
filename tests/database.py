"""Test databases: the owner prepares a template once, every worker gets a clone.

Tests themselves connect as the application's role. ``DATABASE_URL`` (application) and
``DATABASE_OWNER_URL`` name the server; ``DATABASE_SUPERUSER_URL`` (optional) may create
databases, otherwise the owner must hold CREATEDB.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlparse, urlunparse

import psycopg

#: Where databases are made from: never the template itself, which nobody may be connected to meanwhile.
MAINTENANCE = "postgres"
#: Clones are made one after the other, whatever number of processes asks.
CLONING = 7_461_205

ROOT = Path(__file__).resolve().parent.parent


def with_name(url: str, name: str) -> str:
    """The same server and role, another database."""
    return urlunparse(urlparse(url)._replace(path=f"/{name}"))


def _administrator_url() -> str:
    return os.environ.get("DATABASE_SUPERUSER_URL") or os.environ["DATABASE_OWNER_URL"]


def administrate(statement: str) -> None:
    """Run one statement outside a transaction as who may create databases."""
    url = with_name(_administrator_url(), MAINTENANCE)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [CLONING])
        connection.execute(statement)


def _owner() -> str:
    return str(urlparse(os.environ["DATABASE_OWNER_URL"]).username)


def create(name: str, *, template: str = "template0") -> None:
    """A fresh database; one of the same name is dropped first."""
    administrate(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    administrate(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER "{_owner()}"')


def drop(name: str) -> None:
    administrate(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def environment_for(name: str) -> dict[str, str]:
    """Variables that point both roles at the named database."""
    return {
        **os.environ,
        "DATABASE_URL": with_name(os.environ["DATABASE_URL"], name),
        "DATABASE_OWNER_URL": with_name(os.environ["DATABASE_OWNER_URL"], name),
    }


def prepare_template(name: str) -> None:
    """Create and migrate the template as the owner."""
    create(name)
    subprocess.run(
        [sys.executable, "manage.py", "prepare_database", "-v", "0"],
        cwd=ROOT, check=True,
        env={**environment_for(name), "NUANYANG_DB_ROLE": "owner"},
    )
