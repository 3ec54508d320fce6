"""The frame's own pages: home, settings, health, errors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from nuanyang import __version__
from nuanyang.doors.web.health import worker_alive
from nuanyang.foundation.access.declared import access
from nuanyang.foundation.access.middleware import act_in_frame


@require_safe
@access.public("the first page says what this is and where to sign in")
def home(request: HttpRequest) -> HttpResponse:
    """Signed in: my day. Signed out: what Nuanyang is, and the way in."""
    if request.user.is_authenticated:
        return redirect("workbench:my_day")
    return render(request, "web/welcome.html", {"demo": settings.MODE == "demo"})


@require_safe
@access.public("health of the service, no content")
def healthz(request: HttpRequest) -> JsonResponse:
    """``status``, ``version``, ``database``, ``worker``; 503 when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = "ok"
        worker = "ok" if worker_alive() else "down"
    except Exception as error:
        database, worker = f"down: {type(error).__name__}", "unknown"
    return JsonResponse(
        {
            "status": "ok" if database == "ok" else "down",
            "version": __version__,
            "database": database,
            "worker": worker,
        },
        status=200 if database == "ok" else 503,
    )


@require_safe
@access.account
def no_role(request: HttpRequest) -> HttpResponse:
    """An account without a role in force: who can help. Who has one is in the wrong place here."""
    if request.actor is not None:  # type: ignore[attr-defined]
        return redirect("home")
    return render(
        request,
        "web/error.html",
        {
            "code": 403,
            "error_title": _("您的账号现在没有角色"),
            "error_what": _("账号可以登录，但还没有机构给它角色，或者角色已经到期。"),
            "error_next": _("请联系本机构的管理员或站长授予角色。"),
        },
        status=403,
    )


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    return HttpResponseRedirect(target)


@require_POST
@access.public("language of the pages, also before sign-in")
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=31536000, samesite="Lax",
            secure=settings.BEHIND_TLS,
        )
    return response


@require_POST
@access.public("theme of the pages, also before sign-in")
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the system's choice in a cookie."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in ("auto", "light", "dark"):
        response.set_cookie(
            "theme", theme, max_age=31536000, samesite="Lax", secure=settings.BEHIND_TLS
        )
    return response


@require_POST
@access.signed_in
def set_organisation(request: HttpRequest) -> HttpResponse:
    """Act for another of one's organisations."""
    wanted = request.POST.get("organisation", "")
    if wanted.isdigit() and int(wanted) in {p.organisation_id for p in request.places}:  # type: ignore[attr-defined]
        request.session["organisation"] = int(wanted)
    return redirect("home")


@require_safe
@access.signed_in
def design(request: HttpRequest) -> HttpResponse:
    """The design system: every component with sample data."""
    from nuanyang.doors.web import design_samples

    return render(request, "web/design.html", design_samples.samples())


def _error(request: HttpRequest, code: int, title: str, what: str, hint: str) -> HttpResponse:
    return render(
        request,
        "web/error.html",
        {"code": code, "error_title": title, "error_what": what, "error_next": hint},
        status=code,
    )


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _error(
        request, 400, _("这个请求看不明白"), _("地址或提交的内容不完整。"), _("请返回上一页再试一次。")
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _error(
        request, 403, _("您不能做这件事"), _("您在本机构的角色没有这项权限。"),
        _("需要时请联系站长或管理员。"),
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """An address that leads nowhere was given no view, and so no actor: the frame is drawn for who is signed in."""
    if getattr(request, "actor", None) is None:
        act_in_frame(request)
    actor = getattr(request, "actor", None)
    searches = actor is not None and actor.may("people.view")
    return _error(
        request, 404, _("没有找到"), _("这里没有内容，或者不在您的查看范围内。"),
        _("请检查编号，或用上面的搜索框。") if searches else _("请检查地址。"),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _error(
        request, 500, _("系统出错了"), _("错误已记录，您的数据没有改动。"), _("请稍后再试；仍不行请联系管理员。")
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(
        request, 403, _("页面已过期"), _("为了安全，这次提交没有被接受。"),
        _("请返回上一页刷新；填写的内容会保留在草稿里。"),
    )
