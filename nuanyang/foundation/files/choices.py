"""Kinds of files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    PHOTO = "photo", _("照片")
    SCAN = "scan", _("扫描件")
    VOICE = "voice", _("录音")
    DOCUMENT = "document", _("文件")
