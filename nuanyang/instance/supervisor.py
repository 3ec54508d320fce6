"""Keep the processes of one installation running, and end them in order."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nuanyang.instance import processes, state
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home
from nuanyang.instance.postgres import Postgres
from nuanyang.instance.spawn import spawn

TICK = 0.2
FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
SETTLED_SECONDS = 60.0
LOG_BYTES = 20_000_000
LOG_CHECK_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Service:
    """One program to keep running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    stop_seconds: float = 15.0


@dataclass(slots=True)
class Child:
    """A service and the process that serves it now."""

    service: Service
    process: subprocess.Popen[bytes] | None = None
    since: float = 0.0
    failures: int = 0
    start_after: float = 0.0

    def has_ended(self) -> bool:
        """True when the process has died.

        What it left behind in its session is ended before the kernel may reuse its id.
        """
        if self.process is None:
            return True
        pid = self.process.pid
        if (
            self.process.returncode is None
            and os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
        ):
            return False
        self.end_session()
        self.process.wait()
        return True

    def end_session(self) -> None:
        """Kill whatever is left of the session that the process leads."""
        if self.process is not None and self.process.returncode is None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):  # nothing is left but the dead leader
                return


@dataclass(slots=True)
class Supervisor:
    """Starts, watches and ends the database (`postgres`, None for a server of one's own) and the services."""

    home: Home
    mode: str
    url: str
    postgres: Postgres | None = None
    children: list[Child] = field(default_factory=list)
    say: Callable[[str, str], None] = lambda zh, en: None
    _noted: dict[str, int] = field(default_factory=dict)
    _database_failures: int = 0
    _logs_checked: float = 0.0

    def start_database(self) -> None:
        """Start the embedded database, if it is ours to start."""
        if self.postgres is not None:
            self.postgres.start()
        self.note()

    def add(self, service: Service) -> None:
        """Start a service and keep it running from now on."""
        child = Child(service)
        self.children.append(child)
        self._launch(child)
        self.note()

    def watch(self) -> None:
        """Restart what dies, until a signal arrives (KeyboardInterrupt)."""
        while True:
            self.look_once()
            time.sleep(TICK)

    def look_once(self) -> None:
        """One round: database first, then each service; restarts wait longer each time they fail."""
        self._look_at_database()
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and child.has_ended():
                self._plan_restart(child, now)
            if child.process is None and now >= child.start_after:
                self._launch(child)
        if now - self._logs_checked > LOG_CHECK_SECONDS:
            self._logs_checked = now
            shorten_logs(self.home.logs)
        self.note()

    def stop(self) -> None:
        """End the services in reverse order, then the database. A second signal does not cut this short."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in self.children:
            if child.process is not None and child.process.returncode is None:
                processes.send(child.process.pid, signal.SIGTERM)
        for child in reversed(self.children):
            self._end(child)
        if self.postgres is not None:
            self.postgres.stop()
        self.home.state.unlink(missing_ok=True)

    def note(self) -> None:
        """Write down which processes run, when that has changed."""
        pids = {state.SUPERVISOR: os.getpid()}
        for child in self.children:
            if child.process is not None and child.process.returncode is None:
                pids[child.service.name] = child.process.pid
        if self.postgres is not None and (pid := self.postgres.pid()):
            pids[state.POSTGRES] = pid
        if pids != self._noted:
            state.write(self.home, mode=self.mode, url=self.url, pids=pids)
            self._noted = pids

    def _launch(self, child: Child) -> None:
        with (self.home.logs / f"{child.service.name}.log").open("ab") as log:
            child.process = spawn(child.service.command, log=log, environment=child.service.environment)
        child.since = time.monotonic()

    def _plan_restart(self, child: Child, now: float) -> None:
        status = child.process.returncode if child.process else None
        child.failures = 1 if now - child.since > SETTLED_SECONDS else child.failures + 1
        delay = min(FIRST_DELAY * 2 ** (child.failures - 1), LONGEST_DELAY)
        child.process, child.start_after = None, now + delay
        log = self.home.logs / f"{child.service.name}.log"
        self.say(
            f"{child.service.name} 已退出（{status}），{delay:g} 秒后重启；日志 {log}",
            f"{child.service.name} ended ({status}), starting again in {delay:g} s; log {log}",
        )

    def _look_at_database(self) -> None:
        if self.postgres is None:
            return
        if self.postgres.process is not None:
            self.postgres.process.poll()
        if self.postgres.pid() is not None:
            self._database_failures = 0
            return
        self.say("数据库已退出，正在重启", "The database ended, starting it again")
        try:
            self.postgres.start()
        except InstanceError as error:
            self._database_failures += 1
            self.say(error.zh, error.en)
            time.sleep(min(FIRST_DELAY * 2**self._database_failures, LONGEST_DELAY))

    def _end(self, child: Child) -> None:
        if child.process is None or child.process.returncode is not None:
            return
        deadline = time.monotonic() + child.service.stop_seconds
        while time.monotonic() < deadline:
            if child.has_ended():
                return
            time.sleep(0.02)
        child.end_session()
        child.process.wait()


def interrupt_on_signals() -> None:
    """Let Ctrl-C, a polite kill and a closed terminal all arrive as KeyboardInterrupt."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def shorten_logs(folder: Path) -> None:
    """Move a log that has grown large to `NAME.1` and empty it; the processes keep writing to the same
    file.
    """
    for log in folder.glob("*.log"):
        if log.stat().st_size > LOG_BYTES:
            log.with_name(f"{log.name}.1").write_bytes(log.read_bytes())
            os.truncate(log, 0)
