"""What the commands print: every line in Chinese and English."""

from __future__ import annotations

import sys


def say(zh: str, en: str) -> None:
    """A line of progress, on standard error so that standard output stays for results."""
    print(f"· {zh} / {en}", file=sys.stderr, flush=True)
