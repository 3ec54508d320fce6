"""``@operation``: the one way to write.

A write is a keyword-only function that names its permission and the events it records. The
decorator checks the permission, opens the transaction in the actor's scope, tells the database
which operation is running and fails when the function changed something silently.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import connection, models, transaction

from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.audit.log import recorded
from nuanyang.foundation.audit.models import Idempotency
from nuanyang.foundation.scope.acting import acting_as, running_operation
from nuanyang.kernel.actor import Actor, current_actor_or_none
from nuanyang.kernel.errors import NotAllowed

P = ParamSpec("P")
R = TypeVar("R")

#: Shared by every operation, taken exclusively for an instant by the sealing job, so that it
#: knows an id up to which no event can still appear.
SEAL_LOCK = 0x6E75616E


class SilentOperation(AssertionError):
    """An operation ended without an event, or recorded one that it does not declare."""


@dataclass(frozen=True, slots=True)
class OperationInfo:
    """What the register knows of an operation; guards and the generated reference read it."""

    name: str
    permission: str
    events: tuple[EventType, ...]
    idempotent: bool
    lent: bool
    function: Callable[..., Any]


OPERATIONS: dict[str, OperationInfo] = {}


def operation(
    *, permission: str, events: list[EventType], idempotent: bool = False, lent: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a write. The function takes keyword arguments only, among them ``actor``.

    With ``idempotent`` callers may pass ``idempotency_key``; a second call with the same key by
    the same user returns the first call's record and changes nothing. With ``lent`` it may be done
    to what the actor sees through an emergency access only: it reads and records, and changes nothing.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        app = function.__module__.rsplit(".", 2)[-2]
        name = f"{app}.{function.__name__}"
        for parameter in inspect.signature(function).parameters.values():
            if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
                raise TypeError(f"{name}: parameters must be keyword-only")
        if name in OPERATIONS and OPERATIONS[name].function.__module__ != function.__module__:
            raise ValueError(f"operation {name} is declared twice")
        info = OperationInfo(name, permission, tuple(events), idempotent, lent, function)
        OPERATIONS[name] = info

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise TypeError(f"{name}: keyword arguments only")
            actor = kwargs.get("actor")
            if not isinstance(actor, Actor):
                raise TypeError(f"{name}: actor=… is required")
            if not actor.may(permission):
                raise NotAllowed(permission)
            key = kwargs.pop("idempotency_key", None) if idempotent else None
            return _run(info, actor, key, function, kwargs)

        run.operation = info  # type: ignore[attr-defined]
        return run

    return decorate


def _run(
    info: OperationInfo, actor: Actor, key: Any, function: Callable[..., R], kwargs: dict[str, Any]
) -> R:
    nested = running_operation() != "" and current_actor_or_none() == actor
    names: list[str] = []
    token = recorded.set((*recorded.get(), names))
    try:
        if nested:
            with transaction.atomic():
                return _checked(info, actor, key, function, kwargs, names)
        with acting_as(actor, operation=info.name, lent=info.lent):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [SEAL_LOCK])
            return _checked(info, actor, key, function, kwargs, names)
    finally:
        recorded.reset(token)


def _checked(
    info: OperationInfo,
    actor: Actor,
    key: Any,
    function: Callable[..., R],
    kwargs: dict[str, Any],
    names: list[str],
) -> R:
    slot = None
    if key:
        slot, fresh = Idempotency.objects.get_or_create(
            actor_key=str(actor.user_id or actor.name), operation=info.name, key=str(key)
        )
        if not fresh and slot.result_id is not None:
            model = apps.get_model(slot.result_model)
            return model._default_manager.get(pk=slot.result_id)  # type: ignore[return-value, no-any-return]
    result = function(**kwargs)
    _check_events(info, names)
    if slot is not None and isinstance(result, models.Model):
        slot.result_model, slot.result_id = result._meta.label, result.pk
        slot.save(update_fields=["result_model", "result_id"])
    return result


def _check_events(info: OperationInfo, names: list[str]) -> None:
    if not names:
        raise SilentOperation(f"{info.name} recorded no event")
    # Operations called inside declare their own events; only this one's must be among them.
    declared = {e.name for e in info.events}
    if "" not in names and not declared & set(names):
        raise SilentOperation(f"{info.name} recorded {names}, declared {sorted(declared)}")
