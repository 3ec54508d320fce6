from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.access.choices import Verdict
from nuanyang.foundation.access.roles import built_in_roles
from nuanyang.foundation.audit.events import EventType

_FACTORS = {"totp": _("动态验证码"), "webauthn": _("通行密钥"), "recovery_codes": _("备用码")}
_DEEDS = {"added": _("添加%(factor)s"), "removed": _("移除%(factor)s"), "reset": _("更新%(factor)s")}


def _second_factor(what: Any) -> str:
    """``totp added`` in words."""
    factor, _sep, deed = str(what).partition(" ")
    if factor not in _FACTORS or deed not in _DEEDS:
        return str(what)
    return str(_DEEDS[deed]) % {"factor": _FACTORS[factor]}


def _role(code: Any) -> str:
    for role in built_in_roles():
        if role.code == code:
            return role.name_en if (get_language() or "").startswith("en") else role.name_zh
    return str(code)


USER_ADDED = EventType("access.user_added", _("新增账号"), _("新增账号 %(username)s"), "system")
ROLE_GRANTED = EventType(
    "access.role_granted", _("授予角色"), _("授予角色 %(role)s，至 %(until)s"), "system",
    choices={"role": _role},
)
ROLE_ENDED = EventType("access.role_ended", _("结束角色"), _("结束角色 %(role)s"), "system", choices={"role": _role})
GLASS_BROKEN = EventType(
    "access.glass_broken", _("紧急查阅"), _("紧急查阅，理由：%(reason)s，至 %(until)s"), "system"
)
GLASS_MENDED = EventType("access.glass_mended", _("结束紧急查阅"), "", "system")
GLASS_REVIEWED = EventType(
    "access.glass_reviewed", _("复核紧急查阅"), _("复核紧急查阅：%(verdict)s"), "system",
    choices={"verdict": Verdict},
)
TOKEN_MADE = EventType("access.token_made", _("签发令牌"), _("签发令牌，至 %(until)s"), "system")
PASSWORD_SET = EventType("access.password_set", _("重设密码"), "", "system")
USER_DEACTIVATED = EventType("access.user_deactivated", _("停用账号"), _("停用账号，原因：%(reason)s"), "system")
USER_REACTIVATED = EventType("access.user_reactivated", _("恢复账号"), "", "system")
SECOND_FACTOR_RESET = EventType(
    "access.second_factor_reset", _("清除第二重验证"), _("清除第二重验证，原因：%(reason)s"), "system"
)
SECOND_FACTOR_CHANGED = EventType(
    "access.second_factor_changed", _("更改第二重验证"), _("更改第二重验证：%(what)s"), "system", True,
    choices={"what": _second_factor},
)
SESSIONS_ENDED = EventType("access.sessions_ended", _("结束登录"), _("结束 %(count)s 处登录"), "system")
SIGNED_IN = EventType("access.signed_in", _("登录"), _("登录，地址 %(address)s"), "system", True)
SIGN_IN_FAILED = EventType("access.sign_in_failed", _("登录失败"), _("登录失败，地址 %(address)s"), "system", True)
LOCKED_OUT = EventType("access.locked_out", _("登录锁定"), _("试错太多次，暂停登录，地址 %(address)s"), "system", True)
KEYS_ROTATED = EventType(
    "access.keys_rotated", _("更换数据密钥"), _("改用第 %(key)s 号数据密钥，重新加密 %(count)s 项"), "system", True
)
