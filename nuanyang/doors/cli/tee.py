"""Run a program, pass its output on as it comes, and keep its last line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from nuanyang.instance.spawn import spawn

CHUNK = 4096
KEPT = 8192


def run_and_keep_last(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
    """Exit status and the last line that is not blank."""
    child = spawn(command, environment=environment, log=subprocess.PIPE)
    tail = b""
    if child.stdout is not None:
        with child.stdout as output:
            while piece := os.read(output.fileno(), CHUNK):
                sys.stdout.buffer.write(piece)
                sys.stdout.buffer.flush()
                tail = (tail + piece)[-KEPT:]
    status = child.wait()
    lines = [line.strip() for line in tail.decode(errors="replace").splitlines()]
    return status, next((line for line in reversed(lines) if line), "")
