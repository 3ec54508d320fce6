"""What a process id stands for: a number alone says nothing, it may have been given to somebody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path


def exists(pid: int) -> bool:
    """True while the process runs (a dead one that nobody has waited for does not count)."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state(pid) not in ("Z", "X")


def started(pid: int) -> str:
    """A mark that two processes with one id do not share: the kernel's start time; '' when it has gone."""
    fields = _stat_fields(pid)
    if fields:
        return fields[19]
    if sys.platform.startswith("linux"):
        return ""
    return _ps(pid, "lstart")


def program(pid: int) -> str:
    """The file name of the program the process runs, '' when unknown."""
    try:
        return Path(os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)")).name
    except OSError:
        return Path(_ps(pid, "comm")).name


def folder(pid: int) -> Path | None:
    """The working folder of the process, None when it may not be known."""
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd"))
    except OSError:
        return None


def command_line(pid: int) -> str:
    """The command line of the process with blanks between the words, '' when unknown."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return _ps(pid, "command")


def wait_gone(pid: int, seconds: float) -> bool:
    """Wait until the process has ended; False when it is still there after `seconds`."""
    deadline = time.monotonic() + seconds
    while exists(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal to one process; one that has already gone is no error."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _stat_fields(pid: int) -> list[str]:
    """Fields of /proc/PID/stat after the program name (state first), [] where they cannot be read."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _state(pid: int) -> str:
    fields = _stat_fields(pid)
    return fields[0] if fields else ""


def _ps(pid: int, field: str) -> str:
    """Ask `ps` where there is no /proc; '' when that knows nothing either."""
    try:
        answer = subprocess.run(
            ["ps", "-o", f"{field}=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return answer.stdout.strip()
