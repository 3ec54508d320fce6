"""Every stage-to-stage consequence, one function each, in the order of the journey.

    discover → take_in → assess → help → resettle → follow_up
       an encounter is fulfilled by the intake that names it        (intake calls discover itself)
       an admission ends the follow-up and opens the earlier plan   came_back
       a departure home starts the visits and hands the plan on     went_home_*
       a risk seen at a visit becomes a task                        risk_becomes_a_task

A stage may call earlier stages only. What an earlier stage causes in a later one is here and hangs
on the event (see ``foundation/audit/consequences.py``): it runs in the same transaction, on behalf
of the same actor, in the order below. Where the actor cannot see what must change (a plan of the
other end of the country), the system acts and says so in the event.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from nuanyang.foundation.audit.consequences import Happened, on
from nuanyang.foundation.rulebook import queries as rulebook
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.journey.follow_up.visits import events as visit_events
from nuanyang.journey.follow_up.visits import operations as visits
from nuanyang.journey.follow_up.visits import queries as visit_queries
from nuanyang.journey.help.casework import events as casework_events
from nuanyang.journey.help.casework import operations as casework
from nuanyang.journey.help.casework import queries as casework_queries
from nuanyang.journey.help.casework.choices import TaskOrigin
from nuanyang.journey.help.casework.models import HelpPlan
from nuanyang.journey.resettle.departures import events as departure_events
from nuanyang.journey.take_in.stays import events as stay_events
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.journey.take_in.stays.choices import RETURNING_HOME
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import local_date
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.models import Person

RISK_RESPONSE = "risk.response"


# ---- take_in → follow_up, help: coming back is noticed (F3) --------------------------------------


@on(stay_events.ADMITTED)
def came_back(happened: Happened) -> None:
    """Who comes back is visited at home no longer, and the earlier plan is in force again.

    The system acts: both may be another organisation's. In one go, because whoever takes somebody in at the
    same station waits meanwhile for the next running number.
    """
    assert happened.person_id is not None
    system = system_actor("handoffs: came back")
    with acting_as(system, operation="handoffs.came_back"):
        records = _records_of(happened.person_id)
        _end_follow_ups(records, happened, system)
        _reopen_earlier_plan(records, happened, system)


def _end_follow_ups(records: list[int], happened: Happened, system: Actor) -> None:
    """Nobody needs to be visited at home while in a station again."""
    for follow_up in visit_queries.follow_ups_of(person_ids=records):
        if follow_up.ended_at is None and follow_up.stay_id != happened.root_id:
            visits.end_on_return(follow_up_id=follow_up.pk, at=happened.at, actor=system)


def _reopen_earlier_plan(records: list[int], happened: Happened, system: Actor) -> None:
    """The plan moves to where the person now is, with a task to ask what went wrong; those who had it
    keep sight of it.
    """
    earlier = casework_queries.plans_of(person_ids=records)
    if not earlier or not any(not past.open for past in stays.stays_of(records)):
        return
    stay = stays.get_stay(stay_id=happened.root_id)
    plan = next((p for p in earlier if p.open), earlier[0])
    if not plan.open or plan.organisation_id != stay.station_id:
        casework.reopen_plan(
            plan_id=plan.pk, organisation_id=stay.station_id, reason=casework_events.CAME_BACK.stored(),
            at=happened.at, actor=system,
        )
    casework.add_task(
        plan_id=plan.pk, title=casework_events.ASK_WHY.stored(),
        due_on=_due(stay.station.region, stay.station.timezone, happened.at),
        at=happened.at, actor=system, origin=TaskOrigin.CAME_BACK, origin_id=stay.pk,
    )


def _records_of(person_id: int) -> list[int]:
    """The records linked as this person."""
    return people.same_person_ids(person=Person.objects.get(pk=person_id))


# ---- resettle → follow_up, help: somebody went home ----------------------------------------------


@on(departure_events.DISCHARGED)
def went_home_is_visited(happened: Happened) -> None:
    """Who went home is visited there; the home area sees the person from now on (F1, F2)."""
    if happened.payload["mode"] not in RETURNING_HOME:
        return
    visits.schedule_first(
        stay_id=happened.root_id, home_region=_home(happened), at=happened.at, actor=happened.actor
    )


@on(departure_events.DISCHARGED)
def went_home_takes_the_plan_along(happened: Happened) -> None:
    """The plan in force is led by who visits at home."""
    follow_up = visit_queries.follow_up_of(stay_id=happened.root_id)
    if follow_up is None or follow_up.kept_by_station:
        return
    plan = casework_queries.plan_in_force(person_ids=[follow_up.person_id])
    if plan is not None:
        casework.hand_over(
            plan_id=plan.pk, organisation_id=follow_up.owner_id, reason=casework_events.WENT_HOME.stored(), at=happened.at,
            actor=happened.actor,
        )


def _home(happened: Happened) -> str:
    """Where to: as the desk wrote it, else the home of the record."""
    assert happened.person_id is not None
    return happened.payload.get("region") or people.get_person(person_id=happened.person_id).home_region


# ---- follow_up → help: a risk is dealt with ------------------------------------------------------


@on(visit_events.RISK_SEEN)
def risk_becomes_a_task(happened: Happened) -> None:
    """A risk becomes a task of the plan in force; without one a plan is opened for who visits."""
    visit = visit_queries.get_visit(visit_id=happened.payload["visit"])
    follow_up = visit.follow_up
    due_on = _due(follow_up.owner.region, follow_up.owner.timezone, happened.at)
    title = casework_events.RISK_TASK.stored(visit.risk_note)
    plan, actor = _plan_for(follow_up.person_id, follow_up.owner_id, happened)
    with acting_as(actor, operation="handoffs.risk_becomes_a_task"):
        casework.add_task(
            plan_id=plan.pk, title=title, due_on=due_on, at=happened.at, actor=actor,
            origin=TaskOrigin.RISK, origin_id=visit.pk,
        )


def _plan_for(person_id: int, organisation_id: int, happened: Happened) -> tuple[HelpPlan, Actor]:
    """The plan in force and who may add to it; a plan out of the actor's sight gets its task too."""
    plan = casework_queries.plan_in_force(person_ids=[person_id])
    if plan is not None:
        return plan, happened.actor
    system = system_actor("handoffs: risk")
    with acting_as(system, operation="handoffs.risk_becomes_a_task"):
        elsewhere = casework_queries.plan_in_force(person_ids=[person_id])
    if elsewhere is not None:
        return elsewhere, system
    opened = casework.open_plan(
        person_id=person_id, goal=casework_events.RISK_GOAL.stored(), at=happened.at, actor=happened.actor,
        organisation_id=organisation_id,
    )
    return opened, happened.actor


def _due(region: str, zone: str, at: datetime) -> date:
    """The day by which a risk must be dealt with there."""
    today = local_date(at, ZoneInfo(zone))
    rule = rulebook.rule(RISK_RESPONSE, region=region, on=today)
    return today + timedelta(days=rule.value)
