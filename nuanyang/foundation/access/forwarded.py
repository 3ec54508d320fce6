"""Where a visitor behind the proxy comes from: lock-out, sessions and the sign-in log want his own address."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse


class ForwardedAddressMiddleware:
    """Replaces the proxy's address by the one that the proxy saw; only with ``NUANYANG_BEHIND_PROXY``.

    The last entry of ``X-Forwarded-For`` is the proxy's own; what stands before it is whatever the
    visitor chose to send. What is no address is not believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.BEHIND_PROXY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if seen := _address(request.META.pop("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]):
            request.META["REMOTE_ADDR"] = seen
        return self.get_response(request)


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        return ""
