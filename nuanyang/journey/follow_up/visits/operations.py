"""Writes: schedule after a return, record a visit, say that nobody was met, end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from nuanyang.foundation.audit.log import nothing_happened, record
from nuanyang.foundation.audit.operation import operation
from nuanyang.foundation.deadlines import queries as deadlines
from nuanyang.foundation.deadlines.rules import day_end
from nuanyang.foundation.notify import operations as notify
from nuanyang.foundation.notify import queries as notices
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.journey.follow_up.visits import deadline_facts, events, queries, rules
from nuanyang.journey.follow_up.visits.choices import MAY_END, Condition, FollowUpEnd, NotMet, VisitState
from nuanyang.journey.follow_up.visits.models import FollowUp, ReturnVisit, VisitFinding
from nuanyang.journey.help.casework import operations as casework_operations
from nuanyang.journey.help.casework import queries as casework
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import Refused
from nuanyang.registry.people import operations as people_operations
from nuanyang.registry.people import queries as people
from nuanyang.registry.people import rules as person_rules
from nuanyang.registry.people import sealing
from nuanyang.registry.people.models import Person


class CannotVisit(Refused):
    """The visit is recorded already, lies before the return, or a domain is missing."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visit found in one domain."""

    condition: str
    note: str = ""


def _minor(person: Person, at: datetime) -> bool:
    found = person_rules.is_minor(
        local_date(at), birth=person.birth_date, year_low=person.birth_year_low,
        year_high=person.birth_year_high,
    )
    return bool(found)


@operation(permission="departures.discharge", events=[events.SCHEDULED])
def schedule_first(
    *, stay_id: int, home_region: str, at: datetime, actor: Actor, returned_at: datetime | None = None
) -> FollowUp:
    """Start the follow-up of a return and plan its first visit, for who visits at home.

    The person is shared with that organisation. Follows from a departure and asks for its
    permission; a stay has one follow-up, however often it is told.
    """
    stay = stays.get_stay(stay_id=stay_id)
    known = queries.follow_up_of(stay_id=stay_id)
    if known is not None:
        nothing_happened()
        return known
    person = people.get_person(person_id=stay.person_id)
    # Nobody outside the circle learns of a sealed person, so the station keeps the visits.
    owner = stay.station if person.sealed else queries.who_visits(home_region=home_region, station=stay.station)
    follow_up = FollowUp(
        person=person, stay=stay, station=stay.station, owner=owner, home_region=home_region,
        returned_at=returned_at or at, minor=_minor(person, at),
        viewer_keys=sealing.viewers_of_root(
            person, organisations=[stay.station_id, owner.pk], regions=[stay.station.region, owner.region]
        ),
    )
    follow_up.save()
    if owner.pk != stay.station_id:
        people_operations.share_with(
            person_id=person.pk, organisation_id=owner.pk, organisation_name=owner.name,
            reason=events.AFTER_RETURN.stored(), at=at, actor=actor,
        )
    deadline_facts.reconcile(follow_up, at=at)
    visit = _plan_next(follow_up, at)
    record(
        events.SCHEDULED, root=follow_up, person_id=person.pk, at=at,
        payload={"organisation": owner.name, "due": _day(visit, owner), "visit": visit.pk if visit else None},
    )
    _tell_home(follow_up, at, actor)
    return follow_up


def _address(follow_up: FollowUp) -> str:
    """The page that notices of this return lead to."""
    return f"/follow-up/returns/{follow_up.pk}/"


def _tell_home(follow_up: FollowUp, at: datetime, actor: Actor) -> None:
    """Who visits at home gets a notice; it names nobody."""
    if follow_up.kept_by_station:
        return
    receivers = notices.who_may("visits.record", organisation_id=follow_up.owner_id, at=at)
    if receivers:
        notify.tell(
            user_ids=receivers, template="handed_over", link=_address(follow_up), at=at, actor=actor
        )


def _day(visit: ReturnVisit | None, owner: Organisation) -> str:
    return local_date(visit.due_at, ZoneInfo(owner.timezone)).isoformat() if visit else ""


def _plan_next(follow_up: FollowUp, at: datetime) -> ReturnVisit | None:
    """Plan the visit for the next open rung; when nothing is left the follow-up is over."""
    clocks = [
        c for c in deadlines.for_root(deadline_facts.ROOT, follow_up.pk, at=at)
        if c.rule_id != deadline_facts.AGREED
    ]
    if rules.over([c.rule_id for c in clocks], minor=_minor(follow_up.person, at)):
        _end(follow_up, FollowUpEnd.COMPLETED, at)
        return None
    visit = ReturnVisit(
        follow_up=follow_up, rule_id=clocks[0].rule_id, due_at=clocks[0].due_at, planned_at=at
    )
    visit.save()
    return visit


def _end(follow_up: FollowUp, reason: str, at: datetime) -> None:
    follow_up.ended_at, follow_up.end_reason = at, reason
    follow_up.save(update_fields=["ended_at", "end_reason"])
    deadline_facts.reconcile(follow_up, at=at)
    record(
        events.ENDED, root=follow_up, person_id=follow_up.person_id, at=at,
        payload={"reason": str(FollowUpEnd(reason))},
    )


@operation(permission="visits.record", events=[events.TAKEN_ON])
def take_on(*, follow_up_id: int, at: datetime, actor: Actor) -> FollowUp:
    """Answer for a person handed over: the receipt that the station sees; the plan that came along too.

    :raises CannotVisit: for another organisation's, or one that is over. The first to take it on has it.
    """
    queries.get_follow_up(follow_up_id=follow_up_id)
    follow_up: FollowUp = FollowUp.objects.select_for_update().get(pk=follow_up_id)
    if follow_up.owner_id != actor.organisation_id or follow_up.ended_at is not None:
        raise CannotVisit(_("只能接手移交给本机构的、还在进行的回访"), code="not_ours")
    if follow_up.taken_at is not None:
        nothing_happened()
        return follow_up
    _take(follow_up, at, actor)
    if actor.may("workbench.view"):
        notify.mark_read(at=at, actor=actor, link=_address(follow_up))
    plan = casework.plan_in_force(person_ids=[follow_up.person_id])
    led = plan is not None and plan.organisation_id == actor.organisation_id
    if plan is not None and led and plan.lead_id is None and actor.may("casework.manage"):
        casework_operations.take_lead(plan_id=plan.pk, at=at, actor=actor)
    return follow_up


def _take(follow_up: FollowUp, at: datetime, actor: Actor) -> None:
    """Who visits first has taken it on, whether he said so or not."""
    if follow_up.taken_at is not None or follow_up.kept_by_station or follow_up.owner_id != actor.organisation_id:
        return
    follow_up.taken_at, follow_up.taken_by_id, follow_up.taken_by_name = at, actor.user_id, actor.name[:60]
    follow_up.save(update_fields=["taken_at", "taken_by_id", "taken_by_name"])
    record(events.TAKEN_ON, root=follow_up, person_id=follow_up.person_id, at=at)


def _locked(visit_id: int, at: datetime) -> ReturnVisit:
    """The planned visit, its follow-up locked."""
    seen = queries.get_visit(visit_id=visit_id)
    FollowUp.objects.select_for_update().get(pk=seen.follow_up_id)
    visit = queries.get_visit(visit_id=visit_id)
    if visit.state != VisitState.PLANNED:
        raise CannotVisit(_("这次回访已经登记过"), code="recorded", hint=_("可以登记下一次回访。"))
    if at < visit.follow_up.returned_at:
        raise CannotVisit(_("回访时间早于返乡时间"), code="too_early", field="made_at")
    return visit


@operation(permission="visits.record", events=[events.VISITED], idempotent=True)
def record_visit(
    *, visit_id: int, findings: Mapping[str, Seen], met_person: bool, at: datetime, actor: Actor,
    risk: bool = False, risk_note: str = "", note: str = "",
) -> ReturnVisit:
    """Record a visit made at ``at`` and plan the next one; a risk is told as an event of its own.

    :raises CannotVisit: without one of the four domains, or a risk without words.
    """
    visit = _locked(visit_id, at)
    levels = {domain: seen.condition for domain, seen in findings.items()}
    gaps = rules.missing(levels)
    if gaps:
        raise CannotVisit(_("四个方面都要写"), code="missing", field=f"condition_{gaps[0]}", data={"missing": gaps})
    if risk and not risk_note.strip():
        raise CannotVisit(_("请写明是什么风险"), code="risk_note", field="risk_note")
    visit.state, visit.made_at, visit.met_person = VisitState.MADE, at, met_person
    visit.made_by_id, visit.made_by_name = actor.user_id, actor.name[:60]
    visit.risk, visit.risk_note, visit.note = risk, risk_note.strip()[:200], note.strip()
    visit.save()
    for domain, seen in findings.items():
        VisitFinding(visit=visit, domain=domain, condition=seen.condition, note=seen.note.strip()[:300]).save()
    follow_up = visit.follow_up
    _take(follow_up, at, actor)
    record(
        events.VISITED, root=follow_up, person_id=follow_up.person_id, at=at,
        payload={
            "visit": visit.pk, "met": met_person, "risk": risk,
            "result": str(Condition(rules.worst(levels))),
        },
    )
    deadline_facts.reconcile(follow_up, at=at)
    _plan_next(follow_up, at)
    if risk:
        record(
            events.RISK_SEEN, root=follow_up, person_id=follow_up.person_id, at=at,
            payload={"visit": visit.pk},
        )
    return visit


@operation(permission="visits.record", events=[events.NOT_MET], idempotent=True)
def cannot_visit(
    *, visit_id: int, reason: str, at: datetime, actor: Actor, again_in_days: int | None = None,
    note: str = "",
) -> ReturnVisit:
    """Nobody was met: try again in some days, or end where the person moved away or does not want it.

    The rung of the ladder stays open: it was not met.

    :raises CannotVisit: without another date, unless the reason may end the follow-up.
    """
    visit = _locked(visit_id, at)
    if reason not in NotMet.values:
        raise CannotVisit(_("请选择原因"), field="reason", code="reason")
    if not again_in_days and NotMet(reason) not in MAY_END:
        raise CannotVisit(_("请定下再去的日子"), field="again", code="again")
    visit.state, visit.made_at, visit.not_met = VisitState.NOT_MET, at, reason
    visit.made_by_id, visit.made_by_name, visit.note = actor.user_id, actor.name[:60], note.strip()
    visit.save()
    follow_up = visit.follow_up
    _take(follow_up, at, actor)
    record(
        events.NOT_MET, root=follow_up, person_id=follow_up.person_id, at=at,
        payload={"visit": visit.pk, "reason": str(NotMet(reason))},
    )
    if again_in_days:
        zone = ZoneInfo(follow_up.owner.timezone)
        due = day_end(local_date(at, zone) + timedelta(days=again_in_days), zone)
        ReturnVisit(
            follow_up=follow_up, rule_id=deadline_facts.AGREED, due_at=due, planned_at=at
        ).save()
        deadline_facts.reconcile(follow_up, at=at)
    else:
        _end(follow_up, MAY_END[NotMet(reason)], at)
    return visit


@operation(permission="intake.register", events=[events.ENDED])
def end_on_return(*, follow_up_id: int, at: datetime, actor: Actor) -> FollowUp:
    """End the follow-up because the person is back at a station; follows from an admission (F3)."""
    follow_up = queries.get_follow_up(follow_up_id=follow_up_id)
    if follow_up.ended_at is not None:
        nothing_happened()
        return follow_up
    ReturnVisit.objects.filter(follow_up=follow_up, state=VisitState.PLANNED).update(
        state=VisitState.NOT_MET, made_at=at
    )
    _end(follow_up, FollowUpEnd.CAME_BACK, at)
    return follow_up
