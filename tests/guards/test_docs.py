"""The documents are true: terms, links, settings, commands, generated pages; nothing of the machine they were written on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps

from nuanyang.doors.cli import reference_docs
from nuanyang.doors.cli.registry import commands
from nuanyang.doors.cli.settings_texts import SETTINGS
from nuanyang.foundation.scope.records import is_ours

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
GLOSSARY = DOCS / "glossary"
READMES = ("README.md", "README.zh-CN.md")


def pages() -> list[Path]:
    """Every Markdown page that people read."""
    found = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "nuanyang").rglob("README.md")]
    return sorted(path for path in found if "static" not in path.parts)


def tracked() -> list[Path]:
    """The files of the source; without a repository everything that is not made by running."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    made = {".git", ".venv", "node_modules", "static", "__pycache__", "dist"}
    return [
        path for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not any(part in made or part.endswith("_cache") for part in path.parts)
    ]  # fmt: skip


# ---- glossary -------------------------------------------------------------------------------------


def identifiers(text: str) -> set[str]:
    """What a glossary entry says it is in code."""
    line = re.search(r"^- \*\*Identifier\*\*: (.+)$", text, re.M)
    return set(re.findall(r"`([^`]+)`", line.group(1))) if line else set()


def entries() -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(GLOSSARY.glob("*.md")) if path.name != "README.md"}


def without_entry(nouns: Iterable[str], known: dict[str, str]) -> list[str]:
    """Nouns that no entry names as its identifier."""
    told = set().union(*(identifiers(text) for text in known.values()))
    return sorted(set(nouns) - told)


def model_names() -> set[str]:
    return {m.__name__ for m in apps.get_models() if is_ours(m) and not m._meta.proxy}


def test_every_model_has_a_glossary_entry():
    assert without_entry(model_names(), entries()) == [], "write docs/glossary/<term>.md, see its README"


def test_a_noun_without_entry_is_caught():
    assert without_entry({*model_names(), "Gizmo"}, entries()) == ["Gizmo"]


def test_an_entry_that_names_nothing_does_not_count():
    assert without_entry({"Stay"}, {"stay.md": "# stay · 在站\n\nA `Stay` is a stay.\n"}) == ["Stay"]


def test_glossary_entries_are_complete_and_listed():
    index = (GLOSSARY / "README.md").read_text("utf-8")
    assert len(entries()) >= 60
    for name, text in entries().items():
        assert re.match(r"# .+ · .*[\u4e00-\u9fff]", text), name
        assert identifiers(text), name
        for part in ("**Not to be confused with**: ", "**Source**: "):
            assert re.search(re.escape(part) + r"\S", text), (name, part)
        assert f"]({name})" in index, f"{name} is not in the index"


def test_decisions_are_listed_and_complete():
    index = (DOCS / "decisions" / "README.md").read_text("utf-8")
    for path in sorted((DOCS / "decisions").glob("[0-9]*.md")):
        text = path.read_text("utf-8")
        assert f"]({path.name})" in index, path.name
        for part in ("**Context.**", "**Decision.**", "**Consequences.**", "**What would change our mind.**"):
            assert part in text, (path.name, part)


# ---- links ----------------------------------------------------------------------------------------


def anchors(text: str) -> set[str]:
    """The anchors that headings make."""
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def broken_links(path: Path, text: str) -> Iterator[str]:
    """Relative links of a page that lead nowhere."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        aim = (path.parent / name).resolve() if name else path
        if not aim.exists() or (anchor and aim.suffix == ".md" and anchor not in anchors(aim.read_text("utf-8"))):
            yield f"{path.relative_to(ROOT)} → {target}"


def test_links_resolve():
    assert [link for path in pages() for link in broken_links(path, path.read_text("utf-8"))] == []


def test_a_broken_link_is_caught():
    text = "[a](no-such-page.md) [b](README.md#no-such-heading) [c](README.md) [d](https://example.org/)"
    assert len(list(broken_links(DOCS / "decisions" / "README.md", text))) == 2


# ---- settings and commands ------------------------------------------------------------------------

VARIABLE = re.compile(r"""["']((?:NUANYANG|DATABASE)_[A-Z_]*[A-Z])["']""")


def variables_read() -> set[str]:
    """Environment variables that the code names."""
    texts = [p.read_text("utf-8") for p in (ROOT / "nuanyang").rglob("*.py") if p.name != "settings_texts.py"]
    return set(VARIABLE.findall("\n".join([*texts, (ROOT / "nuan").read_text("utf-8")])))


def settings_faults(read: set[str], told: set[str]) -> list[str]:
    """Variables that are read and not explained, or explained and not read."""
    return [f"explain {n}" for n in sorted(read - told)] + [f"{n} does nothing" for n in sorted(told - read)]


def test_every_setting_is_explained_and_every_explained_one_is_read():
    told = {name for entries_ in SETTINGS.values() for name in entries_}
    assert settings_faults(variables_read(), told) == [], "nuanyang/doors/cli/settings_texts.py"


def test_an_unexplained_setting_is_caught():
    assert settings_faults({"NUANYANG_HOME", "NUANYANG_SECRET_WISH"}, {"NUANYANG_HOME", "NUANYANG_OLD"}) == [
        "explain NUANYANG_SECRET_WISH", "NUANYANG_OLD does nothing",
    ]  # fmt: skip


def unknown_commands(text: str) -> set[str]:
    """Commands of ./nuan in a text that do not exist."""
    return set(re.findall(r"(?:\./|/)nuan ([a-z_]+)", text)) - {module.NAME for module in commands()}


def test_commands_exist():
    unknown = {str(p.relative_to(ROOT)): words for p in pages() if (words := unknown_commands(p.read_text("utf-8")))}
    assert unknown == {}


def test_an_unknown_command_is_caught():
    assert unknown_commands("run `./nuan demo`, then `./nuan dance`") == {"dance"}


@pytest.mark.parametrize("name", READMES)
def test_readmes_name_the_two_commands(name: str):
    text = (ROOT / name).read_text("utf-8")
    assert "./nuan demo " in text and "./nuan test " in text
    assert all(f"]({other})" in text for other in READMES if other != name)


# ---- generated pages ------------------------------------------------------------------------------


def stale(made: dict[str, str], folder: Path) -> list[str]:
    """Generated pages that differ from what is committed, are missing, or should be gone."""
    there = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in {*made, *there} if made.get(name) != there.get(name))


def test_the_reference_is_up_to_date():
    # In a process of its own: other tests declare operations and events that the reference must not list.
    program = "import django, json, sys; django.setup(); from nuanyang.doors.cli import reference_docs as r; json.dump(r.documents(), sys.stdout)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "nuanyang.config.settings"}
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    assert stale(json.loads(run.stdout), reference_docs.FOLDER) == [], f"run: {reference_docs.PROGRAM}"


def test_a_stale_reference_is_caught(tmp_path):
    (tmp_path / "roles.md").write_text("old", encoding="utf-8")
    (tmp_path / "gone.md").write_text("left over", encoding="utf-8")
    assert stale({"roles.md": "new", "events.md": "new"}, tmp_path) == ["events.md", "gone.md", "roles.md"]


# ---- nothing of the machine ------------------------------------------------------------------------

# Put together here, so that this file does not contain them.
HOSTS = tuple("".join(parts) for parts in (
    ("py", "pi.org"), ("python", "hosted.org"), ("npm", "js.org"), ("npm", "js.com"), ("npm", "mirror.com"),
    ("yarn", "pkg.com"), ("mirrors.", "aliyun"), ("tuna.", "tsinghua"), ("mirror.", "tencent"), ("arti", "factory"),
))  # fmt: skip
PLACES = tuple("".join(parts) for parts in (("/wo", "rk/"), ("/tmp", "/w/"), ("/ro", "ot/"), ("/home", "/user")))


def foreign_words(content: bytes) -> list[str]:
    """Package-registry hosts and machine paths in a file."""
    lowered = content.lower()
    return [word for word in (*HOSTS, *PLACES) if word.encode() in lowered]


def test_no_registry_hosts_and_no_machine_paths():
    found = {str(p.relative_to(ROOT)): words for p in tracked() if (words := foreign_words(p.read_bytes()))}
    assert found == {}


def test_a_registry_host_or_machine_path_is_caught():
    assert foreign_words(f"index-url = https://{HOSTS[0]}/simple".encode()) == [HOSTS[0]]
    assert foreign_words(f"cd {PLACES[0]}main".encode()) == [PLACES[0]]


def test_locks_carry_hashes_and_no_address():
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))["packages"]
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    assert [name for name, facts in packages.items() if name and "integrity" not in facts] == []
    for lock in sorted((ROOT / "locks").glob("*.txt")):
        text = lock.read_text("utf-8")
        assert "://" not in text and "--hash=sha256:" in text, lock.name
