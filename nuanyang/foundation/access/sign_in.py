"""How allauth is allowed to sign people in: nobody signs up on his own."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An identity provider signs in accounts that exist: matched by its ``preferred_username``."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
