"""Reads: what somebody brought, what is in custody, whether he was checked."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from nuanyang.journey.take_in.belongings.choices import SETTLED, Place
from nuanyang.journey.take_in.belongings.models import Belonging, SecurityCheck
from nuanyang.kernel.errors import NotVisible


def belongings_of(*, stay_id: int) -> list[Belonging]:
    """All that was registered, in the order of registration."""
    return list(Belonging.objects.filter(stay_id=stay_id).order_by("id"))


def get_belonging(*, belonging_id: int) -> Belonging:
    """:raises NotVisible: none for this actor."""
    found: Belonging | None = Belonging.objects.filter(pk=belonging_id).select_related("stay").first()
    if found is None:
        raise NotVisible(f"belonging {belonging_id}")
    return found


def checks_of(*, stay_id: int) -> list[SecurityCheck]:
    """Security checks, latest first."""
    return list(SecurityCheck.objects.filter(stay_id=stay_id).order_by("-id"))


def unsettled(*, stay_id: int) -> list[Belonging]:
    """Things for which something is still to be done: in custody, or with nobody to claim them."""
    return list(Belonging.objects.filter(stay_id=stay_id).exclude(place__in=SETTLED).order_by("id"))


def in_custody(*, stay_id: int) -> list[Belonging]:
    """Things the station keeps for somebody now; one query by a small index."""
    return list(Belonging.objects.filter(stay_id=stay_id, place=Place.CUSTODY).order_by("id"))


def in_custody_counts(*, stay_ids: Iterable[int]) -> dict[int, int]:
    """How many things the station keeps, by stay; stays without any are left out."""
    kept = Belonging.objects.filter(stay_id__in=list(stay_ids), place=Place.CUSTODY).order_by("stay_id")
    return dict(kept.values_list("stay_id").annotate(things=Count("id")))
