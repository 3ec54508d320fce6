"""How a document was signed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Manner(models.TextChoices):
    SCREEN = "screen", _("在屏幕上签名")
    PAPER = "paper", _("在纸上签名或捺印，已扫描")
    REFUSED = "refused", _("拒绝签名")
    UNABLE = "unable", _("不能签名")


#: Nobody's hand, so somebody who was there says so.
WITNESSED = frozenset({Manner.REFUSED, Manner.UNABLE})
