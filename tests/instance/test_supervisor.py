"""The supervisor: what dies comes back, what is stopped is gone, and nothing is orphaned."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from nuanyang.instance import processes, state
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home
from nuanyang.instance.postgres import Postgres
from nuanyang.instance.supervisor import Supervisor, shorten_logs
from tests.instance.conftest import descendants, until

SUPERVISES = """
import os, sys
from pathlib import Path
from nuanyang.instance import state
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home
from nuanyang.instance.postgres import Postgres, THROW_AWAY
from nuanyang.instance.supervisor import Service, Supervisor, interrupt_on_signals

home = Home(Path(sys.argv[1])).prepare()
interrupt_on_signals()
try:
    with state.only_supervisor(home):
        supervisor = Supervisor(home, "test", "http://127.0.0.1:1", Postgres(home, settings=THROW_AWAY), say=print)
        try:
            supervisor.start_database()
            for name in ("web", "worker"):
                words = [sys.executable, "-c", "import subprocess, sys; subprocess.run(['sleep', '600'])"]
                supervisor.add(Service(name, words, dict(os.environ)))
            supervisor.watch()
        except KeyboardInterrupt:
            print("stopping", flush=True)
        finally:
            supervisor.stop()
except InstanceError as error:
    print(error)
    sys.exit(error.status)
"""

Program = Callable[..., subprocess.Popen[bytes]]


def complete(home: Home) -> bool:
    """True when all four processes are noted and alive, and both services have their child."""
    noted = state.running(home)
    names = (state.SUPERVISOR, state.WEB, state.WORKER, state.POSTGRES)
    if noted is None or not all(noted.alive(name) for name in names):
        return False
    return all(descendants(noted.pids[name]) for name in (state.WEB, state.WORKER))


def noted(home: Home) -> state.State:
    found = state.running(home)
    assert found is not None
    return found


def test_term_stops_everything_in_order(home: Home, program: Program) -> None:
    supervisor = program(SUPERVISES, str(home.root))
    assert until(lambda: complete(home))
    everyone = descendants(supervisor.pid)
    assert len(everyone) >= 7
    supervisor.terminate()
    assert supervisor.wait(30) == 0
    assert not [pid for pid in everyone if processes.exists(pid)]
    assert not home.state.exists()
    assert "database system is shut down" in (home.logs / "postgres.log").read_text(encoding="utf-8")


def test_a_killed_supervisor_leaves_no_orphan_and_the_home_starts_again(home: Home, program: Program) -> None:
    supervisor = program(SUPERVISES, str(home.root))
    assert until(lambda: complete(home))
    children = noted(home).pids
    supervisor.kill()
    supervisor.wait()
    ours = [pid for name, pid in children.items() if name != state.SUPERVISOR]
    assert until(lambda: not any(processes.exists(pid) for pid in ours))
    assert state.running(home) is None
    again = program(SUPERVISES, str(home.root))
    assert until(lambda: complete(home))
    again.terminate()
    assert again.wait(30) == 0


@pytest.mark.parametrize("name", [state.WEB, state.POSTGRES])
def test_what_dies_comes_back_and_its_remains_are_ended(home: Home, program: Program, name: str) -> None:
    supervisor = program(SUPERVISES, str(home.root))
    assert until(lambda: complete(home))
    before = noted(home).pids
    remains = descendants(before[name])
    os.kill(before[name], signal.SIGKILL)
    assert until(lambda: complete(home) and noted(home).pids[name] != before[name])
    assert until(lambda: not any(processes.exists(pid) for pid in remains))
    assert noted(home).pids[state.WORKER] == before[state.WORKER]
    supervisor.terminate()
    assert supervisor.wait(30) == 0


def test_one_home_has_one_supervisor_and_two_homes_run_side_by_side(
    home: Home, tmp_path: Path, program: Program
) -> None:
    first = program(SUPERVISES, str(home.root))
    assert until(lambda: complete(home))
    second = program(SUPERVISES, str(home.root))
    said, _ = second.communicate(timeout=30)
    assert second.returncode == 1
    assert "http://127.0.0.1:1" in said.decode() and "NUANYANG_HOME" in said.decode()
    other_home = Home(tmp_path / "other")
    other = program(SUPERVISES, str(other_home.root))
    assert until(lambda: complete(other_home) and complete(home))
    other.terminate()
    assert other.wait(30) == 0
    assert complete(home)
    first.terminate()
    assert first.wait(30) == 0


def test_a_noted_number_that_belongs_to_another_program_is_not_ours(home: Home) -> None:
    state.write(home, mode="test", url="http://127.0.0.1:1", pids={state.SUPERVISOR: os.getpid()})
    assert state.running(home) is not None
    text = home.state.read_text(encoding="utf-8").replace(processes.started(os.getpid()), "1")
    home.state.write_text(text, encoding="utf-8")
    assert state.running(home) is None
    assert state.end_leftovers(home) == []


def test_a_supervisor_that_never_started_anything_stops_quietly(home: Home) -> None:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        Supervisor(home, "test", "http://127.0.0.1:1", Postgres(home)).stop()
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert not home.state.exists()


def test_a_long_log_is_moved_aside_and_emptied(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nuanyang.instance.supervisor.LOG_BYTES", 10)
    (home.logs / "web.log").write_text("more than ten bytes", encoding="utf-8")
    (home.logs / "worker.log").write_text("short", encoding="utf-8")
    shorten_logs(home.logs)
    assert (home.logs / "web.log").read_text(encoding="utf-8") == ""
    assert (home.logs / "web.log.1").read_text(encoding="utf-8") == "more than ten bytes"
    assert (home.logs / "worker.log").read_text(encoding="utf-8") == "short"


def test_the_lock_names_the_address(home: Home) -> None:
    state.write(home, mode="test", url="http://127.0.0.1:9", pids={state.SUPERVISOR: os.getpid()})
    with (
        state.only_supervisor(home),
        pytest.raises(InstanceError, match="http://127.0.0.1:9"),
        state.only_supervisor(home),
    ):
        pass
