"""Who is told of what without anybody asking: reviewers of emergency access."""

from __future__ import annotations

from nuanyang.foundation.access.events import GLASS_BROKEN
from nuanyang.foundation.audit.consequences import Happened, on
from nuanyang.foundation.notify import operations, queries


@on(GLASS_BROKEN)
def reviewers_are_told(happened: Happened) -> None:
    """Colleagues who may review, save who broke the glass."""
    reviewers = queries.who_may(
        "access.review", organisation_id=happened.root_id, at=happened.at, but=[happened.actor.user_id]
    )
    if reviewers:
        operations.tell(
            user_ids=reviewers, template="review_waiting", link="/break-glass/", at=happened.at, actor=happened.actor
        )
