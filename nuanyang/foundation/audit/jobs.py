"""Periodic work of the log: sealing."""

from __future__ import annotations

from django.utils import timezone

from nuanyang.foundation.audit.seals import seal_events
from nuanyang.foundation.jobs.queue import job


@job(name="audit.seal", every="*/5 * * * *")
def seal() -> None:
    """Seal the events settled since the last run."""
    seal_events(at=timezone.now())
