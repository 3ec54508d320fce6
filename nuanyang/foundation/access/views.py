"""One's own account: security, where one is signed in; and what is not offered here."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nuanyang.foundation.access import queries
from nuanyang.foundation.access.declared import access
from nuanyang.foundation.access.models import User
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.foundation.scope.viewers import user_key
from nuanyang.kernel.actor import Actor


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def _oneself(user: User) -> Actor:
    """Who sees nothing but his own account's events."""
    return Actor(user.pk, None, "", str(user), "user", frozenset(), (user_key(user.pk),))


@never_cache
@require_safe
@access.account
def security(request: HttpRequest) -> HttpResponse:
    """Password, second factor, passkeys, recovery codes, where signed in, what happened lately."""
    user: User = request.user  # type: ignore[assignment]
    held = list(Authenticator.objects.filter(user=user).order_by("id"))
    passkeys = [a for a in held if a.type == Authenticator.Type.WEBAUTHN]
    totp = next((a for a in held if a.type == Authenticator.Type.TOTP), None)
    codes = next((a for a in held if a.type == Authenticator.Type.RECOVERY_CODES), None)
    with acting_as(_oneself(user), read_only=True):
        lately = queries.recent_sign_ins()
    sessions = queries.sessions_of(user, current_key=request.session.session_key or "")
    return render(
        request,
        "access/security.html",
        {
            "first": bool(request.next_step),  # type: ignore[attr-defined]
            "rows": _facts(user, totp, passkeys, codes, len(sessions)),
            "events": [{"at": e.happened_at, "title": e.title, "text": e.sentence} for e in lately],
            "now": timezone.now(),
        },
    )


def _facts(
    user: User, totp: Authenticator | None, passkeys: list[Authenticator], codes: Authenticator | None, sessions: int
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    if user.has_usable_password():
        rows.append({
            "label": _("密码"), "value": _("已设置"), "action": _("更改"), "action_url": reverse("account_change_password"),
        })  # fmt: skip
    rows += [
        {
            "label": _("动态口令"),
            "value": _("已启用，%(day)s") % {"day": _day(totp.created_at)} if totp else "",
            "missing": _("没有启用"),
            "action": _("停用动态口令") if totp else _("启用"),
            "action_url": reverse("mfa_deactivate_totp" if totp else "mfa_activate_totp"),
        },
        {
            "label": _("通行密钥"),
            "value": _("、").join(str(p) for p in passkeys),
            "missing": _("没有添加"),
            "action": _("管理") if passkeys else _("添加"),
            "action_url": reverse("mfa_list_webauthn" if passkeys else "mfa_add_webauthn"),
        },
    ]
    if codes:
        left = len(codes.wrap().get_unused_codes())
        rows.append({
            "label": _("恢复码"), "value": ngettext("还剩 %(n)s 个", "还剩 %(n)s 个", left) % {"n": left},
            "action": _("查看"), "action_url": reverse("mfa_view_recovery_codes"),
        })  # fmt: skip
    linked = SocialAccount.objects.filter(user=user).first()
    if linked is not None:
        rows.append({"label": _("统一身份"), "value": _("已关联")})
    rows.append({
        "label": _("正在登录"), "value": ngettext("%(n)s 处", "%(n)s 处", sessions) % {"n": sessions},
        "action": _("查看"), "action_url": reverse("usersessions_list"),
    })  # fmt: skip
    return rows


@require_safe
@access.account
def to_security(request: HttpRequest) -> HttpResponse:
    """The library's own overview is not used."""
    return redirect("account_security")


@never_cache
@require_safe
@access.account
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    found = queries.sessions_of(request.user, current_key=request.session.session_key or "")  # type: ignore[arg-type]
    return render(request, "access/sessions.html", {"sessions": found})


@require_POST
@access.account
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one sign-in of one's own."""
    found = UserSession.objects.filter(pk=pk, user=request.user).first()
    if found is None:
        raise Http404
    found.end()
    messages.success(request, _("已退出那处登录。"))
    return redirect("usersessions_list")


@require_POST
@access.account
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all sign-ins of one's own but this one."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    for found in list(others):
        found.end()
    messages.success(request, _("其他各处都已退出。"))
    return redirect("usersessions_list")


@access.public("refused: nobody signs up here, and passwords are not reset by e-mail")
def not_offered(request: HttpRequest, **_parts: Any) -> HttpResponse:
    """The library links to these; here they do not exist."""
    raise Http404
