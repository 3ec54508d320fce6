"""Administration of the organisation's accounts: list, one account, roles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanyang.foundation.access import operations, queries
from nuanyang.foundation.access.declared import access
from nuanyang.foundation.access.forms import AccountForm, GrantForm, ReasonForm
from nuanyang.foundation.access.models import User
from nuanyang.foundation.access.permissions import PERMISSIONS
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import Refused


def _until(held: queries.Held) -> str:
    if held.valid_to is None:
        return ""
    # Stored as the moment after the last day.
    return date_format(timezone.localtime(held.valid_to) - timedelta(seconds=1), "Y-m-d")


def _role_text(held: queries.Held) -> str:
    parts = {"role": held.label, "until": _until(held), "whom": held.deputy_for}
    if held.deputy_for:
        return _("%(role)s（代 %(whom)s，至 %(until)s）") % parts
    return _("%(role)s（至 %(until)s）") % parts if held.valid_to else held.label


@never_cache
@require_safe
@access("users.manage")
def users(request: HttpRequest) -> HttpResponse:
    """The organisation's accounts with their roles, by account name."""
    actor, after = request.actor, request.GET.get("after", "")[:60]  # type: ignore[attr-defined]
    accounts, following = queries.accounts_of(
        organisation_id=actor.organisation_id, at=timezone.now(), after=after
    )
    rows = [
        {
            "cells": [
                {
                    "text": str(a.user), "sub": a.user.username,
                    "url": reverse("access_user", args=[a.user.username]),
                    "chips": [] if a.user.is_active else [_("已停用")],
                },
                _("、").join(_role_text(h) for h in a.roles) or _("没有角色"),
                _("有") if a.second_factor else _("没有"),
                date_format(timezone.localtime(a.user.last_login), "Y-m-d H:i") if a.user.last_login else _("从未"),
            ]
        }
        for a in accounts
    ]
    columns = [
        {"label": _("姓名"), "primary": True}, {"label": _("角色")}, {"label": _("第二重验证")},
        {"label": _("最近登录"), "kind": "date"},
    ]  # fmt: skip
    older = f"{reverse('access_users')}?after={following}" if following else ""
    return render(request, "access/users.html", {"columns": columns, "rows": rows, "older": older})


@never_cache
@require_http_methods(["GET", "POST"])
@access("users.manage")
def add(request: HttpRequest) -> HttpResponse:
    """A new account with its first role; the password is shown once, on the page that answers."""
    now, actor = timezone.now(), request.actor  # type: ignore[attr-defined]
    form = AccountForm(request.POST or None, roles=_grantable(actor), today=local_date(now))
    if request.method == "POST" and form.is_valid():
        try:
            user, password = operations.add_account(**form.cleaned_data, at=now, actor=actor)
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            return _show_password(request, user, password)
    return _form_page(request, form, title=_("新增账号"), submit=_("新增"), cancel=reverse("access_users"))


def _show_password(request: HttpRequest, user: User, password: str) -> HttpResponse:
    return render(request, "access/password_once.html", {"account": user, "password": password})


def _form_page(request: HttpRequest, form: Form, *, title: str, submit: str, cancel: str, lead: str = "") -> HttpResponse:
    return render(
        request,
        "access/form.html",
        {"form": form, "title": title, "submit": submit, "cancel": cancel, "lead": lead},
        status=422 if form.is_bound and form.errors else 200,
    )


def _refuse(form: Form, refusal: Refused) -> None:
    text = str(refusal.message)
    if refusal.hint:
        text = _("%(what)s。%(next)s") % {"what": text, "next": refusal.hint}
    form.add_error(refusal.field if refusal.field in form.fields else None, text)


def _grantable(actor: Any) -> list[Any]:
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    return queries.grantable_roles(own=actor.permissions, kind=organisation.kind, region=organisation.region)


@never_cache
@require_safe
@access("users.manage")
def user(request: HttpRequest, username: str) -> HttpResponse:
    """One account: roles now and before, second factor, sign-ins, what can be done."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    found, held = queries.account_at(username=username, organisation_id=actor.organisation_id)
    [account] = queries.accounts(users=[found], organisation_id=actor.organisation_id, at=now)
    running = [h for h in held if h.valid_to is None or h.valid_to > now]
    return render(
        request,
        "access/user.html",
        {
            "account": found,
            "own": found.pk == actor.user_id,
            "facts": [
                {"label": _("账号"), "value": found.username},
                {"label": _("第二重验证"), "value": _("有") if account.second_factor else "", "missing": _("没有")},
                {
                    "label": _("最近登录"), "missing": _("从未"),
                    "value": date_format(timezone.localtime(found.last_login), "Y-m-d H:i") if found.last_login else "",
                },
            ],
            "running": [{"held": h, "text": _role_text(h)} for h in running],
            "past": [{"label": _role_text(h), "value": date_format(timezone.localtime(h.valid_from), "Y-m-d")}
                     for h in held if h not in running],
        },
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@access("users.manage")
def grant(request: HttpRequest, username: str) -> HttpResponse:
    """One more role for the account."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    found, _held = queries.account_at(username=username, organisation_id=actor.organisation_id)
    form = GrantForm(
        request.POST or None, roles=_grantable(actor), today=local_date(now),
        colleagues=[u for u in queries.colleagues(organisation_id=actor.organisation_id, at=now) if u != found],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.grant_role(
                user_id=found.pk, organisation_id=actor.organisation_id, role=given["role"],
                valid_to=given["valid_to"], deputy_for_id=given["deputy_for"], at=now, actor=actor,
            )
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("角色已授予。"))
            return redirect("access_user", username=found.username)
    return _form_page(
        request, form, title=_("授予角色"), submit=_("授予"), lead=str(found),
        cancel=reverse("access_user", args=[found.username]),
    )


@require_POST
@access("users.manage")
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role now."""
    try:
        ended = operations.end_role(assignment_id=pk, at=timezone.now(), actor=request.actor)  # type: ignore[attr-defined]
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("access_users")
    messages.success(request, _("角色已结束。"))
    return redirect("access_user", username=ended.user.username)


@never_cache
@require_http_methods(["GET", "POST"])
@access("users.manage")
def deactivate(request: HttpRequest, username: str) -> HttpResponse:
    """The account can no longer sign in."""
    return _with_reason(
        request, username, operations.deactivate, title=_("停用账号"), verb=_("停用账号"), done=_("账号已停用。"),
        lead=_("马上退出各处登录，以后不能登录；做过的事都留在记录里。"),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@access("users.manage")
def reset_second_factor(request: HttpRequest, username: str) -> HttpResponse:
    """Telephone lost: the second factor is removed, to be set up anew."""
    return _with_reason(
        request, username, operations.reset_second_factor, title=_("清除第二重验证"), verb=_("清除"),
        done=_("第二重验证已清除，下次登录时重新设置。"),
        lead=_("手机丢了或换了时用。先当面或打电话确认是本人；各处登录马上退出。"),
    )


def _with_reason(
    request: HttpRequest, username: str, deed: Callable[..., Any], *, title: str, verb: str, done: str, lead: str
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    found, _held = queries.account_at(username=username, organisation_id=actor.organisation_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deed(user_id=found.pk, reason=form.cleaned_data["reason"], at=timezone.now(), actor=actor)
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect("access_user", username=found.username)
    return _form_page(
        request, form, title=title, submit=verb, lead=lead, cancel=reverse("access_user", args=[found.username])
    )


@never_cache
@require_POST
@access("users.manage")
def do(request: HttpRequest, username: str, what: str) -> HttpResponse:
    """A new password (shown once), end all sign-ins, or let the account sign in again."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    found, _held = queries.account_at(username=username, organisation_id=actor.organisation_id)
    try:
        if what == "password":
            return _show_password(request, found, operations.set_password(user_id=found.pk, at=now, actor=actor))
        if what == "sessions":
            operations.end_sessions(user_id=found.pk, at=now, actor=actor)
            messages.success(request, _("各处登录都已退出。"))
        else:
            operations.reactivate(user_id=found.pk, at=now, actor=actor)
            messages.success(request, _("账号已恢复。"))
    except Refused as refusal:
        messages.error(request, _("%(what)s。%(next)s") % {"what": refusal.message, "next": refusal.hint})
    return redirect("access_user", username=found.username)


@require_safe
@access("users.manage")
def roles(request: HttpRequest) -> HttpResponse:
    """Which role may do what, both ways round; read only."""
    known, comma = queries.roles(), _("、")
    role_rows = [
        {
            "cells": [
                {"text": queries.role_label(r), "chips": [_("辖区")] if r.oversees else []},
                comma.join(str(label) for code, label in PERMISSIONS.items() if code in r.permissions),
            ]
        }
        for r in known
    ]
    deed_rows = [
        {"cells": [str(label), comma.join(queries.role_label(r) for r in known if code in r.permissions) or _("只有系统")]}
        for code, label in PERMISSIONS.items()
    ]
    return render(
        request,
        "access/roles.html",
        {
            "role_columns": [{"label": _("角色"), "primary": True}, {"label": _("权限")}],
            "role_rows": role_rows,
            "deed_columns": [{"label": _("权限"), "primary": True}, {"label": _("角色")}],
            "deed_rows": deed_rows,
        },
    )
