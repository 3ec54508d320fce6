"""Run one program as a child that cannot outlive its parent.

Started as a script, so that it works before any package is importable:

    python child.py --parent PID --signal N [--uid U --gid G] -- PROGRAM ARGUMENT…

Rights are dropped first and the parent-death signal is set after that: the kernel forgets the signal
whenever the credentials change. It survives the exec that follows.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
GONE = 75


def main() -> int:
    """Drop rights, tie to the parent, become the program."""
    parser = argparse.ArgumentParser(description="run one program that ends with its parent")
    parser.add_argument("--parent", type=int, default=0, help="process id of the parent; 0: not tied")
    parser.add_argument(
        "--signal", type=int, default=15, help="signal sent to the program when the parent dies"
    )
    parser.add_argument("--uid", type=int)
    parser.add_argument("--gid", type=int)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if options.uid is not None:
        os.setgroups([])
        os.setgid(options.gid)
        os.setuid(options.uid)
    if options.parent and sys.platform.startswith("linux"):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_PDEATHSIG, options.signal, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if options.parent and os.getppid() != options.parent:
        return GONE  # the parent died before the signal was set
    return os.execvp(command[0], command)


if __name__ == "__main__":
    sys.exit(main())
