"""Whatever people do in whatever order: the records agree with a model a child could keep, and verify finds nothing.

Every step is an operation by somebody who may do it, most of them sensible, some not. What is refused
leaves no trace; what is accepted is in the model too. ``--long`` runs schedules of thousands of steps.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.insight.reports import queries as reports
from nuanyang.insight.verification.checks import all_findings
from nuanyang.journey.assess.needs import operations as needs
from nuanyang.journey.assess.needs.choices import Domain
from nuanyang.journey.follow_up.visits import operations as visits
from nuanyang.journey.follow_up.visits.choices import NotMet, VisitDomain, VisitState
from nuanyang.journey.follow_up.visits.models import ReturnVisit
from nuanyang.journey.help.casework import operations as casework
from nuanyang.journey.help.casework.models import HelpPlan, PlanTask
from nuanyang.journey.resettle.departures import operations as departures
from nuanyang.journey.resettle.departures.rules import Details
from nuanyang.journey.take_in.intake import operations as intake
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.choices import OverrideKind
from nuanyang.journey.take_in.stays.models import Bed, BedUse, Stay
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import local_date
from nuanyang.kernel.errors import Refused
from nuanyang.registry.people.particulars import Particulars
from tests.journey.take_in.stays.builders import make_room

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
WAYS = ("left_by_choice", "left_without_notice", "escorted_home", "hospital", "transferred", "resettled", "funded_return")
NAMES = ("李国生", "王秀英", "张伟", "吴贵生", "陈静", "买买提", "扎西", "")


@dataclass
class Model:
    """What ought to be: who is in where, who lies where."""

    stay_of: dict[int, int] = field(default_factory=dict)
    station_of: dict[int, int] = field(default_factory=dict)
    bed_of: dict[int, int] = field(default_factory=dict)
    people: list[int] = field(default_factory=list)
    arrived: list[tuple[int, datetime]] = field(default_factory=list)


@dataclass
class Schedule:
    """One schedule by one seed."""

    random: Random
    desks: list[Actor]
    inside: Actor
    home: Actor
    beds: dict[int, list[int]]
    at: datetime
    model: Model = field(default_factory=Model)
    done: Counter[str] = field(default_factory=Counter)

    def run(self, steps: int, check_every: int) -> None:
        ways: list[Callable[[], None]] = [
            self.arrive, self.arrive, self.arrive, self.come_back, self.bed, self.bed, self.move, self.leave_bed,
            self.leave, self.leave, self.assess, self.plan, self.task, self.finish, self.visit,
        ]  # fmt: skip
        for number in range(steps):
            self.at += timedelta(minutes=self.random.choice((1, 7, 45, 200, 900)))
            self.try_one(self.random.choice(ways))
            if number % check_every == check_every - 1:
                self.check()
        self.check()

    def try_one(self, step: Callable[[], None]) -> None:
        before = self.events()
        try:
            with transaction.atomic():
                step()
        except Refused as refusal:
            self.done[f"refused {refusal.code or step.__name__}"] += 1
            assert self.events() == before, f"{step.__name__} was refused and left a trace"
        else:
            self.done[step.__name__] += 1

    @staticmethod
    def events() -> int:
        with acting_as(system_actor("tests"), read_only=True):
            return Event.objects.count()

    # ---- steps --------------------------------------------------------------------------------

    def someone(self) -> intake.Request:
        r = self.random
        age = r.randint(2, 90)
        year = self.at.year - age
        return intake.Request(
            particulars=Particulars(
                name=r.choice(NAMES), sex=r.choice((0, 1, 1, 2)), birth_precision="estimated", birth_year_low=year - 3,
                birth_year_high=year + 3, home_region=r.choice(("510903", "510922", "440103", "")),
            ),
            body_check="able", stated_age=age, marks=tuple(m for m in ("mental", "limb", "dementia") if r.random() < 0.1),
        )  # fmt: skip

    def arrive(self, person_id: int | None = None, desk: Actor | None = None) -> None:
        desk = desk or self.random.choice(self.desks)
        assert desk.organisation_id is not None
        late = self.at - timedelta(hours=self.random.choice((0, 0, 0, 2)))
        made = intake.register_request(request=self.someone(), at=self.at, arrived_at=late, actor=desk, person_id=person_id)
        assert made.stay is not None and made.person_id not in self.model.stay_of, "somebody is in twice"
        self.model.stay_of[made.person_id] = made.stay.pk
        self.model.station_of[made.stay.pk] = desk.organisation_id
        self.model.arrived.append((desk.organisation_id, late))
        if person_id is None:
            self.model.people.append(made.person_id)

    def come_back(self) -> None:
        desk = self.random.choice(self.desks)
        known = [p for p in self.model.people if self.seen_by(desk, p)]
        if known:
            self.arrive(self.random.choice(known), desk)

    @staticmethod
    def seen_by(desk: Actor, person_id: int) -> bool:
        with acting_as(desk, read_only=True):
            return Stay.objects.filter(person_id=person_id, station_id=desk.organisation_id).exists()

    def picked(self) -> tuple[int, int, Actor] | None:
        """Stay, person and the desk of the station."""
        if not self.model.stay_of:
            return None
        person, stay = self.random.choice(sorted(self.model.stay_of.items()))
        station = self.model.station_of[stay]
        return stay, person, next(d for d in self.desks if d.organisation_id == station)

    def bed(self) -> None:
        if (one := self.picked()) is None:
            return
        stay, _person, desk = one
        bed = self.random.choice(self.beds[desk.organisation_id or 0])
        taken, had = bed in self.model.bed_of.values(), self.model.bed_of.get(stay)
        stays.assign_bed(stay_id=stay, bed_id=bed, at=self.at, actor=desk, **self.override())
        assert had == bed if had is not None else not taken, "a taken bed was given away"
        self.model.bed_of[stay] = bed

    def move(self) -> None:
        if (one := self.picked()) is None:
            return
        stay, _person, desk = one
        bed = self.random.choice(self.beds[desk.organisation_id or 0])
        holders = [s for s, b in self.model.bed_of.items() if b == bed and s != stay]
        stays.move_bed(stay_id=stay, bed_id=bed, reason="换房", at=self.at, actor=desk, **self.override())
        assert not holders and stay in self.model.bed_of, "a taken bed was given away"
        self.model.bed_of[stay] = bed

    def override(self) -> dict[str, str]:
        if self.random.random() < 0.5:
            return {"override_kind": OverrideKind.NO_OTHER_BED, "override_reason": "没有其他空床"}
        return {}

    def leave_bed(self) -> None:
        if (one := self.picked()) is not None:
            stays.leave_bed(stay_id=one[0], at=self.at, actor=one[2])
            self.model.bed_of.pop(one[0], None)

    def leave(self) -> None:
        if (one := self.picked()) is None:
            return
        stay, person, desk = one
        departures.discharge(
            stay_id=stay, mode=self.random.choice(WAYS), at=self.at, actor=desk,
            details=Details(
                to_region=self.random.choice(("510903", "440103")), to_place="南门街道", receiver="南门街道社工站",
                note="看了监控，周边找过", statement_signed=True, reference="临民安置〔2026〕12号", issuer="临江市民政局",
                escorts=(("李敏", 2), ("郭强", 1)),
            ),
        )  # fmt: skip
        del self.model.stay_of[person]
        self.model.bed_of.pop(stay, None)

    def here(self) -> int | None:
        """A person of the first station, where the social worker is."""
        own = [p for p, s in sorted(self.model.stay_of.items()) if self.model.station_of[s] == self.inside.organisation_id]
        return self.random.choice(own) if own else None

    def assess(self) -> None:
        if (person := self.here()) is not None:
            found = {d: needs.Found(self.random.randint(0, 3)) for d in self.random.sample(list(Domain.values), 2)}
            needs.assess(person_id=person, findings=found, note="", at=self.at, actor=self.inside)

    def plan(self) -> None:
        if (person := self.here()) is not None:
            casework.open_plan(person_id=person, goal="找到住处", at=self.at, actor=self.inside)

    def task(self) -> None:
        with acting_as(self.inside, read_only=True):
            plans = list(HelpPlan.objects.order_by("id").values_list("id", flat=True))
        if plans:
            due = local_date(self.at, ZONE) + timedelta(days=self.random.randint(0, 30))
            casework.add_task(plan_id=self.random.choice(plans), title="打电话", due_on=due, at=self.at, actor=self.inside)

    def finish(self) -> None:
        with acting_as(self.inside, read_only=True):
            tasks = list(PlanTask.objects.order_by("id").values_list("id", flat=True))
        if tasks:
            casework.finish_task(task_id=self.random.choice(tasks), result="打通了", at=self.at, actor=self.inside)

    def visit(self) -> None:
        with acting_as(self.home, read_only=True):
            planned = list(ReturnVisit.objects.filter(state=VisitState.PLANNED).order_by("id").values_list("id", flat=True))
        if not planned:
            return
        visit = self.random.choice(planned)
        if self.random.random() < 0.3:
            reason = self.random.choice(list(NotMet.values))
            again = self.random.choice((None, 5))
            visits.cannot_visit(visit_id=visit, reason=reason, at=self.at, actor=self.home, again_in_days=again)
            return
        risk = self.random.random() < 0.3
        visits.record_visit(
            visit_id=visit, findings={d: visits.Seen(self.random.choice(("ok", "strained", "bad"))) for d in VisitDomain.values},
            met_person=True, risk=risk, risk_note="断粮" if risk else "", at=self.at, actor=self.home,
        )  # fmt: skip

    # ---- what has to be true ------------------------------------------------------------------

    def check(self) -> None:
        with acting_as(system_actor("tests"), read_only=True):
            there = dict(Stay.objects.filter(left_at__isnull=True, departure_mode="").values_list("person_id", "id"))
            lying = dict(BedUse.objects.filter(during__upper_inf=True).values_list("stay_id", "bed_id"))
        assert there == self.model.stay_of
        assert lying == self.model.bed_of
        for station in {s for s, _at in self.model.arrived}:
            self.check_report(station)
        with connection.cursor() as cursor:
            # Constraints and checks that wait for the commit are asked for now.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        assert all_findings() == []

    def check_report(self, station_id: int) -> None:
        """Every arrival is counted once, in every table whose parts sum."""
        from nuanyang.foundation.orgs.models import Organisation

        with acting_as(system_actor("tests"), read_only=True):
            code = Organisation.objects.get(pk=station_id).code
            first = min(local_date(at, ZONE) for _s, at in self.model.arrived)
            period = reports.period(station_code=code, from_=first, to=local_date(self.at, ZONE))
            figures = reports.figures(period)
        came = sum(station == station_id for station, _at in self.model.arrived)
        assert figures["received"]["person_times"] == came
        for table in ("origin", "sex", "age", "departure"):
            assert sum(figures[table].values()) == came, table


def schedule(seed: int, an: Actor, chen: Actor, bo: Actor, home: Actor, at: datetime) -> Schedule:
    random = Random(seed)
    beds: dict[int, list[int]] = {}
    for desk in (an, chen):
        for name, sex in (("101", "male"), ("201", "female"), ("301", "family")):
            make_room(desk, at, name, sex=sex, beds=2)
        with acting_as(desk, read_only=True):
            rooms = Bed.objects.filter(room__organisation_id=desk.organisation_id)
            beds[desk.organisation_id or 0] = list(rooms.order_by("id").values_list("id", flat=True))
    return Schedule(random, [an, chen], bo, home, beds, at)


LONG = [pytest.param(seed, 1500, marks=[pytest.mark.long, pytest.mark.timeout(3600)]) for seed in range(100, 112)]


@pytest.mark.parametrize(("seed", "steps"), [(1, 120), (2, 120), (3, 120), *LONG])
def test_the_records_agree_with_the_model(
    seed, steps, an, bo, chen, worker_at_home, social_work_station_id, now, figures
):
    begun = time.monotonic()
    play = schedule(seed, an, chen, bo, worker_at_home, now)
    play.run(steps, check_every=max(60, steps // 10))
    accepted = {name for name in play.done if not name.startswith("refused")}
    assert {"arrive", "bed", "move", "leave", "assess", "plan", "task"} <= accepted
    assert any(name.startswith("refused") for name in play.done)
    if steps > 120:
        figures("random_schedules", {
            "seed": seed, "steps": steps, "seconds": round(time.monotonic() - begun, 1), "findings": 0, **play.done,
        }, key="seed")  # fmt: skip
