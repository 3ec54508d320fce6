"""Record: the base of every table that holds something about people or organisations.

Each model says who may see a row (``scope``). From these declarations come ring 2 (a manager that
demands an actor) and ring 3 (row-level security, see :mod:`nuanyang.foundation.scope.guards`).
A model without a declaration fails the system check, so it cannot be forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.contrib.postgres.fields import ArrayField
from django.db import models

from nuanyang.kernel.actor import current_actor

ScopeKind = Literal["root", "via", "via_root", "org", "self_org", "public", "system"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Who may see a row. Use the constructors below."""

    kind: ScopeKind
    fields: tuple[str, ...] = ()
    why: str = ""

    @staticmethod
    def root() -> Scope:
        """The row carries ``viewer_keys`` itself; visible when one of them is the actor's."""
        return Scope("root")

    @staticmethod
    def via(*fields: str) -> Scope:
        """Visible when every named foreign key's row is visible (an empty one does not hide)."""
        return Scope("via", fields)

    @staticmethod
    def via_root(kind_field: str = "root", id_field: str = "root_id") -> Scope:
        """Visible when the root record named by kind and id is visible, and the row's person too."""
        return Scope("via_root", (kind_field, id_field))

    @staticmethod
    def org(field: str = "organisation") -> Scope:
        """Visible to actors of the organisation that the foreign key names."""
        return Scope("org", (field,))

    @staticmethod
    def self_org() -> Scope:
        """Organisations themselves: open ones to all who act, concealed ones to their own."""
        return Scope("self_org")

    @staticmethod
    def public(why: str) -> Scope:
        """Facts that everybody may read."""
        return Scope("public", (), why)

    @staticmethod
    def system(why: str) -> Scope:
        """Tables that only code reads, never shown as they are."""
        return Scope("system", (), why)


class ScopedManager(models.Manager[Any]):
    """Ring 2: refuses to build a query while nobody is acting."""

    def get_queryset(self) -> models.QuerySet[Any]:
        current_actor()
        return super().get_queryset()


class ViewerKeysField(ArrayField):  # type: ignore[type-arg]
    """``text[]`` of viewer keys. Written by :mod:`nuanyang.foundation.scope.viewers` alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["base_field"] = models.TextField()
        kwargs.setdefault("default", list)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("base_field", None)
        kwargs.pop("editable", None)
        return name, path, args, kwargs


class Record(models.Model):
    """A row in scope. ``history`` names fields whose changes the database itself keeps.

    ``deletable`` stays False: records of people are ended, sealed or purged, never deleted by the
    application's role.
    """

    scope: Scope
    history: tuple[str, ...] = ()
    deletable: bool = False
    append_only: bool = False

    id = models.BigAutoField(primary_key=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


def scope_of(model: type[models.Model]) -> Scope | None:
    """The model's own declaration, or None when it has none."""
    return getattr(model, "scope", None)


def root_models() -> dict[str, type[models.Model]]:
    """Root kinds by name (``person``, ``stay``, …): the model name in lower case."""
    from django.apps import apps

    found: dict[str, type[models.Model]] = {}
    for model in apps.get_models():
        scope = scope_of(model)
        if scope is not None and scope.kind == "root" and not model._meta.proxy:
            name = str(model._meta.model_name)
            if name in found:
                raise ValueError(f"two root records are called {name!r}")
            found[name] = model
    return found


def is_ours(model: type[models.Model]) -> bool:
    """Whether the model belongs to Nuanyang and not to a library."""
    return model.__module__.startswith("nuanyang.")
