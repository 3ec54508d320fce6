"""Organisations: the tree, one organisation, a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.orgs import operations, queries
from nuanyang.foundation.orgs.choices import OrganisationKind
from nuanyang.foundation.orgs.forms import OrganisationForm
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.regions import queries as regions
from nuanyang.kernel.errors import Refused

#: A space as wide as a Chinese character, for each step down the tree.
INDENT = "\u3000"


def _lines(tree: list[queries.TreeLine]) -> list[dict[str, Any]]:
    """Lines as the template shows them: a branch sign, the region in words."""
    labels = regions.describe_many([line.organisation.region for line in tree])
    return [
        {
            "organisation": line.organisation,
            "kind": OrganisationKind(line.organisation.kind).label,
            "region": labels[line.organisation.region].name,
            "branch": f"{INDENT * (line.depth - 1)}└ " if line.depth else "",
            "folded": line.children if not line.unfolded else 0,
            "users": line.users,
        }
        for line in tree
    ]


@require_safe
@access("orgs.manage")
def index(request: HttpRequest) -> HttpResponse:
    """The tree; with ``q`` or ``kind`` the organisations that fit."""
    text, kind = request.GET.get("q", "").strip()[:60], request.GET.get("kind", "")
    narrowed = bool(text or kind)
    tree = queries.find(text, kind=kind) if narrowed else queries.tree()
    return render(
        request,
        "orgs/index.html",
        {
            "now": timezone.now(), "page_url": request.build_absolute_uri(request.path), "lines": _lines(tree), "narrowed": narrowed, "q": text, "kind": kind,
            "kinds": OrganisationKind.choices,
        },
    )


@require_safe
@access("orgs.manage")
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: particulars, who works there by role, what lies below it."""
    found = queries.get_organisation(code=code)
    english = (get_language() or "").startswith("en")
    roles = [
        (name_en if english else name_zh, people)
        for name_zh, name_en, people in queries.role_counts(organisation_id=found.pk)
    ]
    return render(
        request,
        "orgs/organisation.html",
        {
            "now": timezone.now(), "page_url": request.build_absolute_uri(request.path),
            "organisation": found,
            "kind_label": OrganisationKind(found.kind).label,
            "facts": _facts(found),
            "roles": [{"label": label, "value": str(people)} for label, people in roles],
            "lines": _lines(queries.tree(root_id=found.pk)),
        },
    )


def _facts(found: Organisation) -> list[dict[str, Any]]:
    region = regions.describe(found.region)
    parent = found.parent
    return [
        {"label": _("类别"), "value": OrganisationKind(found.kind).label},
        {"label": _("代码"), "value": found.code},
        {
            "label": _("行政区划"), "value": region.name, "note": found.region if region.known else _("代码不在表内，照原样保留"),
        },
        {
            "label": _("上级"), "value": parent.name if parent else "", "missing": _("没有上级"),
            "url": reverse("orgs:organisation", args=[parent.code]) if parent else "",
        },
        {"label": _("电话"), "value": found.phone},
        {"label": _("地址"), "value": found.address, "note": _("地址保密") if found.concealed else ""},
        {"label": _("时区"), "value": found.timezone},
    ]


@require_http_methods(["GET", "POST"])
@access("orgs.manage")
def add(request: HttpRequest) -> HttpResponse:
    """Add an organisation; ``?parent=code`` says below which."""
    form = OrganisationForm(request.POST or None, initial={"parent_code": request.GET.get("parent", "")})
    if request.method == "POST" and form.is_valid():
        made = _add(request, form)
        if made is not None:
            messages.success(request, gettext("已新增 %(name)s") % {"name": made.name})
            return redirect("orgs:organisation", code=made.code)
    return render(
        request, "orgs/add.html", {"form": form}, status=422 if form.is_bound and form.errors else 200
    )


def _add(request: HttpRequest, form: OrganisationForm) -> Organisation | None:
    """The organisation, or None with the refusal written into the form."""
    try:
        return operations.add(
            **form.cleaned_data, at=timezone.now(), actor=request.actor  # type: ignore[attr-defined]
        )
    except Refused as refusal:
        field = {"parent": "parent_code"}.get(refusal.field or "", refusal.field)
        form.add_error(field if field in form.fields else None, str(refusal.message))
        return None
