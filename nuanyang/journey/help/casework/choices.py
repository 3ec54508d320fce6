"""Enumerations of plans and tasks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskOrigin(models.TextChoices):
    """What set a task going."""

    PLANNED = "planned", _("计划内")
    RISK = "risk", _("回访发现风险")
    CAME_BACK = "came_back", _("再次求助")


class CloseReason(models.TextChoices):
    REACHED = "reached", _("目标达到")
    HANDED_ON = "handed_on", _("转由其他机构负责")
    DECLINED = "declined", _("本人不愿继续")
    LOST = "lost", _("失去联系")
    DIED = "died", _("去世")
    OTHER = "other", _("其他")


class Outcome(models.TextChoices):
    IMPROVED = "improved", _("明显好转")
    STABLE = "stable", _("基本稳定")
    UNCHANGED = "unchanged", _("没有变化")
    WORSE = "worse", _("变差")


class Keeper(models.TextChoices):
    """Who keeps an eye on the person after the plan."""

    FAMILY = "family", _("家属")
    COMMITTEE = "committee", _("居（村）委会")
    SOCIAL_WORKER = "social_worker", _("社工站")
    VOLUNTEER = "volunteer", _("志愿者")
    INSTITUTION = "institution", _("医疗或福利机构")
