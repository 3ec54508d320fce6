"""What the database itself guarantees, generated from the models' declarations.

Run by the owner right after ``migrate`` (command ``prepare_database``). Everything here is
derived, so it is dropped and created anew each time: policies, grants, the functions that answer
"is this root record visible?", history triggers and append-only triggers.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models, transaction

from nuanyang.foundation.scope.records import Record, Scope, is_ours, root_models, scope_of

#: The actor's keys as an array; a sub-select so that it is computed once per query.
KEYS = "(SELECT string_to_array(current_setting('nuan.keys', true), ' '))::text[]"

LIBRARY_DELETES = (
    "django_session", "axes_", "account_", "socialaccount_", "mfa_", "usersessions_", "procrastinate_",
)


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table


def _column(model: type[models.Model], field: str) -> str:
    column = model._meta.get_field(field).column  # type: ignore[union-attr]
    assert column is not None
    return str(column)


def sees_function(model: type[models.Model]) -> str:
    """Name of the function that says whether the actor sees a row of ``model``."""
    return f"nuan_sees_{_table(model)}"


def visible_sql(model: type[models.Model], scope: Scope) -> str:
    """The SQL condition under which a row of ``model`` is visible."""
    if scope.kind == "root":
        return f"viewer_keys && {KEYS}"
    if scope.kind == "via":
        # A scalar sub-select: a look-up by key for each row, an eighth of a function call, and never
        # turned into a hash over the whole parent table. The parent's own policy holds inside it.
        parts = []
        for name in scope.fields:
            field = model._meta.get_field(name)
            column = f"{_table(model)}.{_column(model, name)}"
            seen = f"(SELECT true FROM {_table(field.related_model)} seen WHERE seen.id = {column})"  # type: ignore[arg-type]
            parts.append(f"({column} IS NULL OR {seen})" if field.null else seen)  # type: ignore[union-attr]
        return " AND ".join(parts)
    if scope.kind == "via_root":
        kind, ident = (_column(model, f) for f in scope.fields)
        condition = f"nuan_sees({kind}, {ident})"
        if any(f.name == "person_id" for f in model._meta.get_fields()):
            condition += " AND (person_id IS NULL OR nuan_sees('person', person_id))"
        return condition
    if scope.kind == "org":
        column = _column(model, scope.fields[0])
        return f"(('o:' || {column}) = ANY ({KEYS}) OR 'sys' = ANY ({KEYS}))"
    if scope.kind == "self_org":
        return (
            f"(NOT concealed OR ('o:' || id) = ANY ({KEYS}) OR 'sys' = ANY ({KEYS}))"
        )
    raise ValueError(scope.kind)


def our_models() -> list[type[models.Model]]:
    """Our own concrete models (libraries' tables hold no records of people) that have a table.

    A model without a migration has none yet; a guard test fails for it.
    """
    tables = set(connection.introspection.table_names())
    return [
        m
        for m in apps.get_models()
        if is_ours(m) and not m._meta.proxy and m._meta.db_table in tables
    ]


def _roots() -> list[tuple[str, type[models.Model]]]:
    present = set(our_models())
    return [(kind, m) for kind, m in sorted(root_models().items()) if m in present]


def protected_models() -> list[type[models.Model]]:
    """Models whose rows carry a policy."""
    return [
        m
        for m in our_models()
        if (s := scope_of(m)) is not None and s.kind not in ("public", "system")
    ]


def function_statements() -> list[str]:
    """``nuan_sees_<table>(id)`` per root table and the dispatcher ``nuan_sees(kind, id)``.

    plpgsql keeps them from being inlined into a hashed sub-plan over the whole table.
    """
    statements = []
    for model in sorted((m for _kind, m in _roots()), key=_table):
        statements.append(
            f"CREATE OR REPLACE FUNCTION {sees_function(model)}(wanted bigint) RETURNS boolean"
            " LANGUAGE plpgsql STABLE PARALLEL SAFE COST 20 AS $$ BEGIN"
            f" RETURN EXISTS (SELECT 1 FROM {_table(model)} WHERE id = wanted); END $$"
        )
    cases = " ".join(
        f"WHEN '{kind}' THEN RETURN {sees_function(model)}(wanted);"
        for kind, model in _roots()
    )
    statements.append(
        "CREATE OR REPLACE FUNCTION nuan_sees(kind text, wanted bigint) RETURNS boolean"
        " LANGUAGE plpgsql STABLE PARALLEL SAFE COST 25 AS $$ BEGIN CASE kind "
        f"{cases} WHEN 'organisation' THEN RETURN ('o:' || wanted) = ANY ("
        "string_to_array(current_setting('nuan.keys', true), ' ')) OR 'sys' = ANY ("
        "string_to_array(current_setting('nuan.keys', true), ' '));"
        " WHEN 'user' THEN RETURN current_setting('nuan.actor', true) = wanted::text OR 'sys' = ANY ("
        "string_to_array(current_setting('nuan.keys', true), ' '));"
        " WHEN 'public' THEN RETURN current_setting('nuan.keys', true) <> '';"
        # What hangs on no root record (field changes of a part) the system alone reads.
        " ELSE RETURN 'sys' = ANY (string_to_array(current_setting('nuan.keys', true), ' ')); END CASE; END $$"
    )
    return statements


def policy_statements(model: type[models.Model], app_role: str, owner_role: str) -> list[str]:
    """Row-level security for one table: the application in scope, the owner unhindered."""
    scope = scope_of(model)
    assert scope is not None
    table, condition = _table(model), visible_sql(model, scope)
    insert = condition
    if _is_append_only(model) or table == "audit_fieldchange":
        # Whoever acts may add to a log, also about what leaves his sight by this very act.
        insert = "current_setting('nuan.operation', true) <> ''"
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY nuan_owner ON {table} TO {owner_role} USING (true) WITH CHECK (true)",
        f"CREATE POLICY nuan_read ON {table} FOR SELECT TO {app_role} USING ({condition})",
        f"CREATE POLICY nuan_insert ON {table} FOR INSERT TO {app_role} WITH CHECK ({insert})",
        f"CREATE POLICY nuan_update ON {table} FOR UPDATE TO {app_role}"
        f" USING ({condition}) WITH CHECK ({condition})",
        f"CREATE POLICY nuan_delete ON {table} FOR DELETE TO {app_role} USING ({condition})",
    ]


def _is_append_only(model: type[models.Model]) -> bool:
    return issubclass(model, Record) and model.append_only


def trigger_statements(model: type[models.Model]) -> list[str]:
    """One trigger a table: no write outside an operation; history; append-only."""
    table = _table(model)
    history = ",".join(_column(model, f) for f in getattr(model, "history", ()))
    person = next((c for c in ("person_id",) if any(
        getattr(f, "column", None) == c for f in model._meta.fields)), "")
    kind = str(model._meta.model_name)
    statements = [
        f"CREATE TRIGGER nuan_write BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION nuan_require_operation()"
    ]
    if history:
        statements.append(
            f"CREATE TRIGGER nuan_history AFTER UPDATE ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION nuan_keep_history('{kind}', '{history}', '{person}')"
        )
    if _is_append_only(model):
        statements.append(
            f"CREATE TRIGGER nuan_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION nuan_refuse_change()"
        )
    return statements


FIXED_FUNCTIONS = (
    """CREATE OR REPLACE FUNCTION nuan_require_operation() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF coalesce(current_setting('nuan.operation', true), '') = '' THEN
        RAISE EXCEPTION 'write to % outside an operation', TG_TABLE_NAME
          USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION nuan_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END $$""",
    """CREATE OR REPLACE FUNCTION nuan_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      before jsonb := to_jsonb(OLD); after jsonb := to_jsonb(NEW);
      old_values jsonb := '{}'; new_values jsonb := '{}'; field text; whose bigint;
    BEGIN
      FOREACH field IN ARRAY string_to_array(TG_ARGV[1], ',') LOOP
        IF before -> field IS DISTINCT FROM after -> field THEN
          old_values := old_values || jsonb_build_object(field, before -> field);
          new_values := new_values || jsonb_build_object(field, after -> field);
        END IF;
      END LOOP;
      IF new_values = '{}'::jsonb THEN RETURN NULL; END IF;
      IF TG_ARGV[2] <> '' THEN whose := (after ->> TG_ARGV[2])::bigint;
      ELSIF TG_ARGV[0] = 'person' THEN whose := NEW.id; END IF;
      INSERT INTO audit_fieldchange (record, record_id, person_id, old_values, new_values, operation,
                                     actor, changed_at, created_at)
      VALUES (TG_ARGV[0], NEW.id, whose, old_values, new_values,
              current_setting('nuan.operation', true), current_setting('nuan.actor', true),
              clock_timestamp(), clock_timestamp());
      RETURN NULL;
    END $$""",
)


def viewers_function(owner_role: str) -> str:
    """The one way to change viewer keys, also when the actor loses sight of the row by it."""
    cases = " ".join(
        f"WHEN '{kind}' THEN UPDATE {_table(model)} SET viewer_keys = keys WHERE id = wanted;"
        for kind, model in _roots()
    )
    return (
        "CREATE OR REPLACE FUNCTION nuan_set_viewers(kind text, wanted bigint, keys text[])"
        " RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$"
        " BEGIN IF coalesce(current_setting('nuan.operation', true), '') = '' THEN"
        " RAISE EXCEPTION 'viewer keys change only inside an operation'"
        " USING ERRCODE = 'insufficient_privilege'; END IF;"
        f" CASE kind {cases} END CASE; END $$"
    )


def grant_statements(app_role: str) -> list[str]:
    """What the application's role may do: never own, never truncate, delete only where declared."""
    ours = {_table(m): m for m in our_models()}
    statements = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {app_role}",
        f"GRANT USAGE ON SCHEMA public TO {app_role}",
        f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {app_role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app_role}",
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {app_role}",
    ]
    for table, model in sorted(ours.items()):
        if getattr(model, "deletable", False):
            statements.append(f"GRANT DELETE ON {table} TO {app_role}")
        if _is_append_only(model):
            statements.append(f"REVOKE UPDATE, DELETE ON {table} FROM {app_role}")
    return statements


def apply(*, app_role: str) -> int:
    """Bring the database's guards into line with the declarations.

    Runs as the owner, in one transaction. Returns the number of protected tables.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner_role = cursor.fetchone()[0]
        cursor.execute(
            "SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'"
            " AND policyname LIKE 'nuan\\_%%'"
        )
        for table, policy in cursor.fetchall():
            cursor.execute(f'DROP POLICY "{policy}" ON "{table}"')
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgname LIKE 'nuan\\_%%'"
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{trigger}" ON "{table}"')
        for statement in (*FIXED_FUNCTIONS, *function_statements(), viewers_function(owner_role)):
            cursor.execute(statement)
        for statement in grant_statements(app_role):
            cursor.execute(statement)
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        for (table,) in cursor.fetchall():
            if table.startswith(LIBRARY_DELETES):
                cursor.execute(f'GRANT DELETE ON "{table}" TO {app_role}')
        protected = protected_models()
        for model in protected:
            for statement in policy_statements(model, app_role, owner_role):
                cursor.execute(statement)
        for model in our_models():
            if issubclass(model, Record):
                for statement in trigger_statements(model):
                    cursor.execute(statement)
    return len(protected)
