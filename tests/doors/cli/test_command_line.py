"""The command line: help, settings file, installation mode, texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nuanyang.doors.cli import __main__ as entry
from nuanyang.doors.cli import environment, messages, registry, tee
from nuanyang.doors.cli.test import TEMPLATE, on_template, pytest_command
from nuanyang.instance import state
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty home that the commands use."""
    monkeypatch.setenv("NUANYANG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return Home(tmp_path / "home")


@pytest.mark.parametrize("module", list(registry.commands()), ids=lambda module: str(module.NAME))
def test_help_says_what_the_command_needs_in_both_languages(
    module: registry.Command, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        registry.build_parser().parse_args([module.NAME, "--help"])
    assert left.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    zh, en = module.NEEDS.split("\n")[0], module.NEEDS.split("\n")[-1]
    assert zh[:8] in said and en[:20] in said
    assert "服务" in module.NEEDS and "server" in module.NEEDS


def test_unknown_words_are_refused_except_by_test(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        entry.main(["status", "--nonsense"])
    assert left.value.code == 2
    assert "--nonsense" in capsys.readouterr().err
    args, rest = registry.build_parser().parse_known_args(["test", "tests/kernel", "-x", "-k", "money"])
    args.rest = rest
    command = pytest_command(args)
    assert command[3:7] == ["tests/kernel", "-x", "-k", "money"]
    assert command[-2:] == ["-m", "not long"]


def test_status_of_an_empty_home(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["status", "--json"]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert facts["home"] == str(home.root) and facts["running"] is False
    assert {facts[name] for name in ("url", "supervisor", "web", "worker", "postgres")} == {None}
    assert not home.root.exists()


def test_status_names_address_and_processes(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    home.prepare()
    pid = __import__("os").getpid()
    state.write(home, mode="demo", url="http://127.0.0.1:8000", pids={state.SUPERVISOR: pid, state.WEB: pid})
    assert entry.main(["status", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["url"], facts["supervisor"], facts["web"], facts["worker"]) == (
        "http://127.0.0.1:8000",
        pid,
        pid,
        None,
    )


def test_settings_file_fills_in_what_is_not_set(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text(
        "# note\nDATABASE_URL='from file'\nNUANYANG_MODE = demo\n", encoding="utf-8"
    )
    variables = {"NUANYANG_MODE": "serve"}
    environment.load_settings_file(Home(tmp_path), variables)
    assert variables == {"NUANYANG_MODE": "serve", "DATABASE_URL": "from file"}
    (tmp_path / "settings.env").write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(InstanceError, match="line 1"):
        environment.load_settings_file(Home(tmp_path), variables)


def test_only_what_migrates_learns_the_owners_address(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@h/d")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@h/d")
    monkeypatch.setenv("DATABASE_SUPERUSER_URL", "postgresql://root@h/d")
    home.prepare()
    app = environment.child_environment(home, "serve")
    owner = environment.child_environment(home, "serve", owner=True)
    assert app["DATABASE_URL"] == "postgresql://app@h/d" and "DATABASE_OWNER_URL" not in app
    assert owner["DATABASE_OWNER_URL"] == "postgresql://owner@h/d"
    assert "DATABASE_SUPERUSER_URL" not in {**app, **owner}


def test_lost_data_keys_are_not_replaced(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUANYANG_DATA_KEYS_FILE", raising=False)
    environment.ensure_keys(home.prepare())
    environment.note_mode(home, "serve")
    before = (home.keys / "data-keys.json").read_bytes()
    environment.ensure_keys(home)
    assert (home.keys / "data-keys.json").read_bytes() == before
    (home.keys / "data-keys.json").unlink()
    with pytest.raises(InstanceError, match="from a backup"):
        environment.ensure_keys(home)


def test_serve_needs_the_owners_address_too(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@127.0.0.1:1/d")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    assert entry.main(["serve"]) == 1
    assert "DATABASE_OWNER_URL" in capsys.readouterr().err


def test_restore_leaves_a_home_in_use_alone(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.root.mkdir()
    (home.root / "letter.txt").write_text("mine", encoding="utf-8")
    assert entry.main(["restore", str(tmp_path / "backup")]) == 2
    assert "not empty" in capsys.readouterr().err
    assert [path.name for path in home.root.iterdir()] == ["letter.txt"]


def test_backup_of_nothing(home: Home, tmp_path: Path) -> None:
    assert entry.main(["backup", str(tmp_path / "backup")]) == 2
    assert not home.root.exists() and not (tmp_path / "backup").exists()


def test_a_text_without_translation_and_one_with_two_are_told(tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (tmp_path / "a.po").write_text(
        head + 'msgid "入站"\nmsgstr "Admit"\n\nmsgid "离站"\nmsgstr ""\n', encoding="utf-8"
    )
    (tmp_path / "b.po").write_text(head + 'msgid "入站"\nmsgstr "Take in"\n', encoding="utf-8")
    whole, findings = messages.merge(sorted(tmp_path.glob("*.po")))
    assert [(entry.msgid, entry.msgstr) for entry in whole] == [("入站", "Admit")]
    assert findings == ["a.po: '离站' has no translation", "b.po: '入站' is translated otherwise in a.po"]


def test_the_last_line_of_a_program_is_kept(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, last = tee.run_and_keep_last(
        ["sh", "-c", "echo first; echo; echo '3 passed in 1s'; echo; exit 3"], {}
    )
    assert (status, last) == (3, "3 passed in 1s")
    assert capfdbinary.readouterr().out == b"first\n\n3 passed in 1s\n\n"


def test_the_template_is_on_the_same_server() -> None:
    assert on_template("postgresql://a:b@h:5433/nuanyang?x=1") == f"postgresql://a:b@h:5433/{TEMPLATE}?x=1"
