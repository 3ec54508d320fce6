"""Administrative regions (public facts) and the places below the community."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.regions.choices import Level
from nuanyang.foundation.scope.records import Record, Scope


class Region(models.Model):
    """One code of GB/T 2260 (6 digits) or of the statistical list (9 and 12 digits), also when it has ended.

    ``abolished_on`` is the date by which the code was gone from the official list. ``former_names``
    holds ``{"name", "until"}`` of earlier names under the same code. ``successors`` are the codes
    that took its place, as far as known.
    """

    scope = Scope.public("administrative regions are public facts")

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=120)
    level = models.CharField(max_length=10, choices=Level.choices, db_index=True)
    parent_code = models.CharField(max_length=12, blank=True, db_index=True)
    valid_from = models.DateField(null=True)
    abolished_on = models.DateField(null=True)
    successors = ArrayField(models.CharField(max_length=12), default=list)
    former_names = models.JSONField(default=list)
    pinyin = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=40)
    certainty = models.CharField(max_length=2)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.full_name}"


class RegionRelease(models.Model):
    """Which data the table of regions was loaded from, so that a start need not compare 7,000 rows."""

    scope = Scope.system("a fingerprint of public data")

    fingerprint = models.CharField(max_length=16, unique=True)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.fingerprint


class Grid(Record):
    """网格: the smallest unit of community work; lies in a community or, where unknown, wider."""

    scope = Scope.public("grids are public divisions of a community")
    history = ("name", "region_code", "closed_on")

    organisation_id = models.BigIntegerField(_("所属机构"), db_index=True)
    region_code = models.CharField(_("所在区划"), max_length=12, db_index=True)
    code = models.CharField(_("网格编号"), max_length=30)
    name = models.CharField(_("网格名称"), max_length=60)
    closed_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint("organisation_id", "code", name="regions_grid_code_once")
        ]

    def __str__(self) -> str:
        return self.name


class ResidentialArea(Record):
    """居民小区, a village group or a place where people sleep rough: where somebody can be found."""

    scope = Scope.public("residential areas are public places")
    history = ("name", "region_code", "grid_id", "closed_on")

    organisation_id = models.BigIntegerField(_("所属机构"), db_index=True)
    region_code = models.CharField(_("所在区划"), max_length=12, db_index=True)
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True)
    name = models.CharField(_("小区名称"), max_length=60)
    closed_on = models.DateField(null=True)

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                "organisation_id", "region_code", "name", name="regions_area_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
