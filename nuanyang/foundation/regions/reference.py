"""Reference data that belongs to a release, loaded right after its migrations."""

from __future__ import annotations

from django.utils import timezone

from nuanyang.foundation.regions import operations
from nuanyang.foundation.scope.acting import system_actor


def load_regions() -> int:
    """Bring the regions up to this release; the number of rows changed. Can be repeated."""
    return operations.load_regions(at=timezone.now(), actor=system_actor("load regions"))
