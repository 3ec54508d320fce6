"""Levels of administrative regions and how sure we are of an entry."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """From the province down to the village; the last two are no regions of their own."""

    PROVINCE = "province", _("省级")
    CITY = "city", _("地级")
    COUNTY = "county", _("县级")
    TOWNSHIP = "township", _("乡级")
    VILLAGE = "village", _("村级")
    ZONE = "zone", _("开发区等统计用区划")
    GROUPING = "grouping", _("汇总码（市辖区、省直辖县级等）")


class Relation(models.TextChoices):
    """Where a place lies, seen from another one."""

    SAME_CITY = "in_city", _("本市")
    SAME_PROVINCE = "in_province", _("省内")
    OTHER_PROVINCE = "out_of_province", _("省外")
    UNKNOWN = "unknown", _("不详")
