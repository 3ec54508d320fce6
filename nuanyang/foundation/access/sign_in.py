"""How allauth signs people in: nobody signs up on his own, secrets are kept encrypted."""

from __future__ import annotations

import base64
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nuanyang.foundation.access.models import User
from nuanyang.foundation.secrets.crypto import decrypt, encrypt

MFA_PURPOSE = "access.second_factor"
#: Marks values that are encrypted; what allauth stored before stays readable.
MARK = "n1:"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("这个账号已停用。"),
        "enter_current_password": _("现在的密码不对。"),
        "incorrect_code": _("口令不对，请看手机上最新的一个。"),
        "incorrect_password": _("密码不对。"),
        "rate_limited": _("请求太多，请等几分钟再试。"),
        "too_many_login_attempts": _("试错太多次，请等几分钟再试。"),
        "username_password_mismatch": _("账号或密码不对。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_security")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in within the last minutes need not prove it again."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        proofs = get_authentication_records(context.request, context.request.user)
        since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not any(proof.get("at", 0) > since for proof in proofs)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": gettext("用密码"),
            "mfa_reauthenticate": gettext("用动态口令或恢复码"),
            "mfa_reauthenticate:webauthn": gettext("用通行密钥"),
        }
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**m, "description": words.get(m["id"], m["description"])} for m in methods]


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An identity provider signs in accounts that exist: matched by its ``preferred_username``.

    After the first time the provider's own id counts, so that a name given to somebody else there
    does not open the account here.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.get_provider_account().get_user_data() or {}
        username = str(claims.get("preferred_username") or "")
        user = User.objects.filter(username__iexact=username, is_active=True).first() if username else None
        taken = user is not None and SocialAccount.objects.filter(
            user=user, provider=sociallogin.account.provider
        ).exists()
        if user is None or taken:
            raise ImmediateHttpResponse(
                render(request, "access/unknown_account.html", {"username": username, "taken": taken}, status=403)
            )
        sociallogin.connect(request, user)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """TOTP seeds and recovery seeds are secrets like any other: encrypted with the data keys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": _("先设好动态口令或通行密钥，才有恢复码。"),
        "incorrect_code": _("口令不对，请看手机上最新的一个。"),
    }

    def encrypt(self, text: str) -> str:
        return MARK + base64.b64encode(encrypt(text, purpose=MFA_PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith(MARK):
            return encrypted_text
        return decrypt(base64.b64decode(encrypted_text.removeprefix(MARK)), purpose=MFA_PURPOSE)

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.username)

    def _get_site_name(self) -> str:
        return gettext("暖阳")

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("通行密钥 %(number)s") % {"number": number}
