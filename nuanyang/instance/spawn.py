"""Start programs as children: tied to the parent's life, as another account, with their output in a log."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from nuanyang.instance.account import Account

HELPER = Path(__file__).with_name("child.py")


def spawn(
    command: Sequence[str],
    *,
    tied: bool = True,
    death_signal: signal.Signals = signal.SIGTERM,
    account: Account | None = None,
    log: IO[bytes] | int | None = None,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own (a Ctrl-C at the terminal reaches only us, who then stop it
    in order).

    `tied`: the kernel sends `death_signal` when our process ends, however it ends. Call from the main
    thread only: the
    signal is bound to the thread that starts the child.
    """
    words = [sys.executable, "-I", "-S", str(HELPER), "--signal", str(int(death_signal))]
    words += ["--parent", str(os.getpid())] if tied else []
    words += ["--uid", str(account.uid), "--gid", str(account.gid)] if account else []
    return subprocess.Popen(
        [*words, "--", *command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT if log is not None else None,
        cwd=folder,
        env=dict(environment) if environment is not None else None,
        start_new_session=True,
    )
