"""The side tables by which people are found: search digests and register listing.

Both repeat the person's viewer keys (without the system's) and follow every change of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from nuanyang.engines.matching.name_keys import keys_for
from nuanyang.foundation.scope.acting import SYSTEM_KEY
from nuanyang.foundation.scope.viewers import follow
from nuanyang.foundation.secrets.crypto import blind_many
from nuanyang.kernel.identity_fragments import fragments
from nuanyang.registry.people.models import Paper, Person, PersonName


def name_digests(names: Iterable[str]) -> set[int]:
    """Keyed digests of all name keys."""
    return set(blind_many(keys_for([n for n in names if n])))


def paper_digests(numbers: Iterable[str]) -> set[int]:
    """Keyed digests of whole numbers and of their fragments."""
    digests: set[int] = set()
    for number in numbers:
        if number:
            digests.update(blind_many((f"id:{label}", text) for label, text in fragments(number)))
    return digests


def write_entry(person_id: int, viewers: list[str], digests: Iterable[int]) -> None:
    """Insert or replace a person's search entry and listing rows."""
    open_keys = [k for k in viewers if k != SYSTEM_KEY]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_searchentry (person_id, viewers, digests) VALUES (%s, %s, %s)"
            " ON CONFLICT (person_id) DO UPDATE SET viewers = EXCLUDED.viewers,"
            " digests = EXCLUDED.digests",
            [person_id, open_keys, sorted(set(digests))],
        )
    _write_listing(person_id, open_keys)


def _write_listing(person_id: int, open_keys: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM people_listing WHERE person_id = %s AND NOT viewer_key = ANY (%s)",
            [person_id, open_keys],
        )
        cursor.execute(
            "INSERT INTO people_listing (viewer_key, person_id)"
            " SELECT unnest(%s::text[]), %s ON CONFLICT DO NOTHING",
            [open_keys, person_id],
        )


def reindex(person: Person) -> None:
    """Rebuild a person's digests from his names and papers (after either changed)."""
    names = [person.display_name, *PersonName.objects.filter(person=person).values_list("text", flat=True)]
    numbers = [p.number for p in Paper.objects.filter(person=person)]
    write_entry(person.pk, person.viewer_keys, name_digests(names) | paper_digests(numbers))


def _viewers_changed(person_id: int, keys: list[str]) -> None:
    open_keys = [k for k in keys if k != SYSTEM_KEY]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_searchentry SET viewers = %s WHERE person_id = %s", [open_keys, person_id]
        )
    _write_listing(person_id, open_keys)


follow("person", _viewers_changed)
