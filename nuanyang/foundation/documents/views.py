"""Documents on screen: issue, look, sign, make anew, void."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.access.reads import note_sealed_read, note_shown
from nuanyang.foundation.documents import operations, queries
from nuanyang.foundation.documents.forms import SignForm, WhyForm
from nuanyang.foundation.documents.models import Document, DocumentVersion
from nuanyang.foundation.documents.queries import SignerLine
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.kernel.refusals import refuse

EDIT = ["GET", "HEAD", "POST"]


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _when(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


@require_safe
@access("documents.issue")
def index(request: HttpRequest) -> HttpResponse:
    """What the organisation issued, latest first."""
    before = request.GET.get("before", "")
    page = queries.issued_by(
        organisation_id=_actor(request).organisation_id, before=int(before) if before.isdigit() else None
    )
    rows = [
        {
            "cells": [
                {"text": d.number, "url": reverse("documents:document", args=[d.pk])},
                str(queries.title_of(d.kind)),
                _when(d.issued_at),
                d.issued_by_name,
                {"text": "", "chips": [_("已作废")] if d.voided_at else []},
            ]
        }
        for d in page.documents
    ]
    return render(
        request, "documents/index.html",
        {
            "columns": [
                {"label": _("文号"), "primary": True}, {"label": _("文书")}, {"label": _("开具时间"), "kind": "date"},
                {"label": _("经办人"), "hide_on_phone": True}, {"label": _("状态")},
            ],
            "rows": rows, "older": f"?before={page.older}" if page.older else "",
        },
    )  # fmt: skip


@require_POST
@access("documents.issue")
def issue(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """Give it a number and lead to it; one that is there already is opened."""
    actor = _actor(request)
    try:
        made = operations.issue(kind=kind, subject_id=subject_id, at=timezone.now(), actor=actor)
    except Refused as refusal:
        if refusal.code == "issued":
            messages.info(request, str(refusal.message))
            return redirect("documents:document", refusal.data["document_id"])
        return render(request, "documents/refused.html", {"refusal": refusal, "kind": queries.kind_of(kind)}, status=409)
    messages.success(request, _("已开具：%(number)s") % {"number": made.number})
    return redirect("documents:document", made.pk)


@require_safe
@never_cache
@access.signed_in
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """One document: its latest version, who signed and who has not, what was before."""
    found = queries.get_document(document_id=document_id)
    return render(request, "documents/document.html", _context(request, found))


def _note_read(request: HttpRequest, found: Document) -> None:
    """Of a sealed person, or by an emergency alone, a look at a document is a read that is logged."""
    owner = queries.owner_of(found)
    if owner is None:
        return
    if found.person_id is not None:
        note_shown(_actor(request), found.person_id, owner.viewer_keys)  # type: ignore[attr-defined]
    if getattr(owner, "sealed", False):
        note_sealed_read(request, root=str(owner._meta.model_name), root_id=owner.pk)


def _context(request: HttpRequest, found: Document) -> dict[str, Any]:
    actor, kind = _actor(request), queries.kind_of(found.kind)
    versions = queries.versions_of(found)
    own = found.organisation_id == actor.organisation_id
    hidden = queries.closed_to(found, actor=actor)
    _note_read(request, found)
    edits = own and not hidden and found.voided_at is None and actor.may("documents.issue") and actor.may(kind.permission)
    return {
        "document": found, "kind": kind, "latest": versions[0], "now": timezone.now(), "hidden": hidden,
        "facts": [
            {"label": _("文号"), "value": found.number},
            {"label": _("开具"), "value": _when(found.issued_at), "note": f"{found.organisation.name} {found.issued_by_name}"},
            *([{"label": _("作废"), "value": _when(found.voided_at), "note": found.void_reason}] if found.voided_at else []),
            {"label": _("版式"), "value": _("官方模板") if versions[0].official else _("非官方版式")},
        ],
        "signers": [] if hidden else [_signer(line, found, edits) for line in queries.signers_of(found)],
        "versions": [_version(v, hidden) for v in versions],
        "may_edit": edits,
        "record_url": queries.address_of(found),
    }  # fmt: skip


def _signer(line: SignerLine, found: Document, edits: bool) -> dict[str, Any]:
    url = reverse("documents:sign", args=[found.pk, line.signer.id]) if edits else ""
    done = line.signature
    if done is None:
        return {"label": str(line.signer.label), "missing": _("还没有签"), "action": _("签名") if url else "", "action_url": url}
    note = _("、").join(
        part for part in (_when(done.signed_at), str(done.get_manner_display()) if done.name else "",
                          _("见证人 %(name)s") % {"name": done.witness} if done.witness else "", done.note) if part
    )  # fmt: skip
    scan = reverse("files:original", args=[done.scan_id]) if done.scan_id else ""
    return {
        "label": str(line.signer.label), "value": done.name or str(done.get_manner_display()), "note": note, "url": scan,
        "action": _("重签") if url else "", "action_url": url,
    }  # fmt: skip


def _version(version: DocumentVersion, hidden: bool) -> dict[str, Any]:
    return {
        "label": _("第 %(n)s 版") % {"n": version.version}, "when": _when(version.made_at),
        "reason": queries.reason_of(version),
        "pdf": reverse("files:original", args=[version.pdf_id]) if version.pdf_id and not hidden else "",
        "docx": reverse("files:original", args=[version.docx_id]) if version.docx_id and not hidden else "",
    }  # fmt: skip


@require_http_methods(EDIT)
@never_cache
@access("documents.issue")
def sign(request: HttpRequest, document_id: int, signer: str) -> HttpResponse:
    """Sign on the screen, bring the signed paper, or say that there is no signature."""
    found = queries.get_document(document_id=document_id)
    if queries.closed_to(found, actor=_actor(request)):
        raise NotVisible(f"document {document_id}")
    _note_read(request, found)
    line = queries.signer_of(found, signer)
    initial = {"name": line.signature.name if line.signature else queries.expected_name(found, signer, timezone.now())}
    form = SignForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.sign(document_id=document_id, signer=signer, hand=form.hand(), at=timezone.now(), actor=_actor(request))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("签名已加到文书上"))
            return redirect("documents:document", document_id)
    return render(
        request, "documents/sign.html", {"form": form, "document": found, "signer": line.signer, "kind": queries.kind_of(found.kind)},
        status=422 if form.is_bound and form.errors else 200,
    )


@require_http_methods(EDIT)
@access("documents.issue")
def again(request: HttpRequest, document_id: int) -> HttpResponse:
    """A new version from what the records say now."""
    return _with_reason(
        request, document_id, operations.issue_again, _("按现在的记录重新生成"), _("已生成新的一版"),
        [_("文号不变；以前的各版原样保留，可以照原样重印。")],
    )  # fmt: skip


@require_http_methods(EDIT)
@access("documents.issue")
def void(request: HttpRequest, document_id: int) -> HttpResponse:
    """Declare it void."""
    return _with_reason(
        request, document_id, operations.void, _("作废这份文书"), _("已作废"),
        [_("文号不会再用；各版仍可查看。"), _("需要时可以另开一份。")],
    )  # fmt: skip


def _with_reason(
    request: HttpRequest, document_id: int, deed: Any, title: str, done: str, consequence: list[str]
) -> HttpResponse:
    found = queries.get_document(document_id=document_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deed(document_id=document_id, reason=form.cleaned_data["reason"], at=timezone.now(), actor=_actor(request))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect("documents:document", document_id)
    return render(
        request, "documents/why.html", {"form": form, "document": found, "title": title, "consequence": consequence},
        status=422 if form.is_bound and form.errors else 200,
    )
