"""Files and the change of data keys: a file gets new blobs, then its row names them, then the old go."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from nuanyang.foundation.files import vault
from nuanyang.foundation.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Blobs:
    """The contents of all files that are not removed."""

    name: str = "files.content"

    def by_key(self) -> dict[int, int]:
        rows = StoredFile.objects.filter(removed_at__isnull=True).order_by("key_number")
        return dict(rows.values_list("key_number").annotate(Count("id")))

    def rewrite(self, *, current: int, after: int, size: int) -> tuple[int, int]:
        files = list(
            StoredFile.objects.select_for_update()
            .filter(removed_at__isnull=True, pk__gt=after)
            .exclude(key_number=current)
            .order_by("id")[:size]
        )
        for file in files:
            old = (file.storage_name, file.thumbnail_name)
            file.storage_name = vault.put(vault.get(old[0]))
            file.thumbnail_name = vault.put(vault.get(old[1])) if old[1] else ""
            file.key_number = current
            file.save(update_fields=["storage_name", "thumbnail_name", "key_number"])
            transaction.on_commit(lambda names=old: vault.drop(*names))  # type: ignore[misc]
        return len(files), files[-1].pk if files else after
