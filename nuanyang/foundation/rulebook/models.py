"""What an installation sets over the shipped rulebook: other numbers by region, and calendars."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.rulebook.choices import Effect
from nuanyang.foundation.scope.records import Record, Scope


class RuleVersion(Record):
    """A number or effect that holds for a region from a day on, with reason and source.

    ``valid_to`` is the first day on which it holds no more. Rows are never removed.
    """

    scope = Scope.public("rules are public facts; who works here may read what holds")
    history = ("valid_to",)

    rule_id = models.CharField(_("规则"), max_length=20)
    region = models.CharField(_("行政区划"), max_length=12, blank=True)
    value = models.DecimalField(_("数值"), max_digits=9, decimal_places=2, null=True)
    effect = models.CharField(_("处理方式"), max_length=10, choices=Effect.choices, blank=True)
    valid_from = models.DateField(_("起始日期"))
    valid_to = models.DateField(_("截止日期"), null=True)
    source = models.CharField(_("依据"), max_length=200, blank=True)
    reason = models.CharField(_("理由"), max_length=200)
    set_by_id = models.BigIntegerField(null=True)

    class Meta(Record.Meta):
        indexes = [models.Index("rule_id", "region", name="rulebook_version_rule")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.region or '*'} {self.valid_from}"


class CalendarYear(Record):
    """Public holidays and make-up workdays of a year, imported when they are announced.

    Takes the place of what the release knows about that year.
    """

    scope = Scope.public("the working calendar is a public fact")
    history = ("holidays", "makeup", "source")

    year = models.PositiveSmallIntegerField(_("年份"), unique=True)
    holidays = ArrayField(models.DateField(), default=list)
    makeup = ArrayField(models.DateField(), default=list)
    source = models.CharField(_("来源"), max_length=200)
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.year)
