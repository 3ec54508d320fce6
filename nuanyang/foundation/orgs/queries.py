"""Reads about organisations."""

from __future__ import annotations

from collections.abc import Iterable

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.kernel.errors import NotVisible


def get_organisation(*, code: str) -> Organisation:
    """The organisation with this code.

    :raises NotVisible: when there is none for this actor.
    """
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise NotVisible(code)
    return found  # type: ignore[no-any-return]


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Names by id of the organisations that the actor may know of."""
    return dict(Organisation.objects.filter(id__in=set(ids)).values_list("id", "name"))


def list_stations() -> list[Organisation]:
    """Rescue stations the actor may know of, by code."""
    return list(Organisation.objects.filter(kind="station").order_by("code"))


def at_home_of(region: str) -> Organisation | None:
    """Who visits people in this region: the social-work station nearest above it.

    Looks for a social-work station of the township, county, then city.
    """
    for length in (12, 9, 6, 4, 2):
        prefix = region[:length]
        if len(prefix) < length:
            continue
        found = (
            Organisation.objects.filter(
                kind="social_work_station", region__startswith=prefix, ended_on__isnull=True
            )
            .order_by("region", "code")
            .first()
        )
        if found is not None:
            return found  # type: ignore[no-any-return]
    return None
