"""Notices to users: what to look at, without saying whom it is about."""

from __future__ import annotations

from django.db import models

from nuanyang.foundation.access.models import User
from nuanyang.foundation.scope.records import Record, Scope, ViewerKeysField


class UserNotice(Record):
    """One notice to one user, visible to that user alone; ``channel`` says how it also left the house."""

    scope = Scope.root()

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    template = models.CharField(max_length=40)
    count = models.IntegerField(default=1)
    link = models.CharField(max_length=160)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    viewer_keys = ViewerKeysField()

    class Meta(Record.Meta):
        indexes = [
            models.Index("user", "id", condition=models.Q(read_at__isnull=True), name="notify_unread"),
        ]
