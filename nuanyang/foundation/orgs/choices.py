"""Kinds of organisations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    BUREAU = "bureau", _("民政部门")
    STATION = "station", _("救助管理站")
    SOCIAL_WORK_STATION = "social_work_station", _("社工站")
    CHARITY = "charity", _("慈善组织")
    VOLUNTEER_GROUP = "volunteer_group", _("志愿服务组织")
    HOSPITAL = "hospital", _("医院")
    POLICE = "police", _("公安机关")
    SCHOOL = "school", _("学校")
    SUB_DISTRICT = "sub_district", _("街道（乡镇）")
    COMMITTEE = "committee", _("居（村）委会")
    WELFARE = "welfare", _("福利机构")
    FEDERATION = "federation", _("联合会")
    DEPARTMENT = "department", _("部门（科室）")
    ENTERPRISE = "enterprise", _("企业")
    SHELTER = "shelter", _("庇护所")
