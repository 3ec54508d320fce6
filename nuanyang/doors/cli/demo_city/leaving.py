"""How people leave: the manner by chance, the papers as the law asks for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache

from nuanyang.doors.cli.demo_city import places
from nuanyang.doors.cli.demo_city.accounts import OFFICER
from nuanyang.doors.cli.demo_city.chance import Chance
from nuanyang.doors.cli.demo_city.names import full_name
from nuanyang.doors.cli.demo_city.population import Profile, identity_number
from nuanyang.doors.cli.demo_city.world import World
from nuanyang.foundation.regions import queries as regions
from nuanyang.journey.resettle.departures import operations as departures
from nuanyang.journey.resettle.departures.choices import Belongings, EndGround, Relation
from nuanyang.journey.resettle.departures.rules import CollectorDetails, Details, VoucherDetails
from nuanyang.journey.take_in.stays.choices import RETURNING_HOME, DepartureMode
from nuanyang.kernel.dates import local_date
from nuanyang.registry.people.choices import SexChoice

#: Manners of those who may go alone, and of those who may not.
ALONE: dict[str, float] = {
    DepartureMode.FUNDED_RETURN: 80, DepartureMode.LEFT_BY_CHOICE: 8, DepartureMode.LEFT_WITHOUT_NOTICE: 4,
    DepartureMode.ESCORTED_HOME: 3, DepartureMode.COLLECTED_BY_KIN: 2, DepartureMode.HOSPITAL: 1,
    DepartureMode.TRANSFERRED: 1, DepartureMode.ENDED: 1,
}  # fmt: skip
HELPLESS: dict[str, float] = {
    DepartureMode.ESCORTED_HOME: 62, DepartureMode.COLLECTED_BY_KIN: 26, DepartureMode.HOSPITAL: 6,
    DepartureMode.TRANSFERRED: 6,
}  # fmt: skip
NAMELESS: dict[str, float] = {
    DepartureMode.LEFT_BY_CHOICE: 3, DepartureMode.LEFT_WITHOUT_NOTICE: 3, DepartureMode.RESETTLED: 4,
    DepartureMode.HOSPITAL: 2,
}  # fmt: skip
HELPLESS_NAMELESS: dict[str, float] = {DepartureMode.RESETTLED: 3, DepartureMode.HOSPITAL: 1}

FAR, NEAR = 18900, 4200


def mode_for(chance: Chance, profile: Profile) -> str:
    """A manner that fits the person."""
    if not profile.home:
        return chance.weighted(HELPLESS_NAMELESS if profile.helpless else NAMELESS)
    return chance.weighted(HELPLESS if profile.helpless else ALONE)


@cache
def place_name(code: str) -> str:
    """The home as the ticket names it."""
    return regions.describe(code).name if code else "户籍地"


def discharge(world: World, stay_id: int, station: str, profile: Profile, mode: str, at: datetime) -> bool:
    """Let somebody leave; True when he goes home, where he is visited."""
    departures.discharge(
        stay_id=stay_id, mode=mode, at=at, actor=world.actor(OFFICER[station]),
        details=details_of(world, profile, mode, at),
    )  # fmt: skip
    return mode in RETURNING_HOME


def details_of(world: World, profile: Profile, mode: str, at: datetime) -> Details:
    """The papers of a departure in this manner."""
    chance = world.chance
    common = Details(
        to_region=profile.home,
        to_place=place_name(profile.home) if mode in RETURNING_HOME else "",
        belongings=Belongings.RETURNED if chance.yes(0.4) else Belongings.NONE,
    )
    match mode:
        case DepartureMode.FUNDED_RETURN:
            return replace(common, voucher=_voucher(world, profile, at))
        case DepartureMode.COLLECTED_BY_KIN:
            return replace(common, collector=_collector(world, profile))
        case DepartureMode.ESCORTED_HOME:
            escorts = (("李敏", SexChoice.FEMALE.value), ("郭强", SexChoice.MALE.value))
            return replace(common, receiver=f"{place_name(profile.home)}救助管理机构", escorts=escorts)
        case DepartureMode.HOSPITAL:
            return replace(common, receiver="临江市第三人民医院", note="突发疾病，转院治疗")
        case DepartureMode.TRANSFERRED:
            return replace(common, receiver=f"{place_name(profile.home)}救助管理站")
        case DepartureMode.RESETTLED:
            return replace(
                common, receiver="临江市社会福利院", reference=f"临民安置〔{at.year}〕12号", issuer="临江市民政局"
            )
        case DepartureMode.LEFT_WITHOUT_NOTICE:
            return replace(common, note="早餐后未归，查看监控于东门离开，周边寻找两小时未果")
        case DepartureMode.ENDED:
            return replace(common, ground=EndGround.FALSE_DETAILS, note="提供虚假身份信息，经核实本地有住所和收入")
    return replace(common, statement_signed=True, cash_fen=1500 if chance.yes(0.2) else 0, cash_signed=True)


def _voucher(world: World, profile: Profile, at: datetime) -> VoucherDetails:
    world.vouchers += 1
    near = profile.home[:2] == places.PROVINCE
    fare = world.chance.whole(*((1200, NEAR) if near else (6500, FAR)))
    return VoucherDetails(
        number=f"LJ{at:%y}{world.vouchers:05d}",
        carrier="四川汽运" if near else "中国铁路",
        service=f"{'C' if near else 'K'}{world.chance.whole(100, 9890)}",
        from_place=places.CITY_NAME,
        to_place=place_name(profile.home)[:60],
        travel_date=local_date(at),
        fare_fen=fare,
        signed=True,
    )


def _collector(world: World, profile: Profile) -> CollectorDetails:
    chance = world.chance
    sex = SexChoice.MALE if chance.yes(0.5) else SexChoice.FEMALE
    birth = world.today.replace(year=world.today.year - chance.whole(35, 60), month=chance.whole(1, 12), day=1)
    relation = Relation.PARENT if profile.minor else chance.pick([Relation.CHILD, Relation.SIBLING, Relation.SPOUSE])
    return CollectorDetails(
        name=full_name(chance, sex=sex, birth_year=birth.year, province=profile.home[:2]),
        relation=relation,
        id_number=identity_number(profile.home or places.CITY, birth, sex, chance.whole(0, 4)),
        phone=f"1990000{chance.whole(1000, 9999)}",
        id_seen=True,
    )
