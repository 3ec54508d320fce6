"""Writes of imports: upload, rows in chunks, progress, end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import nothing_happened, record, record_many
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.viewers import keys_for
from nuanyang.foundation.secrets.crypto import encrypt_bytes
from nuanyang.journey.take_in.ledger import events, queries, records
from nuanyang.journey.take_in.ledger.choices import BatchState
from nuanyang.journey.take_in.ledger.models import ImportBatch
from nuanyang.journey.take_in.ledger.reading import KeyedRow
from nuanyang.journey.take_in.stays import deadline_facts
from nuanyang.journey.take_in.stays import events as stay_events
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.journey.take_in.stays.numbers import next_numbers
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import Refused
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.models import Person

CONTENT = "ledger.batch.content"
CHUNK = 250


class CannotImport(Refused):
    """The batch or the station is not one to import into."""


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """How many rows of a chunk came in anew, and how many were there already."""

    imported: int
    already_there: int


@operation(permission="ledger.import", events=[stay_events.IMPORTED])
def import_rows(
    *, station_id: int, rows: Sequence[KeyedRow], at: datetime, actor: Actor
) -> ChunkResult:
    """Bring a chunk of rows in: people, papers, stays, events; rows there already are left alone.

    One transaction: a chunk is in as a whole or not at all.
    """
    station: Organisation = Organisation.objects.get(pk=station_id)
    present = queries.keys_present(station_id=station_id, keys=[r.key for r in rows])
    fresh = [r for r in rows if r.key not in present]
    if not fresh:
        nothing_happened()
        return ChunkResult(0, len(rows))
    known = queries.people_by_number({r.row.identity.number for r in fresh if r.row.identity.valid})
    whose = _people_for(fresh, known, station, at, actor)
    viewer_keys = keys_for(organisations=[station_id], regions=[station.region])
    numbers = next_numbers(
        station_id=station_id, days=[r.row.arrived.value for r in fresh if r.row.arrived.value]
    )
    stays: list[Stay] = Stay.objects.bulk_create(
        records.stay_of(
            r, person=person, station=station, number=number, viewer_keys=viewer_keys,
            doubts=_known_otherwise(r, known),
        )
        for r, person, number in zip(fresh, whose, numbers, strict=True)
    )
    record_many(
        stay_events.IMPORTED,
        root="stay",
        rows=[(s.pk, s.person_id, s.arrived_at, {"number": s.number}) for s in stays],
    )
    deadline_facts.reconcile_all([s.pk for s in stays if s.open], at=at)
    return ChunkResult(len(fresh), len(rows) - len(fresh))


def _known_otherwise(keyed: KeyedRow, known: Mapping[str, Sequence[Person]]) -> tuple[str, ...]:
    """The doubt that the number belongs to people who are known under other names only."""
    row = keyed.row
    if not row.identity.valid or not row.name_known:
        return ()
    names = [p.display_name for p in known.get(row.identity.number, ())]
    return ("identity_known_otherwise",) if any(names) and row.name not in names else ()


def _people_for(
    fresh: Sequence[KeyedRow], known: Mapping[str, Sequence[Person]], station: Organisation, at: datetime, actor: Actor
) -> list[Person]:
    """A person for each row: known by a valid number and the same name, else registered now."""
    whose: dict[int, Person] = {}
    anew: dict[tuple[str, str], list[int]] = {}
    for place, keyed in enumerate(fresh):
        row = keyed.row
        number = row.identity.number if row.identity.valid else ""
        name = row.name if row.name_known else ""
        match = next((p for p in known.get(number, ()) if _same_name(p.display_name, name)), None)
        if match is not None:
            whose[place] = match
        elif number and name:
            anew.setdefault((number, name), []).append(place)
        else:
            # Without number and name together nobody is joined to anybody.
            anew[(f"row {place}", "")] = [place]
    made = people.register_many(
        many=[records.particulars_of(fresh[places[0]].row) for places in anew.values()],
        at=at, actor=actor, organisation_id=station.pk, organisation_region=station.region,
    ) if anew else []
    for person, places in zip(made, anew.values(), strict=True):
        whose.update(dict.fromkeys(places, person))
    return [whose[place] for place in range(len(fresh))]


def _same_name(known: str, written: str) -> bool:
    return known == written and bool(known)


@operation(permission="ledger.import", events=[events.UPLOADED])
def upload(
    *, station_id: int, file_name: str, content: bytes, rows: int, at: datetime, actor: Actor
) -> ImportBatch:
    """Keep an uploaded ledger (encrypted) until its rows are chosen.

    :raises CannotImport: when the organisation is not a rescue station.
    """
    station: Organisation = Organisation.objects.get(pk=station_id)
    if station.kind != "station":
        raise CannotImport(_("只能导入救助管理站的台账"))
    batch = ImportBatch(
        station=station, file_name=file_name[:200], rows=rows, created_by_id=actor.user_id,
        content=encrypt_bytes(content, purpose=CONTENT),
    )
    batch.save()
    record(events.UPLOADED, root=("organisation", station_id), at=at, payload={"rows": rows, "batch": batch.pk})
    return batch


@operation(permission="ledger.import", events=[events.STARTED])
def start(
    *, batch_id: int, chosen: list[str] | None, rows: int, at: datetime, actor: Actor
) -> ImportBatch:
    """Choose the rows (None: all) and let the job begin or go on.

    :raises CannotImport: when it is running already.
    """
    batch: ImportBatch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state == BatchState.RUNNING:
        raise CannotImport(_("这份台账正在导入"))
    batch.state, batch.chosen, batch.done, batch.problem = BatchState.RUNNING, chosen, 0, ""
    batch.imported = batch.already_there = 0
    batch.save(update_fields=["state", "chosen", "done", "problem", "imported", "already_there"])
    record(
        events.STARTED, root=("organisation", batch.station_id), at=at,
        payload={"rows": rows, "batch": batch.pk},
    )
    return batch


@operation(permission="ledger.import", events=[events.PROGRESSED])
def note_progress(
    *, batch_id: int, result: ChunkResult, done: int, at: datetime, actor: Actor
) -> ImportBatch:
    """How far the job got; the page shows it."""
    batch: ImportBatch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    batch.imported += result.imported
    batch.already_there += result.already_there
    batch.done = done
    batch.save(update_fields=["imported", "already_there", "done"])
    record(
        events.PROGRESSED, root=("organisation", batch.station_id), at=at,
        payload={"imported": batch.imported, "batch": batch.pk},
    )
    return batch


@operation(permission="ledger.import", events=[events.FINISHED, events.FAILED])
def finish(
    *, batch_id: int, flagged: int, refused: int, at: datetime, actor: Actor, problem: str = ""
) -> ImportBatch:
    """The end of a run; with ``problem`` it can be continued."""
    batch: ImportBatch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    batch.state = BatchState.FAILED if problem else BatchState.DONE
    batch.flagged, batch.refused, batch.problem, batch.finished_at = flagged, refused, problem[:300], at
    batch.save(update_fields=["state", "flagged", "refused", "problem", "finished_at"])
    payload = {
        "batch": batch.pk, "imported": batch.imported, "already_there": batch.already_there,
        "refused": refused, "problem": problem[:200],
    }
    record(events.FAILED if problem else events.FINISHED, root=("organisation", batch.station_id), at=at, payload=payload)
    return batch
