"""Many desks and one bed; the server and the database killed while people are being registered.

Each test has an instance of its own: ``serve`` as an installation runs it, with its own database.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from nuanyang.doors.cli.environment import child_environment
from nuanyang.instance import processes, state
from nuanyang.instance.home import Home
from nuanyang.instance.postgres import Postgres
from tests.doors.faults_world import name_of

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a" * 32
pytestmark = pytest.mark.xdist_group("faults")


@dataclass
class Instance:
    """A running installation: its home, its port, the desk's session."""

    home: Home
    port: int
    world: dict[str, Any] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """The instance's own settings, none of the test run's."""
        given = child_environment(self.home, "serve", postgres=Postgres(self.home))
        own = ("NUANYANG_HOME", "NUANYANG_MODE", "NUANYANG_DB_ROLE", "NUANYANG_SECRET_KEY_FILE")
        return {k: v for k, v in given.items() if k in own or not k.startswith(("NUANYANG_", "TEST_"))} | {
            "NUANYANG_SECRET_KEY_FILE": str(self.home.secret_key)
        }

    def python(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of the product or of these tests against the same home."""
        return subprocess.run(
            [sys.executable, "-m", *words], cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=200
        )

    def told(self, *words: str) -> dict[str, Any]:
        done = self.python("tests.doors.faults_world", *words)
        assert done.returncode == 0, done.stderr[-3000:]
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def post(self, path: str, values: dict[str, object]) -> tuple[int, str, str]:
        """Status, address to go to, text.

        :raises OSError: when no answer came.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(
                "POST", path, urlencode(values),
                {
                    "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": TOKEN,
                    "Cookie": f"{self.world['cookie']}; csrftoken={TOKEN}",
                },
            )
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", ""), answer.read().decode()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return bool(json.loads(connection.getresponse().read())["status"] == "ok")
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            return False
        finally:
            connection.close()

    def kill(self, name: str) -> None:
        """``kill -9`` of the process that serves under this name now, once one does."""
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            now = state.read(self.home)
            if now is not None and now.alive(name):
                os.kill(now.pids[name], signal.SIGKILL)
                return
            time.sleep(0.1)
        raise AssertionError(f"{name} did not come up again")


@contextmanager
def installation(root: Path, people: int) -> Iterator[Instance]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    home = Home(root / "home").prepare()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "NUANYANG_", "TEST_", "PG"))}
    log = root / "serve.log"
    with log.open("wb") as out:
        serve = subprocess.Popen(
            [sys.executable, "-m", "nuanyang.doors.cli", "serve", "--port", str(port)],
            cwd=ROOT, env={**clean, "NUANYANG_HOME": str(home.root)}, stdout=out, stderr=out, start_new_session=True,
        )
    instance = Instance(home, port)
    try:
        ends = time.monotonic() + 200
        while not instance.answers():
            assert serve.poll() is None and time.monotonic() < ends, log.read_text("utf-8")[-3000:]
            time.sleep(0.2)
        instance.world = instance.told("build", str(people))
        yield instance
    finally:
        serve.send_signal(signal.SIGTERM)
        try:
            serve.wait(timeout=60)
        except subprocess.TimeoutExpired:
            serve.kill()
            serve.wait()


@pytest.mark.parametrize("desks", [40, pytest.param(200, marks=[pytest.mark.long, pytest.mark.timeout(900)])])
def test_of_many_who_want_one_bed_exactly_one_has_it(tmp_path, desks, figures):
    with installation(tmp_path, desks) as instance:
        wanted, other = instance.world["beds"]
        start = threading.Barrier(desks)

        def ask(stay: int) -> tuple[int, int, str]:
            start.wait(timeout=60)
            status, where, text = instance.post(f"/take-in/stays/{stay}/bed/", {"bed": wanted})
            return stay, status, where or text

        begun = time.monotonic()
        with ThreadPoolExecutor(desks) as pool:
            answers = list(pool.map(ask, instance.world["stays"]))
        seconds = time.monotonic() - begun
        assert Counter(status for _stay, status, _text in answers) == {302: 1, 409: desks - 1}
        for stay, status, text in answers:
            if status == 302:
                assert text == f"/take-in/stays/{stay}/"
            else:
                assert "床位 101-1 刚刚被别人占用" in text and "现在空着的：101-2" in text
        winner = next(stay for stay, status, _text in answers if status == 302)
        assert instance.told("left")["in_bed"] == [[winner, wanted]]
        assert other != wanted
        checked = instance.python("nuanyang.doors.cli", "verify", "--json")
        assert checked.returncode == 0, checked.stdout
        measured = {"desks": desks, "admitted": 1, "told_it_is_taken": desks - 1, "seconds": round(seconds, 1)}
        figures("one_bed", measured, key="desks")


@dataclass
class Writers:
    """Desks that register one person after another, and again whenever no answer came."""

    instance: Instance
    names: list[str]
    acknowledged: dict[str, int] = field(default_factory=dict)
    unanswered: int = 0
    odd: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, hurt: dict[int, str], desks: int = 6) -> None:
        """``hurt``: after so many acknowledged writes, what is killed."""
        with ThreadPoolExecutor(desks) as pool:
            done = [pool.submit(self._register, name) for name in self.names]
            for count, victim in sorted(hurt.items()):
                while len(self.acknowledged) < count and not all(d.done() for d in done):
                    time.sleep(0.02)
                self.instance.kill(victim)
            for each in done:
                each.result()

    def _register(self, name: str) -> None:
        values: dict[str, object] = {
            "key": uuid.uuid4().hex, "body_check": "able", "arrival_mode": "self", "name": name, "sex": 1,
            "help_reason": "no_means", "person": "new",
        }
        ends = time.monotonic() + 180
        while time.monotonic() < ends:
            try:
                status, where, text = self.instance.post("/take-in/intake/new/", values)
            except OSError:
                status, where, text = 0, "", ""
            if status == 302 and (found := re.search(r"/stays/(\d+)/bed/", where)):
                with self._lock:
                    self.acknowledged[name] = int(found[1])
                return
            with self._lock:
                self.unanswered += 1
                if status and status < 500:
                    self.odd.append(f"{status} {where} {text[:200]}")
                    return
            time.sleep(0.3)


@pytest.mark.parametrize("writes", [100, pytest.param(1000, marks=[pytest.mark.long, pytest.mark.timeout(1500)])])
def test_nothing_acknowledged_is_lost_when_server_and_database_are_killed(tmp_path, writes, figures):
    with installation(tmp_path, 0) as instance:
        writers = Writers(instance, [name_of(n) for n in range(writes)])
        rounds = max(1, writes // 500)
        hurt: dict[int, str] = {}
        for number in range(rounds):
            hurt[writes * (3 * number + 1) // (3 * rounds)] = state.WEB
            hurt[writes * (3 * number + 2) // (3 * rounds)] = state.POSTGRES
        pids = dict(state.read(instance.home).pids)  # type: ignore[union-attr]
        writers.run(hurt)

        assert writers.odd == []
        assert writers.unanswered > 0, "nobody was interrupted: the kill came too late"
        assert not processes.exists(pids[state.WEB]) and not processes.exists(pids[state.POSTGRES])
        assert len(writers.acknowledged) == writes
        left = instance.told("left")
        stays = {int(number): name for number, name in left["stays"].items()}
        lost = {name: stay for name, stay in writers.acknowledged.items() if stays.get(stay) != name}
        assert lost == {}
        # No half operation, and none twice although it was sent again: one stay each, with all that belongs to it.
        assert Counter(stays.values()) == Counter(writers.names)
        for part in ("admitted", "asked", "intakes"):
            assert sorted(left[part]) == sorted(stays), part
        checked = instance.python("nuanyang.doors.cli", "verify", "--json")
        assert checked.returncode == 0, checked.stdout
        measured = {
            "writes": writes, "kills": len(hurt), "acknowledged": len(writers.acknowledged), "lost": len(lost),
            "without_an_answer": writers.unanswered,
        }  # fmt: skip
        figures("killed", measured, key="writes")
