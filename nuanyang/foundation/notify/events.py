from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType

TOLD = EventType("notify.told", _("通知"), _("通知 %(people)s 人"), "system", True)
DELIVERED = EventType("notify.delivered", _("通知送达"), _("通知已由 %(channel)s 送出"), "system", True)
READ = EventType("notify.read", _("已读通知"), "", "system", True)
