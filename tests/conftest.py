"""Fixtures for all tests: databases by clone, the application's role, a small cast."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

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


#: No time limit for one example: the machine may be busy, and the suite has a limit of its own.
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis.register_profile("usual", **PATIENT)
hypothesis.register_profile("long", max_examples=3_000, **PATIENT)
hypothesis.load_profile("long" if "NUANYANG_FIGURES" in os.environ else "usual")


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


@pytest.fixture
def figures() -> Callable[..., None]:
    """``figures("faults", {…}, key="desks")``: keep what a long test measured; ``key`` names the row to replace.

    Only ``./nuan test --long`` keeps them, under ``bench/results/``.
    """

    def keep(name: str, measured: dict[str, Any], *, key: str) -> None:
        folder = os.environ.get("NUANYANG_FIGURES")
        if not folder:
            return
        path = Path(folder) / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        with (Path(folder) / f".{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in several processes
            rows = json.loads(path.read_text("utf-8")) if path.exists() else []
            rows = [row for row in rows if row.get(key) != measured[key]] + [measured]
            rows.sort(key=lambda row: row[key])
            path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
        Path(lock.name).unlink(missing_ok=True)

    return keep


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


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, worker_id: str) -> Iterator[None]:
    """A database of its own: what threads do is committed, so no transaction can undo it."""
    from django.db import connection

    template = os.environ["TEST_DATABASE_TEMPLATE"]
    name, before = f"{template}_race_{worker_id}", connection.settings_dict["NAME"]
    database.create(name, template=template)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
        connection.close()
        connection.settings_dict["NAME"] = before
    database.drop(name)


@pytest.fixture(autouse=True)
def house_language() -> Iterator[None]:
    """Each test begins in the house's language: a page asked for in English leaves it switched on in this thread."""
    from django.utils import translation

    translation.deactivate()
    yield
    translation.deactivate()
