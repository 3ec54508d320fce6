"""`{% demo_code as code %}`: on a demo server, what the authenticator would show now."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.stagekit import get_pending_stage
from django import template
from django.conf import settings

from nuanyang.foundation.access import second_factor
from nuanyang.foundation.access.models import User

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_code(context: dict[str, Any]) -> str:
    """The code for whoever has just given the right password; empty wherever people are real."""
    if settings.MODE != "demo":
        return ""
    stage = get_pending_stage(context["request"])
    user = stage.login.user if stage else None
    return second_factor.code_now(user) if isinstance(user, User) else ""
