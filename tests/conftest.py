"""Fixtures for all tests: databases by clone, the application's role, a small cast."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import database

pytest_plugins = ["tests.factories.cast"]


def pytest_configure(config: pytest.Config) -> None:
    """Environment before Django loads; the controller prepares the template database."""
    if hasattr(config, "workerinput"):
        return
    home = Path(tempfile.mkdtemp(prefix="nuanyang-test-"))
    (home / "keys").mkdir(mode=0o700)
    os.environ["NUANYANG_HOME"] = str(home)
    os.environ["NUANYANG_MODE"] = "test"
    os.environ["NUANYANG_SECRET_KEY"] = "only-for-tests-0123456789-0123456789-0123456789"
    if "DATABASE_URL" in os.environ and "TEST_DATABASE_TEMPLATE" not in os.environ:
        from nuanyang.foundation.secrets import keyring

        keyring.create(home / "keys" / "data-keys.json")
        name = f"nuanyang_template_{os.getpid()}"
        database.prepare_template(name)
        os.environ["TEST_DATABASE_TEMPLATE"] = name
        config.add_cleanup(lambda: database.drop(name))
    else:
        from nuanyang.foundation.secrets import keyring

        keyring.create(home / "keys" / "data-keys.json")


@pytest.fixture(scope="session")
def clone_name(worker_id: str) -> str:
    return f"{os.environ['TEST_DATABASE_TEMPLATE']}_{worker_id}"


@pytest.fixture(scope="session")
def django_db_setup(clone_name: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Each worker's own clone of the template, reached as the application's role."""
    from django.db import connection

    database.create(clone_name, template=os.environ["TEST_DATABASE_TEMPLATE"])
    connection.settings_dict["NAME"] = clone_name
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.close()
    database.drop(clone_name)
