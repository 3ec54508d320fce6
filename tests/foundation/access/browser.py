"""A real browser against the product inside the test's own transaction.

Requests of the browser are answered by Django's test client in this process, so that no server is
needed and nothing is left in the database. The content policy is the product's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route

SITE = "http://localhost:8765"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Bridge:
    """Hand ``serve`` to ``context.route("**/*", …)``; ``failures`` collects what must stay empty."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self._connection = connections["default"]

    def share_connection(self) -> None:
        """Use the test's own connection here too: while the browser's loop runs, Django would open another."""
        connections["default"] = self._connection

    def serve(self, route: Route, request: Request) -> None:
        url = urlsplit(request.url)
        if url.path.startswith("/static/"):
            found = finders.find(url.path.removeprefix("/static/"))
            if not found:
                self.failures.append(f"no file {url.path}")
                route.fulfill(status=404)
                return
            path = Path(found if isinstance(found, str) else found[0])
            route.fulfill(body=path.read_bytes(), content_type=TYPES.get(path.suffix, "text/plain"))
            return
        path = url.path + (f"?{url.query}" if url.query else "")
        answer = self._ask(request.method, path, request.post_data_buffer, request.all_headers())
        if answer.status_code >= 500:
            self.failures.append(f"{answer.status_code} {url.path}")
        headers = {k: v for k, v in answer.items() if k.lower() != "content-length"}
        if answer.cookies:
            headers["Set-Cookie"] = "\n".join(c.OutputString() for c in answer.cookies.values())
        if answer.status_code in (301, 302, 303):
            # A fulfilled redirect is not followed through the bridge: a page that moves on is.
            target = escape(headers.pop("Location"), quote=True)
            body = f'<!doctype html><meta http-equiv="refresh" content="0;url={target}">'
            route.fulfill(status=200, headers={**headers, "Content-Type": "text/html"}, body=body)
            return
        route.fulfill(status=answer.status_code, headers=headers, body=answer.content)

    def _ask(self, method: str, path: str, body: bytes | None, sent: dict[str, str]) -> Any:
        self.share_connection()
        meta = {
            f"HTTP_{k.upper().replace('-', '_')}": v
            for k, v in sent.items()
            if not k.startswith(":") and k not in ("content-type", "content-length")
        }
        return Client(enforce_csrf_checks=True, raise_request_exception=False).generic(
            method, path, data=body or b"",
            content_type=sent.get("content-type", "application/octet-stream"), SERVER_NAME="localhost",
            SERVER_PORT="8765", **meta,
        )  # fmt: skip


@pytest.fixture
def bridge(db) -> Bridge:
    return Bridge()


@pytest.fixture
def context(bridge, chromium: Browser, monkeypatch) -> Iterator[BrowserContext]:
    # The browser's loop runs in this thread; the database is used between its steps only.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    cache.clear()
    bridge.share_connection()
    made = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    made.set_default_timeout(15_000)
    made.route(f"{SITE}/**", bridge.serve)
    yield made
    made.close()


@pytest.fixture
def page(context, bridge) -> Page:
    opened: Page = context.new_page()
    opened.on("pageerror", lambda error: bridge.failures.append(str(error)))
    opened.on("console", lambda m: bridge.failures.append(m.text) if "Content Security" in m.text else None)
    return opened
