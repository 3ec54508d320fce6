"""What ``./nuan verify`` checks: that what the house promises is true of the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice

from django.db import connection

from nuanyang.foundation.audit.seals import check_chain
from nuanyang.foundation.deadlines.verification import mismatches
from nuanyang.foundation.scope import guards
from nuanyang.foundation.scope.acting import SYSTEM_KEY, acting_as, system_actor
from nuanyang.foundation.scope.records import root_models

CAP = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as promised."""

    check: str
    subject: str
    problem: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def all_findings() -> list[Finding]:
    """Run every check as the system, reading only; at most 200 findings a check."""
    findings: list[Finding] = []
    for check in CHECKS:
        with acting_as(system_actor("verify"), read_only=True):
            findings.extend(check())
    return findings


def _rows(sql: str, *parameters: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return list(cursor.fetchall())


def event_chain() -> Iterator[Finding]:
    """Every sealed event is as it was when it was sealed."""
    for problem in check_chain():
        yield Finding("event_chain", f"events {problem.first_id}–{problem.last_id}", problem.problem)


def viewer_keys() -> Iterator[Finding]:
    """Every root record is seen by somebody and by the system; side tables repeat its keys."""
    for kind, model in root_models().items():
        table = model._meta.db_table
        for (record_id,) in _rows(
            f"SELECT id FROM {table} WHERE NOT viewer_keys @> ARRAY['{SYSTEM_KEY}']"
            f" OR cardinality(viewer_keys) < 2 ORDER BY id LIMIT {CAP}"
        ):
            yield Finding("viewer_keys", f"{kind} {record_id}", "nobody but the system sees it")
    for (person_id,) in _rows(
        "SELECT p.id FROM people_person p LEFT JOIN people_searchentry s ON s.person_id = p.id"
        f" WHERE s.viewers IS DISTINCT FROM array_remove(p.viewer_keys, '{SYSTEM_KEY}')"
        f" ORDER BY p.id LIMIT {CAP}"
    ):
        yield Finding("viewer_keys", f"person {person_id}", "search entry differs from viewer keys")
    for (person_id,) in _rows(
        "SELECT p.id FROM people_person p LEFT JOIN LATERAL (SELECT array_agg(viewer_key) AS keys"
        " FROM people_listing l WHERE l.person_id = p.id) l ON true"
        f" WHERE NOT (coalesce(l.keys, '{{}}') @> array_remove(p.viewer_keys, '{SYSTEM_KEY}')"
        f" AND array_remove(p.viewer_keys, '{SYSTEM_KEY}') @> coalesce(l.keys, '{{}}'))"
        f" ORDER BY p.id LIMIT {CAP}"
    ):
        yield Finding("viewer_keys", f"person {person_id}", "register listing differs from viewer keys")


#: Root records whose event hangs on their organisation, and how it names them.
TOLD_BY = {
    "brokenglass": "e.name = 'access.glass_broken' AND e.payload->>'glass' = r.id::text",
    "usernotice": "e.name = 'notify.told' AND e.happened_at = r.told_at",
}


def events_exist() -> Iterator[Finding]:
    """Every root record came from an operation: the log knows it."""
    for kind, model in root_models().items():
        tells = TOLD_BY.get(kind, f"e.root = '{kind}' AND e.root_id = r.id")
        for (record_id,) in _rows(
            f"SELECT r.id FROM {model._meta.db_table} r WHERE NOT EXISTS (SELECT 1 FROM audit_event e"
            f" WHERE {tells}) ORDER BY r.id LIMIT {CAP}"
        ):
            yield Finding("events", f"{kind} {record_id}", "no event tells of it")


def constraints() -> Iterator[Finding]:
    """Constraints are valid, and every protected table has its policies, forced."""
    for name, table in _rows(
        "SELECT conname, conrelid::regclass::text FROM pg_constraint WHERE NOT convalidated"
    ):
        yield Finding("constraints", f"{table}.{name}", "not validated")
    protected = {m._meta.db_table for m in guards.protected_models()}
    state = {
        table: (enabled, forced)
        for table, enabled, forced in _rows(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relkind = 'r'"
        )
    }
    for table in sorted(protected):
        if state.get(table) != (True, True):
            yield Finding("constraints", table, "row-level security is not forced")
    [(superuser, bypass)] = _rows(
        "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    if superuser or bypass:
        yield Finding("constraints", "role", "the application's role bypasses row-level security")


def deadlines() -> Iterator[Finding]:
    """Every stored deadline follows from the facts, and none is missing."""
    for found in islice(mismatches(), CAP):
        yield Finding("deadlines", f"{found.root} {found.root_id} {found.rule_id} #{found.occurrence}", found.problem)


CHECKS: list[Callable[[], Iterator[Finding]]] = [event_chain, viewer_keys, events_exist, deadlines, constraints]
