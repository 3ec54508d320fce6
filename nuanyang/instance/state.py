"""What runs in a home: written by the supervisor, read by every other command."""

from __future__ import annotations

import contextlib
import fcntl
import json
import signal
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field

from nuanyang.instance import processes
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home, write_private

SUPERVISOR, WEB, WORKER, POSTGRES = "supervisor", "web", "worker", "postgres"


@dataclass(frozen=True, slots=True)
class State:
    """One running installation. `pids`: process name → id; `marks`: process name → start mark, so that a
    number that was
    given to another program since is not taken for ours."""

    mode: str
    url: str
    pids: Mapping[str, int]
    marks: Mapping[str, str] = field(default_factory=dict)

    def alive(self, name: str) -> bool:
        """True when the process noted under `name` still runs and is the one that was noted."""
        pid = self.pids.get(name, 0)
        return processes.exists(pid) and processes.started(pid) == self.marks.get(name)


def write(home: Home, *, mode: str, url: str, pids: Mapping[str, int]) -> State:
    """Note what runs now."""
    state = State(mode, url, dict(pids), {name: processes.started(pid) for name, pid in pids.items()})
    write_private(home.state, json.dumps(asdict(state), indent=1))
    return state


def read(home: Home) -> State | None:
    """What was noted last, whether or not it still runs; None when nothing was."""
    try:
        return State(**json.loads(home.state.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return None


def running(home: Home) -> State | None:
    """What runs now: noted, and its supervisor lives."""
    state = read(home)
    return state if state and state.alive(SUPERVISOR) else None


def end_leftovers(home: Home) -> list[int]:
    """End children of a supervisor that was killed where the kernel did not end them; return their process
    ids.
    """
    state = read(home)
    ended = [state.pids[name] for name in (WEB, WORKER) if state.alive(name)] if state else []
    for pid in ended:
        processes.send(pid, signal.SIGTERM)
        if not processes.wait_gone(pid, 10):
            processes.send(pid, signal.SIGKILL)
    return ended


@contextlib.contextmanager
def only_supervisor(home: Home) -> Iterator[None]:
    """Hold the home for one supervisor. The lock goes with the process, however that ends.

    :raises InstanceError: another one holds it; the message names its address.
    """
    with (home.run / "supervisor.lock").open("w", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            state = read(home)
            url = state.url if state else "?"
            raise InstanceError(
                f"这个数据目录已在运行：{url}（{home.root}）。另开一套请设置不同的 NUANYANG_HOME。",
                f"This home already runs: {url} ({home.root}). For a second instance set another "
                "NUANYANG_HOME.",
            ) from None
        yield
