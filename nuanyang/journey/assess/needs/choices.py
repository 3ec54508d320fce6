"""Domains of need and their levels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Domain(models.TextChoices):
    """The nine domains of an assessment, in the order in which people talk."""

    LIVING = "living", _("基本生活")
    HOUSING = "housing", _("住房")
    MEDICAL = "medical", _("医疗")
    EMPLOYMENT = "employment", _("就业")
    EDUCATION = "education", _("教育")
    PSYCHOLOGICAL = "psychological", _("心理")
    SOCIAL = "social", _("社会交往")
    EMOTIONAL = "emotional", _("情感")
    CULTURAL = "cultural", _("文化")


class Level(models.IntegerChoices):
    """How great the need is."""

    NONE = 0, _("没有困难")
    SOME = 1, _("有些困难")
    PLAIN = 2, _("困难明显")
    URGENT = 3, _("急需帮助")
