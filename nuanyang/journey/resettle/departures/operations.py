"""Writes: discharge."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import record
from nuanyang.foundation.audit.operation import operation
from nuanyang.journey.resettle.departures import events, queries, rules
from nuanyang.journey.resettle.departures.choices import MODES, Belongings
from nuanyang.journey.resettle.departures.models import Collector, Departure, Escort, Voucher
from nuanyang.journey.resettle.departures.places import region_in
from nuanyang.journey.take_in.belongings import operations as belongings
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.choices import RETURNING_HOME, DepartureMode
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import Refused
from nuanyang.kernel.identity import normalise_number
from nuanyang.registry.people import operations as people
from nuanyang.registry.people import queries as people_queries
from nuanyang.registry.people.models import Person


class CannotDischarge(Refused):
    """A legal gate stands in the way; ``rule`` names it, ``data["gates"]`` has all that block."""


@operation(permission="departures.discharge", events=[events.DISCHARGED], idempotent=True)
def discharge(
    *, stay_id: int, mode: str, at: datetime, actor: Actor, details: rules.Details | None = None
) -> Departure:
    """End the stay at ``at``, the true moment of leaving, and keep the papers.

    What follows (visit at home, hand-over of the plan, share with the home area) hangs on the event.

    :raises CannotDischarge: when a rule of 1.4 blocks this manner or these details.
    :raises stays.CannotEnd: when the stay is over already or would end before it began.
    """
    if mode not in MODES:
        raise CannotDischarge(_("没有这种离站方式"), field="mode", code="unknown_mode")
    desk = queries.desk(stay_id=stay_id, at=at)
    details = details or rules.Details()
    gates = rules.gates(mode, desk.leaver, details, desk.law)
    blocking = [gate for gate in gates if gate.blocks]
    if blocking:
        first = blocking[0]
        raise CannotDischarge(
            first.message, code="gate", rule=first.rule or None, field=first.field or None,
            hint=first.hint, data={"gates": blocking},
        )
    details = _placed(details, mode, desk)
    stay = stays.end_stay(
        stay_id=stay_id, mode=mode, at=at, actor=actor, text=details.to_place or details.receiver
    )
    departure = Departure(
        stay=stay, mode=mode, left_at=at, to_region=details.to_region, to_place=details.to_place[:200],
        statement_signed=details.statement_signed, belongings=details.belongings,
        belongings_note=details.belongings_note[:200], cash_fen=details.cash_fen,
        cash_signed=details.cash_signed, receiver=details.receiver[:120], reference=details.reference[:80],
        issuer=details.issuer[:120], ground=details.ground, note=details.note[:500],
        warned=sorted({gate.rule for gate in gates}),
        home_letter=rules.writes_home(mode, desk.leaver, desk.law),
        decided_by_id=actor.user_id, decided_by_name=actor.name[:60],
    )
    departure.save()
    if details.belongings == Belongings.RETURNED:
        belongings.hand_back_all(stay_id=stay_id, at=at, actor=actor)
    _keep_papers(departure, details, actor)
    if mode == DepartureMode.DIED:
        _note_death(stay.person_id, at, actor)
    record(
        events.DISCHARGED, root=stay, person_id=stay.person_id, at=at,
        payload={
            "departure": departure.pk, "mode": str(DepartureMode(mode)),
            "place": details.to_place or details.receiver, "region": details.to_region, "warned": departure.warned,
        },
    )
    return departure


def _placed(details: rules.Details, mode: str, desk: queries.Desk) -> rules.Details:
    """Who goes home goes where the text says, if no code was given: the home area is decided by it."""
    if mode not in RETURNING_HOME or details.to_region or not details.to_place:
        return details
    near = people_queries.get_person(person_id=desk.stay.person_id).home_region
    return replace(details, to_region=region_in(details.to_place, near=near))


def _keep_papers(departure: Departure, details: rules.Details, actor: Actor) -> None:
    """The voucher, the collector or the escorts, as the manner has them."""
    if departure.mode == DepartureMode.FUNDED_RETURN:
        voucher = details.voucher
        Voucher(
            departure=departure, number=voucher.number[:40], carrier=voucher.carrier[:60],
            service=voucher.service[:40], from_place=voucher.from_place[:60], to_place=voucher.to_place[:60],
            travel_date=voucher.travel_date, fare_fen=voucher.fare_fen, signed=voucher.signed,
            issued_by_name=actor.name[:60],
        ).save()
    if departure.mode == DepartureMode.COLLECTED_BY_KIN:
        collector = details.collector
        Collector(
            departure=departure, name=collector.name[:80], relation=collector.relation,
            id_number=normalise_number(collector.id_number), phone=collector.phone.strip(),
            id_seen=collector.id_seen,
        ).save()
    if departure.mode == DepartureMode.ESCORTED_HOME:
        for name, sex in details.escorts:
            Escort(departure=departure, name=name[:60], sex=sex).save()


def _note_death(person_id: int, at: datetime, actor: Actor) -> None:
    person: Person = Person.objects.get(pk=person_id)
    if person.died_on is None:
        people.correct(person_id=person_id, changes={"died_on": local_date(at)}, at=at, actor=actor)
