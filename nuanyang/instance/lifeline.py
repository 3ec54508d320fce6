"""Tie a process that somebody else's code started to its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from nuanyang.instance.child import PR_SET_PDEATHSIG


def tie_to_parent(parent: int, death_signal: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to end this process when `parent` ends; end at once when it has already gone.

    Outside Linux the kernel offers nothing of the kind; there the next start ends what was left over.
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        os.kill(os.getpid(), death_signal)
