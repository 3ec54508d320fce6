"""A seal covers everything kept about the person, whichever app keeps it.

Found through the register of root records, so that an app written later cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as, running_operation, system_actor
from nuanyang.foundation.scope.records import root_models
from nuanyang.foundation.scope.viewers import add_viewers, keys_for, set_viewers
from nuanyang.registry.people.models import Person


def roots_about() -> list[type[models.Model]]:
    """Root records that are about one person: those with a ``person`` foreign key."""
    return [
        model
        for _kind, model in sorted(root_models().items())
        if model is not Person and any(f.name == "person" for f in model._meta.fields)
    ]


def viewers_of_root(person: Person, *, organisations: Iterable[int], regions: Iterable[str]) -> list[str]:
    """Viewer keys of a new root record about ``person``: of a sealed one only the circle.

    Who oversees a region learns of nobody in a concealed shelter, so no region sees what one keeps.
    """
    if person.sealed and person.circle_id is not None:
        return keys_for(circles=[person.circle_id])
    ids = list(organisations)
    if Organisation.objects.filter(pk__in=ids, concealed=True).exists():
        regions = ()
    return keys_for(organisations=ids, regions=regions)


def _conceals(root: models.Model) -> bool:
    """Whether the record belongs to a concealed shelter: where somebody is hidden stays hidden."""
    ids = [
        getattr(root, f.attname) for f in root._meta.concrete_fields if f.related_model is Organisation
    ]
    return Organisation.objects.filter(pk__in=[i for i in ids if i], concealed=True).exists()


def keeping_records(person: Person, organisation_ids: Iterable[int]) -> set[int]:
    """Which of these organisations keep records of their own about the person (a stay, a plan, a visit …).

    Asked by the system: whoever shared a record does not see what others then did.
    """
    wanted = set(organisation_ids)
    found: set[int] = set()
    with acting_as(system_actor("who keeps records"), operation=running_operation()):
        for model in roots_about():
            for field in model._meta.concrete_fields:
                if field.related_model is Organisation:
                    rows = model._default_manager.filter(person=person, **{f"{field.name}__in": wanted})
                    found.update(rows.order_by(field.attname).values_list(field.attname, flat=True).distinct())
    return found


def show_all(person: Person, key: str) -> None:
    """Let a key see everything kept about this person, save what a concealed shelter keeps."""
    with acting_as(system_actor("break glass"), operation=running_operation()):
        for model in roots_about():
            for root in model._default_manager.filter(person=person).order_by("pk"):
                if not _conceals(root):
                    add_viewers(root, [key])


def hide_all(person: Person, key: str) -> None:
    """Take the key back, also from what it was not given to here."""
    with acting_as(system_actor("close glass"), operation=running_operation()):
        for model in roots_about():
            for root in model._default_manager.filter(person=person, viewer_keys__contains=[key]).order_by("pk"):
                present: list[str] = root.viewer_keys  # type: ignore[attr-defined]
                set_viewers(root, [k for k in present if k != key])


def set_all(person: Person, keys: list[str]) -> None:
    """Give everything kept about the person these viewers. The system does it: parts may be
    another organisation's, out of the sealing actor's sight.
    """
    with acting_as(system_actor("seal"), operation=running_operation()):
        for model in roots_about():
            for root in model._default_manager.filter(person=person).order_by("pk"):
                set_viewers(root, keys)
