"""Files about people: encrypted in the storage, visible with the record they belong to."""

from __future__ import annotations

from django.db import models

from nuanyang.foundation.files.choices import FileKind
from nuanyang.foundation.scope.records import Record, Scope


class StoredFile(Record):
    """A photo, scan, recording or document that belongs to a root record (and perhaps a person).

    The bytes lie under random names, encrypted with a data key (``key_number``). ``note``: what is said or
    shown, in one line; as guarded as the file itself.
    """

    scope = Scope.via_root()
    history = ("removed_at", "removed_reason")

    kind = models.CharField(max_length=10, choices=FileKind.choices)
    root = models.CharField(max_length=40)
    root_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=100)
    note = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.IntegerField(null=True, blank=True)
    height = models.IntegerField(null=True, blank=True)
    storage_name = models.CharField(max_length=80, unique=True)
    thumbnail_name = models.CharField(max_length=80, blank=True)
    key_number = models.SmallIntegerField(db_index=True)
    uploaded_by_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_reason = models.CharField(max_length=200, blank=True)

    class Meta(Record.Meta):
        indexes = [
            models.Index("root", "root_id", name="files_of_root"),
            models.Index("person_id", condition=models.Q(person_id__isnull=False), name="files_of_person"),
        ]

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")
