"""When somebody was last here, so that my day can say what changed since.

Kept with the account at sign-in and sign-out, and in the session for its length. Reading a page
never writes: only signing in, signing out and the button "seen" move the moment.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest
from django.utils import timezone

from nuanyang.foundation.access.models import User

KEY = "changes_since"
#: How far back the first look goes, and the longest.
FIRST_LOOK = timedelta(days=1)
LONGEST = timedelta(days=14)


def watch() -> None:
    """Take note of signing in and out."""
    user_logged_in.connect(_signed_in, dispatch_uid="workbench.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="workbench.signed_out")


def _signed_in(sender: Any, request: HttpRequest | None, user: User, **_more: Any) -> None:
    now = timezone.now()
    last = User.objects.filter(pk=user.pk).values_list("last_seen_at", flat=True).first()
    if request is not None and hasattr(request, "session"):
        request.session[KEY] = (last or now - FIRST_LOOK).isoformat()
    _here(user.pk, now)


def _signed_out(sender: Any, request: HttpRequest | None, user: User | None, **_more: Any) -> None:
    if user is not None:
        _here(user.pk, timezone.now())


def _here(user_id: int, now: datetime) -> None:
    User.objects.filter(pk=user_id).update(last_seen_at=now)


def since(request: HttpRequest, now: datetime) -> datetime:
    """The moment from which changes are told."""
    text = request.session.get(KEY, "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return now - FIRST_LOOK
    return max(moment, now - LONGEST)


def seen(request: HttpRequest, now: datetime) -> None:
    """Everything up to now was seen."""
    request.session[KEY] = now.isoformat()
    if request.user.pk is not None:
        _here(int(request.user.pk), now)
