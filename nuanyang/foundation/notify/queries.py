"""Reads of one's own notices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from nuanyang.adapters.messages import configured, texts
from nuanyang.foundation.access import queries as access
from nuanyang.foundation.access.models import User
from nuanyang.foundation.notify.models import UserNotice
from nuanyang.kernel.errors import NotVisible


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as the page shows it."""

    id: int
    text: str
    link: str
    told_at: datetime
    read: bool


def notices_of(*, user_id: int, limit: int = 50) -> list[Notice]:
    """The user's notices, latest first."""
    rows = UserNotice.objects.filter(user_id=user_id).order_by("-id")[:limit]
    return [Notice(n.pk, texts.sentence(n.template, n.count), n.link, n.told_at, n.read_at is not None) for n in rows]


def link_of(*, notice_id: int, user_id: int | None) -> str:
    """Where the user's notice leads.

    :raises NotVisible: for somebody else's.
    """
    found = UserNotice.objects.filter(pk=notice_id, user_id=user_id).values_list("link", flat=True).first()
    if found is None:
        raise NotVisible(f"notice {notice_id}")
    return str(found)


def unread_count(*, user_id: int, at_most: int = 99) -> int:
    """How many the user has not read, counted up to ``at_most``; every page asks it, so nothing else is read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM notify_usernotice WHERE user_id = %s AND read_at IS NULL LIMIT %s) unread",
            [user_id, at_most],
        )
        return int(cursor.fetchone()[0])


def address_of(user: User) -> tuple[str, str]:
    """The channel and address by which the user is reached, or two empty texts.

    In WeCom the account's name is the member's id.
    """
    addresses = {"wecom": user.username, "email": user.email, "sms": user.phone}
    for channel in configured():
        if addresses[channel]:
            return channel, addresses[channel]
    return "", ""


def who_may(permission: str, *, organisation_id: int, at: datetime, but: Iterable[int | None] = ()) -> list[int]:
    """Users with the permission at the organisation now."""
    held = (
        access.in_force(at)
        .filter(organisation_id=organisation_id, role__permissions__contains=[permission], user__is_active=True)
        .order_by("user_id")
        .values_list("user_id", flat=True)
    )
    return sorted(set(held) - {u for u in but if u is not None})
