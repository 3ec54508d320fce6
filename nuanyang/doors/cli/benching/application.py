"""What the measured web server loads: the application, and beside it the bare view that is the unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from nuanyang.doors.cli import web_application

PATH = "/bench/one/"
URLS = __name__


def load() -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """The application as served, with requests for ``PATH`` answered by Django without any middleware."""
    application = web_application.load()
    bare = _bare()

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        handler = bare if environ["PATH_INFO"] == PATH else application
        return handler(environ, start_response)  # type: ignore[no-any-return]

    return answer


def _bare() -> Any:
    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connection
    from django.http import HttpRequest, HttpResponse
    from django.test.utils import override_settings
    from django.urls import ResolverMatch

    def one(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            body = str(cursor.fetchone()[0]).encode()
        return HttpResponse(body, headers={"Content-Length": str(len(body))})

    class Bare(WSGIHandler):
        def resolve_request(self, request: HttpRequest) -> ResolverMatch:
            return ResolverMatch(one, (), {})

    with override_settings(MIDDLEWARE=[]):
        return Bare()
