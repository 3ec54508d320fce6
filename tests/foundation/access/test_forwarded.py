"""Behind a proxy the visitor's own address counts, and nobody chooses his address himself."""

from __future__ import annotations

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import RequestFactory

from nuanyang.foundation.access.forwarded import ForwardedAddressMiddleware


def seen(**headers: str) -> str:
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", **headers)
    ForwardedAddressMiddleware(lambda _request: HttpResponse())(request)
    assert "HTTP_X_FORWARDED_FOR" not in request.META
    return str(request.META["REMOTE_ADDR"])


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the first is the visitor's invention
        ("127.0.0.1,2001:db8::7", "2001:db8::7"),
        ("203.0.113.9, nonsense", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_the_address_that_the_proxy_saw(settings, sent, address):
    settings.BEHIND_PROXY = True
    assert seen(HTTP_X_FORWARDED_FOR=sent) == address


def test_without_a_proxy_nothing_of_it_is_believed(settings):
    settings.BEHIND_PROXY = False
    with pytest.raises(MiddlewareNotUsed):
        ForwardedAddressMiddleware(lambda _request: HttpResponse())
