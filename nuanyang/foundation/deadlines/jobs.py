"""By night: deadlines that time alone moves (a birthday, a rule that begins, a published calendar)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from nuanyang.foundation.deadlines import operations
from nuanyang.foundation.deadlines.facts import providers
from nuanyang.foundation.jobs.queue import job
from nuanyang.foundation.scope.acting import acting_as, system_actor


def recount_all(*, at: datetime) -> int:
    """Recount every record that is not finished, in transactions of 500; the deadlines changed."""
    actor, changed = system_actor("nightly deadlines"), 0
    for root in providers():
        with acting_as(actor, read_only=True):
            ids = operations.open_records(root)
        for some in operations.in_batches(ids):
            done = operations.recount(root=root, root_ids=some, at=at, actor=actor)
            changed += len(done.begun) + len(done.met) + len(done.cancelled) + len(done.moved)
    return changed


@job(name="deadlines.nightly", every="10 16 * * *")
def nightly() -> None:
    """Ten past midnight in China: what a new day moves."""
    recount_all(at=timezone.now())
