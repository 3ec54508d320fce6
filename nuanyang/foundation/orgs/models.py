"""Organisations as a tree."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.orgs.choices import OrganisationKind
from nuanyang.foundation.scope.records import Record, Scope


class Organisation(Record):
    """A bureau, station, social-work station, charity …; ``region`` is its GB/T 2260 code.

    A concealed organisation (a shelter that nobody must find) is visible to its own people only.
    """

    scope = Scope.self_org()
    history = ("name", "kind", "region", "parent_id", "concealed", "ended_on")

    code = models.SlugField(_("机构代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=24, choices=OrganisationKind.choices)
    region = models.CharField(_("行政区划代码"), max_length=12)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    concealed = models.BooleanField(_("地址保密"), default=False)
    ended_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name
