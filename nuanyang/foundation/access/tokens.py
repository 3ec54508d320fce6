"""Bearer tokens: programs act as a user without a cookie, hence without CSRF."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from nuanyang.foundation.access import api_answers
from nuanyang.foundation.access.models import AccessToken
from nuanyang.foundation.scope.acting import acting_as, system_actor

PREFIX = "nyt_"


def new_secret() -> str:
    """A fresh random token."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a token. It is random and long, so a plain hash suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenMiddleware:
    """``Authorization: Bearer nyt_…`` signs the request in; a wrong token is told so (401)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret.startswith(PREFIX):
            return self.get_response(request)
        with acting_as(system_actor("sign-in by token")):
            token = (
                AccessToken.objects.select_related("user")
                .filter(digest=digest(secret), valid_to__gt=timezone.now(), user__is_active=True)
                .first()
            )
        if token is None and api_answers.is_api(request):
            return api_answers.unauthorised()
        if token is None:
            return HttpResponse("令牌无效或已过期 / invalid or expired token\n", status=401,
                                content_type="text/plain; charset=utf-8")
        request.user = token.user
        request.by_token = True  # type: ignore[attr-defined]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return self.get_response(request)
