"""Deadline: one clock of one root record. Computed, never typed in; closed by what happened."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from nuanyang.foundation.deadlines.choices import Owner
from nuanyang.foundation.scope.records import Record, Scope


class Deadline(Record):
    """What must have happened to a root record by when, and whether it has.

    Rows follow from facts (see ``rules.compute``); ``occurrence`` counts repetitions, or is the id
    of the task or visit that an agreed date belongs to. ``soon_from``: when to show it as soon.
    ``term`` is the number that was counted (``10:day``). Who sees the root record sees its deadlines.
    """

    scope = Scope.via_root("root", "root_id")

    root = models.CharField(max_length=30)
    root_id = models.BigIntegerField()
    rule_id = models.CharField(max_length=20)
    occurrence = models.BigIntegerField(default=1)
    organisation_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    owner_user_id = models.BigIntegerField(null=True)
    owner_role = models.CharField(max_length=12, choices=Owner.choices)
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    soon_from = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    met_by = models.BigIntegerField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    term = models.CharField(max_length=20, blank=True)
    label = models.CharField(max_length=80, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                "root", "root_id", "rule_id", "occurrence", name="deadlines_deadline_once"
            )
        ]
        indexes = [
            models.Index(
                "organisation_id", "due_at", "id", name="deadlines_open_organisation",
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True),
            ),
            models.Index(
                "owner_user_id", "due_at", "id", name="deadlines_open_owner",
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True, owner_user_id__isnull=False),
            ),
            models.Index(
                "person_id", name="deadlines_person", condition=Q(person_id__isnull=False)
            ),
            models.Index("organisation_id", "rule_id", "due_at", name="deadlines_punctuality"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rule_id}/{self.occurrence} {self.root} {self.root_id}"
