"""How the API says no: one JSON shape for every refusal, in the caller's language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

PREFIX = "/api/"


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks, which wants JSON and no pages."""
    return request.path_info.startswith(PREFIX)


def problem(
    status: int,
    code: str,
    message: str,
    *,
    hint: str = "",
    field: str | None = None,
    rule: str | None = None,
    data: dict[str, Any] | None = None,
) -> JsonResponse:
    """``{"error": {"code", "message", "hint", "field", "rule", "data"}}`` with the status."""
    told = {"code": code, "message": message, "hint": hint, "field": field, "rule": rule, "data": data or {}}
    answer = JsonResponse({"error": told}, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "no-store"
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="nuanyang"'
    return answer


def unauthorised() -> JsonResponse:
    """No token, or one that is wrong or over."""
    return problem(
        401, "unauthorised", _("令牌无效或已过期"), hint=_("请带上有效的令牌：Authorization: Bearer nyt_…")
    )


def forbidden(permission: str = "") -> JsonResponse:
    """The account's role may not do this."""
    return problem(
        403, "forbidden", _("您在本机构的角色没有这项权限。"), data={"permission": permission} if permission else None
    )


def no_role() -> JsonResponse:
    """The account has no role in force."""
    return problem(403, "no_role", _("您的账号现在没有角色"))


def not_found() -> JsonResponse:
    """Nothing there, or nothing that the account may know of."""
    return problem(404, "not_found", _("这里没有内容，或者不在您的查看范围内。"))
