"""`lint`: the checks of the source text, as `test` runs them at its end."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from nuanyang.doors.cli.say import say

NAME = "lint"
HELP = "检查源代码 / check the source text"
NEEDS = "不需要已运行的服务，什么也不写。\nNeeds no running server, writes nothing."
DJANGO = False
CHECKS = {
    "ruff": ["-m", "ruff", "check", "."],
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "mypy": ["-m", "mypy"],
    "djlint": ["-m", "djlint", "nuanyang", "--lint", "--quiet"],
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(args: argparse.Namespace) -> int:
    """0 when every check passed."""
    findings = failed_checks()
    print("未通过 / failed: " + ", ".join(findings) if findings else "全部通过 / all passed")
    return 1 if findings else 0


def failed_checks() -> list[str]:
    """Run every check; the names of those that found something."""
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    failed = []
    for name, words in CHECKS.items():
        say(f"检查：{name}", f"Checking: {name}")
        if subprocess.run([sys.executable, *words], cwd=root, env=environment, check=False).returncode:
            failed.append(name)
    return failed
