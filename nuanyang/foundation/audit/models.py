"""The one event log, the field history that triggers keep, and the seals over the log."""

from __future__ import annotations

from django.db import models

from nuanyang.foundation.scope.records import Record, Scope


class Event(Record):
    """Something that happened: who, what, whom, where, when it happened and when it was recorded.

    Append-only (database trigger and missing grants). No foreign keys on purpose: the log outlives
    what it speaks of and stays small (at most 0.5 KB with its indexes).
    """

    scope = Scope.via_root()
    append_only = True
    created_at = None  # type: ignore[assignment]  # recorded_at says it

    name = models.TextField()
    actor_id = models.BigIntegerField(null=True)
    actor_kind = models.TextField(default="user")
    organisation_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    root = models.TextField()
    root_id = models.BigIntegerField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    payload = models.JSONField(default=dict)

    class Meta(Record.Meta):
        indexes = [
            models.Index(
                "person_id",
                "happened_at",
                "id",
                name="audit_event_person",
                condition=models.Q(person_id__isnull=False),
            ),
            models.Index("root", "root_id", name="audit_event_root"),
            models.Index("organisation_id", "id", name="audit_event_organisation"),
        ]


class FieldChange(Record):
    """What a field was before and after, written by the database's own trigger."""

    scope = Scope.via_root("record", "record_id")
    append_only = True

    record = models.TextField()
    record_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    old_values = models.JSONField()
    new_values = models.JSONField()
    operation = models.TextField()
    actor = models.TextField()
    changed_at = models.DateTimeField()

    class Meta(Record.Meta):
        indexes = [models.Index("record", "record_id", name="audit_fieldchange_record")]


class Seal(models.Model):
    """A link of the hash chain: all events from ``first_id`` to ``last_id`` as they were."""

    scope = Scope.system("hashes and counts over the log, no content")

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.IntegerField()
    previous = models.BinaryField()
    digest = models.BinaryField()
    sealed_at = models.DateTimeField()


class Idempotency(models.Model):
    """An operation that the phone or a double click may send twice, and what came of it once."""

    scope = Scope.system("keys of requests, no content")

    actor_key = models.TextField()
    operation = models.TextField()
    key = models.TextField()
    result_model = models.TextField(default="")
    result_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("actor_key", "operation", "key", name="audit_idempotency_once")
        ]
