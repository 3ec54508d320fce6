"""Writes: tell users, mark delivered, mark read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from nuanyang.adapters.messages import texts
from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.jobs.queue import JOBS
from nuanyang.foundation.notify import events
from nuanyang.foundation.notify.models import UserNotice
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.foundation.scope.viewers import keys_for
from nuanyang.kernel.actor import Actor

#: The job that sends a notice through its user's channel.
DELIVER = "notify.deliver"


@operation(permission="workbench.view", events=[events.TOLD])
def tell(
    *, user_ids: Sequence[int], template: str, link: str, at: datetime, actor: Actor, count: int = 1
) -> list[UserNotice]:
    """Leave each user a notice and queue its delivery; both happen if and only if the caller commits.

    ``template`` is a code of ``adapters.messages.TEMPLATES``; ``link`` a path of ours.

    :raises PersonalData: a link or count that could name somebody. :raises KeyError: unknown template.
    """
    texts.check_parameters(link, count)
    texts.sentence(template, count)
    wanted = list(dict.fromkeys(user_ids))
    if not wanted:
        nothing_happened()
        return []
    # A notice is its receiver's alone; whoever causes it does not see it.
    with acting_as(system_actor("notify"), operation="notify.tell"):
        told = [
            UserNotice(
                user_id=user_id, template=template, count=count, link=link, told_at=at,
                viewer_keys=keys_for(users=[user_id]),
            )
            for user_id in wanted
        ]
        UserNotice.objects.bulk_create(told)
    for notice in told:
        JOBS[DELIVER].enqueue(notice_id=notice.pk)
    root = ("organisation", actor.organisation_id) if actor.organisation_id else ("user", wanted[0])
    record(events.TOLD, root=root, at=at, payload={"template": template, "people": len(wanted)})
    return told


@operation(permission="system.run", events=[events.DELIVERED])
def mark_delivered(*, notice_id: int, channel: str, at: datetime, actor: Actor) -> UserNotice:
    """The notice left the house through this channel."""
    notice: UserNotice = UserNotice.objects.select_for_update().get(pk=notice_id)
    if notice.delivered_at is not None:
        nothing_happened()
        return notice
    notice.delivered_at, notice.channel = at, channel
    notice.save(update_fields=["delivered_at", "channel"])
    record(events.DELIVERED, root=("user", notice.user_id), at=at, payload={"channel": channel})
    return notice


@operation(permission="workbench.view", events=[events.READ])
def mark_read(*, at: datetime, actor: Actor, notice_id: int | None = None, link: str = "") -> int:
    """One's own notice, those that lead to ``link``, or all of them, read; returns how many were not before."""
    unread = UserNotice.objects.filter(user_id=actor.user_id, read_at__isnull=True)
    if notice_id is not None:
        unread = unread.filter(pk=notice_id)
    if link:
        unread = unread.filter(link=link)
    count: int = unread.update(read_at=at)
    if not count:
        nothing_happened()
        return 0
    assert actor.user_id is not None
    record(events.READ, root=("user", actor.user_id), at=at, payload={"count": count})
    return count
