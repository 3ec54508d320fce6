"""The job behind the browser's import: chunk by chunk, safe to run again."""

from __future__ import annotations

from django.db import DatabaseError
from django.utils import timezone

from nuanyang.foundation.jobs.queue import job
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.foundation.secrets.crypto import CannotDecrypt, decrypt_bytes
from nuanyang.journey.take_in.ledger import operations, queries, reading, runner
from nuanyang.kernel.dates import local_date


@job(name="ledger.import")
def import_batch(*, batch_id: int, station_id: int) -> None:
    """Run a batch to its end. A failure is kept on the batch; starting it again continues."""
    now = timezone.now()
    with acting_as(system_actor("import a ledger", organisation_id=station_id), read_only=True):
        station = Organisation.objects.get(pk=station_id)
        batch = queries.get_batch(batch_id=batch_id)
    actor = system_actor("import a ledger", organisation_id=station.pk, organisation_code=station.code)
    try:
        content = decrypt_bytes(bytes(batch.content), purpose=operations.CONTENT)
        with acting_as(actor, read_only=True):
            read = reading.read(content, station=station, today=local_date(now))

        def progress(result: operations.ChunkResult, done: int) -> None:
            operations.note_progress(
                batch_id=batch_id, result=result, done=done, at=timezone.now(), actor=actor
            )

        outcome = runner.run(
            read, station=station, at=now, actor=actor, progress=progress,
            chosen=set(batch.chosen) if batch.chosen is not None else None,
        )
    except (DatabaseError, CannotDecrypt, OSError) as error:
        operations.finish(
            batch_id=batch_id, flagged=0, refused=0, problem=f"{type(error).__name__}",
            at=timezone.now(), actor=actor,
        )
        raise
    operations.finish(
        batch_id=batch_id, flagged=outcome.flagged, refused=outcome.refused_rows,
        at=timezone.now(), actor=actor,
    )
