"""The import contracts hold, and each catches a planted violation."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint(where: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(tool), "--no-cache"], cwd=where, capture_output=True, text=True, timeout=120,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(where), "LANG": "C.UTF-8"},
    )


def test_contracts_hold():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout[-3000:]


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("nuanyang/kernel/money.py", "from nuanyang.registry.people import models", "1 Groups"),
        ("nuanyang/journey/discover/patrols/operations.py",
         "from nuanyang.journey.follow_up.visits import models", "2 A stage"),
        ("nuanyang/foundation/scope/acting.py", "from nuanyang.foundation.access import models", "3 The foundation"),
        ("nuanyang/registry/people/models.py", "from nuanyang.registry.people import operations", "4 Inside"),
    ],
)
def test_a_planted_violation_is_caught(tmp_path, module, line, contract):
    shutil.copytree(ROOT / "nuanyang", tmp_path / "nuanyang", ignore=shutil.ignore_patterns("static", "*.mo", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    target = tmp_path / module
    target.write_text(target.read_text("utf-8") + f"\n{line}\n", "utf-8")
    result = lint(tmp_path)
    assert result.returncode != 0
    assert any(contract in row and "BROKEN" in row for row in result.stdout.splitlines()), result.stdout[-2000:]
