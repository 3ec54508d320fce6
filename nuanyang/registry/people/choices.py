"""Enumerations of the people registry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SexChoice(models.IntegerChoices):
    """GB/T 2261.1."""

    UNKNOWN = 0, _("未知")
    MALE = 1, _("男")
    FEMALE = 2, _("女")


class NameUse(models.TextChoices):
    REAL = "real", _("本名")
    ALIAS = "alias", _("别名")
    NICKNAME = "nickname", _("小名、绰号")
    HEARD = "heard", _("听到的称呼")
    FORMER = "former", _("曾用名")
    LATIN = "latin", _("拉丁字母姓名")


class BirthPrecision(models.TextChoices):
    DAY = "day", _("年月日")
    MONTH = "month", _("年月")
    YEAR = "year", _("年")
    ESTIMATED = "estimated", _("估计")
    UNKNOWN = "unknown", _("不详")


class PaperKind(models.TextChoices):
    """Same codes as :class:`nuanyang.kernel.identity.PaperKind`."""

    RESIDENT_ID = "resident_id", _("居民身份证")
    HK_MACAU_RESIDENCE = "hk_macau_residence", _("港澳居民居住证")
    TAIWAN_RESIDENCE = "taiwan_residence", _("台湾居民居住证")
    HK_MACAU_PERMIT = "hk_macau_permit", _("港澳居民来往内地通行证")
    TAIWAN_PERMIT = "taiwan_permit", _("台湾居民来往大陆通行证")
    FOREIGN_RESIDENCE = "foreign_residence", _("外国人永久居留身份证")
    PASSPORT = "passport", _("护照")
    OTHER = "other", _("其他证件")


class LinkDecision(models.TextChoices):
    SAME = "same", _("同一人")
    DIFFERENT = "different", _("不是同一人")


class Alert(models.TextChoices):
    """What must not be missed about a person."""

    MINOR = "minor", _("未成年人")
    SEALED = "sealed", _("密封")
    VIOLENCE = "violence", _("遭受暴力")
    TRAFFICKED = "trafficked", _("疑似被拐卖")
    ALLERGY = "allergy", _("过敏")
    INFECTIOUS = "infectious", _("传染病")
    SELF_HARM = "self_harm", _("自伤风险")
    MENTAL = "mental", _("疑似精神障碍")
    DEMENTIA = "dementia", _("失智或智力障碍")
    DISABLED = "disabled", _("肢体残疾")
    OTHER = "other", _("其他")


class Correctable(models.TextChoices):
    """Particulars that may be corrected; several columns may be one thing to people."""

    DISPLAY_NAME = "display_name", _("姓名")
    SEX = "sex", _("性别")
    BIRTH_DATE = "birth_date", _("年龄")
    BIRTH_PRECISION = "birth_precision", _("年龄")
    BIRTH_YEAR_LOW = "birth_year_low", _("年龄")
    BIRTH_YEAR_HIGH = "birth_year_high", _("年龄")
    HOME_REGION = "home_region", _("家乡")
    HOME_TEXT = "home_text", _("家乡")
    IDENTITY_KNOWN = "identity_known", _("身份是否已明")
    DIED_ON = "died_on", _("死亡日期")
