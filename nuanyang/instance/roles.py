"""Roles and database of the embedded server: one role owns the tables, another works with them and owns
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg import sql

from nuanyang.instance.cluster import APP, OWNER

DATABASE = "nuanyang"
PLAIN = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


def ensure(maintenance_url: str, passwords: Mapping[str, str]) -> None:
    """Create what is missing; change nothing that is there. The address is the superuser's."""
    with psycopg.connect(maintenance_url, autocommit=True) as connection:
        present = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role in (OWNER, APP):
            if role not in present:
                statement = sql.SQL(f"CREATE ROLE {{}} {PLAIN} PASSWORD {{}}")
                connection.execute(statement.format(sql.Identifier(role), sql.Literal(passwords[role])))
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            create_database(connection, DATABASE)


def create_database(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """Create a database that the owner role owns and that the application role may enter, nobody else."""
    database, owner, app = sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(APP)
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(database, owner)
    )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, app))


def allow_creating_databases(maintenance_url: str) -> None:
    """Let the owner role clone databases, as test runs do."""
    with psycopg.connect(maintenance_url, autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
