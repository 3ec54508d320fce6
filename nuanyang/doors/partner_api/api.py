"""What every view of the API shares: method, JSON in and out, refusals."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from nuanyang.foundation.access.api_answers import problem
from nuanyang.kernel.errors import Refused

Answer = dict[str, Any]


class BadRequest(Exception):
    """A parameter or a field of the body is missing or malformed (400)."""

    def __init__(self, message: str, *, field: str | None = None, code: str = "bad_request") -> None:
        super().__init__(message)
        self.message, self.field, self.code = message, field, code


def api(method: str) -> Callable[[Callable[..., Answer]], Callable[..., HttpResponse]]:
    """A view that returns a dictionary; put ``@access(…)`` above it."""

    def decorate(view: Callable[..., Answer]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in (method, "HEAD" if method == "GET" else method):
                answer = problem(405, "method_not_allowed", _("这个地址不接受这种方法"))
                answer["Allow"] = method
                return answer
            try:
                told = view(request, *args, **kwargs)
            except BadRequest as error:
                return problem(400, error.code, error.message, field=error.field)
            except Refused as refusal:
                return problem(
                    409, refusal.code, str(refusal.message), hint=str(refusal.hint), field=refusal.field,
                    rule=refusal.rule, data=refusal.data,
                )  # fmt: skip
            answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
            answer["Cache-Control"] = "no-store"
            return answer

        return run

    return decorate


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent. :raises BadRequest: something else was."""
    if request.content_type != "application/json":
        raise BadRequest(_("请用 Content-Type: application/json"), code="not_json")
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BadRequest(_("内容不是 JSON"), code="not_json") from error
    if not isinstance(found, dict):
        raise BadRequest(_("内容应是一个 JSON 对象"), code="not_json")
    return found


def whole_number(value: Any, field: str) -> int:
    """:raises BadRequest: when it is none between 1 and 2⁶³."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63:
        raise BadRequest(_("%(field)s 应是一个整数") % {"field": field}, field=field)
    return value


def text(value: Any, field: str, *, longest: int = 200) -> str:
    """:raises BadRequest: when it is no text, or too long."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise BadRequest(_("%(field)s 应是文字，最多 %(longest)s 字") % {"field": field, "longest": longest}, field=field)
    return value


def moment(value: Any, field: str) -> datetime:
    """An ISO time with its zone, not in the future; now when nothing is given. :raises BadRequest: otherwise."""
    now = timezone.now()
    if value is None:
        return now
    try:
        parsed = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise BadRequest(_("%(field)s 应是带时区的时间，如 2026-03-02T09:30:00+08:00") % {"field": field}, field=field)
    if parsed > now:
        raise BadRequest(_("%(field)s 不能晚于现在") % {"field": field}, field=field)
    return parsed
