"""Writes on somebody else's account: password, second factor, sign-ins, in use or not."""

from __future__ import annotations

import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from nuanyang.foundation.access import events, queries, rules
from nuanyang.foundation.access.models import User
from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotVisible, Refused

#: Without letters and digits that look alike when read out.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class CannotManage(Refused):
    """The account is one's own, reaches beyond one's organisation, or may do more than oneself."""


def new_password() -> str:
    """A password to be read out once: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _n in range(4)) for _g in range(4))


def _managed(user_id: int, at: datetime, actor: Actor) -> User:
    """The account, locked. :raises CannotManage: when the actor may not manage it."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotVisible(f"user {user_id}")
    if actor.kind != "user":
        return user
    assert actor.organisation_id is not None
    here = actor.organisation_id
    objection = rules.manage_objection(
        own_id=actor.user_id,
        target_id=user_id,
        own=actor.permissions,
        held=queries.permissions_at(user_id=user_id, organisation_id=here, at=at),
        elsewhere=queries.works_beyond(user_id=user_id, organisation_id=here, at=at),
    )
    if objection == "self":
        raise CannotManage(_("自己的账号请在“我的账号与安全”里管理"), code="self")
    if objection == "elsewhere":
        raise CannotManage(
            _("这个账号在别的机构也有角色"), code="elsewhere", hint=_("请上级机构的管理员办理")
        )
    if objection == "beyond_own":
        raise CannotManage(_("这个账号的权限超出您自己的"), code="beyond_own", hint=_("请管理员办理"))
    queries.account_at(username=user.username, organisation_id=here)
    return user


def _reason(reason: str) -> str:
    text = reason.strip()[:200]
    if len(text) < 2:
        raise CannotManage(_("请写明原因"), field="reason")
    return text


def _end_sessions(user: User) -> int:
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


@operation(permission="users.manage", events=[events.PASSWORD_SET])
def set_password(*, user_id: int, at: datetime, actor: Actor) -> str:
    """Give the account a fresh password, returned once; all its sign-ins end.

    The user must set one of his own before anything else opens.
    """
    user = _managed(user_id, at, actor)
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    _end_sessions(user)
    record(events.PASSWORD_SET, root=("user", user_id), at=at)
    return password


@operation(permission="users.manage", events=[events.SECOND_FACTOR_RESET])
def reset_second_factor(*, user_id: int, reason: str, at: datetime, actor: Actor) -> User:
    """Remove TOTP, passkeys and recovery codes (telephone lost); all sign-ins end.

    :raises CannotManage: without a reason, or see the class.
    """
    user, text = _managed(user_id, at, actor), _reason(reason)
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    record(events.SECOND_FACTOR_RESET, root=("user", user_id), at=at, payload={"reason": text})
    return user


@operation(permission="users.manage", events=[events.SESSIONS_ENDED])
def end_sessions(*, user_id: int, at: datetime, actor: Actor) -> int:
    """End all sign-ins of the account; returns how many."""
    user = _managed(user_id, at, actor)
    count = _end_sessions(user)
    if not count:
        nothing_happened()
        return 0
    record(events.SESSIONS_ENDED, root=("user", user_id), at=at, payload={"count": count})
    return count


@operation(permission="users.manage", events=[events.USER_DEACTIVATED])
def deactivate(*, user_id: int, reason: str, at: datetime, actor: Actor) -> User:
    """The account can no longer sign in; its sign-ins end, tokens stop. What it did stays."""
    user, text = _managed(user_id, at, actor), _reason(reason)
    if not user.is_active:
        nothing_happened()
        return user
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_sessions(user)
    record(events.USER_DEACTIVATED, root=("user", user_id), at=at, payload={"reason": text})
    return user


@operation(permission="users.manage", events=[events.USER_REACTIVATED])
def reactivate(*, user_id: int, at: datetime, actor: Actor) -> User:
    """The account may sign in again, with the roles that are still in force."""
    user = _managed(user_id, at, actor)
    if user.is_active:
        nothing_happened()
        return user
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(events.USER_REACTIVATED, root=("user", user_id), at=at)
    return user
