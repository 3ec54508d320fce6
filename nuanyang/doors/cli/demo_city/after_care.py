"""What follows at home: visits on the ladder, mostly in time, some late, some without a meeting."""

from __future__ import annotations

from datetime import datetime, timedelta

from nuanyang.doors.cli.demo_city import places
from nuanyang.doors.cli.demo_city.accounts import VISITOR
from nuanyang.doors.cli.demo_city.help_given import finish
from nuanyang.doors.cli.demo_city.world import World
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.follow_up.visits import operations as visits
from nuanyang.journey.follow_up.visits import queries as visit_queries
from nuanyang.journey.follow_up.visits.choices import Condition, NotMet, VisitDomain, VisitState
from nuanyang.journey.follow_up.visits.models import FollowUp, ReturnVisit
from nuanyang.journey.help.casework.choices import TaskOrigin
from nuanyang.journey.help.casework.models import PlanTask

SEEN = {
    "living": {"ok": "有固定收入，三餐正常", "strained": "靠亲戚接济", "bad": "家里断了粮，没有收入"},
    "family": {"ok": "与家人同住，关系和睦", "strained": "和儿子常有争吵", "bad": "家人不让进门"},
    "body_mind": {"ok": "身体和精神都好", "strained": "药吃完了，没有去取", "bad": "又停了药，夜里不睡"},
    "support": {"ok": "邻居常来走动", "strained": "村里认识的人不多", "bad": "无人来往"},
}
RISKS = ("停药后又提起要出去", "家人不让进门，随时可能离家", "欠了房租，下月没有住处")

#: Who is not there any more when somebody comes: in the city, and far away.
GONE_HERE, GONE_ELSEWHERE = 0.15, 0.75

#: How many visits of the last two months are made at all; older ones all were, in the end.
KEPT_UP, LATELY = 0.93, 60


def begin(world: World, stay_id: int, officer: str, *, kept_up: bool = False) -> None:
    """Put the first visit on the agenda; ``kept_up``: none is ever missed."""
    with acting_as(world.actor(officer)):
        follow_up = visit_queries.follow_up_of(stay_id=stay_id)
    if follow_up is not None:
        _plan(world, follow_up, kept_up=kept_up)


def visitor_of(world: World, follow_up: FollowUp) -> str:
    """Who visits for the organisation that keeps the follow-up."""
    code = next(o.code for o in world.organisations.values() if o.pk == follow_up.owner_id)
    return VISITOR[code]


def _plan(world: World, follow_up: FollowUp, *, kept_up: bool = False) -> None:
    """The next planned visit, a day or two before its due date; some are forgotten."""
    chance, username = world.chance, visitor_of(world, follow_up)
    with acting_as(world.actor(username)):
        visit = ReturnVisit.objects.filter(follow_up_id=follow_up.pk, state=VisitState.PLANNED).first()
    if visit is None:
        return
    kept_up_now = kept_up or visit.due_at < world.ago(LATELY)
    if not (kept_up_now or chance.yes(KEPT_UP)):
        return
    early = timedelta(hours=chance.whole(10, 52))
    when = visit.due_at - early if kept_up or chance.yes(0.85) else visit.due_at + early
    when = max(when, follow_up.returned_at + timedelta(hours=20))
    world.agenda.add(when, lambda at: _visit(world, follow_up, visit.pk, username, at, kept_up))


def _visit(world: World, follow_up: FollowUp, visit_id: int, username: str, at: datetime, kept_up: bool) -> None:
    chance, actor = world.chance, world.actor(username)
    with acting_as(actor):
        visit = ReturnVisit.objects.filter(pk=visit_id, state=VisitState.PLANNED).first()
    if visit is None:
        return  # came back meanwhile
    lives_here = follow_up.home_region.startswith(places.CITY[:4])
    if not kept_up and chance.yes(GONE_HERE if lives_here else GONE_ELSEWHERE):
        reason = NotMet.MOVED if chance.yes(0.6) else NotMet.REFUSED
        visits.cannot_visit(visit_id=visit_id, reason=reason, at=at, actor=actor, note="电话联系，本人已外出务工。")
        return
    risk = chance.yes(0.05)
    met(world, visit_id, username, at, risk=risk)
    if risk and (at < world.ago(10) or chance.yes(0.5)):
        later = at + timedelta(hours=chance.whole(20, 60))
        world.agenda.add(later, lambda when: _answer(world, follow_up.person_id, username, when))
    _plan(world, follow_up, kept_up=kept_up)


def _answer(world: World, person_id: int, username: str, at: datetime) -> None:
    """What was done about a risk."""
    with acting_as(world.actor(username)):
        tasks = PlanTask.objects.filter(plan__person_id=person_id, origin=TaskOrigin.RISK, done_at__isnull=True)
        waiting = list(tasks.order_by("id").values_list("id", flat=True))
    for task_id in waiting:
        finish(world, username, task_id, at)


def met(world: World, visit_id: int, username: str, at: datetime, *, risk: bool = False) -> None:
    """A visit made; a risk is named in words."""
    chance = world.chance
    worst = Condition.BAD if risk else Condition.STRAINED if chance.yes(0.25) else Condition.OK
    trouble = chance.pick(list(VisitDomain.values))
    levels = {d: (worst if d == trouble else Condition.OK) for d in VisitDomain.values}
    visits.record_visit(
        visit_id=visit_id,
        findings={d: visits.Seen(level, SEEN[d][level]) for d, level in levels.items()},
        met_person=True, at=at, actor=world.actor(username), risk=risk,
        risk_note=chance.pick(RISKS) if risk else "", note="入户查看，与本人和家人分别谈话。",
    )  # fmt: skip



def first_planned(stay_id: int) -> int:
    """The planned visit of a stay's follow-up; to be called while the visitor acts."""
    found = ReturnVisit.objects.get(follow_up__stay_id=stay_id, state=VisitState.PLANNED)
    return int(found.pk)
