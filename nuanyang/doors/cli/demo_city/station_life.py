"""One stay from the street to the door, in steps on the agenda, each done by who may do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from nuanyang.doors.cli.demo_city import after_care, leaving, places
from nuanyang.doors.cli.demo_city.accounts import OFFICER, PATROL, WORKER
from nuanyang.doors.cli.demo_city.help_given import assess, plan_with_tasks
from nuanyang.doors.cli.demo_city.population import Profile
from nuanyang.doors.cli.demo_city.world import World
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.discover.patrols import operations as patrols
from nuanyang.journey.discover.patrols.choices import ApparentAge
from nuanyang.journey.take_in.intake import operations as intake
from nuanyang.journey.take_in.stays import beds as bed_queries
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.choices import ArrivalMode, OverrideKind, RoomSex
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.dates import local_date

ARRIVALS: dict[str, float] = {
    ArrivalMode.SELF: 38, ArrivalMode.POLICE: 25, ArrivalMode.PATROL: 19, ArrivalMode.CITY_MANAGEMENT: 8,
    ArrivalMode.PUBLIC: 6, ArrivalMode.HOSPITAL: 3, ArrivalMode.TRANSFER: 1,
}  # fmt: skip

GIVEN = (("food", "water"), ("food", "quilt", "card"), ("clothes", "card"), ("water", "card"))


@dataclass(slots=True)
class Visit:
    """What happens to one person at one station. ``left`` None: still in."""

    profile: Profile
    station: str
    arrived: datetime
    left: datetime | None = None
    mode: str = ""
    arrival_mode: str = ""
    person_id: int | None = None
    assessed: bool = False
    planned: bool = False
    visited: Literal["by_chance", "kept_up", "never"] = "by_chance"
    on_admitted: Callable[[Stay], None] | None = None
    stay_id: int = field(default=0)


def schedule(world: World, visit: Visit) -> None:
    """Put all steps of a visit on the agenda."""
    visit.arrival_mode = visit.arrival_mode or world.chance.weighted(ARRIVALS)
    if visit.arrival_mode == ArrivalMode.PATROL:
        world.agenda.add(visit.arrived - timedelta(minutes=35), lambda at: _met(world, visit, at))
    else:
        world.agenda.add(visit.arrived, lambda at: _asks(world, visit, at, None))


def _met(world: World, visit: Visit, at: datetime) -> None:
    """Found on the street by the station's patrol, brought in."""
    age = visit.profile.age
    seen = ApparentAge.CHILD if age < 16 else ApparentAge.OLD if age >= 60 else ApparentAge.ADULT
    found = patrols.record_encounter(
        place=world.chance.pick(places.SPOTS), condition="well", outcome="to_station", met_at=at, at=at,
        actor=world.actor(PATROL[visit.station]), sex=visit.profile.sex, apparent_age=seen,
        given=world.chance.pick(GIVEN), station_id=world.org(visit.station).pk,
    )  # fmt: skip
    world.agenda.add(visit.arrived, lambda later: _asks(world, visit, later, found.pk))


def _asks(world: World, visit: Visit, at: datetime, encounter_id: int | None) -> None:
    """At the desk: registered, taken in, given a bed."""
    profile = visit.profile
    made = intake.register_request(
        request=intake.Request(
            particulars=profile.particulars, body_check="able", arrival_mode=visit.arrival_mode,
            help_reason=profile.reason, age_said=f"{profile.age}岁", stated_age=profile.age, marks=profile.marks,
        ),
        at=at, actor=world.actor(OFFICER[visit.station]), person_id=visit.person_id, encounter_id=encounter_id,
    )  # fmt: skip
    assert made.stay is not None
    visit.person_id, visit.stay_id = made.person_id, made.stay.pk
    if visit.on_admitted is not None:
        visit.on_admitted(made.stay)
    world.agenda.add(at + timedelta(minutes=world.chance.whole(10, 40)), lambda later: give_bed(world, visit, later))
    _further(world, visit)


def _further(world: World, visit: Visit) -> None:
    """What follows in the days after: assessment, plan, leaving."""
    worker = WORKER[visit.station]
    person_id = visit.person_id
    assert person_id is not None
    if visit.assessed:
        at = visit.arrived + timedelta(hours=world.chance.whole(14, 26))
        if visit.left is None or at < visit.left:
            world.agenda.add(at, lambda when: assess(world, worker, person_id, when))
    if visit.planned:
        at = visit.arrived + timedelta(hours=world.chance.whole(28, 40))
        if visit.left is None or at < visit.left:
            world.agenda.add(at, lambda when: plan_with_tasks(world, worker, person_id, when, visit.profile))
    if visit.left is not None:
        world.agenda.add(visit.left, lambda when: leave(world, visit, when))


def give_bed(world: World, visit: Visit, at: datetime) -> None:
    """The best free bed; where none suits, one against the zones with the reason, else none yet."""
    officer = world.actor(OFFICER[visit.station])
    today = local_date(at)
    with acting_as(officer):
        stay = Stay.objects.select_related("station").get(pk=visit.stay_id)
        if not stay.open:
            return
        # Family rooms are kept for families.
        suiting = [
            p for p in bed_queries.free_beds_for(stay=stay, today=today, limit=30) if p.room.sex != RoomSex.FAMILY
        ]
        kind = ""
        if not suiting:
            suiting, kind = _against_the_zones(stay, at), OverrideKind.NO_OTHER_BED
    if suiting:
        reason = "没有其他合适的空床，值班站长同意" if kind else ""
        stays.assign_bed(
            stay_id=stay.pk, bed_id=suiting[0].place.id, at=at, actor=officer, override_kind=kind,
            override_reason=reason,
        )  # fmt: skip


def _against_the_zones(stay: Stay, at: datetime) -> list[bed_queries.Proposal]:
    """Free beds that only the lack of another one allows."""
    found = []
    for zone in bed_queries.bed_board(station_id=stay.station_id, now=at, for_stay=stay):
        for room in zone.rooms:
            for bed in room.beds:
                allowed = all(OverrideKind.NO_OTHER_BED in o.overruled_by for o in bed.objections if o.blocks)
                if bed.free and allowed and room.room.sex != RoomSex.FAMILY:
                    found.append(bed_queries.Proposal(bed.place, room.room, bed.objections))
    return found


def leave(world: World, visit: Visit, at: datetime) -> None:
    """Leaves in the planned manner; what follows at home goes on the agenda."""
    departed = leaving.discharge(world, visit.stay_id, visit.station, visit.profile, visit.mode, at)
    if departed and visit.visited != "never":
        kept_up = visit.visited == "kept_up"
        after_care.begin(world, visit.stay_id, OFFICER[visit.station], kept_up=kept_up)
