from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.audit.events import EventType

USER_ADDED = EventType("access.user_added", _("新增账号"), _("新增账号 %(username)s"), "system")
ROLE_GRANTED = EventType(
    "access.role_granted", _("授予角色"), _("授予角色 %(role)s，至 %(until)s"), "system"
)
ROLE_ENDED = EventType("access.role_ended", _("结束角色"), _("结束角色 %(role)s"), "system")
GLASS_BROKEN = EventType(
    "access.glass_broken", _("紧急查阅"), _("紧急查阅，理由：%(reason)s，至 %(until)s"), "system"
)
GLASS_MENDED = EventType("access.glass_mended", _("结束紧急查阅"), "", "system")
GLASS_REVIEWED = EventType(
    "access.glass_reviewed", _("复核紧急查阅"), _("复核紧急查阅：%(verdict)s"), "system"
)
TOKEN_MADE = EventType("access.token_made", _("签发令牌"), _("签发令牌，至 %(until)s"), "system")
PASSWORD_SET = EventType("access.password_set", _("重设密码"), "", "system")
