"""What somebody brings along, and what becomes of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    ORDINARY = "ordinary", _("一般物品")
    VALUABLE = "valuable", _("贵重物品")
    CASH = "cash", _("现金")
    PAPERS = "papers", _("证件")
    MEDICINE = "medicine", _("药品")
    PROHIBITED = "prohibited", _("危险品")


class Place(models.TextChoices):
    """Where a thing is now."""

    WITH_OWNER = "with_owner", _("本人自己带着")
    CUSTODY = "custody", _("站里代管")
    RETURNED = "returned", _("已交还")
    POLICE = "police", _("已交公安")
    UNCLAIMED = "unclaimed", _("无人领取")
    TO_KIN = "to_kin", _("已交亲属")


#: Things for which nothing more is to be done.
SETTLED = frozenset({Place.WITH_OWNER, Place.RETURNED, Place.POLICE, Place.TO_KIN})
#: Where a thing may go from custody.
AFTER_CUSTODY = frozenset({Place.RETURNED, Place.POLICE, Place.UNCLAIMED, Place.TO_KIN})


class Result(models.TextChoices):
    CLEAR = "clear", _("没有发现危险品")
    FOUND = "found", _("发现危险品")
    REFUSED = "refused", _("不接受检查")
