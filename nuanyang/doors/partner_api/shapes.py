"""What things look like in the API; names here are promises and do not change."""

from __future__ import annotations

from typing import Any

from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.journey.take_in.stays.places import BedPlace
from nuanyang.journey.take_in.stays.rules import Objection
from nuanyang.registry.people.queries import PersonCard

SEX = {0: "unknown", 1: "male", 2: "female"}


def person(card: PersonCard) -> dict[str, Any]:
    """A person's card, masked as on the pages."""
    return {
        "id": card.id,
        "number": card.number,
        "name": card.name,
        "named": card.named,
        "masked": card.masked,
        "sex": SEX.get(card.sex, "unknown"),
        "age": card.age,
        "age_estimated": card.age_estimated,
        "minor": card.minor,
        "home": card.home,
        "home_region": card.home_region,
        "identity_known": card.identity_known,
        "sealed": card.sealed,
        "alerts": list(card.alerts),
    }


def bed(place: BedPlace | None) -> dict[str, Any] | None:
    """A bed as people call it."""
    return {"id": place.id, "code": place.code, "room": place.room} if place else None


def stay(found: Stay, place: BedPlace | None, *, station: str) -> dict[str, Any]:
    """A stay at the station with this code, without its person."""
    return {
        "id": found.pk,
        "number": found.number,
        "station": station,
        "arrived_at": found.arrived_at.isoformat(),
        "left_at": found.left_at.isoformat() if found.left_at else None,
        "departure_mode": found.departure_mode or None,
        "bed": bed(place),
    }


def objection(against: Objection) -> dict[str, Any]:
    """What speaks against a bed."""
    return {"code": against.code, "rule": against.rule, "message": str(against.message), "blocks": against.blocks}
