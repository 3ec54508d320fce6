"""Writes about a person's files: keep one, take one away, choose the portrait."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.files import events as file_events
from nuanyang.foundation.files import operations as files
from nuanyang.foundation.files.choices import FileKind
from nuanyang.foundation.files.models import StoredFile
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.registry.people import events, rules
from nuanyang.registry.people.models import Person


class CannotShow(Refused):
    """The portrait has to be one of the person's own photographs; in an emergency nothing is taken away."""


@operation(permission="people.edit", events=[file_events.STORED], idempotent=True)
def keep_file(
    *, person_id: int, kind: str, content: bytes, name: str, at: datetime, actor: Actor, note: str = ""
) -> StoredFile:
    """Keep a photograph, scan or recording with the person; who sees the person sees it.

    :raises CannotStore: too large, of another type, unreadable.
    """
    person: Person = Person.objects.get(pk=person_id)
    return files.store(
        kind=kind, root="person", root_id=person.pk, person_id=person.pk, content=content, name=name, note=note,
        at=at, actor=actor,
    )


@operation(permission="people.edit", events=[file_events.REMOVED])
def remove_file(*, person_id: int, file_id: int, reason: str, at: datetime, actor: Actor) -> StoredFile:
    """Take a file of the person away for good; a portrait that goes leaves the place empty.

    :raises CannotStore: without a reason. :raises CannotShow: by who sees the person in an emergency only.
    :raises NotVisible: no such file of this person.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    _held(person, actor)
    _own_file(person, file_id)
    file = files.remove(file_id=file_id, reason=reason, at=at, actor=actor)
    if person.portrait_id == file_id:
        person.portrait_id = None
        person.save(update_fields=["portrait_id"])
    return file


@operation(permission="people.edit", events=[events.PORTRAIT_CHOSEN, events.PORTRAIT_TAKEN_DOWN])
def set_portrait(*, person_id: int, file_id: int | None, at: datetime, actor: Actor) -> Person:
    """Show this photograph wherever the person is shown; None shows none.

    :raises CannotShow: not a photograph; by who sees the person in an emergency only.
    :raises NotVisible: no such file of this person.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    _held(person, actor)
    if person.portrait_id == file_id:
        nothing_happened()
        return person
    if file_id is not None and _own_file(person, file_id).kind != FileKind.PHOTO:
        raise CannotShow(_("只有照片可以作为肖像"))
    person.portrait_id = file_id
    person.save(update_fields=["portrait_id"])
    chosen = events.PORTRAIT_CHOSEN if file_id is not None else events.PORTRAIT_TAKEN_DOWN
    record(chosen, root=person, at=at, payload={"file": file_id})
    return person


def _held(person: Person, actor: Actor) -> None:
    if actor.kind != "system" and not rules.sees_by_right(person.viewer_keys, actor.keys):
        raise CannotShow(_("紧急查阅期间不能删除文件，也不能改肖像"), code="glass", rule="DP-017")


def _own_file(person: Person, file_id: int) -> StoredFile:
    found: StoredFile | None = StoredFile.objects.filter(
        pk=file_id, person_id=person.pk, removed_at__isnull=True
    ).first()
    if found is None:
        raise NotVisible(f"file {file_id}")
    return found
