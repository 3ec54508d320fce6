"""JSON over HTTP with the standard library, and what can go wrong with it."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

TIMEOUT = 10


class MessageFailed(Exception):
    """The message did not go out; ``retry`` says whether a later try may succeed."""

    def __init__(self, what: str, *, retry: bool) -> None:
        super().__init__(what)
        self.retry = retry


def call(url: str, *, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """GET, or POST ``body`` as JSON; the answer's JSON object (empty when it has none).

    :raises MessageFailed: refused (4xx: no retry), broken or unreachable (retry).
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise MessageFailed("not an HTTP address", retry=False)
    data = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
    request = Request(url, data=data, headers={"Content-Type": "application/json", **(headers or {})})
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:
            raw = answer.read(65536)
    except HTTPError as error:
        error.close()
        raise MessageFailed(f"HTTP {error.code}", retry=error.code >= 500 or error.code == 429) from error
    except (URLError, OSError) as error:
        raise MessageFailed(f"unreachable: {type(error).__name__}", retry=True) from error
    try:
        found = json.loads(raw) if raw.strip() else {}
    except ValueError as error:
        raise MessageFailed("the answer is not JSON", retry=True) from error
    return found if isinstance(found, dict) else {}
