"""Enumerations of access."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What the reviewer finds about an emergency access."""

    JUSTIFIED = "justified", _("确有必要")
    UNJUSTIFIED = "unjustified", _("没有必要")
