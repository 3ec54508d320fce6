"""The home folder and its private files."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home, home_from, write_private


def test_the_variable_names_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home_from({"NUANYANG_HOME": str(tmp_path)}).root == tmp_path
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home_from({}).root == tmp_path / ".nuanyang"


def test_folders_are_private_and_an_existing_folder_keeps_its_rights(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.root.mkdir(mode=0o750)
    home.prepare()
    assert stat.S_IMODE(home.root.stat().st_mode) == 0o750
    assert {stat.S_IMODE(path.stat().st_mode) for path in (home.keys, home.files, home.logs, home.run)} == {
        0o700
    }


def test_the_signing_key_is_made_once(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    first = home.ensure_secret_key().read_text(encoding="utf-8")
    assert len(first) >= 32
    assert home.ensure_secret_key().read_text(encoding="utf-8") == first
    assert stat.S_IMODE(home.secret_key.stat().st_mode) == 0o600


def test_a_private_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_private(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_private(path, "half \udc80")
    assert path.read_text(encoding="utf-8") == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]


def test_a_home_that_cannot_be_made_is_said_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InstanceError, match="Set NUANYANG_HOME"):
        Home(tmp_path / "file" / "home").prepare()


def test_an_empty_home(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    assert home.is_empty()
    home.root.mkdir()
    assert home.is_empty()
    home.prepare()
    assert not home.is_empty()
