"""Kinds of files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    PHOTO = "photo", _("照片")
    SCAN = "scan", _("扫描件")
    VOICE = "voice", _("录音")
    DOCUMENT = "document", _("文件")
    ISSUED = "issued", _("开具的文书")
    SIGNATURE = "signature", _("签名")


#: What belongs to a document and is shown with it, not among the person's own files.
OF_DOCUMENTS = (FileKind.ISSUED, FileKind.SIGNATURE)
