"""People whom social-work stations know at home, who never were at a rescue station."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from nuanyang.doors.cli.demo_city import help_given, places
from nuanyang.doors.cli.demo_city.accounts import ACCOUNTS
from nuanyang.doors.cli.demo_city.population import known_person
from nuanyang.doors.cli.demo_city.world import World
from nuanyang.journey.help.casework.models import HelpPlan
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.choices import SexChoice
from nuanyang.registry.people.models import Person


@dataclass(frozen=True, slots=True)
class Household:
    """Somebody in need at home and what is planned for him; ``led_by`` another organisation."""

    sex: SexChoice
    age: int
    levels: dict[str, int]
    goal: str
    tasks: tuple[tuple[str, int, bool], ...]
    led_by: str = ""


KINDS: tuple[Household, ...] = (
    Household(SexChoice.FEMALE, 11, {"education": 2, "emotional": 2, "living": 1}, "女儿的学费和课后照看有着落",
              (("结对助学：联系资助人", 10, True), ("开学前核对学费是否到账", 24, False)), places.CHARITY),
    Household(SexChoice.MALE, 9, {"social": 2, "education": 1, "emotional": 2}, "每周有人陪伴，父母每月通一次话",
              (("排定志愿者陪伴时间表", 5, True), ("与父母视频通话", 12, False)), places.VOLUNTEERS),
    Household(SexChoice.MALE, 71, {"medical": 2, "social": 2, "living": 1}, "独居老人每天有人看一眼",
              (("与邻居约定每日探访", 6, True), ("检查家中药品有效期", 14, False))),
    Household(SexChoice.MALE, 46, {"living": 3, "medical": 2, "employment": 3}, "办好低保和残疾人两项补贴",
              (("陪同到街道递交低保申请", 4, True), ("核对两项补贴是否到账", 9, False), ("联系康复师上门", 3, False))),
    Household(SexChoice.FEMALE, 38, {"living": 2, "psychological": 1, "employment": 2}, "有一份能照顾孩子的工作",
              (("推荐社区公益岗位", 8, False),)),
)  # fmt: skip


def settle(world: World, *, rounds: int) -> None:
    """Some households for every social-work station of the city."""
    workers = [a for a in ACCOUNTS if a.role == "social_worker" and a.organisation != places.HENAN]
    for number in range(rounds):
        for place, account in enumerate(workers):
            kind = KINDS[(number + place) % len(KINDS)]
            at = world.day_at(world.chance.whole(6, 25) + 30 * number, world.chance.whole(9, 16), 30)
            world.agenda.add(at, lambda when, k=kind, u=account.user: _meet(world, u, k, when))  # type: ignore[misc]


def _meet(world: World, username: str, kind: Household, at: datetime) -> None:
    actor = world.actor(username)
    particulars = known_person(world, sex=kind.sex, age=kind.age, home=actor.region, number=world.chance.yes(0.8))
    person = people.register(particulars=particulars, at=at, actor=actor)
    if kind.age < 18:
        people.raise_alert(person_id=person.pk, alert="minor", at=at, actor=actor)
    help_given.assess(world, username, person.pk, at, levels=kind.levels)
    world.agenda.add(at + timedelta(days=1), lambda when: _plan(world, username, kind, person, when))


def _plan(world: World, username: str, kind: Household, person: Person, at: datetime) -> None:
    actor = world.actor(username)
    if kind.led_by:
        led_by = world.org(kind.led_by)
        people.share_with(
            person_id=person.pk, organisation_id=led_by.pk, organisation_name=led_by.name, reason="共同帮扶", at=at,
            actor=actor,
        )  # fmt: skip
    plan: HelpPlan | None = help_given.open_plan(world, username, person.pk, kind.goal, at, led_by=kind.led_by)
    if plan is not None:
        for title, days, done in kind.tasks:
            help_given.add_task(world, username, plan, title, at, days=days, done=done)
