"""Enumerations of stays: rooms, arrival, leaving."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoomSex(models.TextChoices):
    MALE = "male", _("男")
    FEMALE = "female", _("女")
    FAMILY = "family", _("家庭（不分性别）")


class AgeBand(models.TextChoices):
    ADULT = "adult", _("成年人")
    MINOR = "minor", _("未成年人")
    OLD = "old", _("老年人")
    ANY = "any", _("不限")


class HealthZone(models.TextChoices):
    GENERAL = "general", _("普通")
    OBSERVATION = "observation", _("观察")
    ISOLATION = "isolation", _("隔离")
    MENTAL = "mental", _("精神障碍")
    MEDICAL = "medical", _("医护")


class OverrideKind(models.TextChoices):
    """Why somebody lies where the zones would not put him (kept with the bed use)."""

    FAMILY = "family", _("亲属同住，由监护人照料")
    MEDICAL = "medical", _("医护人员建议")
    NO_OTHER_BED = "no_other_bed", _("没有其他合适的空床")


class ArrivalMode(models.TextChoices):
    SELF = "self", _("自行")
    POLICE = "police", _("公安护送")
    CITY_MANAGEMENT = "city_management", _("城管护送")
    PATROL = "patrol", _("巡查引送")
    HOSPITAL = "hospital", _("医院转来")
    PUBLIC = "public", _("群众护送")
    TRANSFER = "transfer", _("他站移交")
    UNKNOWN = "unknown", _("不详")


class HelpReason(models.TextChoices):
    NO_MEANS = "no_means", _("生活无着")
    NO_WORK = "no_work", _("务工不着")
    ROBBED = "robbed", _("被盗被抢被骗")
    LOST = "lost", _("走失")
    SEEKING_KIN = "seeking_kin", _("寻亲投亲不着")
    VIOLENCE = "violence", _("遭受暴力")
    ILL = "ill", _("患病")
    PYRAMID = "pyramid", _("脱离传销")
    TRAFFICKED = "trafficked", _("被拐卖")
    OTHER = "other", _("其他")
    UNKNOWN = "unknown", _("不详")


class DepartureMode(models.TextChoices):
    """How a stay ended; the same ids as in the station report."""

    ESCORTED_HOME = "escorted_home", _("护送返乡")
    FUNDED_RETURN = "funded_return", _("资助返乡")
    COLLECTED_BY_KIN = "collected_by_kin", _("亲属接回")
    LEFT_BY_CHOICE = "left_by_choice", _("自行离站")
    LEFT_WITHOUT_NOTICE = "left_without_notice", _("擅自离站")
    HOSPITAL = "hospital", _("住院治疗")
    TRANSFERRED = "transferred", _("转送其他救助站")
    RESETTLED = "resettled", _("安置")
    ENDED = "ended", _("终止救助")
    DIED = "died", _("死亡")
    #: A ledger's text that none of the others explains; the text is kept beside it.
    OTHER = "other", _("其他离站")


#: Departures after which somebody at home visits.
RETURNING_HOME = frozenset({"escorted_home", "funded_return", "collected_by_kin"})
