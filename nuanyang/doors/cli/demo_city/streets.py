"""Street rounds of the last weeks, and the night on which the demo is opened."""

from __future__ import annotations

from datetime import datetime, timedelta

from nuanyang.doors.cli.demo_city import places
from nuanyang.doors.cli.demo_city.accounts import PATROL
from nuanyang.doors.cli.demo_city.world import World
from nuanyang.journey.discover.patrols import operations as patrols
from nuanyang.journey.discover.patrols.choices import ApparentAge, Condition, Outcome
from nuanyang.registry.people.choices import SexChoice

SEEN = {
    Condition.REFUSES: ("盖着纸板睡觉，说等工友来接，不愿离开", "收拾废品的老人，劝了两次不肯走", "说明天自己去车站"),
    Condition.ILL: ("脚踝肿得走不了路", "发热咳嗽，说话费力"),
    Condition.DANGER: ("在桥栏边徘徊，情绪激动",),
    Condition.WELL: ("钱包被偷，走了一天", "找工作没有着落，在候车厅过夜", "和家里走散，说不清地址"),
}
OUTCOMES = {
    Condition.REFUSES: Outcome.SUPPLIES, Condition.ILL: Outcome.HOSPITAL, Condition.DANGER: Outcome.POLICE,
}  # fmt: skip
WEIGHTS: dict[Condition, float] = {Condition.REFUSES: 74, Condition.ILL: 16, Condition.DANGER: 10}


def rounds(world: World, count: int) -> None:
    """Meetings of which nobody came along, over the year, two rounds in every seven days."""
    for _n in range(count):
        days = world.chance.whole(0, 51) * 7 + world.chance.pick((1, 4))
        at = world.day_at(days, world.chance.whole(19, 23), world.chance.whole(0, 59))
        world.agenda.add(at, lambda when: _met_and_left(world, when))


def _met_and_left(world: World, at: datetime) -> None:
    chance = world.chance
    condition = chance.weighted(WEIGHTS)
    given = ("food", "quilt", "card") if condition == Condition.REFUSES else ("water", "card")
    meet(world, chance.pick(places.STATIONS), condition, chance.pick(SEEN[condition]), at, given=given)


def meet(
    world: World, station: str, condition: Condition, seen: str, at: datetime, *, given: tuple[str, ...],
    spot: str = "", sex: SexChoice = SexChoice.MALE, age: ApparentAge = ApparentAge.ADULT,
) -> None:  # fmt: skip
    """One meeting, recorded by the patrol of a station."""
    brought = condition == Condition.WELL
    patrols.record_encounter(
        place=spot or world.chance.pick(places.SPOTS), condition=condition,
        outcome=Outcome.TO_STATION if brought else OUTCOMES[condition], met_at=at, at=at,
        actor=world.actor(PATROL[station]), sex=sex, apparent_age=age, seen=seen, given=given,
        station_id=world.org(station).pk if brought else None,
    )  # fmt: skip


def tonight(world: World) -> None:
    """The round that is under way: two people are being brought in, others got what they needed."""
    now = world.now
    for minutes, condition, spot, seen, sex, age in (
        (140, Condition.REFUSES, "涪江大桥桥洞", "拾荒老人，盖两床旧被，约好明早再来", SexChoice.MALE, ApparentAge.OLD),
        (95, Condition.ILL, "火车站南广场候车廊", "咳嗽发热，已拨120", SexChoice.MALE, ApparentAge.ADULT),
        (60, Condition.REFUSES, "滨江公园长廊", "中年女子，不愿多说，给了衣物和求助卡", SexChoice.FEMALE, ApparentAge.ADULT),
        (35, Condition.WELL, "汽车总站西侧", "钱包和手机被偷，想先住一晚", SexChoice.MALE, ApparentAge.ADULT),
        (18, Condition.WELL, "清平路银行自助厅", "老人找不到回家的路，能说出儿子名字", SexChoice.FEMALE, ApparentAge.OLD),
    ):  # fmt: skip
        given = ("food", "quilt", "card") if condition == Condition.REFUSES else ("water", "clothes")
        world.agenda.add(
            now - timedelta(minutes=minutes),
            lambda at, c=condition, s=spot, w=seen, x=sex, a=age, g=given: meet(  # type: ignore[misc]
                world, places.STATION, c, w, at, given=g, spot=s, sex=x, age=a
            ),
        )
