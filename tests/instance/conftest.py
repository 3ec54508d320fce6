"""A home of its own for each test, a database that ends with it, and programs that are ended whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nuanyang.instance import processes
from nuanyang.instance.home import Home
from nuanyang.instance.postgres import THROW_AWAY, Postgres


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home. Its parent folder is private, as a user's home is."""
    return Home(tmp_path / "home").prepare()


@pytest.fixture
def postgres(home: Home) -> Iterator[Postgres]:
    """A started embedded database."""
    server = Postgres(home, settings=THROW_AWAY)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def program() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a Python program in a process of its own; it is killed and waited for at the end of the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(text: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", text, *arguments],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**clean, **environment},
            )
        )
        return started[-1]

    yield start
    for child in started:
        if child.poll() is None:
            child.send_signal(signal.SIGKILL)
        child.communicate()


def until(condition: Callable[[], object], seconds: float = 20.0) -> bool:
    """Wait for a condition; False when it did not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def descendants(pid: int) -> set[int]:
    """Process ids of children and children's children."""
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = processes._stat_fields(int(entry.name))
            if fields and int(fields[1]) == pid:
                found |= {int(entry.name)} | descendants(int(entry.name))
    return found
