"""A backup holds everything, says when it does not, and comes back the same."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from nuanyang.instance import backup
from nuanyang.instance.cluster import APP, OWNER, SUPERUSER
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home, write_private
from nuanyang.instance.postgres import THROW_AWAY, Postgres

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
SCHEMA = f"""
CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, photo bytea);
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
ALTER TABLE people FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON people TO {APP} USING (name = current_setting('app.name', true));
GRANT SELECT ON people TO {APP};
CREATE TABLE log (id bigint PRIMARY KEY, person bigint REFERENCES people);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'append only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON log FOR EACH ROW EXECUTE FUNCTION refuse();
"""


@pytest.fixture
def filled(postgres: Postgres) -> Postgres:
    """A database with row policies that bind even the owner, a trigger, and a home with keys and files."""
    with psycopg.connect(postgres.url(OWNER)) as connection:
        connection.execute(SCHEMA)
    with psycopg.connect(postgres.url(SUPERUSER)) as connection:
        connection.execute(
            "INSERT INTO people (name, photo) SELECT '卓玛' || n, '\\x00ff' FROM generate_series(1, 200) n"
        )
        connection.execute("INSERT INTO log SELECT id, id FROM people")
    home = postgres.home
    write_private(home.keys / "data-keys.json", '{"current": 1}')
    (home.files / "ab").mkdir()
    (home.files / "ab" / "photo.jpg").write_bytes(b"\xff\xd8photo")
    return postgres


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Postgres]:
    """A second, empty installation."""
    server = Postgres(Home(tmp_path / "second").prepare(), settings=THROW_AWAY)
    server.start()
    yield server
    server.stop()


def make(filled: Postgres, target: Path) -> backup.Manifest:
    return backup.make(filled.home, filled.url(SUPERUSER), target, version="1", at=AT)


def content(server: Postgres) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url(SUPERUSER)) as connection:
        return connection.execute(
            "SELECT p.*, l.id FROM people p JOIN log l ON l.person = p.id ORDER BY p.id"
        ).fetchall()


def test_everything_comes_back_with_its_owner_rights_and_policies(
    filled: Postgres, fresh: Postgres, tmp_path: Path
) -> None:
    made = make(filled, tmp_path / "backup")
    assert made.rows == {"public.log": 200, "public.people": 200}
    manifest = backup.read_manifest(tmp_path / "backup")
    assert manifest == made
    backup.restore_database(tmp_path / "backup", fresh.url(SUPERUSER), manifest)
    backup.restore_files(tmp_path / "backup", fresh.home)
    assert content(fresh) == content(filled)
    assert (fresh.home.files / "ab" / "photo.jpg").read_bytes() == b"\xff\xd8photo"
    assert (fresh.home.keys / "data-keys.json").read_text(encoding="utf-8") == '{"current": 1}'
    with psycopg.connect(fresh.url(APP)) as connection:
        assert connection.execute("SELECT count(*) FROM people").fetchone() == (0,)
        connection.execute("SELECT set_config('app.name', '卓玛7', true)")
        assert connection.execute("SELECT name FROM people").fetchall() == [("卓玛7",)]
    with psycopg.connect(fresh.url(SUPERUSER)) as connection:
        assert connection.execute(
            "SELECT tableowner FROM pg_tables WHERE tablename = 'people'"
        ).fetchone() == (OWNER,)
        with pytest.raises(psycopg.errors.RaiseException, match="append only"):
            connection.execute("DELETE FROM log")


def test_the_new_server_keeps_its_own_passwords(filled: Postgres, fresh: Postgres, tmp_path: Path) -> None:
    make(filled, tmp_path / "backup")
    before = fresh.cluster.passwords()
    backup.restore_files(tmp_path / "backup", fresh.home)
    assert fresh.cluster.passwords() == before != filled.cluster.passwords()
    assert "postgres.json" not in {path.name for path in (tmp_path / "backup").rglob("*")}


def test_a_backup_is_for_its_owner_only(filled: Postgres, tmp_path: Path) -> None:
    make(filled, tmp_path / "backup")
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o700
    for name in (backup.DUMP, backup.MANIFEST, "home/keys/data-keys.json"):
        assert stat.S_IMODE((tmp_path / "backup" / name).stat().st_mode) == 0o600


def test_a_role_that_row_policies_bind_is_refused_instead_of_leaving_rows_out(
    filled: Postgres, tmp_path: Path
) -> None:
    with pytest.raises(InstanceError, match="sees every row"):
        backup.make(filled.home, filled.url(OWNER), tmp_path / "backup", version="1", at=AT)
    assert list(tmp_path.glob("backup*")) == []


def test_an_empty_database_is_no_backup(fresh: Postgres, tmp_path: Path) -> None:
    with pytest.raises(InstanceError, match="holds nothing") as refused:
        make(fresh, tmp_path / "backup")
    assert refused.value.status == 2 and list(tmp_path.glob("backup*")) == []


def test_a_folder_in_use_is_not_written(filled: Postgres, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InstanceError) as caught:
        make(filled, tmp_path / "backup")
    assert caught.value.status == 2
    assert [path.name for path in (tmp_path / "backup").iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("harm", ["changed", "missing", "added"])
def test_a_damaged_backup_is_noticed(filled: Postgres, tmp_path: Path, harm: str) -> None:
    make(filled, tmp_path / "backup")
    photo = tmp_path / "backup" / "home" / "files" / "ab" / "photo.jpg"
    if harm == "changed":
        photo.write_bytes(b"\xff\xd8other")
    elif harm == "missing":
        photo.unlink()
    else:
        shutil.copy(photo, photo.with_name("second.jpg"))
    with pytest.raises(InstanceError, match="damaged") as caught:
        backup.read_manifest(tmp_path / "backup")
    assert caught.value.status == 2


def test_a_database_in_use_is_not_overwritten(filled: Postgres, tmp_path: Path) -> None:
    manifest = make(filled, tmp_path / "backup")
    before = content(filled)
    with pytest.raises(InstanceError, match="not empty") as caught:
        backup.restore_database(tmp_path / "backup", filled.url(SUPERUSER), manifest)
    assert caught.value.status == 2
    assert content(filled) == before


def test_something_else_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(InstanceError, match="not a backup"):
        backup.read_manifest(tmp_path)
