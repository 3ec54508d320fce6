"""Enumerations of visits."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VisitDomain(models.TextChoices):
    """What a visit looks at (four domains)."""

    LIVING = "living", _("生活状况")
    FAMILY = "family", _("家庭关系")
    BODY_MIND = "body_mind", _("身体和精神")
    SUPPORT = "support", _("社会支持")


class Condition(models.TextChoices):
    OK = "ok", _("好")
    STRAINED = "strained", _("吃紧")
    BAD = "bad", _("不好")


class VisitState(models.TextChoices):
    PLANNED = "planned", _("待回访")
    MADE = "made", _("已回访")
    NOT_MET = "not_met", _("没有见到")


class NotMet(models.TextChoices):
    NOT_FOUND = "not_found", _("没有找到人")
    AWAY = "away", _("外出")
    MOVED = "moved", _("已搬走")
    REFUSED = "refused", _("本人不愿见")


class FollowUpEnd(models.TextChoices):
    COMPLETED = "completed", _("回访完成")
    CAME_BACK = "came_back", _("再次求助")
    MOVED = "moved", _("已搬走")
    REFUSED = "refused", _("本人不愿继续")


#: Reasons after which a follow-up may end without another attempt.
MAY_END = {NotMet.MOVED: FollowUpEnd.MOVED, NotMet.REFUSED: FollowUpEnd.REFUSED}
