"""Every operation has permission, events, a test that calls it and a glossary entry for its noun."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps

from nuanyang.foundation.access.permissions import PERMISSIONS
from nuanyang.foundation.audit.operation import OPERATIONS, OperationInfo

ROOT = Path(__file__).resolve().parents[2]


def load_all() -> dict[str, OperationInfo]:
    for config in apps.get_app_configs():
        module = f"{config.name}.operations"
        if config.name.startswith("nuanyang.") and find_spec(module):
            import_module(module)
    return {n: i for n, i in OPERATIONS.items() if i.function.__module__.startswith("nuanyang.")}


def faults(info: OperationInfo, tests: str) -> list[str]:
    """What an operation lacks."""
    found = []
    if info.permission not in PERMISSIONS:
        found.append(f"unknown permission {info.permission}")
    if not info.events:
        found.append("declares no event")
    if not info.function.__doc__:
        found.append("says nothing about itself")
    if not re.search(rf"\b{info.function.__name__}\b", tests):
        found.append("no test mentions it")
    return found


@pytest.fixture(scope="module")
def tests_text() -> str:
    here = Path(__file__).resolve()
    return "\n".join(p.read_text("utf-8") for p in (ROOT / "tests").rglob("*.py") if p.resolve() != here)


def test_every_operation_is_complete(tests_text):
    problems = {name: f for name, info in load_all().items() if (f := faults(info, tests_text))}
    assert problems == {}


def test_an_incomplete_operation_is_caught(tests_text):
    def nameless_deed(*, actor): ...

    info = OperationInfo("x.nameless_deed", "no.such", (), False, False, nameless_deed)
    assert len(faults(info, "")) == 4


def writes_past_operations(text: str) -> list[str]:
    """Lines in views, forms, queries or jobs that write to a model directly."""
    pattern = re.compile(r"\.(save|create|bulk_create|update|bulk_update|delete|get_or_create|update_or_create)\(")
    return [
        line.strip()
        for line in text.splitlines()
        if pattern.search(line) and re.search(r"objects|self\.instance|record\.save|person\.save", line)
    ]


@pytest.mark.parametrize(
    "path",
    sorted(p for n in ("views", "forms", "queries", "jobs") for p in (ROOT / "nuanyang").rglob(f"{n}.py")),
    ids=lambda p: f"{p.parts[-2]}.{p.stem}",
)
def test_screens_and_reads_do_not_write(path: Path):
    assert writes_past_operations(path.read_text("utf-8")) == []


def test_a_write_in_a_view_is_caught():
    assert writes_past_operations("    Person.objects.create(name='x')\n") != []


def test_only_declared_modules_act_as_the_system():
    """``system_actor`` sees everything: each module that uses it is listed with its reason."""
    allowed = (ROOT / "tests" / "guards" / "system_actors.txt").read_text("utf-8")
    listed = {line.split()[0] for line in allowed.splitlines() if line.strip() and not line.startswith("#")}
    using = {
        str(p.relative_to(ROOT))
        for p in (ROOT / "nuanyang").rglob("*.py")
        if "system_actor(" in p.read_text("utf-8") and p.name != "acting.py"
    }
    assert using == listed
