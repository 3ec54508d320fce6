"""The files of one embedded database: creating them, and finding out whether a server runs on them."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from nuanyang.instance import processes
from nuanyang.instance.account import Account
from nuanyang.instance.binaries import Binaries
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home, write_private
from nuanyang.instance.spawn import spawn

SUPERUSER = "nuanyang_superuser"
OWNER = "nuanyang_owner"
APP = "nuanyang_app"
ROLES = (SUPERUSER, OWNER, APP)
WORKING_FOLDER = "/proc/self/cwd"
HBA = """# Only this machine, only with a password.
host all all 127.0.0.1/32 scram-sha-256
"""


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """A server that runs on our files: its process id, its port, and whether it takes connections."""

    pid: int
    port: int
    ready: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    """The data folder of the embedded database in one home."""

    home: Home
    binaries: Binaries
    account: Account | None

    @property
    def data(self) -> Path:
        return self.home.postgres / "data"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def exists(self) -> bool:
        """True when the files were created completely (initdb leaves no PG_VERSION in a folder that it gave
        up).
        """
        return (self.data / "PG_VERSION").exists() and self.home.postgres_passwords.exists()

    def data_argument(self) -> str:
        """How the server names its data folder.

        A folder in root's home cannot be reached by path from another account, and we open no parent
        folder. The server
        is started inside the folder instead and calls it by its working folder.
        """
        if (
            self.account is not None
            and sys.platform.startswith("linux")
            and not self.account.can_enter(self.data)
        ):
            return WORKING_FOLDER
        return str(self.data)

    def create(self) -> None:
        """Create the files: SCRAM passwords from the first moment, UTF-8, a locale that is the same on
        every system.
        """
        if (
            self.data.exists()
        ):  # left over from a creation that was cut short: no password was ever kept for it
            shutil.rmtree(self.data)
        passwords = {role: secrets.token_urlsafe(32) for role in ROLES}
        self.home.postgres.mkdir(mode=0o700, exist_ok=True)
        self.data.mkdir(mode=0o700)
        initial = self.home.postgres / "initial-password"
        write_private(initial, passwords[SUPERUSER])
        if self.account is not None:
            self.account.give(self.home.postgres)
            self.account.give(self.data)
            os.chown(initial, self.account.uid, self.account.gid)
        try:
            self._initdb()
        finally:
            initial.unlink()
        self._write("pg_hba.conf", HBA)
        write_private(self.home.postgres_passwords, json.dumps(passwords, indent=1))

    def _initdb(self) -> None:
        command = [
            self.binaries.path("initdb"), "--pgdata", self.data_argument(), "--username", SUPERUSER,
            "--auth", "scram-sha-256", "--pwfile", "../initial-password", "--encoding", "UTF8", "--no-locale",
            "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-instructions",
        ]  # fmt: skip
        log = self.home.logs / "initdb.log"
        with log.open("wb") as stream:
            child = spawn(
                command, account=self.account, folder=self.data, log=stream, environment=clean_environment()
            )
            status = child.wait()
        if status != 0:
            shutil.rmtree(self.data, ignore_errors=True)
            raise creation_failed(log)

    def _write(self, name: str, text: str) -> None:
        """Write a file of the data folder, as the account that owns it."""
        path = self.data / name
        write_private(path, text)
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)

    def passwords(self) -> dict[str, str]:
        """Role name → password."""
        stored: dict[str, str] = json.loads(self.home.postgres_passwords.read_text(encoding="utf-8"))
        return stored

    def server(self) -> ServerFacts | None:
        """The server that runs on these files, judged by what the noted process really is; None when there
        is none.
        """
        try:
            lines = self.pid_file.read_text(encoding="utf-8").splitlines()
            pid = int(lines[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        if not self._is_our_server(pid):
            return None
        port = int(lines[3]) if len(lines) > 3 and lines[3].strip().isdigit() else 0
        return ServerFacts(pid=pid, port=port, ready=len(lines) > 7 and lines[7].strip() == "ready")

    def _is_our_server(self, pid: int) -> bool:
        if not processes.exists(pid) or processes.program(pid) != "postgres":
            return False
        folder = processes.folder(pid)
        if folder is None:
            return str(self.data) in processes.command_line(pid)
        return folder == self.data.resolve()

    def forget_stale_server(self) -> None:
        """Remove the note of a server that no longer runs; its number may by now be another program's."""
        if self.server() is None:
            self.pid_file.unlink(missing_ok=True)


def clean_environment() -> dict[str, str]:
    """Our environment without the PG… variables, which would change what PostgreSQL's programs do."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def creation_failed(log: Path) -> InstanceError:
    """Explain a failed start or creation from the server's own words."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    if "No space left" in text or "no space left" in text:
        return InstanceError(
            "磁盘空间不足，数据库无法写入。请至少腾出 500 MB，或用 NUANYANG_HOME 换一个磁盘。",
            "No disk space for the database. Free at least 500 MB, or choose another disk with "
            "NUANYANG_HOME.",
        )
    last = [line for line in text.splitlines() if line.strip()][-1:] or [""]
    return InstanceError(
        f"数据库未能启动，详见 {log}。{last[0]}", f"The database did not start, see {log}. {last[0]}"
    )


def free_megabytes(path: Path) -> int:
    """Free space on the disk of `path`, in MB."""
    try:
        return shutil.disk_usage(path).free // 1_000_000
    except OSError as error:  # the folder vanished, or the disk does
        raise InstanceError(
            f"无法读取磁盘 {path}：{error.strerror}", f"Cannot read the disk of {path}: {error.strerror}"
        ) from error
