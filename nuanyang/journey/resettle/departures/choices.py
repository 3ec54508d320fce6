"""Enumerations of leaving; the manners themselves are those of the stay."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from nuanyang.journey.take_in.stays.choices import DepartureMode


class Belongings(models.TextChoices):
    """What became of the things kept for the person (RS-019)."""

    NONE = "none", _("没有代管物品")
    RETURNED = "returned", _("已清点归还并签收")
    EXCEPTION = "exception", _("有例外")


class Relation(models.TextChoices):
    PARENT = "parent", _("父母")
    SPOUSE = "spouse", _("配偶")
    CHILD = "child", _("子女")
    SIBLING = "sibling", _("兄弟姐妹")
    OTHER_KIN = "other_kin", _("其他亲属")
    GUARDIAN = "guardian", _("监护人")
    EMPLOYER = "employer", _("所在单位")


class EndGround(models.TextChoices):
    """National grounds for ending help (RS-083)."""

    FALSE_DETAILS = "false_details", _("故意提供虚假情况")
    PERIOD_OVER = "period_over", _("期满无正当理由不离站")
    OTHER = "other", _("其他依据")


#: In the order in which they are offered. A ledger's "other" is no way of leaving here.
MODES: tuple[DepartureMode, ...] = (
    DepartureMode.LEFT_BY_CHOICE, DepartureMode.FUNDED_RETURN, DepartureMode.ESCORTED_HOME,
    DepartureMode.COLLECTED_BY_KIN, DepartureMode.TRANSFERRED, DepartureMode.HOSPITAL,
    DepartureMode.RESETTLED, DepartureMode.LEFT_WITHOUT_NOTICE, DepartureMode.ENDED, DepartureMode.DIED,
)
