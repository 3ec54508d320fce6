"""The application must not use a role that row-level security does not bind."""

from __future__ import annotations

import psycopg
import pytest

from nuanyang.instance.cluster import APP, OWNER, SUPERUSER
from nuanyang.instance.database_rights import rights
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.postgres import Postgres


def refusal(postgres: Postgres, role: str) -> str:
    found = rights(postgres.url(role)).refusal()
    return found.en if found else ""


def test_only_the_plain_role_may_serve(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url(OWNER)) as connection:
        connection.execute("CREATE TABLE things (id int)")
    assert refusal(postgres, APP) == ""
    assert "owns 1 tables" in refusal(postgres, OWNER)
    assert "superuser" in refusal(postgres, SUPERUSER)


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        (f"ALTER ROLE {APP} BYPASSRLS", "bypasses"),
        (f"GRANT {OWNER} TO {APP}", "owns 1 tables"),
        (f"GRANT {SUPERUSER} TO {APP}", "bypasses"),
    ],
)
def test_rights_gained_later_are_noticed(postgres: Postgres, statement: str, word: str) -> None:
    with psycopg.connect(postgres.url(OWNER)) as connection:
        connection.execute("CREATE TABLE things (id int)")
    with psycopg.connect(postgres.url(SUPERUSER)) as connection:
        connection.execute(statement)
    assert word in refusal(postgres, APP)


def test_a_server_that_is_not_there_is_said_without_the_password() -> None:
    with pytest.raises(InstanceError, match="Cannot connect") as caught:
        rights("postgresql://somebody:secret-word@127.0.0.1:1/nothing")
    assert "secret-word" not in str(caught.value)
