"""The API's addresses. Each is declared like a page and answers JSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from nuanyang.doors.partner_api import operations, shapes
from nuanyang.doors.partner_api.api import Answer, BadRequest, api, body_of, moment, text, whole_number
from nuanyang.foundation.access.api_answers import not_found
from nuanyang.foundation.access.declared import access
from nuanyang.foundation.access.reads import note_sealed_read
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.journey.take_in.stays.places import zone_of
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.queries import PersonCard

RESULTS = 50


def _shown(request: HttpRequest, card: PersonCard) -> Answer:
    """The card, remembered as read when it is sealed."""
    if card.sealed:
        note_sealed_read(request, root="person", root_id=card.id)
    return shapes.person(card)


@access.signed_in
@api("GET")
def me(request: HttpRequest) -> Answer:
    """Whose token this is, for which organisation, with which permissions."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    return {
        "user": {"username": request.user.get_username(), "name": actor.name},
        "organisation": {"id": actor.organisation_id, "code": actor.organisation_code, "region": actor.region},
        "permissions": sorted(actor.permissions),
    }


@access("people.view")
@api("GET")
def search(request: HttpRequest) -> Answer:
    """People by name, number or fragment of an identity number; each says why it was found."""
    query = text(request.GET.get("q"), "q", longest=80).strip()
    if not query:
        raise BadRequest(_("请给出 q"), field="q")
    hits = people.search(query, today=local_date(timezone.now()), limit=RESULTS)
    return {"results": [{**_shown(request, hit.card), "reason": hit.reason, "weight": hit.weight} for hit in hits]}


@access("people.view")
@api("GET")
def person(request: HttpRequest, person_id: int) -> Answer:
    """One person's card."""
    cards = people.cards([person_id], today=local_date(timezone.now()))
    if person_id not in cards:
        raise NotVisible(f"person {person_id}")
    return _shown(request, cards[person_id])


@access("stays.view")
@api("GET")
def residents(request: HttpRequest) -> Answer:
    """Who is in the actor's own station now, latest arrival first, by keyset pages."""
    show = request.GET.get("show", "all")
    if show not in ("all", "unknown", "no_bed"):
        raise BadRequest(_("show 只能是 all、unknown 或 no_bed"), field="show")
    before = whole_number(request.GET["before"], "before") if "before" in request.GET else None
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = stays.residents(
        station_id=actor.organisation_id, now=timezone.now(), show=show, before=before, size=RESULTS
    )
    rows = [
        {
            **shapes.stay(r.stay, r.bed, station=actor.organisation_code),
            "day": r.day,
            "person": _shown(request, r.card),
        }
        for r in found.rows
    ]
    return {"results": rows, "next_before": found.next_before}


@access("stays.view")
@api("GET")
def stay(request: HttpRequest, stay_id: int) -> Answer:
    """One stay with its bed and person."""
    found = stays.get_stay(stay_id=stay_id)
    card = people.cards([found.person_id], today=local_date(timezone.now(), zone_of(found.station)))
    place = stays.beds_of([stay_id]).get(stay_id)
    return {**shapes.stay(found, place, station=found.station.code), "person": _shown(request, card[found.person_id])}


@access("stays.view")
@api("GET")
def free_beds(request: HttpRequest) -> Answer:
    """Free beds of the actor's station; with ``stay`` those that suit that resident, the best first."""
    now = timezone.now()
    if "stay" in request.GET:
        found = stays.get_stay(stay_id=whole_number(request.GET["stay"], "stay"))
        today = local_date(now, zone_of(found.station))
        proposals = stays.free_beds_for(stay=found, today=today, limit=RESULTS)
        rows = [{**_bed(p.place), "objections": [shapes.objection(o) for o in p.objections]} for p in proposals]
        return {"results": rows}
    board = stays.bed_board(station_id=request.actor.organisation_id, now=now)  # type: ignore[attr-defined]
    free = [
        {**_bed(b.place), "sex": zone.sex, "age_band": zone.age_band, "health_zone": zone.health_zone}
        for zone in board
        for room in zone.rooms
        for b in room.beds
        if b.free
    ]
    return {"results": free}


def _bed(place: Any) -> Answer:
    return shapes.bed(place) or {}


@csrf_exempt  # no cookie opens the API, so nobody's browser can be made to call it
@access("stays.manage")
@api("POST")
def assign_bed(request: HttpRequest, stay_id: int) -> Answer:
    """Put the resident into a bed; ``Idempotency-Key`` makes a repetition harmless."""
    sent = body_of(request)
    key = text(request.headers.get("Idempotency-Key"), "Idempotency-Key", longest=100)
    use = operations.put_in_bed(
        stay_id=stay_id,
        bed_id=whole_number(sent.get("bed_id"), "bed_id"),
        at=moment(sent.get("at"), "at"),
        override_kind=text(sent.get("override_kind"), "override_kind", longest=16),
        override_reason=text(sent.get("override_reason"), "override_reason"),
        reason=text(sent.get("reason"), "reason"),
        actor=request.actor,  # type: ignore[attr-defined]
        idempotency_key=f"{stay_id}:{key}" if key else None,  # type: ignore[call-arg]
    )
    place = stays.beds_of([stay_id]).get(stay_id)
    return {"stay_id": stay_id, "bed": shapes.bed(place), "since": use.during.lower.isoformat()}


@csrf_exempt
@access.public("tells a program, in JSON, that there is nothing here")
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every other address below the API."""
    return not_found()
