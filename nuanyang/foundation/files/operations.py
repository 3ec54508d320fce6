"""Writes: store a file, remove it, encrypt it with another key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.files import events, pictures, rules, vault
from nuanyang.foundation.files.models import StoredFile
from nuanyang.foundation.secrets.keyring import keyring
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotVisible, Refused


class CannotStore(Refused):
    """Too large, a type that is not taken, not what its name says, or not readable."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be stored, as it will be stored."""

    content: bytes
    media_type: str
    ending: str
    picture: pictures.Picture | None


def check(*, kind: str, content: bytes, name: str) -> Checked:
    """Sniff, measure and (pictures) write anew; the name's ending must agree with the content.

    :raises CannotStore: ``too_large``, ``empty``, ``type``, ``type_mismatch``, ``unreadable``.
    """
    limit = rules.LIMITS.get(kind)
    if limit is None:
        raise CannotStore(_("没有这种文件"), code="type", field="file")
    if not content:
        raise CannotStore(_("文件是空的"), code="empty", field="file")
    if len(content) > limit.size:
        raise CannotStore(
            _("文件太大，最多 %(size)s MB") % {"size": limit.size // rules.MEGABYTE}, code="too_large", field="file"
        )
    media_type = rules.sniff(content)
    ending = limit.types.get(media_type)
    if ending is None:
        raise CannotStore(
            _("不能上传这种文件"), code="type", field="file",
            hint=_("可以上传：%(types)s") % {"types": _("、").join(sorted(set(limit.types.values())))},
        )
    said = rules.ending_of(name)
    if said and said != ending:
        raise CannotStore(
            _("文件内容是 %(real)s，名字却是 %(said)s") % {"real": ending, "said": said}, code="type_mismatch", field="file"
        )
    if media_type not in rules.IMAGES:
        return Checked(content, rules.HEARD_AS.get(media_type, media_type), ending, None)
    try:
        picture = pictures.rewrite(content, pixels=limit.pixels, side=limit.side)
    except pictures.TooManyPixels as error:
        raise CannotStore(_("图片像素太多"), code="too_large", field="file") from error
    except pictures.NoPicture as error:
        raise CannotStore(_("图片读不出来，可能没有传完"), code="unreadable", field="file") from error
    return Checked(picture.content, picture.media_type, rules.IMAGES[picture.media_type], picture)


@operation(permission="workbench.view", events=[events.STORED], idempotent=True)
def store(
    *,
    kind: str,
    root: str,
    root_id: int,
    content: bytes,
    name: str,
    at: datetime,
    actor: Actor,
    person_id: int | None = None,
    note: str = "",
) -> StoredFile:
    """Keep a file with the record ``root`` (``stay``, ``person``, …) that the actor must see.

    Whether he may attach here is the calling operation's or page's question.

    :raises CannotStore: see :func:`check`. The database refuses a record out of sight.
    """
    checked = check(kind=kind, content=content, name=name)
    picture = checked.picture
    written: list[str] = []
    try:
        written.append(vault.put(checked.content))
        written.append(vault.put(picture.thumbnail) if picture else "")
        file = StoredFile(
            kind=kind, root=root, root_id=root_id, person_id=person_id,
            name=rules.clean_name(name, ending=checked.ending), note=" ".join(note.split())[:200], media_type=checked.media_type,
            size=len(checked.content), sha256=hashlib.sha256(checked.content).hexdigest(),
            width=picture.width if picture else None, height=picture.height if picture else None,
            storage_name=written[0], thumbnail_name=written[1], key_number=keyring().current,
            uploaded_by_id=actor.user_id, organisation_id=actor.organisation_id, uploaded_at=at,
        )
        with transaction.atomic():
            file.save()
    except BaseException:
        vault.drop(*written)
        raise
    record(
        events.STORED, root=(root, root_id), person_id=person_id, at=at,
        payload={"file": file.pk, "kind": kind, "size": file.size},
    )
    return file


@operation(permission="workbench.view", events=[events.REMOVED])
def remove(*, file_id: int, reason: str, at: datetime, actor: Actor) -> StoredFile:
    """Take a file away for good; that there was one and why it went stays.

    :raises CannotStore: without a reason. :raises NotVisible: somebody else's upload, unless one may manage records.
    """
    file: StoredFile | None = StoredFile.objects.select_for_update().filter(pk=file_id).first()
    if file is None or (actor.kind == "user" and file.uploaded_by_id != actor.user_id and not actor.may("people.edit")):
        raise NotVisible(f"file {file_id}")
    if file.removed_at is not None:
        nothing_happened()
        return file
    text = reason.strip()[:200]
    if len(text) < 2:
        raise CannotStore(_("请写明原因"), field="reason")
    file.removed_at, file.removed_reason = at, text
    file.save(update_fields=["removed_at", "removed_reason"])
    gone = (file.storage_name, file.thumbnail_name)
    transaction.on_commit(lambda: vault.drop(*gone))
    record(
        events.REMOVED, root=(file.root, file.root_id), person_id=file.person_id, at=at,
        payload={"file": file.pk, "kind": file.kind, "reason": text},
    )
    return file
