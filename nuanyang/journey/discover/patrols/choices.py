"""Enumerations of street encounters."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApparentAge(models.TextChoices):
    """How old somebody looks; nobody is asked for papers on the street."""

    CHILD = "child", _("儿童、少年")
    ADULT = "adult", _("成年")
    OLD = "old", _("老年")
    UNCLEAR = "unclear", _("看不出")


class Condition(models.TextChoices):
    """First look, in the order in which it decides what happens next."""

    WELL = "well", _("能走能说")
    ILL = "ill", _("受伤或发病")
    DANGER = "danger", _("有危险")
    REFUSES = "refuses", _("不愿接受帮助")


class Given(models.TextChoices):
    FOOD = "food", _("食物")
    WATER = "water", _("饮水")
    QUILT = "quilt", _("棉被")
    CLOTHES = "clothes", _("衣物")
    CARD = "card", _("求助卡")
    MEDICINE = "medicine", _("防护用品")


class Outcome(models.TextChoices):
    TO_STATION = "to_station", _("送到救助站")
    HOSPITAL = "hospital", _("送医院")
    POLICE = "police", _("交公安")
    SUPPLIES = "supplies", _("给了物资和求助卡")
    GONE = "gone", _("已离开")


class NotComing(models.TextChoices):
    """Why somebody who was on the way to a station never came."""

    LEFT = "left", _("路上自己离开了")
    DECLINED = "declined", _("本人改变主意")
    HOSPITAL = "hospital", _("改送医院")
    POLICE = "police", _("改交公安")
    FAMILY = "family", _("家属接走")
    ELSEWHERE = "elsewhere", _("送到了别处")
    MISTAKE = "mistake", _("记错了")


#: What a first look calls for: medical first, the police, or nothing against the person's will.
CALLED_FOR: dict[str, str] = {
    Condition.ILL: Outcome.HOSPITAL,
    Condition.DANGER: Outcome.POLICE,
    Condition.REFUSES: Outcome.SUPPLIES,
    Condition.WELL: Outcome.TO_STATION,
}
