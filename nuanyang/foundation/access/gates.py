"""What must be done after sign-in before anything else opens."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse

from nuanyang.foundation.access import second_factor
from nuanyang.foundation.access.actors import Place


def next_step(request: HttpRequest, places: Iterable[Place]) -> str:
    """Where the user must go first: to a password of his own, to a second factor; else empty.

    A program with a token has neither. That a factor is there is remembered in the session, so
    that it costs no query; removing it forgets that, and resetting it ends the session.
    """
    if getattr(request, "by_token", False):
        return ""
    if getattr(request.user, "must_change_password", False):
        return reverse("account_change_password")
    needed = second_factor.needed_for(r for p in places for r in p.roles)
    if not needed or request.session.get("second_factor"):
        return ""
    if second_factor.has_one(request.user):  # type: ignore[arg-type]
        request.session["second_factor"] = True
        return ""
    return reverse("account_security")
