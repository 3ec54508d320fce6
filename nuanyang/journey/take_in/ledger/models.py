"""Imports of ledgers: the file (encrypted), what was chosen, how far it got."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.records import Record, Scope
from nuanyang.journey.take_in.ledger.choices import BatchState


class ImportBatch(Record):
    """One file. ``chosen`` holds row keys, or nothing for all rows that can be imported."""

    scope = Scope.org("station")
    history = ("state",)

    station = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    rows = models.IntegerField()
    chosen = ArrayField(models.CharField(max_length=64), null=True)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.UPLOADED)
    imported = models.IntegerField(default=0)
    already_there = models.IntegerField(default=0)
    flagged = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    created_by_id = models.BigIntegerField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(Record.Meta):
        indexes = [models.Index("station", "id", name="ledger_batch_newest")]
