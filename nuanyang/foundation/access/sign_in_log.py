"""Sign-ins, failures and changes of one's own account as events; told to the log by signals."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, user_logged_in
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.utils import timezone

from nuanyang.foundation.access import events
from nuanyang.foundation.access.models import User
from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.scope.acting import system_actor
from nuanyang.kernel.actor import Actor


@operation(permission="system.run", events=[events.SIGNED_IN])
def note_sign_in(*, user_id: int, address: str, by: list[str], at: datetime, actor: Actor) -> None:
    """Somebody signed in, from where and by which means."""
    record(events.SIGNED_IN, root=("user", user_id), at=at, payload={"address": address, "by": by})


@operation(permission="system.run", events=[events.SIGN_IN_FAILED])
def note_failed_sign_in(*, user_id: int, address: str, by: str, at: datetime, actor: Actor) -> None:
    """A wrong password or code for an account that exists; what was typed is not kept."""
    record(events.SIGN_IN_FAILED, root=("user", user_id), at=at, payload={"address": address, "by": by})


@operation(permission="system.run", events=[events.LOCKED_OUT])
def note_locked_out(*, user_id: int, address: str, at: datetime, actor: Actor) -> None:
    """Too many failures: this account is locked from this address for a while; told once each time."""
    since = at - timedelta(hours=settings.AXES_COOLOFF_TIME)
    told = Event.objects.filter(
        root="user", root_id=user_id, name=events.LOCKED_OUT.name, happened_at__gt=since, payload__address=address
    )
    if told.exists():
        nothing_happened()
        return
    record(events.LOCKED_OUT, root=("user", user_id), at=at, payload={"address": address})


@operation(permission="system.run", events=[events.SECOND_FACTOR_CHANGED])
def note_second_factor(*, user_id: int, what: str, at: datetime, actor: Actor) -> None:
    """The user himself added or removed a second factor (``totp added``)."""
    record(events.SECOND_FACTOR_CHANGED, root=("user", user_id), at=at, payload={"what": what})


@operation(permission="system.run", events=[events.PASSWORD_SET])
def note_own_password(*, user_id: int, at: datetime, actor: Actor) -> None:
    """The user set a password of his own; nobody else knows it now."""
    User.objects.filter(pk=user_id).update(must_change_password=False)
    record(events.PASSWORD_SET, root=("user", user_id), at=at, payload={"own": True})


def _actor() -> Actor:
    return system_actor("sign-in")


def _address(request: Any) -> str:
    return str(get_client_ip(request) or "") if request is not None and request.META else ""


def _known(username: str) -> int | None:
    return User.objects.filter(username__iexact=username[:60]).values_list("pk", flat=True).first()


def on_sign_in(request: Any, user: User, **_more: Any) -> None:
    means = [str(r.get("type") or r.get("method")) for r in get_authentication_records(request, user)]
    note_sign_in(user_id=user.pk, address=_address(request), by=means, at=timezone.now(), actor=_actor())


def on_failure(request: Any = None, credentials: dict[str, Any] | None = None, **_more: Any) -> None:
    if getattr(request, "axes_locked_out", False):
        return  # nothing was tried: the account is locked already
    user_id = _known(str((credentials or {}).get("username") or ""))
    if user_id is not None:
        note_failed_sign_in(
            user_id=user_id, address=_address(request), by="password", at=timezone.now(), actor=_actor()
        )


def on_wrong_code(request: Any, user: User, authenticator: Authenticator, **_more: Any) -> None:
    note_failed_sign_in(
        user_id=user.pk, address=_address(request), by=str(authenticator.type), at=timezone.now(), actor=_actor()
    )


def on_lock_out(request: Any = None, username: str = "", ip_address: str = "", **_more: Any) -> None:
    user_id = _known(username or "")
    if user_id is not None:
        note_locked_out(user_id=user_id, address=ip_address or "", at=timezone.now(), actor=_actor())


def _on_second_factor(change: str) -> Any:
    def note(request: Any, user: User, authenticator: Authenticator, **_more: Any) -> None:
        request.session.pop("second_factor", None)
        note_second_factor(
            user_id=user.pk, what=f"{authenticator.type} {change}", at=timezone.now(), actor=_actor()
        )

    return note


def on_own_password(request: Any, user: User, **_more: Any) -> None:
    note_own_password(user_id=user.pk, at=timezone.now(), actor=_actor())


def connect() -> None:
    """Listen; once, when the app is ready."""
    kept: dict[Any, Any] = {
        user_logged_in: on_sign_in,
        user_login_failed: on_failure,
        user_locked_out: on_lock_out,
        authentication_failed: on_wrong_code,
        authenticator_added: _on_second_factor("added"),
        authenticator_removed: _on_second_factor("removed"),
        authenticator_reset: _on_second_factor("reset"),
        password_changed: on_own_password,
    }
    for signal, listener in kept.items():
        signal.connect(listener, weak=False, dispatch_uid=f"nuanyang.{id(signal)}")
