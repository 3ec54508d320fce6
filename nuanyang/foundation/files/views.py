"""A file and its thumbnail, for whoever sees the record it belongs to."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.access.reads import note_sealed_read, note_shown
from nuanyang.foundation.files import queries, rules


def _answer(content: bytes, media_type: str, name: str, *, inline: bool) -> HttpResponse:
    """The type was decided by the content when it was stored; the browser may not think again, keeps nothing, and
    gives what is in the file no script, no form, no origin and no place in another page's frame.
    """
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_safe
@access.signed_in
def original(request: HttpRequest, file_id: int) -> HttpResponse:
    """Pictures and PDF show, sounds play, everything else is saved; with ``?save`` everything is. What is about a
    sealed person, or opened by an emergency alone, is logged as read.
    """
    file = queries.get_file(file_id=file_id)
    owner = queries.owner_of(file)
    if owner is not None and file.person_id is not None:
        note_shown(request.actor, file.person_id, owner.viewer_keys)  # type: ignore[attr-defined]
    if getattr(owner, "sealed", False):
        note_sealed_read(request, root=str(owner._meta.model_name), root_id=owner.pk)  # type: ignore[union-attr]
    sound = file.media_type.startswith("audio/")
    inline = (file.media_type in rules.SHOWN or sound) and "save" not in request.GET
    response = _answer(queries.content_of(file), file.media_type, file.name, inline=inline)
    return _part(request, response) if sound else response


RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def _part(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """One stretch of the bytes where one is asked for: players seek so, and some play nothing without."""
    response["Accept-Ranges"] = "bytes"
    asked = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or asked.groups() == ("", ""):
        return response
    content = response.content
    first, last = asked.groups()
    start = int(first) if first else max(0, len(content) - int(last))
    end = min(int(last), len(content) - 1) if first and last else len(content) - 1
    if start > end:
        response.status_code, response.content = 416, b""
        response["Content-Range"] = f"bytes */{len(content)}"
        return response
    response.status_code, response.content = 206, content[start : end + 1]
    response["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
    return response


@require_safe
@access.signed_in
def thumbnail(request: HttpRequest, file_id: int) -> HttpResponse:
    """A small picture; 404 for what is none."""
    file = queries.get_file(file_id=file_id)
    return _answer(queries.thumbnail_of(file), "image/jpeg", f"{file.pk}.jpg", inline=True)
