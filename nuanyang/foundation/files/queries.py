"""Reads of files, in the scope of the record they belong to."""

from __future__ import annotations

from nuanyang.foundation.files import vault
from nuanyang.foundation.files.models import StoredFile
from nuanyang.kernel.errors import NotVisible


def get_file(*, file_id: int) -> StoredFile:
    """The file. :raises NotVisible: none for this actor, or removed."""
    found: StoredFile | None = StoredFile.objects.filter(pk=file_id, removed_at__isnull=True).first()
    if found is None:
        raise NotVisible(f"file {file_id}")
    return found


def files_of(*, root: str, root_id: int, kind: str = "") -> list[StoredFile]:
    """Files of a record, oldest first."""
    query = StoredFile.objects.filter(root=root, root_id=root_id, removed_at__isnull=True)
    return list((query.filter(kind=kind) if kind else query).order_by("id"))


def files_of_person(*, person_id: int) -> list[StoredFile]:
    """Files of all records about the person that the actor sees, latest first."""
    return list(StoredFile.objects.filter(person_id=person_id, removed_at__isnull=True).order_by("-id"))


def content_of(file: StoredFile) -> bytes:
    """The bytes as they were stored."""
    return vault.get(file.storage_name)


def thumbnail_of(file: StoredFile) -> bytes:
    """A small JPEG. :raises NotVisible: the file is no picture."""
    if not file.thumbnail_name:
        raise NotVisible(f"file {file.pk} has no thumbnail")
    return vault.get(file.thumbnail_name)


def blob_names() -> set[str]:
    """Names of all blobs that rows need; for the system alone."""
    rows = StoredFile.objects.filter(removed_at__isnull=True).order_by("id")
    return {name for pair in rows.values_list("storage_name", "thumbnail_name").iterator() for name in pair if name}
