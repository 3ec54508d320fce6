"""Delivery of notices; a channel that is down is tried again, a refused message is not."""

from __future__ import annotations

import logging

from django.utils import timezone

from nuanyang.adapters.messages import MessageFailed, send
from nuanyang.foundation.jobs.queue import job
from nuanyang.foundation.notify import operations, queries
from nuanyang.foundation.notify.models import UserNotice
from nuanyang.foundation.scope.acting import acting_as, system_actor

log = logging.getLogger(__name__)


@job(name=operations.DELIVER)
def deliver(notice_id: int) -> None:
    """Send one notice by its user's channel, once.

    :raises MessageFailed: when a later try may help; the queue then tries again.
    """
    actor = system_actor("deliver notices")
    with acting_as(actor, read_only=True):
        notice: UserNotice = UserNotice.objects.select_related("user").get(pk=notice_id)
        channel, address = queries.address_of(notice.user)
    if not channel or notice.delivered_at or notice.read_at or not notice.user.is_active:
        return
    try:
        send(
            channel, address, notice.template, link=notice.link, count=notice.count,
            language=notice.user.language,
        )  # fmt: skip
    except MessageFailed as failure:
        log.warning("notice %s was not delivered by %s: %s", notice_id, channel, failure)
        if failure.retry:
            raise
        return
    operations.mark_delivered(notice_id=notice_id, channel=channel, at=timezone.now(), actor=actor)
