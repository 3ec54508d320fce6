"""Enumerations of the request for help."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BodyCheck(models.TextChoices):
    """The first look (RS-012); anything but ``able`` comes before the registration."""

    ABLE = "able", _("能说能走")
    MEDICAL = "medical", _("有伤或发病")
    POLICE = "police", _("醉酒或有危险")


#: What each look calls for, shown under the chip.
NEXT_STEP = {BodyCheck.MEDICAL: _("先送医"), BodyCheck.POLICE: _("先报警")}

#: The rule behind each branch.
BRANCH_RULE = {BodyCheck.MEDICAL: "RS-013", BodyCheck.POLICE: "RS-014"}


class Mark(models.TextChoices):
    """What is seen about health and capacity; decides zone and care."""

    LIMB = "limb", _("肢体残疾")
    MENTAL = "mental", _("疑似精神障碍")
    DEMENTIA = "dementia", _("失智或智力障碍")
    INFECTIOUS = "infectious", _("疑似传染病")
    OBSERVE = "observe", _("需要观察")


class RequestState(models.TextChoices):
    ADMITTED = "admitted", _("已入站")
    AT_HOSPITAL = "at_hospital", _("已送医，等待入站")
    WITH_POLICE = "with_police", _("已报警，等待处置")
    WEIGHING = "weighing", _("正在核对条件")
    REFUSED = "refused", _("不予救助")
    CLOSED = "closed", _("未入站，已了结")


class Standard(models.TextChoices):
    """By which text it is judged whether somebody is to be helped."""

    PROCEDURE_2014 = "132", _("2014 年工作规程")
    RULES_2003 = "xz24", _("2003 年实施细则")


class Criterion(models.TextChoices):
    """One condition of the tests (RS-001, RS-002)."""

    AWAY = "away", _("离家在外")
    NO_MEANS = "no_means", _("自己解决不了食宿")
    NO_KIN = "no_kin", _("没有亲友可以投靠")
    NO_BENEFIT = "no_benefit", _("没有享受低保或特困供养")
    ROUGH = "rough", _("正在或者将要流浪乞讨")


#: Conditions of each test, in the order in which people talk about them.
CRITERIA: dict[str, tuple[Criterion, ...]] = {
    Standard.PROCEDURE_2014: (Criterion.AWAY, Criterion.NO_MEANS, Criterion.ROUGH),
    Standard.RULES_2003: (Criterion.NO_MEANS, Criterion.NO_KIN, Criterion.NO_BENEFIT, Criterion.ROUGH),
}
#: The rule of each test.
TEST_RULE = {Standard.PROCEDURE_2014: "RS-001", Standard.RULES_2003: "RS-002"}


class Ground(models.TextChoices):
    """Why help is refused (RS-080). Illness, injury and earlier visits are no grounds (RS-081, RS-086)."""

    NOT_MET = "not_met", _("不符合救助条件")
    NOT_TOLD = "not_told", _("能说而不肯如实说明情况")
