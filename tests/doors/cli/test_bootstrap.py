"""The bootstrap script: what it says when something is missing, and that it does nothing twice."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "nuan"


@pytest.fixture
def nuan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, working in an empty folder."""
    loader = SourceFileLoader("nuan_script", str(SCRIPT))
    spec = importlib.util.spec_from_loader("nuan_script", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    monkeypatch.setattr(module, "CHECKOUT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "STAMPS", tmp_path / "stamps.json")
    return module


def test_an_old_python_gets_one_clear_sentence(tmp_path: Path) -> None:
    text = SCRIPT.read_text(encoding="utf-8").split("import contextlib")[0]
    old = text.replace("import sys\n", "import sys\nsys.version_info = (3, 9, 2)\n", 1)
    answer = subprocess.run(["python3", "-c", old], capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "3.11" in answer.stderr and "3.9" in answer.stderr and "Traceback" not in answer.stderr


def test_a_missing_venv_module_names_the_package(nuan: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nuan.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(nuan.Stop, match="apt install python3-venv"):
        nuan.ensure_venv()


def test_a_full_disk_is_said_before_anything_is_made(
    nuan: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nuan.shutil, "disk_usage", lambda path: SimpleNamespace(free=10_000_000))
    with pytest.raises(nuan.Stop, match="No disk space"):
        nuan.ensure_venv()
    assert not nuan.VENV.exists()


def test_packages_are_installed_once_for_each_lock(
    nuan: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locks").mkdir()
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / "locks" / name).write_text(f"{name} 1\n", encoding="utf-8")
    installed: list[str] = []
    monkeypatch.setattr(nuan, "install", lambda lock: installed.append(lock.name))
    for development in (False, False, True, True, False):
        nuan.ensure_packages(development=development)
    assert installed == ["requirements.txt", "requirements-dev.txt"]
    (tmp_path / "locks" / "requirements.txt").write_text("changed\n", encoding="utf-8")
    (tmp_path / "locks" / "requirements-dev.txt").write_text("changed\n", encoding="utf-8")
    nuan.ensure_packages(development=False)
    assert installed[2:] == ["requirements.txt"]


def test_packages_that_cannot_be_fetched_name_the_mirror(
    nuan: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(nuan.Stop, match="PIP_INDEX_URL"):
        nuan.run(["sh", "-c", "exit 1"], nuan.NO_PACKAGES)


def test_locks_carry_hashes_and_no_registry_address() -> None:
    for path in (SCRIPT.parent / "locks").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        pins = [line for line in text.splitlines() if "==" in line and not line.startswith((" ", "#"))]
        assert pins and all(line.endswith("\\") for line in pins), path.name
        assert "://" not in text and "index-url" not in text, path.name


@pytest.fixture
def packing(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The build hook, with a stand-in for the builder's base class, which only builds need."""

    class Hook:
        target_name = "wheel"

        def __init__(self, root: Path) -> None:
            self.root = str(root)

    for name in ("hatchling", "hatchling.builders", "hatchling.builders.hooks", "hatchling.builders.hooks.plugin"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    interface = ModuleType("hatchling.builders.hooks.plugin.interface")
    interface.BuildHookInterface = Hook  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, interface.__name__, interface)
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_wheel_without_its_assets_is_not_built(packing: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"app\.js"):
        packing.AssetsInside(tmp_path).initialize("standard", {})
    packing.AssetsInside(tmp_path).initialize("editable", {})
    for name in packing.BUILT:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    packing.AssetsInside(tmp_path).initialize("standard", {})


def test_the_hook_asks_for_what_the_bootstrap_builds(packing: ModuleType) -> None:
    assert all((ROOT / name).is_file() for name in packing.BUILT)
