"""The embedded PostgreSQL of one home: start, stop, connection addresses."""

from __future__ import annotations

import contextlib
import fcntl
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from nuanyang.instance import ports, processes, roles
from nuanyang.instance.account import database_account
from nuanyang.instance.binaries import for_account
from nuanyang.instance.cluster import (
    APP,
    OWNER,
    SUPERUSER,
    Cluster,
    clean_environment,
    creation_failed,
    free_megabytes,
)
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home
from nuanyang.instance.spawn import spawn

DATABASE = "nuanyang"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
LEAST_FREE_MB = 300
SETTINGS: Mapping[str, str] = {
    "listen_addresses": ports.LOOPBACK,
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "80",
    "jit": "off",
    "io_method": "sync",
    "max_wal_size": "512MB",
    "work_mem": "8MB",
    # What is asked for lies in memory or on a disk without a head: a page here or there costs the same.
    "random_page_cost": "1.1",
    "maintenance_work_mem": "64MB",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] %u@%d ",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For databases that are thrown away: nothing has to survive a power cut.
THROW_AWAY: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
}


@dataclass(slots=True)
class Postgres:
    """The embedded server of `home`. `port` 0: the one used last time if it is free, else any free one."""

    home: Home
    port: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    _cluster: Cluster | None = None

    @property
    def cluster(self) -> Cluster:
        """The data folder, with programs that its account can run (found once: a copy may be needed)."""
        if self._cluster is None:
            account = database_account()
            self._cluster = Cluster(self.home, for_account(account), account)
        return self._cluster

    def pid(self) -> int | None:
        """Process id of the server that runs on our files, None when there is none."""
        facts = self.cluster.server()
        return facts.pid if facts else None

    def url(self, role: str, database: str = DATABASE) -> str:
        """Connection address for `role`; it contains the password."""
        facts = self.cluster.server()
        port = facts.port if facts and facts.port else self.port
        password = quote(self.cluster.passwords()[role], safe="")
        return f"postgresql://{role}:{password}@{ports.LOOPBACK}:{port}/{database}"

    def urls(self) -> dict[str, str]:
        """The addresses as environment variables: application, owner, superuser."""
        return {
            "DATABASE_URL": self.url(APP),
            "DATABASE_OWNER_URL": self.url(OWNER),
            "DATABASE_SUPERUSER_URL": self.url(SUPERUSER),
        }

    def start(self, *, tied: bool = True) -> bool:
        """Start the server unless it runs; True when this call started it. `tied`: it ends when our process
        ends.
        """
        self.home.prepare()
        with self._starting():
            facts = self.cluster.server()
            if facts is not None:
                self._wait_ready(None)
                self._check_port(facts.port)
                return False
            if free_megabytes(self.home.root) < LEAST_FREE_MB:
                raise InstanceError(
                    f"磁盘空间不足：{self.home.root} 所在磁盘可用空间少于 {LEAST_FREE_MB} MB。"
                    "请腾出空间，或用 NUANYANG_HOME 换一个磁盘。",
                    f"No disk space: less than {LEAST_FREE_MB} MB free at {self.home.root}. Free some, "
                    "or set NUANYANG_HOME to another disk.",
                )
            if not self.cluster.exists():
                self.cluster.create()
            self._launch(tied=tied)
            roles.ensure(self.url(SUPERUSER, "postgres"), self.cluster.passwords())
            return True

    def stop(self) -> None:
        """Stop the server in good order: open transactions are rolled back, everything committed is kept."""
        pid = self.pid()
        if pid is None:
            return
        for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, STOP_SECONDS / 2)):
            processes.send(pid, number)
            if self._gone(pid, seconds):
                return
        raise InstanceError(f"数据库进程 {pid} 未能停止。", f"The database process {pid} did not stop.")

    def _gone(self, pid: int, seconds: float) -> bool:
        if self.process is not None and self.process.pid == pid:
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                return False
            return True
        return processes.wait_gone(pid, seconds)

    def _check_port(self, actual: int) -> None:
        if self.port and actual != self.port:
            raise InstanceError(
                f"数据库已在端口 {actual} 运行，不是 {self.port}。请先停止它。",
                f"The database already runs on port {actual}, not {self.port}. Stop it first.",
            )

    def _launch(self, *, tied: bool) -> None:
        """Start the server process; a port that somebody took in between is replaced when it was ours to
        choose.
        """
        wished = self.port
        if wished and not ports.is_free(wished):
            raise port_taken(wished)
        for attempt in range(3):
            self.port = wished or self._usual_port(fresh=attempt > 0)
            self.cluster.forget_stale_server()
            log = self.home.logs / "postgres.log"
            mark = log.stat().st_size if log.exists() else 0
            with log.open("ab") as stream:
                self.process = spawn(
                    self._command(), tied=tied, death_signal=signal.SIGINT, account=self.cluster.account,
                    folder=self.cluster.data, log=stream, environment=clean_environment(),
                )  # fmt: skip
            if self._wait_ready(self.process):
                (self.home.run / "postgres.port").write_text(str(self.port), encoding="utf-8")
                return
            said = log.read_bytes()[mark:].decode(errors="replace")
            if "Address already in use" in said:
                if wished:
                    raise port_taken(wished)
            elif "shared memory block" not in said and "lock file" not in said:
                break
            time.sleep(0.5)  # children of a killed server need a moment to notice and leave
        raise creation_failed(self.home.logs / "postgres.log")

    def _command(self) -> list[str]:
        settings = {**SETTINGS, **self.settings, "port": str(self.port)}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [self.cluster.binaries.path("postgres"), "-D", self.cluster.data_argument(), *words]

    def _usual_port(self, *, fresh: bool) -> int:
        noted = self.home.run / "postgres.port"
        if not fresh and noted.exists():
            last = int(noted.read_text(encoding="utf-8") or 0)
            if last and ports.is_free(last):
                return last
        return ports.free_port()

    def _wait_ready(self, process: subprocess.Popen[bytes] | None) -> bool:
        """Wait until the server takes connections; False when the started process ends before that."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            facts = self.cluster.server()
            if facts is not None and facts.ready:
                return True
            if (process is not None and process.poll() is not None) or (process is None and facts is None):
                return False
            time.sleep(0.02)
        raise InstanceError(
            f"数据库在 {START_SECONDS:.0f} 秒内没有就绪，详见 {self.home.logs / 'postgres.log'}。",
            f"The database was not ready within {START_SECONDS:.0f} seconds, see "
            f"{self.home.logs / 'postgres.log'}.",
        )

    @contextlib.contextmanager
    def _starting(self) -> Iterator[None]:
        """One start at a time in one home."""
        with Path(self.home.run / "postgres.lock").open("w", encoding="utf-8") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield


def port_taken(port: int) -> InstanceError:
    """The line for a port that another program uses."""
    return InstanceError(
        f"端口 {port} 已被占用。请停止占用它的程序，或换一个端口：--port N。",
        f"Port {port} is taken. Stop the program that uses it, or choose another: --port N.",
    )
