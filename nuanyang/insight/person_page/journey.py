"""What the six stages know of one person, read through their queries, as far as the actor may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from nuanyang.foundation.deadlines import queries as deadlines
from nuanyang.foundation.deadlines.choices import State
from nuanyang.foundation.deadlines.models import Deadline
from nuanyang.foundation.deadlines.queries import Clock
from nuanyang.journey.assess.needs import queries as needs
from nuanyang.journey.assess.needs.models import Assessment, Finding
from nuanyang.journey.follow_up.visits import queries as visits
from nuanyang.journey.follow_up.visits.models import FollowUp, ReturnVisit
from nuanyang.journey.help.casework import queries as casework
from nuanyang.journey.help.casework.models import HelpPlan, PlanTask
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.journey.take_in.stays import rules as stay_rules
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.journey.take_in.stays.places import BedPlace, zone_of
from nuanyang.kernel.actor import Actor

CLOSED_SHOWN = 4
NEEDS_SHOWN = 5
VISITS_SHOWN = 4


@dataclass(slots=True)
class Journey:
    """Empty where nothing is known or the actor holds no permission."""

    now: datetime
    stays: list[stays.PastStay] = field(default_factory=list)
    stay: Stay | None = None
    bed: BedPlace | None = None
    clocks: list[Clock] = field(default_factory=list)
    assessment: Assessment | None = None
    findings: list[Finding] = field(default_factory=list)
    plan: HelpPlan | None = None
    tasks: list[PlanTask] = field(default_factory=list)
    follow_up: FollowUp | None = None
    visits: list[ReturnVisit] = field(default_factory=list)
    organisation_id: int | None = None

    @classmethod
    def of(cls, record_ids: list[int], *, actor: Actor, now: datetime) -> Journey:
        """Read all stages for the linked records of one person."""
        journey = cls(now, organisation_id=actor.organisation_id)
        if actor.may("stays.view"):
            journey._read_stays(record_ids)
        journey._read_clocks(record_ids)
        if actor.may("needs.view"):
            journey._read_needs(record_ids)
        if actor.may("casework.view"):
            journey._read_plan(record_ids)
        if actor.may("visits.view"):
            journey._read_visits(record_ids)
        return journey

    def _read_stays(self, record_ids: list[int]) -> None:
        self.stays = stays.stays_of(record_ids)
        self.stay = next((s.stay for s in self.stays if s.open), None)
        if self.stay is not None:
            self.bed = stays.beds_of([self.stay.pk]).get(self.stay.pk)

    def _read_clocks(self, record_ids: list[int]) -> None:
        rows = Deadline.objects.filter(person_id__in=record_ids, cancelled_at__isnull=True)
        clocks = [deadlines.clock(row, self.now) for row in rows.order_by("due_at", "id")]
        closed = [c for c in clocks if not c.open]
        # What was met in an earlier stay says nothing about this one.
        now = [c for c in closed if c.root != "stay" or self.stay is None or c.root_id == self.stay.pk]
        self.clocks = [c for c in clocks if c.open] + now[::-1][:CLOSED_SHOWN]

    def _read_needs(self, record_ids: list[int]) -> None:
        looks = needs.latest_of(record_ids).values()
        self.assessment = max(looks, key=lambda a: (a.assessed_at, a.pk), default=None)
        if self.assessment is not None:
            found = [f for f in needs.in_order(self.assessment) if f.level > 0]
            self.findings = sorted(found, key=lambda f: -f.level)[:NEEDS_SHOWN]

    def _read_plan(self, record_ids: list[int]) -> None:
        self.plan = casework.plan_in_force(person_ids=record_ids)
        if self.plan is not None:
            self.tasks = [t for t in casework.tasks_of(plan_id=self.plan.pk) if t.done_at is None]

    def _read_visits(self, record_ids: list[int]) -> None:
        returns = visits.follow_ups_of(person_ids=record_ids)
        if returns:
            self.follow_up = returns[0]
            self.visits = visits.visits_of(follow_up_id=returns[0].pk)[:VISITS_SHOWN]

    @property
    def at_own_station(self) -> bool:
        """Whether the person is in at the actor's own station."""
        return self.stay is not None and self.stay.station_id == self.organisation_id

    @property
    def day(self) -> int:
        """Which day of the open stay it is."""
        if self.stay is None:
            return 0
        return stay_rules.day_number(self.stay.arrived_at, self.now, zone_of(self.stay.station))

    @property
    def assessed_since_arrival(self) -> bool:
        """Whether somebody looked at the needs during this stay."""
        if self.assessment is None or self.stay is None:
            return False
        return self.assessment.assessed_at >= self.stay.arrived_at

    @property
    def overdue(self) -> int:
        return sum(c.overdue for c in self.clocks)

    @property
    def next_clock(self) -> Clock | None:
        """The open deadline that ends first."""
        return next((c for c in self.clocks if c.open and c.state is not State.PAUSED), None)
