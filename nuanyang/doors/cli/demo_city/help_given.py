"""Needs noted and plans carried out, in the words that field workers use."""

from __future__ import annotations

from datetime import datetime, timedelta

from nuanyang.doors.cli.demo_city.population import Profile
from nuanyang.doors.cli.demo_city.world import World
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.assess.needs import operations as needs
from nuanyang.journey.help.casework import operations as casework
from nuanyang.journey.help.casework import queries as plans
from nuanyang.journey.help.casework.choices import CloseReason, Keeper, Outcome
from nuanyang.journey.help.casework.models import HelpPlan, PlanTask
from nuanyang.journey.help.casework.rules import Closing
from nuanyang.kernel.dates import local_date

#: Domain, what is found at which level.
NOTES: dict[str, dict[int, str]] = {
    "living": {1: "身上还有少量现金", 2: "随身物品只有一个编织袋", 3: "身无分文，两天没有吃饭"},
    "housing": {1: "临时借住在工友处", 2: "租房到期，被房东请出", 3: "露宿桥洞一个多月"},
    "medical": {1: "有轻度高血压", 2: "右腿旧伤，走不远", 3: "持续咳嗽发热，需要就诊"},
    "employment": {1: "会电焊，愿意找活", 2: "找工作多次被骗", 3: "完全丧失劳动能力"},
    "education": {1: "小学文化", 2: "辍学半年"},
    "psychological": {1: "情绪低落", 2: "夜里惊醒，不愿与人说话", 3: "有轻生念头，已安排专人陪护"},
    "social": {1: "只和几个工友有来往", 2: "与家人多年没有联系"},
    "emotional": {1: "想念孩子", 2: "与父母关系紧张"},
    "cultural": {1: "听不懂本地话，需要慢慢说"},
}

GOALS = (
    "联系上家人，安全返乡", "找到一份稳定的零工，不再露宿", "查清身份，送回户籍地",
    "恢复规律服药，由家人照料", "返校读书，家里有人照看", "办好临时救助和低保申请",
)  # fmt: skip

TASKS = (
    "联系户籍地民政部门核实家庭情况", "陪同到医院检查", "协助补办身份证", "联系家属通电话",
    "心理辅导一次", "介绍就业服务站登记", "协助申请临时救助", "核对低保政策并告知本人",
)  # fmt: skip

RESULTS = ("已联系，家属表示愿意接", "已完成，材料存档", "已办，三个工作日内有答复", "谈了四十分钟，情绪平稳")


def assess(world: World, username: str, person_id: int, at: datetime, *, levels: dict[str, int] | None = None) -> None:
    """One assessment; without ``levels`` three or four domains by chance."""
    chance = world.chance
    found = levels or {
        domain: chance.pick(list(NOTES[domain])) for domain in chance.some(list(NOTES), chance.whole(3, 4))
    }
    needs.assess(
        person_id=person_id,
        findings={d: needs.Found(level, NOTES[d].get(level, "")) for d, level in found.items()},
        note="本人能配合谈话。" if chance.yes(0.6) else "谈话时断时续，改日再谈。",
        at=at, actor=world.actor(username),
    )  # fmt: skip


def plan_with_tasks(world: World, username: str, person_id: int, at: datetime, profile: Profile | None = None) -> None:
    """A plan with two tasks, worked off in the days after; what is a month old is closed."""
    chance = world.chance
    goal = "返校读书，家里有人照看" if profile is not None and profile.minor else chance.pick(GOALS)
    plan = open_plan(world, username, person_id, goal, at)
    if plan is None:
        return
    old = at < world.ago(30)
    for title in chance.some(TASKS, 2):
        add_task(world, username, plan, title, at, days=chance.whole(2, 9), done=old or chance.yes(0.8))
    if old:
        keeper = f"{chance.pick(('油坊街', '渡口', '文庙', '码头'))}社区居委会"
        world.agenda.add(at + timedelta(days=20), lambda when: close(world, username, plan.pk, when, keeper_name=keeper))


def open_plan(
    world: World, username: str, person_id: int, goal: str, at: datetime, *, led_by: str = ""
) -> HelpPlan | None:
    """A plan in force, unless there is one."""
    actor = world.actor(username)
    with acting_as(actor):
        if plans.plan_in_force(person_ids=[person_id]) is not None:
            return None
    return casework.open_plan(
        person_id=person_id, goal=goal, at=at, actor=actor, organisation_id=world.org(led_by).pk if led_by else None
    )


def add_task(
    world: World, username: str, plan: HelpPlan, title: str, at: datetime, *, days: int, done: bool = False
) -> PlanTask:
    """A task due in so many days; ``done``: finished a little before, by who leads the plan then."""
    actor = world.actor(username)
    task = casework.add_task(
        plan_id=plan.pk, title=title, due_on=local_date(at) + timedelta(days=days), at=at, actor=actor,
        assignee_id=actor.user_id if plan.organisation_id == actor.organisation_id else None,
    )  # fmt: skip
    if done:
        later = at + timedelta(hours=world.chance.whole(20, max(24, days * 24 - 6)))
        world.agenda.add(later, lambda when: finish(world, username, task.pk, when))
    return task


def finish(world: World, username: str, task_id: int, at: datetime) -> None:
    """Done, with what came of it."""
    casework.finish_task(task_id=task_id, result=world.chance.pick(RESULTS), at=at, actor=world.actor(username))


def close(world: World, username: str, plan_id: int, at: datetime, *, keeper_name: str) -> None:
    """Close a plan when nothing of it is left to do (who came back has new tasks)."""
    actor = world.actor(username)
    with acting_as(actor):
        if PlanTask.objects.filter(plan_id=plan_id, done_at__isnull=True).exists():
            return
    casework.close_plan(
        plan_id=plan_id,
        closing=Closing(CloseReason.REACHED, Outcome.IMPROVED, Keeper.COMMITTEE, keeper_name),
        note="目标达到，情况稳定。", at=at, actor=actor,
    )  # fmt: skip
