"""A file and its thumbnail, for whoever sees the record it belongs to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from nuanyang.foundation.access.declared import access
from nuanyang.foundation.files import queries


def _answer(content: bytes, media_type: str, name: str, *, inline: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_safe
@access.signed_in
def original(request: HttpRequest, file_id: int) -> HttpResponse:
    """Pictures show, everything else is saved."""
    file = queries.get_file(file_id=file_id)
    return _answer(queries.content_of(file), file.media_type, file.name, inline=file.is_picture)


@require_safe
@access.signed_in
def thumbnail(request: HttpRequest, file_id: int) -> HttpResponse:
    """A small picture; 404 for what is none."""
    file = queries.get_file(file_id=file_id)
    return _answer(queries.thumbnail_of(file), "image/jpeg", f"{file.pk}.jpg", inline=True)
