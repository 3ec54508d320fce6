"""Acting on somebody's behalf: the actor for Python, the scope settings for the database.

PostgreSQL's row-level security reads three transaction-local settings: ``nuan.keys`` (viewer
keys, space separated), ``nuan.actor`` (user id) and ``nuan.operation`` (name of the running
operation; without it no trigger lets a record change). They vanish with the transaction, so a
pooled connection carries nothing over to the next user.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from nuanyang.kernel.actor import Actor, actor_variable, current_actor_or_none

SYSTEM_KEY = "sys"
#: How keys of emergency accesses begin. They let a user read, never write.
GLASS = "g:"
#: Whether the transaction in force only reads.
_reading: ContextVar[bool] = ContextVar("nuanyang_reading", default=False)

_SETTINGS = (
    "SELECT set_config('nuan.keys', %s, true), set_config('nuan.actor', %s, true),"
    " set_config('nuan.operation', %s, true)"
)
_READ_ONLY = ", set_config('transaction_read_only', 'on', true)"


def _tell_database(keys: str, actor: str, operation: str, *, read_only: bool = False) -> None:
    """All settings in one round trip: every request pays for it."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS + _READ_ONLY if read_only else _SETTINGS, [keys, actor, operation])


def _settings_of(actor: Actor | None) -> tuple[str, str]:
    if actor is None:
        return "", ""
    keys = actor.keys if _reading.get() else [k for k in actor.keys if not k.startswith(GLASS)]
    return " ".join(keys), str(actor.user_id or actor.kind)


@contextmanager
def acting_as(
    actor: Actor, *, read_only: bool = False, operation: str = "", lent: bool = False
) -> Iterator[Actor]:
    """Run the block on behalf of ``actor`` in a (nested) transaction.

    With ``read_only`` the database itself refuses every write in the block; only then do keys of
    emergency accesses count, or with ``lent``: for an operation that changes nothing of what it reads.
    Nested calls restore the outer actor and operation at the end.
    """
    outer = current_actor_or_none()
    outer_operation = _operation_stack[-1] if _operation_stack else ""
    nested = connection.in_atomic_block
    token = actor_variable.set(actor)
    _operation_stack.append(operation)
    outer_reading = _reading.get()
    # A transaction that reads stays one to its end, whoever acts within it; an operation begins a write.
    reading = _reading.set(read_only or lent or (nested and outer_reading and not operation))
    try:
        with transaction.atomic():
            _tell_database(*_settings_of(actor), operation, read_only=read_only)
            yield actor
            _reading.set(outer_reading)
            # After an error the (sub)transaction is rolled back and the settings with it; the
            # outermost one takes them with it when it commits.
            if outer is not None:
                _tell_database(*_settings_of(outer), outer_operation)
            elif nested:
                _tell_database("", "", "")
    finally:
        _reading.reset(reading)
        _operation_stack.pop()
        actor_variable.reset(token)


class _OperationStack:
    """Names of the operations now running in this context (thread or task), innermost last."""

    def __init__(self) -> None:
        self._names: ContextVar[tuple[str, ...]] = ContextVar("nuanyang_operations", default=())

    def append(self, name: str) -> None:
        self._names.set((*self._names.get(), name))

    def pop(self) -> None:
        self._names.set(self._names.get()[:-1])

    def __len__(self) -> int:
        return len(self._names.get())

    def __getitem__(self, index: int) -> str:
        return self._names.get()[index]


_operation_stack = _OperationStack()


def running_operation() -> str:
    """Name of the innermost running operation, or an empty string."""
    return _operation_stack[-1] if _operation_stack else ""


def system_actor(
    reason: str, *, organisation_id: int | None = None, organisation_code: str = ""
) -> Actor:
    """The system itself, which sees all records. ``reason`` is kept as its name in every event."""
    return Actor(
        user_id=None,
        organisation_id=organisation_id,
        organisation_code=organisation_code,
        name=f"system: {reason}",
        kind="system",
        permissions=frozenset(),
        keys=(SYSTEM_KEY,) + ((f"o:{organisation_id}",) if organisation_id else ()),
    )
