"""Files on the person page: add a photograph, a scan, a voice note; take one away; choose the portrait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.files import queries as files
from nuanyang.foundation.files.choices import FileKind
from nuanyang.insight.person_page import files_card, page
from nuanyang.insight.person_page.page import Open
from nuanyang.insight.person_page.queries import subject
from nuanyang.insight.person_page.views import EDIT, edit, refuse, show
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.forms import FileForm, ReasonForm

SIZE = 30
DONE = {FileKind.PHOTO: gettext_lazy("照片已保存"), FileKind.SCAN: gettext_lazy("扫描件已保存"), FileKind.VOICE: gettext_lazy("录音已保存")}


@require_safe
@never_cache
@access("people.view")
def index(request: HttpRequest, person_id: int) -> HttpResponse:
    """All files about the person, latest first, by pages."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    found = subject(person_id=person_id, today=local_date(now))
    page.note_sealed(request, [found.card])
    before = request.GET.get("before", "")
    shown = files.files_of_people(
        person_ids=found.record_ids, before=int(before) if before.isdigit() and len(before) < 18 else None, size=SIZE + 1
    )
    more, shown = len(shown) > SIZE, shown[:SIZE]
    path = reverse("people:files", args=[person_id])
    return render(
        request,
        "person_page/files.html",
        {
            "card": found.card, "files": files_card.listed(found, shown, actor), "now": now,
            "ways": files_card.ways_in(found, actor), "older_url": f"{path}?before={shown[-1].pk}" if more else "",
            "newer_url": path if before else "", "page_url": request.build_absolute_uri(path), "printed_by": actor.name,
        },
    )  # fmt: skip


@require_http_methods(EDIT)
@access("people.edit")
def add(request: HttpRequest, person_id: int, kind: str) -> HttpResponse:
    """Keep a file of this kind; a photograph may become the portrait at once."""
    form = FileForm(request.POST or None, request.FILES or None, kind=kind)
    actor = request.actor  # type: ignore[attr-defined]

    def save(given: dict[str, Any], at: datetime) -> None:
        file = people.keep_file(
            person_id=person_id, kind=kind, content=given["file"].read(), name=given["file"].name, note=given["note"],
            at=at, actor=actor,
        )
        if given.get("portrait"):
            people.set_portrait(person_id=person_id, file_id=file.pk, at=at, actor=actor)

    return edit(request, person_id, name=f"people:add_{kind}", form=form, save=save, done=str(DONE[FileKind(kind)]))


@require_http_methods(EDIT)
@access("people.edit")
def remove(request: HttpRequest, person_id: int, file_id: int) -> HttpResponse:
    """Take a file away for good, with the reason."""
    file = files.get_file(file_id=file_id)
    if file.person_id != person_id:
        raise NotVisible(f"file {file_id}")
    form, now = ReasonForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            people.remove_file(
                person_id=person_id, file_id=file_id, reason=form.cleaned_data["reason"], at=now,
                actor=request.actor,  # type: ignore[attr-defined]
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("文件已删除"))
            return redirect(reverse("people:person", args=[person_id]) + "#files")
    status = 422 if form.is_bound else 200
    return show(request, person_id, now, Open("files", form, request.path, file_id), status=status)


@require_POST
@access("people.edit")
def portrait(request: HttpRequest, person_id: int, file_id: int) -> HttpResponse:
    """This photograph stands for the person."""
    return _choose(request, person_id, file_id, _("已设为肖像"))


@require_POST
@access("people.edit")
def no_portrait(request: HttpRequest, person_id: int) -> HttpResponse:
    """No photograph stands for the person."""
    return _choose(request, person_id, None, _("肖像已撤下，照片还在"))


def _choose(request: HttpRequest, person_id: int, file_id: int | None, done: str) -> HttpResponse:
    try:
        people.set_portrait(
            person_id=person_id, file_id=file_id, at=timezone.now(), actor=request.actor  # type: ignore[attr-defined]
        )
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, done)
    return redirect("people:person", person_id)
