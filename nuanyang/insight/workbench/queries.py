"""What my day reads: clocks that are mine, who waits, who comes, what changed. A constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q

from nuanyang.foundation.access.models import User
from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.audit.queries import Told, tell
from nuanyang.foundation.deadlines import queries as deadlines
from nuanyang.foundation.deadlines.choices import Owner
from nuanyang.foundation.deadlines.models import Deadline
from nuanyang.foundation.deadlines.queries import Clock
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.journey.assess.needs import queries as needs
from nuanyang.journey.discover.patrols import queries as patrols
from nuanyang.journey.discover.patrols.models import Encounter
from nuanyang.journey.follow_up.visits import queries as visits
from nuanyang.journey.help.casework import queries as casework
from nuanyang.journey.help.casework.models import HelpPlan
from nuanyang.journey.take_in.stays import queries as stays
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.journey.take_in.stays.places import visible_stays, zone_of
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.dates import local_date, span_moments
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.queries import PersonCard

#: How far ahead my day looks.
AHEAD = timedelta(days=3)
CLOCKS_SHOWN = 30
WAITING_SHOWN = 6
ARRIVING_SHOWN = 20
CHANGES_SHOWN = 8
#: The log is read backwards no further than this; older changes are on the people's pages.
CHANGES_READ = 300
STRIP_DAYS = 14

#: What somebody must be allowed to do for a kind of deadline to be his work.
WORK_OF = {
    Owner.RECEPTION: "intake.register", Owner.CHIEF: "departures.discharge", Owner.TRACER: "people.link",
    Owner.CASEWORKER: "casework.manage", Owner.VISITOR: "visits.record", Owner.PATROL: "patrols.record",
}


#: What somebody must be allowed to see for a change to be told to him, by the app that recorded it;
#: what is not listed belongs to a record and is told to who may see people.
SIGHT_OF = {
    "patrols": "patrols.view", "intake": "intake.view", "stays": "stays.view", "needs": "needs.view",
    "casework": "casework.view", "departures": "departures.view", "visits": "visits.view", "ledger": "ledger.import",
    "rulebook": "rules.view", "orgs": "orgs.manage",
}

#: Events of which each of two records holds its own.
MIRRORED = ("people.linked", "people.unlinked", "people.rejected")


@dataclass(frozen=True, slots=True)
class Change:
    """Something that another one did since I was last here."""

    told: Told
    person_id: int | None
    actor: str


@dataclass(slots=True)
class House:
    """The station today. ``longest`` is the days of the longest stay of somebody without identity;
    beds as every page counts them (``stays.queries.house``).
    """

    present: int = 0
    beds: int = 0
    free: int = 0
    came: int = 0
    left: int = 0
    unknown: int = 0
    longest: int = 0
    strip: list[stays.DayCount] = field(default_factory=list)


@dataclass(slots=True)
class Day:
    """Everything of my day; what the actor may not see stays empty (``house`` None: no station)."""

    zone: ZoneInfo
    clocks: list[Clock] = field(default_factory=list)
    overdue: int = 0
    soon: int = 0
    arriving: list[Encounter] = field(default_factory=list)
    more_arriving: bool = False
    handed: list[visits.Handed] = field(default_factory=list)
    handed_plans: dict[int, casework.PlanRow] = field(default_factory=dict)
    no_bed: list[Stay] = field(default_factory=list)
    not_assessed: list[Stay] = field(default_factory=list)
    no_task: list[HelpPlan] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    more_changes: bool = False
    house: House | None = None
    overseen: list[tuple[str, int, int]] = field(default_factory=list)
    cards: dict[int, PersonCard] = field(default_factory=dict)


def my_day(*, actor: Actor, now: datetime, since: datetime) -> Day:
    """What is due, who comes, who waits and what changed, for this actor at his organisation."""
    assert actor.organisation_id is not None
    here: Organisation = Organisation.objects.get(pk=actor.organisation_id)
    day, station = Day(zone_of(here)), here.kind == "station"
    _read_clocks(day, actor, now)
    if station and actor.may("intake.register"):
        coming = patrols.arriving(station_id=here.pk, now=now)
        day.arriving, day.more_arriving = coming[:ARRIVING_SHOWN], len(coming) > ARRIVING_SHOWN
    if actor.may("visits.record"):
        day.handed = visits.newly_handed(organisation_id=here.pk, limit=WAITING_SHOWN)
    if station and actor.may("stays.view"):
        day.house = _house(here, now)
    if station and actor.may("stays.manage"):
        rows = stays.residents(station_id=here.pk, now=now, show="no_bed", size=WAITING_SHOWN).rows
        day.no_bed = [r.stay for r in rows]
    if station and actor.may("needs.assess"):
        day.not_assessed = needs.waiting_residents(organisation_id=here.pk, limit=WAITING_SHOWN)
    if actor.may("casework.manage"):
        plans = casework.plans_in_force(organisation_id=here.pk)
        day.handed_plans = {p.plan.person_id: p for p in plans}
        day.no_task = [p.plan for p in plans if p.open_tasks == 0][:WAITING_SHOWN]
    if any(k.startswith("r:") for k in actor.keys):
        day.overseen = _overseen(now)
    _read_changes(day, actor, since)
    day.cards = people.cards(_people_of(day), today=local_date(now, day.zone))
    return day


def _people_of(day: Day) -> list[int]:
    ids = [c.person_id for c in day.clocks] + [c.person_id for c in day.changes]
    ids += [s.person_id for s in (*day.no_bed, *day.not_assessed)]
    ids += [p.person_id for p in day.no_task] + [h.follow_up.person_id for h in day.handed]
    return [i for i in ids if i is not None]


# ---- clocks -----------------------------------------------------------------------------------


def mine(actor: Actor) -> Q:
    """Deadlines that are this actor's work: given to him, or to a role that he can fill."""
    roles = [owner.value for owner, permission in WORK_OF.items() if actor.may(permission)]
    return Q(owner_user_id=actor.user_id) | Q(owner_user_id__isnull=True, owner_role__in=roles)


def _read_clocks(day: Day, actor: Actor, now: datetime) -> None:
    # Three days are three whole days: what is due by the end of the third stands here from the first.
    today = local_date(now, day.zone)
    _start, end = span_moments(today, today + AHEAD, day.zone)
    rows = Deadline.objects.filter(
        deadlines.OPEN, mine(actor), organisation_id=actor.organisation_id, due_at__lte=end
    )
    counts = rows.aggregate(
        overdue=Count("id", deadlines.overdue(now)), soon=Count("id", deadlines.soon(now))
    )
    day.overdue, day.soon = counts["overdue"], counts["soon"]
    running = rows.filter(paused_at__isnull=True).order_by("due_at", "id")[:CLOCKS_SHOWN]
    day.clocks = [deadlines.clock(row, now) for row in running]


def _overseen(now: datetime) -> list[tuple[str, int, int]]:
    """Organisations in the overseer's region with work that is overdue or soon due, the worst first."""
    late = Deadline.objects.filter(deadlines.OPEN, due_at__lte=now + AHEAD).order_by("organisation_id")
    counted = late.values("organisation_id").annotate(
        overdue=Count("id", deadlines.overdue(now)), soon=Count("id", deadlines.soon(now))
    )
    found = {row["organisation_id"]: (row["overdue"], row["soon"]) for row in counted}
    names = dict(Organisation.objects.filter(pk__in=found).order_by("code").values_list("pk", "name"))
    lines = [(name, *found[pk]) for pk, name in names.items() if any(found[pk])]
    return sorted(lines, key=lambda line: (-line[1], -line[2]))


# ---- the house --------------------------------------------------------------------------------


def _house(station: Organisation, now: datetime) -> House:
    zone = zone_of(station)
    today = local_date(now, zone)
    start, end = span_moments(today, today, zone)
    house = stays.house(station_id=station.pk)
    first = today - timedelta(days=STRIP_DAYS - 1)
    strip = stays.occupancy(station_id=station.pk, first=first, last=today, beds=house.beds, zone=zone)
    present = visible_stays().filter(station_id=station.pk, left_at__isnull=True, departure_mode="")
    counts = present.aggregate(
        all=Count("id"), unknown=Count("id", Q(person__identity_known=False)),
        first=Min("arrived_at", filter=Q(person__identity_known=False)),
    )
    left = visible_stays().filter(station_id=station.pk, left_at__gte=start, left_at__lt=end).count()
    return House(
        present=counts["all"],
        beds=house.beds,
        free=house.free,
        came=stays.arrivals_between(station_id=station.pk, start=start, end=end),
        left=left,
        unknown=counts["unknown"],
        longest=(today - local_date(counts["first"], zone)).days + 1 if counts["first"] else 0,
        strip=strip,
    )


# ---- changes ----------------------------------------------------------------------------------


def _read_changes(day: Day, actor: Actor, since: datetime) -> None:
    """What others recorded here since then, newest first."""
    last = Event.objects.filter(organisation_id=actor.organisation_id).order_by("-id")[:CHANGES_READ]
    found: dict[tuple[object, ...], Event] = {}
    for event in last:
        kind = EventType.registry.get(event.name)
        told = kind is not None and not kind.quiet and kind.stage != "system"
        told = told and actor.may(SIGHT_OF.get(event.name.partition(".")[0], "people.view"))
        if told and event.recorded_at > since and event.actor_id != actor.user_id:
            # A decision about a pair is recorded with both; once is enough here.
            both = event.name in MIRRORED
            found.setdefault((event.name, event.actor_id, event.happened_at) if both else (event.pk,), event)
    day.more_changes = len(found) > CHANGES_SHOWN
    shown = list(found.values())[:CHANGES_SHOWN]
    names = dict(User.objects.filter(pk__in={e.actor_id for e in shown if e.actor_id}).values_list("pk", "display_name"))
    day.changes = [Change(tell(e), e.person_id, names.get(e.actor_id or 0, "")) for e in shown]
