"""`backup` and `restore` as a person types them, on embedded databases."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from nuanyang.doors.cli import __main__ as entry
from nuanyang.doors.cli.backup import privileged_url
from nuanyang.instance.cluster import OWNER, SUPERUSER
from nuanyang.instance.home import Home, write_private
from nuanyang.instance.postgres import THROW_AWAY, Postgres


def test_a_backup_restored_into_an_empty_home_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    first, second = Home(tmp_path / "first"), Home(tmp_path / "second")
    server = Postgres(first, settings=THROW_AWAY)
    server.start()
    with psycopg.connect(server.url(OWNER)) as connection:
        connection.execute(
            "CREATE TABLE notes AS SELECT n, repeat('暖', n) AS text FROM generate_series(1, 50) n"
        )
    server.stop()
    write_private(first.keys / "data-keys.json", "{}")

    monkeypatch.setenv("NUANYANG_HOME", str(first.root))
    assert entry.main(["backup", str(tmp_path / "kept")]) == 0
    assert entry.main(["backup", str(tmp_path / "kept")]) == 2
    monkeypatch.setenv("NUANYANG_HOME", str(second.root))
    assert entry.main(["restore", str(tmp_path / "kept")]) == 0
    assert "50 rows" in capsys.readouterr().err

    again = Postgres(second, settings=THROW_AWAY)
    again.start()
    try:
        with psycopg.connect(again.url(SUPERUSER)) as connection:
            row = connection.execute("SELECT count(*), sum(length(text)) FROM notes").fetchone()
        assert row == (50, 1275)
    finally:
        again.stop()
    assert (second.keys / "data-keys.json").read_text(encoding="utf-8") == "{}"


def test_a_restore_that_fails_leaves_the_home_as_empty_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("NUANYANG_HOME", str(tmp_path / "home"))
    (tmp_path / "kept").mkdir()
    assert entry.main(["restore", str(tmp_path / "kept")]) == 2
    assert not (tmp_path / "home").exists()


def test_a_backup_of_another_database_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NUANYANG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:hidden1@db.example/relief")
    monkeypatch.setenv("DATABASE_SUPERUSER_URL", "postgresql://root:hidden2@db.example:5432/postgres")
    assert entry.main(["backup", str(tmp_path / "kept")]) == 2
    said = capsys.readouterr().err
    assert "points at the database postgres" in said and "is relief" in said and "hidden" not in said
    assert not (tmp_path / "kept").exists()


def test_behind_a_pooler_the_database_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:hidden1@pooler.example:6432/relief")
    monkeypatch.setenv("DATABASE_SUPERUSER_URL", "postgresql://root:hidden2@db.example:5432/relief")
    assert privileged_url() == "postgresql://root:hidden2@db.example:5432/relief"


def test_the_owner_does_not_serve(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.setenv(name, "postgresql://owner:hidden@db.example/relief")
    assert entry.main(["serve"]) != 0
    said = capsys.readouterr().err
    assert "same role" in said and "hidden" not in said
