"""Kinds of documents: their fields, the empty form for a night without power, the official layout."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanyang.engines.documents import render_docx, render_pdf
from nuanyang.engines.documents.errors import CannotPrint
from nuanyang.foundation.access.declared import access
from nuanyang.foundation.documents import operations, queries, sheets
from nuanyang.foundation.documents.forms import TemplateForm
from nuanyang.foundation.documents.kinds import KINDS, DocumentKind
from nuanyang.foundation.orgs import queries as orgs
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import Refused
from nuanyang.kernel.refusals import refuse


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


@require_safe
@access.signed_in
def kinds(request: HttpRequest) -> HttpResponse:
    """All kinds: whose layout is in force, the empty form."""
    actor = _actor(request)
    own = queries.templates_of(organisation_id=actor.organisation_id or 0)
    rows = [
        {
            "cells": [
                {"text": str(k.title), "sub": str(k.basis), "url": reverse("documents:kind", args=[k.code])},
                own[k.code].name if k.code in own else _("没有上传"),
                {"text": _("空白表"), "url": reverse("documents:blank", args=[k.code])},
            ]
        }
        for k in KINDS.values()
    ]
    columns = [{"label": _("文书"), "primary": True}, {"label": _("本机构的官方模板")}, {"label": _("停电时手写用")}]
    return render(request, "documents/kinds.html", {"rows": rows, "columns": columns})


def _blank(found: DocumentKind, organisation: str) -> Any:
    with translation.override(operations.FORM_LANGUAGE):
        return sheets.blank(found, organisation=organisation, mark=operations.not_official(), at=timezone.now())


@require_safe
@access.signed_in
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """The fields of one kind with the names that templates use."""
    found, actor = queries.kind_of(kind), _actor(request)
    named = render_docx.fields_of(_blank(found, ""))
    in_force = queries.template_for(kind=kind, organisation_id=actor.organisation_id or 0)
    return render(
        request, "documents/kind.html",
        {
            "kind": found, "source": found.source, "template": in_force, "own": in_force is not None and in_force.organisation_id == actor.organisation_id,
            "fields": [{"label": "{{ " + name + " }}", "value": _meaning(name, named)} for name in named],
            "may_upload": actor.may("documents.templates"),
        },
    )  # fmt: skip


def _meaning(name: str, named: dict[str, str]) -> str:
    """What a field of a template holds, in words."""
    common = {"title": _("文书名称"), "organisation": _("单位"), "number": _("文号"), "basis": _("依据")}
    for ending, what in (("_name", _("%(who)s：姓名")), ("_at", _("%(who)s：时间"))):
        if name.endswith(ending) and name.removesuffix(ending) in named:
            return what % {"who": named[name]}
    return common.get(name) or named[name] or _("正文")


@require_safe
@access.signed_in
def blank(request: HttpRequest, kind: str) -> HttpResponse:
    """The empty form as a PDF, to be printed before the power fails."""
    found, actor = queries.kind_of(kind), _actor(request)
    organisation = orgs.names_of([actor.organisation_id or 0]).get(actor.organisation_id or 0, "")
    try:
        pdf = render_pdf.render(_blank(found, organisation))
    except CannotPrint as error:
        messages.error(request, error.said("en" if (translation.get_language() or "").startswith("en") else "zh"))
        return redirect("documents:kinds")
    response = HttpResponse(pdf, content_type="application/pdf")
    name = _("%(title)s（空白）.pdf") % {"title": found.title}
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@access("documents.templates")
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Upload an official layout."""
    found = queries.kind_of(kind)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            operations.add_template(kind=kind, content=upload.read(), name=upload.name, at=timezone.now(), actor=_actor(request))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("官方模板已启用"))
            return redirect("documents:kind", kind)
    return render(
        request, "documents/template.html", {"form": form, "kind": found}, status=422 if form.is_bound and form.errors else 200
    )


@require_POST
@access("documents.templates")
def end_template(request: HttpRequest, template_id: int) -> HttpResponse:
    """Take an official layout out of force."""
    ended = operations.end_template(template_id=template_id, at=timezone.now(), actor=_actor(request))
    messages.success(request, _("官方模板已停用"))
    return redirect("documents:kind", ended.kind)
