"""Fixtures for all tests: databases by clone, the application's role, a small cast."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import database

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ["tests.factories.cast"]
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update",
    # A microphone that hums, and nobody to ask whether it may be used.
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
]  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Environment before Django loads; the controller prepares the template database.

    ``./nuan test`` has prepared both already; plain ``pytest`` with DATABASE_* set does it here.
    """
    # The browser's driver runs an event loop in the thread of the tests, between whose steps they use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if hasattr(config, "workerinput") or "TEST_DATABASE_TEMPLATE" in os.environ:
        return
    from nuanyang.foundation.secrets import keyring

    home = Path(tempfile.mkdtemp(prefix="nuanyang-test-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    (home / "keys").mkdir(mode=0o700)
    (home / "static").mkdir()
    keyring.create(home / "keys" / "data-keys.json")
    os.environ["NUANYANG_HOME"] = str(home)
    os.environ["NUANYANG_MODE"] = "test"
    os.environ["NUANYANG_SECRET_KEY"] = "only-for-tests-0123456789-0123456789-0123456789"
    name = f"nuanyang_template_{os.getpid()}"
    database.prepare_template(name)
    os.environ["TEST_DATABASE_TEMPLATE"] = name
    config.add_cleanup(lambda: database.drop(name))


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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of this process: its driver runs an event loop, of which a thread can have one."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", found), args=CHROMIUM_FLAGS)
        yield launched
        launched.close()
