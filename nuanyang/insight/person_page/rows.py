"""Rows about people that the register and the search share: where somebody is now, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from nuanyang.insight.person_page.words import AT_RISK, about, joined
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.journey.take_in.stays import rules as stay_rules
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.journey.take_in.stays.places import zone_of
from nuanyang.kernel.actor import Actor
from nuanyang.registry.people.choices import Alert
from nuanyang.registry.people.queries import PersonCard


def whereabouts(person_ids: Iterable[int], actor: Actor, now: datetime) -> dict[int, str]:
    """Station, bed and day of those who are in a station now; three queries whatever the number."""
    if not actor.may("stays.view"):
        return {}
    open_stays = list(
        Stay.objects.filter(person_id__in=list(person_ids), left_at__isnull=True, departure_mode="")
        .select_related("station")
        .order_by("id")
    )
    beds = stays.beds_of([s.pk for s in open_stays])
    found = {}
    for stay in open_stays:
        day = stay_rules.day_number(stay.arrived_at, now, zone_of(stay.station))
        bed = beds.get(stay.pk)
        found[stay.person_id] = joined(
            stay.station.name, bed.code if bed else "", _("在站第 %(day)s 天") % {"day": day}
        )
    return found


def person(card: PersonCard, where: str = "", why: str = "") -> dict[str, Any]:
    """A person as a row: name, who, where now, what must not be missed."""
    return {
        "url": reverse("people:person", args=[card.id]),
        "name": card.name,
        "number": card.number,
        "line": about(card),
        "where": where,
        "why": why,
        "masked": card.masked,
        "sealed": card.sealed,
        "chips": chips(card, here=bool(where)),
    }


def chips(card: PersonCard, *, here: bool) -> list[dict[str, str]]:
    """Minor, identity unknown (of the nameless and of residents) and alerts as short facts."""
    found = [{"label": str(Alert.MINOR.label), "tone": "risk"}] if card.minor else []
    if not card.identity_known and (here or not card.named):
        found.append({"label": card.identity_word, "tone": ""})
    for code in (c for c in card.alerts if c != Alert.OTHER):
        if code == Alert.MINOR and card.minor:
            continue
        found.append({"label": str(Alert(code).label), "tone": "risk" if code in AT_RISK else ""})
    return found


def columns() -> list[dict[str, Any]]:
    """Columns of a table of people."""
    return [
        {"label": _("姓名"), "primary": True},
        {"label": _("现在")},
        {"label": _("编号"), "hide_on_phone": True},
    ]


def table(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a table of people: the name says why it was found, below it who that is."""
    return [
        {
            "cells": [
                {
                    "text": row["name"], "url": row["url"], "sub": row["line"],
                    "chips": [*_lock(row), *_mask(row), *_why(row)],
                },
                _now(row),
                row["number"],
            ]
        }
        for row in people
    ]


def _now(row: dict[str, Any]) -> dict[str, Any]:
    """Where somebody is, and what must not be missed about him."""
    return {"text": row["where"], "sub": "" if row["where"] else _("不在站"), "chips": row["chips"]}


def _why(row: dict[str, Any]) -> list[dict[str, str]]:
    return [{"label": row["why"], "tone": "belief"}] if row["why"] else []


def _lock(row: dict[str, Any]) -> list[dict[str, str]]:
    return [{"label": _("密封"), "icon": "lock"}] if row["sealed"] else []


def _mask(row: dict[str, Any]) -> list[dict[str, str]]:
    return [{"label": _("已遮名"), "icon": "hidden"}] if row["masked"] else []
