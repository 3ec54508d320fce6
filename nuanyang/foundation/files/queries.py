"""Reads of files, in the scope of the record they belong to."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import F

from nuanyang.foundation.files import vault
from nuanyang.foundation.files.choices import OF_DOCUMENTS
from nuanyang.foundation.files.models import StoredFile
from nuanyang.foundation.scope.records import root_models
from nuanyang.kernel.actor import current_actor
from nuanyang.kernel.errors import NotVisible


def get_file(*, file_id: int) -> StoredFile:
    """The file. A face, a paper and a voice tell who somebody is: whoever sees masked names sees none.

    :raises NotVisible: none for this actor, or removed.
    """
    found: StoredFile | None = StoredFile.objects.filter(pk=file_id, removed_at__isnull=True).first()
    whose = owner_of(found) if found is not None else None
    if found is not None and found.kind in OF_DOCUMENTS and not _may_open_document(found):
        raise NotVisible(f"file {file_id}")
    if found is None or (whose is not None and not current_actor().names_visible(whose.viewer_keys)):  # type: ignore[attr-defined]
        raise NotVisible(f"file {file_id}")
    return found


def _may_open_document(file: StoredFile) -> bool:
    """A document prints the whole identity number: it opens where it was issued, for who may issue documents."""
    actor = current_actor()
    return actor.kind == "system" or (file.organisation_id == actor.organisation_id and actor.may("documents.issue"))


def owner_of(file: StoredFile) -> models.Model | None:
    """The person whom the file is about, else the record it belongs to; None for what is no record's."""
    known = root_models()
    kind, owner_id = ("person", file.person_id) if file.person_id is not None else (file.root, file.root_id)
    return known[kind]._default_manager.filter(pk=owner_id).first() if kind in known else None


def files_of(*, root: str, root_id: int, kind: str = "") -> list[StoredFile]:
    """Files of a record, oldest first."""
    query = StoredFile.objects.filter(root=root, root_id=root_id, removed_at__isnull=True)
    return list((query.filter(kind=kind) if kind else query).order_by("id"))


def files_of_person(*, person_id: int) -> list[StoredFile]:
    """Files of all records about the person that the actor sees, latest first."""
    return files_of_people(person_ids=[person_id])


def files_of_people(
    *, person_ids: Iterable[int], before: int | None = None, size: int | None = None
) -> list[StoredFile]:
    """Files about any of these people (the linked records of one), latest first, ``size`` before an id."""
    query = StoredFile.objects.filter(person_id__in=list(person_ids), removed_at__isnull=True)
    query = query.exclude(kind__in=OF_DOCUMENTS)
    if before is not None:
        query = query.filter(pk__lt=before)
    # Not by the bare id: for few rows the planner would walk the whole key of the table backwards.
    return list(query.order_by((F("id") + 0).desc())[:size])


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
