"""Assessments: versions that stand beside each other."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.records import Record, Scope
from nuanyang.journey.assess.needs.choices import Domain, Level
from nuanyang.registry.people.models import Person


class Assessment(Record):
    """One look at a person's needs. Never changed: a later look is a version of its own.

    ``assessed_by_name`` is the signature as it stood.
    """

    scope = Scope.via("person")
    append_only = True

    person = models.ForeignKey(Person, models.PROTECT, related_name="assessments")
    version = models.PositiveSmallIntegerField(_("第几次"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField(_("评估时间"))
    assessed_by_id = models.BigIntegerField(null=True)
    assessed_by_name = models.CharField(_("评估人"), max_length=60, blank=True)
    note = models.TextField(_("总的情况"), blank=True)

    class Meta(Record.Meta):
        constraints = [models.UniqueConstraint("person", "version", name="needs_assessment_version")]
        indexes = [models.Index(fields=["organisation", "-id"], name="needs_assessment_recent")]


class Finding(Record):
    """What an assessment found in one domain."""

    scope = Scope.via("assessment")
    append_only = True

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="findings")
    domain = models.CharField(max_length=16, choices=Domain.choices)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    note = models.CharField(max_length=300, blank=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint("assessment", "domain", name="needs_finding_once"),
            models.CheckConstraint(name="needs_finding_level", condition=models.Q(level__lte=3)),
        ]
