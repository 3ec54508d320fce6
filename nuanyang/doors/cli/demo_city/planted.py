"""Canaries: one person per organisation with a name that must not show up elsewhere.

``燚`` is in no name that the city makes up. A canary of a circle is known to its members only, the
one of the concealed shelter to the shelter's own circle.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from nuanyang.doors.cli.demo_city import help_given, places
from nuanyang.doors.cli.demo_city.accounts import CHIEF, VISITOR, WORKER
from nuanyang.doors.cli.demo_city.population import known_person
from nuanyang.doors.cli.demo_city.world import World, installer
from nuanyang.foundation.access import operations as access
from nuanyang.insight.verification.canaries import MARK
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.choices import SexChoice

#: Second and third character of each canary; the last one stays when a name is masked.
GIVEN = (
    "鑫淼", "森垚", "犇骉", "羴鱻", "毳皛", "晶磊", "矗麤", "飍掱", "劦叒", "孨雥", "惢芔", "畾灥", "蟲驫", "贔靐",
    "龘龖", "厵厽",
)  # fmt: skip

#: Organisations whose own people register nobody; the installer plants their canaries.
WITHOUT_EDITORS = (places.CHARITY, places.VOLUNTEERS, places.HOSPITAL, places.POLICE)


def plant(world: World) -> None:
    """Plant every canary in the middle of the year's story."""
    world.agenda.add(world.day_at(70, 10, 0), lambda at: _plant(world, at))


def _plant(world: World, at: datetime) -> None:
    given = iter(GIVEN)
    editors = {**WORKER, **VISITOR}
    for organisation in sorted(editors):
        _canary(world, organisation, next(given), at, editor=editors[organisation])
    for organisation in WITHOUT_EDITORS:
        _canary(world, organisation, next(given), at)
    _sealed(world, places.STATION, next(given), (CHIEF[places.STATION], WORKER[places.STATION], "nurse"), at)
    _sealed(world, places.SHELTER, next(given), ("shelter_chief", "shelter_worker"), at)


def _canary(world: World, organisation: str, given: str, at: datetime, *, editor: str = "") -> int:
    """A person of this organisation, registered by its own editor where it has one."""
    org = world.org(organisation)
    particulars = known_person(world, name=MARK + given, sex=SexChoice.FEMALE, age=41, home=org.region[:6])
    made = people.register(
        particulars=particulars, at=at, actor=world.actor(editor) if editor else installer(), organisation_id=org.pk,
        organisation_region="" if org.concealed else org.region,
    )  # fmt: skip
    return int(made.pk)


def _sealed(world: World, organisation: str, given: str, circle_of: tuple[str, ...], at: datetime) -> None:
    """A person known to a circle alone, with an assessment and a plan that must not show either."""
    chief, org = world.actor(circle_of[0]), world.org(organisation)
    person_id = _canary(world, organisation, given, at, editor=circle_of[0])
    circle = access.make_circle(
        organisation_id=org.pk, user_ids=[world.users[u].pk for u in circle_of], purpose="庇护对象，限本圈知情", at=at,
        actor=chief,
    )  # fmt: skip
    people.seal(person_id=person_id, circle_id=circle.pk, reason="人身安全受到威胁", at=at, actor=chief)
    for username in circle_of:
        world.refresh(username)
    worker = circle_of[1]
    help_given.assess(world, worker, person_id, at + timedelta(hours=2), levels={"housing": 2, "psychological": 2})
    plan = help_given.open_plan(world, worker, person_id, "住处保密，逐步恢复独立生活", at + timedelta(hours=3))
    assert plan is not None
    help_given.add_task(world, worker, plan, "与律师会面", world.ago(6), days=14)
