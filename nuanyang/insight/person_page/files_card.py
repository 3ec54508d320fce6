"""The files about a person as rows: seen small, heard in place; for who oversees a region, only that there are some."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from nuanyang.foundation.files.choices import FileKind
from nuanyang.foundation.files.models import StoredFile
from nuanyang.foundation.orgs import queries as orgs
from nuanyang.insight.person_page.queries import Subject, user_names
from nuanyang.insight.person_page.words import joined
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import local_date
from nuanyang.registry.people.rules import sees_by_right

ICONS = {FileKind.PHOTO: "camera", FileKind.VOICE: "mic"}


def listed(found: Subject, files: Iterable[StoredFile], actor: Actor) -> list[dict[str, Any]]:
    """The rows, in the order given; at most two queries whatever the number."""
    files = list(files)
    if found.masked:
        return [_hidden(f) for f in files]
    names = user_names(f.uploaded_by_id for f in files)
    places = orgs.names_of(f.organisation_id for f in files if f.organisation_id)
    return [_row(found, f, actor, names, places) for f in files]


def _hidden(file: StoredFile) -> dict[str, Any]:
    return {"kind": _kind(file), "icon": _icon(file), "at": file.uploaded_at}


def _kind(file: StoredFile) -> str:
    return str(FileKind(file.kind).label)


def _icon(file: StoredFile) -> str:
    return ICONS.get(FileKind(file.kind), "file")


def _row(
    found: Subject, file: StoredFile, actor: Actor, names: dict[int, str], places: dict[int, str]
) -> dict[str, Any]:
    chosen = file.pk == found.person.portrait_id
    heard = file.media_type.startswith("audio/")
    return {
        "kind": _kind(file), "icon": _icon(file), "name": file.name, "url": reverse("files:original", args=[file.pk]),
        "thumbnail_url": reverse("files:thumbnail", args=[file.pk]) if file.thumbnail_name else "",
        "alt": file.note or _("%(kind)s，%(day)s") % {"kind": _kind(file), "day": local_date(file.uploaded_at).isoformat()},
        "audio_url": reverse("files:original", args=[file.pk]) if heard else "",
        "at": file.uploaded_at, "by": _by(file, actor, names, places), "size": filesizeformat(file.size),
        "note": file.note, "chips": [_("肖像")] if chosen else [], "actions": _actions(found, file, actor, chosen),
    }  # fmt: skip


def _by(file: StoredFile, actor: Actor, names: dict[int, str], places: dict[int, str]) -> str:
    """Who kept it; somebody of an organisation that the reader may not know of stays unnamed."""
    if file.organisation_id is not None and file.organisation_id not in places:
        return ""
    place = "" if file.organisation_id == actor.organisation_id else places.get(file.organisation_id or 0, "")
    return joined(names.get(file.uploaded_by_id or 0, ""), place)


def _actions(found: Subject, file: StoredFile, actor: Actor, chosen: bool) -> list[dict[str, Any]]:
    # A file of a linked record is managed there; who looks in an emergency takes nothing away.
    by_right = sees_by_right(found.person.viewer_keys, actor.keys)
    if not actor.may("people.edit") or file.person_id != found.person.pk or not by_right:
        return []
    ids = [found.person.pk, file.pk]
    actions: list[dict[str, Any]] = []
    if chosen:
        actions.append({"label": _("撤下肖像"), "url": reverse("people:no_portrait", args=ids[:1]), "post": True})
    elif file.kind == FileKind.PHOTO:
        actions.append({"label": _("设为肖像"), "url": reverse("people:portrait", args=ids), "post": True})
    actions.append({"label": _("删除"), "url": reverse("people:remove_file", args=ids) + "#files"})
    return actions


def ways_in(found: Subject, actor: Actor) -> list[dict[str, str]]:
    """What can be added, for who may."""
    if not actor.may("people.edit") or found.masked:
        return []
    ways = (("people:add_photo", "camera", _("照片")), ("people:add_scan", "file", _("扫描件")), ("people:add_voice", "mic", _("录音")))
    return [{"url": reverse(name, args=[found.person.pk]), "icon": icon, "label": label} for name, icon, label in ways]


def portrait_url(found: Subject) -> str:
    """The photograph that stands for the person; nothing for who sees names masked."""
    chosen = found.person.portrait_id
    return "" if chosen is None or found.masked else reverse("files:thumbnail", args=[chosen])
