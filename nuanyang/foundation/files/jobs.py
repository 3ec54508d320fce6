"""Periodic work of files: blobs that no row names (an upload that was rolled back) go."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from nuanyang.foundation.files import queries, vault
from nuanyang.foundation.jobs.queue import job
from nuanyang.foundation.scope.acting import acting_as, system_actor

#: A blob is written before its row is committed; younger ones may still get theirs.
GRACE = timedelta(days=1)


@job(name="files.sweep", every="40 3 * * *")
def sweep() -> None:
    """Delete orphaned blobs older than a day."""
    before = timezone.now() - GRACE
    with acting_as(system_actor("sweep files"), read_only=True):
        known = queries.blob_names()
    for name in vault.names():
        if name not in known and default_storage.get_modified_time(name) < before:
            vault.drop(name)
