"""Reads of imports: what is there already, who is known already."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from nuanyang.foundation.secrets.crypto import blind
from nuanyang.journey.take_in.ledger.models import ImportBatch
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.actor import current_actor
from nuanyang.registry.people.models import Paper, Person


def keys_present(*, station_id: int, keys: Iterable[str]) -> set[str]:
    """Which of these row keys the station has already."""
    query = Stay.objects.filter(station_id=station_id, import_key__in=list(keys))
    return set(query.values_list("import_key", flat=True))


def people_by_number(numbers: Iterable[str]) -> dict[str, list[Person]]:
    """Visible people by valid identity number; one look-up of digests for all numbers."""
    wanted = {blind("id:id", n): n for n in numbers if n}
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        # Number by number: for hundreds at once the planner expects so many hits that it reads the whole table.
        cursor.execute(
            "SELECT DISTINCT found.person_id FROM unnest(%s::bigint[]) AS digest CROSS JOIN LATERAL ("
            " SELECT person_id FROM people_searchentry"
            " WHERE digests @> ARRAY[digest] AND viewers && %s::text[] OFFSET 0) AS found",
            [list(wanted), list(current_actor().keys)],
        )
        ids = [row[0] for row in cursor.fetchall()]
    found: dict[str, list[Person]] = {}
    for paper in Paper.objects.select_related("person").filter(person_id__in=ids, valid=True).order_by("id"):
        if paper.number in wanted.values():
            found.setdefault(paper.number, []).append(paper.person)
    return found


def get_batch(*, batch_id: int) -> ImportBatch:
    """The batch. :raises ImportBatch.DoesNotExist: also for another station's."""
    return ImportBatch.objects.get(pk=batch_id)  # type: ignore[no-any-return]


def list_batches(*, station_id: int, limit: int = 20) -> list[ImportBatch]:
    """The station's newest imports, without their contents."""
    return list(ImportBatch.objects.defer("content").filter(station_id=station_id).order_by("-id")[:limit])
