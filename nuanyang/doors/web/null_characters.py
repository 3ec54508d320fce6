"""Requests with null characters are answered with 400: no person types them and no database takes them."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict


class NullCharactersMiddleware:
    """In the address and in the fields of a form; files may hold whatever they like."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Inside the error handling, so that the answer is a page of ours."""
        if request.path.startswith("/api/"):
            return  # it answers in its own shape, by its own checks
        if "\0" in request.path or _has_null(request.GET) or (request.method == "POST" and _has_null(request.POST)):
            raise BadRequest("null character")


def _has_null(sent: QueryDict) -> bool:
    return any("\0" in text for name, values in sent.lists() for text in (name, *map(str, values)))
