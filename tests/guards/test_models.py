"""Every model declares its scope, has a migration, and every foreign key an index."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from nuanyang.foundation.scope import guards
from nuanyang.foundation.scope.checks import every_model_declares_its_scope
from nuanyang.foundation.scope.records import Record, Scope, is_ours, scope_of

ROOT = Path(__file__).resolve().parents[2]


def ours() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if is_ours(m) and not m._meta.proxy]


def test_every_model_declares_its_scope():
    assert every_model_declares_its_scope(None) == []


def test_a_model_that_forgets_its_scope_is_caught(monkeypatch):
    class Forgetful(models.Model):
        class Meta:
            app_label = "people"

    Forgetful.__module__ = "nuanyang.registry.people.models"
    try:
        assert [p.id for p in every_model_declares_its_scope(None)] == ["nuanyang.E001"]
    finally:
        del apps.all_models["people"]["forgetful"]
        apps.clear_cache()


def test_declarations_are_scopes_and_public_ones_say_why():
    for model in ours():
        scope = scope_of(model)
        assert isinstance(scope, Scope)
        if scope.kind in ("public", "system"):
            assert len(scope.why) > 8, f"{model.__name__}: say why"


@pytest.mark.django_db
def test_migrations_are_complete():
    out = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out, verbosity=1)
    except SystemExit as error:
        raise AssertionError(out.getvalue()) from error


def unindexed_foreign_keys(cursor) -> list[str]:
    """Foreign keys whose column leads no index."""
    cursor.execute(
        """
        SELECT c.conrelid::regclass::text || '.' || a.attname
        FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND NOT EXISTS (
          SELECT 1 FROM pg_index i
          WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1] AND i.indpred IS NULL)
        ORDER BY 1
        """
    )
    return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_every_foreign_key_is_indexed():
    with connection.cursor() as cursor:
        assert [f for f in unindexed_foreign_keys(cursor) if not f.startswith(("procrastinate_",))] == []


@pytest.mark.django_db
def test_a_foreign_key_without_index_is_caught():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE parent (id bigint PRIMARY KEY)")
        cursor.execute("CREATE TEMP TABLE child (id bigint, parent_id bigint REFERENCES parent (id))")
        assert "child.parent_id" in unindexed_foreign_keys(cursor)


@pytest.mark.django_db
def test_protected_tables_have_forced_policies():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        forced = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT tablename, count(*) FROM pg_policies GROUP BY tablename")
        policies = dict(cursor.fetchall())
    for model in guards.protected_models():
        assert model._meta.db_table in forced, model
        assert policies[model._meta.db_table] >= 5


@pytest.mark.django_db
def test_no_delete_where_none_is_declared():
    with connection.cursor() as cursor:
        for model in ours():
            cursor.execute("SELECT has_table_privilege(current_user, %s, 'DELETE')", [model._meta.db_table])
            assert cursor.fetchone()[0] == bool(getattr(model, "deletable", False)), model.__name__


def unsafe_statements(text: str) -> list[str]:
    """Migration code that locks a large table or imports the app's own code."""
    found = []
    if re.search(r"^from nuanyang\.\S+\.(operations|queries|models) import", text, re.M):
        found.append("imports code that will change")
    if "RunPython" in text and "elidable" not in text and "reverse" not in text:
        found.append("RunPython without a way back")
    if "AlterField" in text and "0001_" not in text and "NOT NULL" in text:
        found.append("NOT NULL without expand and contract")
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "nuanyang").rglob("migrations/0*.py")), ids=lambda p: p.parts[-3] + p.stem)
def test_migrations_are_safe(path: Path):
    assert unsafe_statements(path.read_text("utf-8")) == []


def test_an_unsafe_migration_is_caught():
    assert unsafe_statements("from nuanyang.registry.people.models import Person\n") == [
        "imports code that will change"
    ]
    assert unsafe_statements("operations = [migrations.RunPython(f)]") == ["RunPython without a way back"]


def test_records_inherit_the_guarded_manager():
    for model in ours():
        if issubclass(model, Record):
            assert type(model._default_manager).__name__ == "ScopedManager", model.__name__
            assert type(model._base_manager).__name__ == "ScopedManager", model.__name__
