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
    CLOSED = "closed", _("未入站，已了结")
