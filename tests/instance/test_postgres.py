"""The embedded database: safe from the first moment, and it always comes back."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from nuanyang.instance import processes
from nuanyang.instance.cluster import APP, OWNER, SUPERUSER
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home
from nuanyang.instance.postgres import THROW_AWAY, Postgres
from nuanyang.instance.spawn import spawn
from tests.instance.conftest import descendants, until

STARTS_AND_WAITS = """
import sys, time
from pathlib import Path
from nuanyang.instance.home import Home
from nuanyang.instance.postgres import Postgres
server = Postgres(Home(Path(sys.argv[1])))
server.start()
print(server.pid(), flush=True)
time.sleep(600)
"""


def test_roles_have_only_the_rights_they_need(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url(SUPERUSER)) as connection:
        facts = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = ANY(%s)",
            [[OWNER, APP]],
        ).fetchall()
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'nuanyang'"
        ).fetchone()
    assert sorted(facts) == [(APP, False, False, False, False), (OWNER, False, False, False, False)]
    assert owner == (OWNER, "UTF8")
    with (
        psycopg.connect(postgres.url(APP)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE public.mine (id int)")


def test_nobody_gets_in_without_the_password(postgres: Postgres) -> None:
    port = postgres.port
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://{SUPERUSER}:guess@127.0.0.1:{port}/nuanyang")
    with psycopg.connect(postgres.url(SUPERUSER)) as connection:
        row = connection.execute(
            "SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories'),"
            " (SELECT bool_and(rolpassword LIKE 'SCRAM%') FROM pg_authid WHERE rolcanlogin)"
        ).fetchone()
    assert row == ("127.0.0.1", "", True)
    assert stat.S_IMODE(postgres.home.postgres_passwords.stat().st_mode) == 0o600


def test_the_start_changes_no_parent_folder(tmp_path: Path) -> None:
    outer = tmp_path / "private"
    outer.mkdir(mode=0o700)
    before = [folder.stat().st_mode for folder in (outer, *outer.parents)]
    server = Postgres(Home(outer / "home"), settings=THROW_AWAY)
    server.start()
    try:
        pid = server.pid()
        assert pid is not None
        assert [folder.stat().st_mode for folder in (outer, *outer.parents)] == before
        assert Path(f"/proc/{pid}").stat().st_uid != 0
        assert stat.S_IMODE(server.home.root.stat().st_mode) == 0o700
    finally:
        server.stop()
    assert not processes.exists(pid)


def test_data_outlives_stop_and_start_and_the_second_start_changes_nothing(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url(OWNER)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    passwords = postgres.cluster.passwords()
    assert postgres.start() is False
    postgres.stop()
    began = time.monotonic()
    again = Postgres(postgres.home, settings=THROW_AWAY)
    assert again.start() is True
    try:
        assert time.monotonic() - began < 10
        assert again.cluster.passwords() == passwords
        with psycopg.connect(again.url(OWNER)) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    finally:
        again.stop()


def test_committed_rows_survive_a_killed_server(home: Home) -> None:
    server = Postgres(home)
    server.start()
    pid = server.pid()
    assert pid is not None and server.process is not None
    with psycopg.connect(server.url(OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        for number in range(50):
            connection.execute("INSERT INTO kept VALUES (%s)", [number])
        os.kill(pid, signal.SIGKILL)
        server.process.wait()
    assert server.start() is True
    try:
        with psycopg.connect(server.url(OWNER)) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (50,)
    finally:
        server.stop()


def test_a_stale_process_id_that_now_belongs_to_another_program(home: Home) -> None:
    server = Postgres(home, settings=THROW_AWAY)
    server.start()
    note = server.cluster.pid_file.read_text(encoding="utf-8")
    server.stop()
    bystander = spawn(["sleep", "600"], account=server.cluster.account)
    try:
        server.cluster.pid_file.write_text(f"{bystander.pid}\n{note.partition(chr(10))[2]}", encoding="utf-8")
        assert server.pid() is None
        assert server.start() is True
        assert server.pid() not in (None, bystander.pid)
        assert bystander.poll() is None
    finally:
        server.stop()
        bystander.kill()
        bystander.wait()


def test_another_server_is_not_taken_for_ours(postgres: Postgres, tmp_path: Path) -> None:
    other = Postgres(Home(tmp_path / "other"), settings=THROW_AWAY)
    other.start()
    try:
        other.stop()
        other.cluster.pid_file.write_bytes(postgres.cluster.pid_file.read_bytes())
        assert other.pid() is None
        assert other.start() is True
        assert other.pid() != postgres.pid() and other.port != postgres.port
    finally:
        other.stop()
    assert postgres.pid() is not None


def test_a_taken_port_is_refused_in_one_clear_line(home: Home) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InstanceError, match=f"Port {port} is taken") as caught:
            Postgres(home, port).start()
    assert f"端口 {port} 已被占用" in caught.value.zh and "\n" not in caught.value.zh


def test_a_usual_port_that_somebody_took_is_replaced(home: Home) -> None:
    server = Postgres(home, settings=THROW_AWAY)
    server.start()
    first = server.port
    server.stop()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", first))
        taken.listen()
        again = Postgres(home, settings=THROW_AWAY)
        again.start()
        try:
            assert again.port != first
        finally:
            again.stop()


def test_a_killed_parent_leaves_no_server(
    home: Home, program: Callable[..., subprocess.Popen[bytes]]
) -> None:
    parent = program(STARTS_AND_WAITS, str(home.root))
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    everyone = {pid} | descendants(pid)
    assert len(everyone) > 3
    parent.kill()
    assert until(lambda: not any(processes.exists(each) for each in everyone))
    server = Postgres(home)
    assert server.start() is True
    server.stop()


def test_a_creation_that_was_cut_short_is_begun_again(home: Home) -> None:
    server = Postgres(home, settings=THROW_AWAY)
    server.start()
    server.stop()
    home.postgres_passwords.unlink()  # as when the power fails before the passwords are kept
    assert server.start() is True
    server.stop()


def test_no_disk_space_is_said_before_anything_is_written(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nuanyang.instance.postgres.free_megabytes", lambda path: 12)
    with pytest.raises(InstanceError, match="No disk space"):
        Postgres(home).start()
    assert not home.postgres.exists()
