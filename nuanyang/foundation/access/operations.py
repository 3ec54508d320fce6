"""Writes: accounts, roles, deputies, circles, break-glass."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from nuanyang.foundation.access import events, queries, rules, tokens
from nuanyang.foundation.access.accounts import CannotManage as CannotManage
from nuanyang.foundation.access.accounts import deactivate as deactivate
from nuanyang.foundation.access.accounts import end_sessions as end_sessions
from nuanyang.foundation.access.accounts import new_password
from nuanyang.foundation.access.accounts import reactivate as reactivate
from nuanyang.foundation.access.accounts import reset_second_factor as reset_second_factor
from nuanyang.foundation.access.accounts import set_password as set_password
from nuanyang.foundation.access.choices import Verdict
from nuanyang.foundation.access.models import (
    AccessToken,
    Assignment,
    BrokenGlass,
    Circle,
    CircleMember,
    Role,
    User,
)
from nuanyang.foundation.audit.log import record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.viewers import keys_for
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import Refused

GLASS_HOURS_MAX = 24


class CannotAddUser(Refused):
    """The account name is taken or malformed."""


class CannotGrant(Refused):
    """The role, organisation or period is not right."""


class CannotBreakGlass(Refused):
    """No reason was given, or the time asked for is too long."""


@operation(permission="users.manage", events=[events.USER_ADDED])
def add_user(
    *, username: str, display_name: str, password: str, at: datetime, actor: Actor, email: str = ""
) -> User:
    """Create an account without roles.

    :raises CannotAddUser: when the name is taken or malformed.
    """
    if not re.fullmatch(r"[\w.@+-]{1,60}", username):
        raise CannotAddUser(_("账号只能用字母、数字和 . @ + - _"), field="username")
    if User.objects.filter(username__iexact=username).exists():
        raise CannotAddUser(_("账号 %(name)s 已有") % {"name": username}, field="username")
    user = User(username=username, display_name=display_name or username, email=email)
    user.set_password(password)
    user.save()
    record(events.USER_ADDED, root=("user", user.pk), at=at, payload={"username": username})
    return user


@operation(permission="users.manage", events=[events.USER_ADDED])
def add_account(
    *,
    username: str,
    display_name: str,
    role: str,
    at: datetime,
    actor: Actor,
    email: str = "",
    valid_to: datetime | None = None,
) -> tuple[User, str]:
    """An account with a role in the actor's organisation; its password is returned once.

    The new user must set a password of his own before anything else opens.

    :raises CannotAddUser: name taken or malformed. :raises CannotGrant: see :func:`grant_role`.
    """
    assert actor.organisation_id is not None
    password = new_password()
    user = add_user(
        username=username, display_name=display_name, password=password, email=email, at=at, actor=actor
    )
    user.must_change_password = True
    user.save(update_fields=["must_change_password"])
    grant_role(
        user_id=user.pk, organisation_id=actor.organisation_id, role=role, valid_to=valid_to, at=at, actor=actor
    )
    return user, password


@operation(permission="users.manage", events=[events.ROLE_GRANTED])
def grant_role(
    *,
    user_id: int,
    organisation_id: int,
    role: str,
    at: datetime,
    actor: Actor,
    region: str = "",
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    deputy_for_id: int | None = None,
) -> Assignment:
    """Give a role at an organisation, perhaps until a date, perhaps as somebody's deputy.

    A deputy gets a role that the other one holds here, until a date.

    :raises CannotGrant: unknown role, ended period, an organisation outside the actor's, oneself, a
        role beyond one's own permissions, a region beyond the organisation's.
    """
    granted = Role.objects.filter(code=role).first()
    if granted is None:
        raise CannotGrant(_("没有“%(role)s”这个角色") % {"role": role}, field="role")
    if actor.kind == "user" and organisation_id != actor.organisation_id:
        raise CannotGrant(_("只能授予本机构的角色"), field="organisation")
    start = valid_from or at
    if valid_to is not None and valid_to <= start:
        raise CannotGrant(_("结束时间应晚于开始时间"), field="valid_to")
    organisation = Organisation.objects.get(pk=organisation_id)
    if actor.kind == "user":
        _check_grant(granted, user_id=user_id, organisation=organisation, region=region, actor=actor)
    if deputy_for_id is not None:
        _check_deputy(role, user_id, deputy_for_id, organisation_id, valid_to, at)
    assignment = Assignment(
        user_id=user_id, organisation=organisation, role_id=role, region=region,
        valid_from=start, valid_to=valid_to, deputy_for_id=deputy_for_id,
    )
    assignment.save()
    record(
        events.ROLE_GRANTED, root=("organisation", organisation_id), at=at,
        payload={
            "role": role, "user": user_id, "until": valid_to.date().isoformat() if valid_to else "",
            "deputy_for": deputy_for_id,
        },
    )
    return assignment


def _check_grant(
    role: Role, *, user_id: int, organisation: Organisation, region: str, actor: Actor
) -> None:
    if user_id == actor.user_id:
        raise CannotGrant(_("不能给自己授予角色"), code="self", hint=_("请另一位管理员办理"))
    objection = rules.grant_objection(
        rules.RoleFacts(frozenset(role.permissions), role.oversees), own=actor.permissions, region=region,
        organisation_region=organisation.region, organisation_kind=organisation.kind,
    )
    messages = {
        "beyond_own": (_("这个角色的权限超出您自己的"), "role", _("请管理员办理")),
        "wide_region": (_("辖区超出本机构的范围"), "region", ""),
        "no_office": (_("本机构不辖区域，不能授予辖区角色"), "role", ""),
    }
    if objection:
        message, field, hint = messages[objection]
        raise CannotGrant(message, code=objection, field=field, hint=hint)


def _check_deputy(
    role: str, user_id: int, deputy_for_id: int, organisation_id: int, valid_to: datetime | None, at: datetime
) -> None:
    if deputy_for_id == user_id:
        raise CannotGrant(_("不能代自己的班"), field="deputy_for")
    if valid_to is None:
        raise CannotGrant(_("代班要写明到哪天为止"), field="valid_to")
    held = queries.in_force(at).filter(user_id=deputy_for_id, organisation_id=organisation_id, role_id=role)
    if not held.exists():
        raise CannotGrant(_("被代班的人在本机构没有这个角色"), field="role")


@operation(permission="users.manage", events=[events.ROLE_ENDED])
def end_role(*, assignment_id: int, at: datetime, actor: Actor) -> Assignment:
    """End a role now; one that has not begun never begins.

    :raises CannotGrant: one's own role (somebody else must do it), or one that is over.
    """
    assignment: Assignment = Assignment.objects.get(
        pk=assignment_id,
        **({"organisation_id": actor.organisation_id} if actor.kind == "user" else {}),
    )
    if assignment.user_id == actor.user_id:
        raise CannotGrant(_("不能结束自己的角色"), code="self", hint=_("请另一位管理员办理"))
    if assignment.valid_to is not None and assignment.valid_to <= at:
        raise CannotGrant(_("这个角色已经结束"), code="over")
    assignment.valid_to = max(at, assignment.valid_from + timedelta(microseconds=1))
    assignment.save(update_fields=["valid_to"])
    record(
        events.ROLE_ENDED, root=("organisation", assignment.organisation_id), at=at,
        payload={"role": assignment.role_id, "user": assignment.user_id},
    )
    return assignment


@operation(permission="people.seal", events=[events.ROLE_GRANTED])
def make_circle(
    *, organisation_id: int, user_ids: list[int], purpose: str, at: datetime, actor: Actor
) -> Circle:
    """A circle of people who may know of sealed records."""
    circle = Circle(organisation_id=organisation_id, purpose=purpose)
    circle.save()
    for user_id in dict.fromkeys(user_ids):
        CircleMember(circle=circle, user_id=user_id).save()
        record(
            events.ROLE_GRANTED, root=("organisation", organisation_id), at=at,
            payload={"role": f"c:{circle.pk}", "user": user_id},
        )
    return circle


@operation(permission="access.break_glass", events=[events.GLASS_BROKEN])
def note_broken_glass(
    *, person_id: int, reason: str, hours: int, at: datetime, actor: Actor
) -> BrokenGlass:
    """Record emergency access; the registry opens the person's records (see people.break_glass).

    :raises CannotBreakGlass: without a reason or for more than 24 hours.
    """
    if len(reason.strip()) < 4:
        raise CannotBreakGlass(_("请写明紧急查阅的理由"), field="reason", rule="DP-017")
    if not 1 <= hours <= GLASS_HOURS_MAX:
        raise CannotBreakGlass(_("紧急查阅最长 24 小时"), field="hours")
    assert actor.user_id is not None and actor.organisation_id is not None
    glass = BrokenGlass(
        user_id=actor.user_id, organisation_id=actor.organisation_id, person_id=person_id,
        reason=reason.strip(), broken_at=at, ends_at=at + timedelta(hours=hours),
        viewer_keys=keys_for(organisations=[actor.organisation_id], regions=[actor.region]),
    )
    glass.save()
    record(
        events.GLASS_BROKEN, root=("organisation", actor.organisation_id), at=at,
        payload={"glass": glass.pk, "reason": reason.strip(), "until": glass.ends_at.isoformat()},
    )
    return glass


@operation(permission="access.review", events=[events.GLASS_REVIEWED])
def review_glass(
    *, glass_id: int, verdict: str, at: datetime, actor: Actor, note: str = ""
) -> BrokenGlass:
    """Another person judges whether the emergency was one (``Verdict``); a first judgement stands.

    :raises CannotBreakGlass: one's own access, one that is judged already, no judgement.
    """
    glass: BrokenGlass = BrokenGlass.objects.select_for_update().get(pk=glass_id)
    if glass.user_id == actor.user_id:
        raise CannotBreakGlass(_("不能复核自己的紧急查阅"), code="self")
    if glass.reviewed_at is not None:
        raise CannotBreakGlass(_("已经有人复核过了"), code="reviewed")
    if verdict not in Verdict.values:
        raise CannotBreakGlass(_("请选择是否确有必要"), field="verdict")
    if verdict == Verdict.UNJUSTIFIED and len(note.strip()) < 2:
        raise CannotBreakGlass(_("请写明为什么没有必要"), field="note")
    glass.reviewed_by_id, glass.reviewed_at = actor.user_id, at
    glass.verdict, glass.verdict_note = verdict, note.strip()[:500]
    glass.save(update_fields=["reviewed_by", "reviewed_at", "verdict", "verdict_note"])
    record(
        events.GLASS_REVIEWED, root=("organisation", glass.organisation_id), at=at,
        payload={"glass": glass.pk, "verdict": verdict, "note": glass.verdict_note},
    )
    return glass


@operation(permission="users.manage", events=[events.TOKEN_MADE])
def make_token(
    *, user_id: int, days: int, at: datetime, actor: Actor, label: str = ""
) -> tuple[AccessToken, str]:
    """A bearer token for a user's programs; the secret is returned once and never stored."""
    secret = tokens.new_secret()
    token = AccessToken(
        user_id=user_id, digest=tokens.digest(secret), label=label, valid_to=at + timedelta(days=days)
    )
    token.save()
    record(
        events.TOKEN_MADE, root=("user", user_id), at=at,
        payload={"until": token.valid_to.date().isoformat()},
    )
    return token, secret
