"""Which station a page of the take-in stage is about, and the tabs that these pages share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nuanyang.foundation.orgs.models import Organisation
from nuanyang.journey.discover.patrols import queries as encounters
from nuanyang.journey.take_in.stays import queries
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotVisible


def station_of(request: HttpRequest) -> Organisation | None:
    """The station named by ``?station=``, else the actor's own organisation if it is one, else None.

    :raises NotVisible: for a station that the actor may not know of.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted = request.GET.get("station", "")
    if wanted:
        found = Organisation.objects.filter(pk=int(wanted) if wanted.isdigit() else 0, kind="station").first()
        if found is None:
            raise NotVisible(f"station {wanted}")
        return found  # type: ignore[no-any-return]
    return Organisation.objects.filter(pk=actor.organisation_id, kind="station").first()  # type: ignore[no-any-return]


def own_station_id(request: HttpRequest) -> int:
    """The actor's own station.

    :raises NotVisible: when he does not act for a station.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not Organisation.objects.filter(pk=actor.organisation_id, kind="station").exists():
        raise NotVisible("no station")
    assert actor.organisation_id is not None
    return actor.organisation_id


def tabs(
    actor: Actor, station: Organisation, *, current: str, now: datetime, present: int | None = None
) -> list[dict[str, Any]]:
    """在站 | 床位 | 登记 | 待接收, those that the actor may open. ``present``: how many are in, where it is known."""
    own = station.pk == actor.organisation_id
    tail = "" if own else f"?station={station.pk}"
    if present is None:
        present = queries.present_count(station_id=station.pk)
    items = [
        {"label": _("在站"), "url": reverse("stays:index") + tail, "current": current == "residents", "count": present}
    ]
    if own:
        items.append({"label": pgettext("page", "床位"), "url": reverse("stays:beds"), "current": current == "beds"})
    if own and actor.may("intake.register"):
        items.append({"label": _("求助登记"), "url": reverse("intake:new"), "current": current == "new"})
    if own and actor.may("intake.view"):
        items.append(
            {
                "label": _("待接收"),
                "url": reverse("intake:index"),
                "current": current == "intake",
                "count": encounters.arriving_count(station_id=station.pk, now=now) or None,
            }
        )
    return items
