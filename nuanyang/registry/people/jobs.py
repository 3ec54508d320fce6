"""Periodic work of the registry: end emergency access whose time is over."""

from __future__ import annotations

from django.utils import timezone

from nuanyang.foundation.jobs.queue import job
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.registry.people import operations, queries


@job(name="people.close_glass", every="*/5 * * * *")
def close_expired_glass() -> None:
    """Take back the sight that broken glass gave."""
    now, actor = timezone.now(), system_actor("emergency access is over")
    with acting_as(actor):
        expired = queries.expired_glass_ids(at=now)
    for glass_id in expired:
        operations.close_glass(glass_id=glass_id, at=now, actor=actor)
