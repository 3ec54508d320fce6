"""Requests for tests, made through the product's own operation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from nuanyang.journey.take_in.intake import operations as intake
from nuanyang.journey.take_in.intake.models import Intake
from nuanyang.journey.take_in.intake.operations import Branch, Request
from nuanyang.kernel.actor import Actor
from nuanyang.registry.people.particulars import Particulars


def say(
    name: str = "吴贵生",
    *,
    sex: int = 1,
    born: date | None = date(1990, 5, 1),
    check: str = "able",
    branch: Branch | None = None,
    reason: str = "robbed",
    marks: tuple[str, ...] = (),
    **more: Any,
) -> Request:
    """What somebody says at the desk."""
    return Request(
        Particulars(name=name, sex=sex, birth_date=born, **more),
        body_check=check,
        arrival_mode="self",
        help_reason=reason,
        marks=marks,
        branch=branch,
    )


def ask(actor: Actor, at: datetime, request: Request | None = None, **more: Any) -> Intake:
    """A registered request."""
    return intake.register_request(request=request or say(), at=at, actor=actor, **more)
