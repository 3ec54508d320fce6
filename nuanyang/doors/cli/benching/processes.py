"""What processes use: CPU of a whole family, those that ended included, and memory of each."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

TICK = 1.0 / os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class _Process:
    pid: int
    parent: int
    ticks: int


def _process(pid: int) -> _Process | None:
    try:
        said = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = said.rpartition(")")[2].split()
    # State, parent, …; user and system time of its own (11, 12) and of children that it has waited for (13, 14).
    return _Process(pid, int(fields[1]), sum(int(f) for f in fields[11:15]))


def family(pid: int) -> list[int]:
    """The process and all its descendants that run now."""
    return [p.pid for p in _family(pid)]


def _family(pid: int) -> list[_Process]:
    everybody = [p for name in os.listdir(PROC) if name.isdigit() and (p := _process(int(name)))]
    children: dict[int, list[_Process]] = {}
    for one in everybody:
        children.setdefault(one.parent, []).append(one)
    found = [one for one in everybody if one.pid == pid]
    for one in found:
        found.extend(children.get(one.pid, ()))
    return found


def cpu_seconds(*roots: int) -> float:
    """User and system time of these processes and of all they ever started, ended ones included.

    What a process used moves to its parent's account when it ends, so the sum never goes back.
    """
    return TICK * sum(one.ticks for root in roots for one in _family(root))


def memory_mb(pid: int) -> float:
    """Memory in use (resident), in MB of a million bytes."""
    return _status(pid, "status", "VmRSS:")


def proportional_mb(pid: int) -> float:
    """The same, with memory that several processes share divided between them."""
    return _status(pid, "smaps_rollup", "Pss:")


def _status(pid: int, file: str, name: str) -> float:
    try:
        lines = (PROC / str(pid) / file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith(name)), 0.0)
