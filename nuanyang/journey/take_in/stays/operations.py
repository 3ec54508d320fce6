"""Writes about stays: admit, beds, leaving, putting right whose stay it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.viewers import organisation_key, set_viewers
from nuanyang.journey.take_in.stays import classes, deadline_facts, events, queries
from nuanyang.journey.take_in.stays.bed_taking import BedTaken as BedTaken
from nuanyang.journey.take_in.stays.bed_taking import BedUnsuitable as BedUnsuitable
from nuanyang.journey.take_in.stays.bed_taking import CannotAssign as CannotAssign
from nuanyang.journey.take_in.stays.bed_taking import close_use, open_use, take
from nuanyang.journey.take_in.stays.choices import (
    ArrivalMode,
    DepartureMode,
    HealthZone,
    HelpReason,
)
from nuanyang.journey.take_in.stays.models import BedUse, Stay
from nuanyang.journey.take_in.stays.numbers import next_number, provisional
from nuanyang.journey.take_in.stays.places import place_of, zone_of
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotVisible, Refused
from nuanyang.registry.people import operations as people_operations
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.models import Person
from nuanyang.registry.people.sealing import viewers_of_root


class CannotAdmit(Refused):
    """The person is in already, or the organisation is no station."""


class CannotEnd(Refused):
    """The stay is over already, or would end before it began."""


#: What moves with a stay that turns out to be somebody else's: ``callback(stay, new person id)``.
moves_with_stay: list[Callable[[Stay, int], None]] = []


def _locked_stay(stay_id: int) -> Stay:
    """The stay, locked first and always before its bed, so that two desks cannot deadlock."""
    stay: Stay | None = Stay.objects.select_for_update().filter(pk=stay_id).first()
    if stay is None or not Person.objects.filter(pk=stay.person_id).exists():
        raise NotVisible(f"stay {stay_id}")
    return stay


# ---- arriving ---------------------------------------------------------------------------------


@operation(permission="intake.register", events=[events.ADMITTED])
def admit(
    *,
    person_id: int,
    station_id: int,
    at: datetime,
    actor: Actor,
    arrival_mode: str = ArrivalMode.UNKNOWN,
    help_reason: str = HelpReason.UNKNOWN,
    care_zone: str = HealthZone.GENERAL,
    stated_age: int | None = None,
    limb_disability: bool = False,
    mental_illness: bool = False,
    dementia_or_intellectual: bool = False,
) -> Stay:
    """Open a stay at ``at``, the true moment of arrival (earlier than now for a late entry).

    The person becomes visible to the station. No bed yet: see :func:`assign_bed`.

    :raises CannotAdmit: when the person (or a linked record of his) is in already, ``data["stay_id"]``.
    """
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    station: Organisation = Organisation.objects.get(pk=station_id)
    if station.kind != "station":
        raise CannotAdmit(_("只有救助管理站可以办理入站"))
    here = queries.open_stay_of(person_ids=people.same_person_ids(person=person))
    if here is not None:
        raise CannotAdmit(
            _("这个人现在就在站：%(station)s，%(number)s") % {"station": here.station.name, "number": here.number},
            code="already_in",
            hint=_("不用再登记，打开这次在站"),
            data={"stay_id": here.pk},
        )
    stay = Stay(
        station=station,
        person=person,
        arrived_at=at,
        arrival_mode=arrival_mode,
        help_reason=help_reason,
        care_zone=care_zone,
        stated_age=stated_age,
        limb_disability=limb_disability,
        mental_illness=mental_illness,
        dementia_or_intellectual=dementia_or_intellectual,
        viewer_keys=viewers_of_root(person, organisations=[station_id], regions=[station.region]),
    )
    classes.apply(stay, person)
    stay.number = provisional()
    stay.save()
    if not person.sealed and organisation_key(station_id) not in person.viewer_keys:
        people_operations.share_with(
            person_id=person_id,
            organisation_id=station_id,
            organisation_name=station.name,
            reason=events.TAKEN_IN.stored(),
            at=at,
            actor=actor,
        )
    deadline_facts.reconcile(stay, at=at)
    # As late as may be: whoever takes somebody in at the same moment waits for this number until the commit.
    stay.number = next_number(station_id=station_id, arrived_at=at, zone=zone_of(station))
    stay.save(update_fields=["number"])
    record(
        events.ADMITTED,
        root=stay,
        person_id=person_id,
        at=at,
        payload={
            "number": stay.number,
            "mode": str(ArrivalMode(arrival_mode)),
            "station": station.code,
        },
    )
    return stay


# ---- beds -------------------------------------------------------------------------------------


@operation(permission="stays.manage", events=[events.BED_ASSIGNED])
def assign_bed(
    *,
    stay_id: int,
    bed_id: int,
    at: datetime,
    actor: Actor,
    override_kind: str = "",
    override_reason: str = "",
) -> BedUse:
    """Give a resident without a bed this bed from ``at`` on.

    Zone rules RS-030 to RS-033 are checked; where a rule allows it, ``override_kind`` (OverrideKind)
    with ``override_reason`` overrules it and is kept. The same bed again changes nothing.

    :raises BedTaken: somebody is quicker (the database decides), or the resident has another bed.
    :raises BedUnsuitable: a zone rule speaks against it.
    :raises CannotAssign: stay over, bed out of use, wrong station.
    """
    stay = _locked_stay(stay_id)
    current = open_use(stay)
    if current is not None and current.bed_id == bed_id:
        nothing_happened()
        return current
    if current is not None:
        raise CannotAssign(_("已经安排了床位，请用“调换床位”"), code="has_bed", field="bed")
    use = take(stay, bed_id, at, override_kind, override_reason)
    record(
        events.BED_ASSIGNED,
        root=stay,
        person_id=stay.person_id,
        at=at,
        payload={"bed": place_of(use.bed).code, "override": override_kind},
    )
    return use


@operation(permission="stays.manage", events=[events.MOVED])
def move_bed(
    *,
    stay_id: int,
    bed_id: int,
    reason: str,
    at: datetime,
    actor: Actor,
    override_kind: str = "",
    override_reason: str = "",
) -> BedUse:
    """Move a resident to another bed at ``at``; the old one is free from then on.

    :raises: like :func:`assign_bed`; :raises CannotAssign: also for somebody without a bed.
    """
    stay = _locked_stay(stay_id)
    current = open_use(stay)
    if current is None:
        raise CannotAssign(_("还没有床位，请先安排床位"), code="no_bed", field="bed")
    if current.bed_id == bed_id:
        nothing_happened()
        return current
    before = queries.beds_of([stay_id]).get(stay_id)
    close_use(current, at)
    use = take(stay, bed_id, at, override_kind, override_reason)
    record(
        events.MOVED,
        root=stay,
        person_id=stay.person_id,
        at=at,
        payload={
            "before": before.code if before else "",
            "bed": place_of(use.bed).code,
            "reason": reason.strip()[:200],
            "override": override_kind,
        },
    )
    return use


@operation(permission="stays.manage", events=[events.BED_LEFT])
def leave_bed(*, stay_id: int, at: datetime, actor: Actor) -> Stay:
    """Free the bed while the stay goes on (hospital, escort out)."""
    stay = _locked_stay(stay_id)
    current = open_use(stay)
    if current is None:
        nothing_happened()
        return stay
    place = queries.beds_of([stay_id]).get(stay_id)
    close_use(current, at)
    record(
        events.BED_LEFT,
        root=stay,
        person_id=stay.person_id,
        at=at,
        payload={"bed": place.code if place else ""},
    )
    return stay


# ---- leaving, putting right -------------------------------------------------------------------


@operation(permission="departures.discharge", events=[events.ENDED])
def end_stay(*, stay_id: int, mode: str, at: datetime, actor: Actor, text: str = "") -> Stay:
    """End the stay at ``at`` in this manner (DepartureMode) and free the bed.

    Only departures calls this: the legal gates of leaving are checked there.

    :raises CannotEnd: when it is over already or would end before it began.
    """
    stay = _locked_stay(stay_id)
    if not stay.open:
        raise CannotEnd(_("这次在站已经结束"), code="stay_over")
    if at < stay.arrived_at:
        raise CannotEnd(_("离站时间早于入站时间"), code="too_early", field="at")
    current = open_use(stay)
    if current is not None:
        close_use(current, at)
    stay.left_at, stay.departure_mode, stay.departure_text = at, mode, text.strip()[:200]
    stay.save(update_fields=["left_at", "departure_mode", "departure_text"])
    record(
        events.ENDED,
        root=stay,
        person_id=stay.person_id,
        at=at,
        payload={"mode": str(DepartureMode(mode)), "number": stay.number},
    )
    deadline_facts.reconcile(stay, at=at)
    return stay


@operation(permission="people.link", events=[events.REASSIGNED])
def reassign_person(*, stay_id: int, person_id: int, reason: str, at: datetime, actor: Actor) -> Stay:
    """Put a stay under the right person when somebody was wrongly taken for another.

    Both timelines keep what happened: each gets an event, nothing is rewritten.

    :raises CannotAdmit: when that person has an open stay of his own; :raises Refused: without reason.
    """
    stay = _locked_stay(stay_id)
    if stay.person_id == person_id:
        nothing_happened()
        return stay
    if len(reason.strip()) < 2:
        raise Refused(_("请写明更正的理由"), field="reason")
    right: Person = Person.objects.select_for_update().get(pk=person_id)
    if stay.open and queries.open_stay_of(person_ids=people.same_person_ids(person=right)) is not None:
        raise CannotAdmit(_("更正后的人现在已经在站"), code="already_in", field="person")
    payload: dict[str, Any] = {"number": stay.number, "reason": reason.strip()[:200]}
    record(events.REASSIGNED, root=stay, person_id=stay.person_id, at=at, payload=payload)
    stay.person = right
    stay.save(update_fields=["person", *classes.apply(stay, right)])
    set_viewers(stay, viewers_of_root(right, organisations=[stay.station_id], regions=[stay.station.region]))
    for move in moves_with_stay:
        move(stay, person_id)
    record(events.REASSIGNED, root=stay, person_id=person_id, at=at, payload=payload)
    deadline_facts.reconcile(stay, at=at)
    return stay
