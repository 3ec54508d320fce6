"""The people whom the demo tells of: each shows what the house does in a hard case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from nuanyang.doors.cli.demo_city import after_care, help_given, places, samples, things
from nuanyang.doors.cli.demo_city.population import Profile, known_person, unknown_person
from nuanyang.doors.cli.demo_city.station_life import Visit, schedule
from nuanyang.doors.cli.demo_city.world import World
from nuanyang.foundation.access import operations as access
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.intake import operations as intake
from nuanyang.journey.take_in.intake import refusing
from nuanyang.journey.take_in.intake.choices import BodyCheck, Criterion, Ground, Standard
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.choices import ArrivalMode, DepartureMode, HelpReason
from nuanyang.journey.take_in.stays.models import Bed, BedUse, Stay
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.choices import LinkDecision, SexChoice
from nuanyang.registry.people.models import Person

MALE, FEMALE = SexChoice.MALE, SexChoice.FEMALE
CITY_STATION = places.STATION
OFFICER, CHIEF, WORKER = "station_officer", "station_chief", "station_social_worker"


def tell_all(world: World) -> None:
    """Put every story on the agenda."""
    for story in (
        without_identity, child_alone, boy_back_at_school, fled_from_violence, keeps_returning, nobody_takes_him,
        mother_and_child, in_hospital, came_back_from_henan, at_home_with_a_risk, visits_due, two_records,
        from_the_mountains, in_an_emergency, not_helped,
    ):  # fmt: skip
        story(world)


def without_identity(world: World) -> None:
    """无名老人: in the second month, cannot say who he is; clocks run and are overdue; the police have his DNA."""
    unknown = unknown_person(
        world, sex=MALE, age=66, heard="老栓", home_text="豫东口音，反复说“沙河”“供销社”，不知门牌"
    )
    profile = Profile(unknown, MALE, 66, "", HelpReason.LOST, ("dementia",))

    def admitted(stay: Stay) -> None:
        whose = stay.person_id
        at = stay.arrived_at
        world.agenda.add(at + timedelta(days=1), lambda when: help_given.assess(
            world, WORKER, whose, when, levels={"living": 2, "medical": 2, "social": 2, "emotional": 1}))
        world.agenda.add(at + timedelta(hours=1), lambda when: samples.keep_portrait(
            world, whose, samples.OLD_MAN, when, who=OFFICER))
        world.agenda.add(at + timedelta(minutes=30), lambda when: things.kept_at_the_door(
            world, stay.pk, when, who=OFFICER, said="白色布袋1个；水杯1个；零钱 8.5 元；旧照片2张", bag="A-07",
            checker=("赵师傅", things.MALE), unable=True))
        world.agenda.add(at + timedelta(hours=2), lambda when: samples.keep_scan(
            world, whose, when, who=OFFICER, title="公安机关护送交接表",
            lines=("护送单位：临江市公安局火车站派出所", "被护送人：不能说清姓名，男，六十余岁", "发现地点：火车站候车厅", "随身物品：布袋一个、水杯一个")))
        world.agenda.add(at + timedelta(days=2), lambda when: _search_plan(world, whose, when))
        world.agenda.add(at + timedelta(days=3), lambda when: samples.keep_voice(
            world, whose, when, who=WORKER, note="反复说“沙河”“供销社”，豫东口音（演示以乐音代替人声）"))
        world.agenda.add(at + timedelta(days=9), lambda when: _share(
            world, whose, places.POLICE, "提请采集DNA并比对", when))
        world.agenda.add(at + timedelta(days=33), lambda when: help_given.assess(
            world, WORKER, whose, when, levels={"living": 1, "medical": 1, "social": 2, "emotional": 2}))

    schedule(world, Visit(profile, CITY_STATION, world.day_at(43, 21, 15), arrival_mode=ArrivalMode.POLICE,
                          on_admitted=admitted))  # fmt: skip


def _portrait(world: World, look: samples.Look) -> Callable[[Stay], None]:
    """What to do when somebody is admitted: an hour later his portrait is kept."""

    def admitted(stay: Stay) -> None:
        world.agenda.add(stay.arrived_at + timedelta(hours=1), lambda at: samples.keep_portrait(
            world, stay.person_id, look, at, who=OFFICER))  # fmt: skip

    return admitted


def _search_plan(world: World, person_id: int, at: datetime) -> None:
    plan = help_given.open_plan(world, WORKER, person_id, "查清身份，联系家人；同时照料好身体", at)
    assert plan is not None
    help_given.add_task(world, WORKER, plan, "每周谈话一次，记录地名、人名和口音", at, days=7, done=True)
    help_given.add_task(world, WORKER, plan, "在全国救助寻亲网更新照片和口音信息", at, days=31)
    help_given.add_task(world, WORKER, plan, "向公安机关催问DNA比对结果", at, days=45)


def _share(world: World, person_id: int, code: str, reason: str, at: datetime) -> None:
    people.share_with(
        person_id=person_id, organisation_id=world.org(code).pk, organisation_name=world.org(code).name,
        reason=reason, at=at, actor=world.actor(WORKER),
    )  # fmt: skip


def child_alone(world: World) -> None:
    """A girl of thirteen who ran away three days ago; her parents work far away."""
    known = known_person(world, name="龚雨桐", sex=FEMALE, age=13, home="511402")
    visit = Visit(
        Profile(known, FEMALE, 13, "511402", HelpReason.LOST), CITY_STATION, world.day_at(3, 22, 40),
        arrival_mode=ArrivalMode.POLICE, assessed=True, planned=True, on_admitted=_portrait(world, samples.GIRL),
    )  # fmt: skip
    schedule(world, visit)


def boy_back_at_school(world: World) -> None:
    """A boy of fifteen, escorted home half a year ago; visited every quarter."""
    known = known_person(world, name="邹子豪", sex=MALE, age=15, home="510903")
    visit = Visit(
        Profile(known, MALE, 15, "510903", HelpReason.LOST), CITY_STATION, world.day_at(205, 19, 30),
        left=world.day_at(201, 9, 30), mode=DepartureMode.ESCORTED_HOME, assessed=True, planned=True,
        visited="kept_up",
    )  # fmt: skip
    schedule(world, visit)


def fled_from_violence(world: World) -> None:
    """A woman who fled from her husband; sealed the same night, known to three people only."""
    known = known_person(world, name="柏春燕", sex=FEMALE, age=34, home="510921")

    def admitted(stay: Stay) -> None:
        world.agenda.add(stay.arrived_at + timedelta(hours=1), lambda at: _seal(world, stay, at))
        world.agenda.add(stay.arrived_at + timedelta(hours=20), lambda at: _help_in_secret(world, stay.person_id, at))

    visit = Visit(
        Profile(known, FEMALE, 34, "510921", HelpReason.VIOLENCE), CITY_STATION, world.day_at(4, 23, 5),
        arrival_mode=ArrivalMode.POLICE, on_admitted=admitted,
    )  # fmt: skip
    schedule(world, visit)


def _seal(world: World, stay: Stay, at: datetime) -> None:
    chief, members = world.actor(CHIEF), [world.users[u].pk for u in (CHIEF, WORKER, "nurse")]
    circle = access.make_circle(
        organisation_id=world.org(CITY_STATION).pk, user_ids=members, purpose="家庭暴力受害人，限三人知情", at=at,
        actor=chief,
    )  # fmt: skip
    people.seal(
        person_id=stay.person_id, circle_id=circle.pk, reason="家庭暴力，丈夫正在寻找", at=at, actor=chief
    )
    for username in (CHIEF, WORKER, "nurse"):
        world.refresh(username)


def _help_in_secret(world: World, person_id: int, at: datetime) -> None:
    help_given.assess(world, WORKER, person_id, at, levels={"psychological": 2, "housing": 2, "medical": 1})
    plan = help_given.open_plan(world, WORKER, person_id, "保障安全，申请人身安全保护令", at)
    assert plan is not None
    help_given.add_task(world, WORKER, plan, "陪同到法院申请人身安全保护令", at, days=3)
    help_given.add_task(world, WORKER, plan, "心理辅导一次", at, days=5)


def keeps_returning(world: World) -> None:
    """A man met on the street again and again; this is his fourth stay, and he sits by the bridge once more."""
    known = known_person(world, name="谭老四", sex=MALE, age=57, home="510904", other_names=(("谭德顺", "alias"),))
    profile = Profile(known, MALE, 57, "510904", HelpReason.NO_MEANS, ("limb",))
    spans = ((320, 318), (214, 211), (96, 93), (6, None))

    def again(number: int, person_id: int | None) -> None:
        arrived, left = spans[number]

        def admitted(stay: Stay) -> None:
            if number == 0:
                _portrait(world, samples.MAN)(stay)
            if number + 1 < len(spans):
                again(number + 1, stay.person_id)

        schedule(world, Visit(
            profile, CITY_STATION, world.day_at(arrived, 20 + number % 3, 10),
            left=world.day_at(left, 9, 20) if left is not None else None, mode=DepartureMode.FUNDED_RETURN,
            arrival_mode=ArrivalMode.PATROL, assessed=number in (1, 3), planned=number == 1, on_admitted=admitted,
            person_id=person_id,
        ))  # fmt: skip

    again(0, None)


def nobody_takes_him(world: World) -> None:
    """An old man whose home place refuses to take him in; three weeks in, the matter is at the city's level."""
    known = known_person(world, name="钟德贵", sex=MALE, age=74, home="522722")

    def admitted(stay: Stay) -> None:
        world.agenda.add(stay.arrived_at + timedelta(days=3), lambda at: _negotiate(world, stay.person_id, at))

    schedule(world, Visit(
        Profile(known, MALE, 74, "522722", HelpReason.NO_MEANS, ("limb",)), CITY_STATION, world.day_at(22, 15, 30),
        arrival_mode=ArrivalMode.CITY_MANAGEMENT, assessed=True, on_admitted=admitted,
    ))  # fmt: skip


def _negotiate(world: World, person_id: int, at: datetime) -> None:
    plan = help_given.open_plan(world, WORKER, person_id, "与流出地商定接收：户籍地以“房屋已倒塌、无亲属”为由拒绝接回", at)
    assert plan is not None
    help_given.add_task(world, WORKER, plan, "致函流出地民政部门，说明情况并要求接回", at, days=3, done=True)
    help_given.add_task(world, WORKER, plan, "第二次电话协商并记录答复（对方拒绝）", at, days=8, done=True)
    help_given.add_task(world, WORKER, plan, "报市民政局，请省厅协调流出地", at, days=13)


def mother_and_child(world: World) -> None:
    """A mother with her son of six in one family room."""
    mother = known_person(world, name="石倩", sex=FEMALE, age=31, home="511622")
    son = known_person(world, name="石子睿", sex=MALE, age=6, home="511622")

    def arrive(at: datetime) -> None:
        beds = _family_beds(world)
        for number, (who, age, sex) in enumerate(((mother, 31, FEMALE), (son, 6, MALE))):
            made = intake.register_request(
                request=intake.Request(
                    particulars=who, body_check="able", arrival_mode=ArrivalMode.SELF, help_reason=HelpReason.ROBBED,
                    age_said=f"{age}岁", stated_age=age,
                ),
                at=at, actor=world.actor(OFFICER),
            )  # fmt: skip
            assert made.stay_id is not None
            stays.assign_bed(
                stay_id=made.stay_id, bed_id=beds[number], at=at + timedelta(minutes=9), actor=world.actor(OFFICER),
                override_kind="family" if sex == MALE else "", override_reason="母子同住" if sex == MALE else "",
            )  # fmt: skip

    world.agenda.add(world.day_at(1, 18, 20), arrive)


def _family_beds(world: World) -> list[int]:
    with acting_as(world.actor(OFFICER)):
        taken = BedUse.objects.filter(during__upper_inf=True).values("bed_id")
        free = Bed.objects.filter(room__sex="family", room__organisation=world.org(CITY_STATION)).exclude(pk__in=taken)
        return list(free.order_by("label").values_list("pk", flat=True))


def in_hospital(world: World) -> None:
    """One who was sent to hospital from the desk and has not come yet, and one who went there from his bed."""
    waiting = known_person(world, name="汤富根", sex=MALE, age=61, home="510923")

    def ask(at: datetime) -> None:
        made = intake.register_request(
            request=intake.Request(
                particulars=waiting, body_check="medical", arrival_mode=ArrivalMode.PUBLIC, help_reason=HelpReason.ILL,
                age_said="61岁", stated_age=61,
                branch=intake.Branch("临江市第三人民医院", at, "急诊科值班医生", "急20-118"),
            ),
            at=at, actor=world.actor(OFFICER),
        )  # fmt: skip
        people.share_with(
            person_id=made.person_id, organisation_id=world.org(places.HOSPITAL).pk,
            organisation_name=world.org(places.HOSPITAL).name, reason="送医救治", at=at, actor=world.actor(OFFICER),
        )  # fmt: skip

    world.agenda.add(world.day_at(1, 16, 10), ask)
    ill = known_person(world, name="薛长山", sex=MALE, age=53, home="513428")

    def admitted(stay: Stay) -> None:
        world.agenda.add(stay.arrived_at + timedelta(days=5), lambda at: _to_ward(world, stay, at))

    schedule(world, Visit(
        Profile(ill, MALE, 53, "513428", HelpReason.NO_WORK, ("observe",)), CITY_STATION, world.day_at(8, 10, 5),
        arrival_mode=ArrivalMode.SELF, assessed=True, planned=True, on_admitted=admitted,
    ))  # fmt: skip


def _to_ward(world: World, stay: Stay, at: datetime) -> None:
    stays.leave_bed(stay_id=stay.pk, at=at, actor=world.actor(OFFICER))
    _share(world, stay.person_id, places.HOSPITAL, "住院治疗，站内社工每日探视", at)


def came_back_from_henan(world: World) -> None:
    """A man from Henan, helped home in the summer and visited there; a risk was seen, and now he is back."""
    known = known_person(
        world, name="尚满仓", sex=MALE, age=48, home="411625", home_text="河南郸城", other_names=(("小仓", "nickname"),)
    )
    profile = Profile(known, MALE, 48, "411625", HelpReason.NO_WORK)
    helper = "social_worker_henan"

    def risk(stay: Stay) -> None:
        _portrait(world, samples.WORKER)(stay)

        def visit(at: datetime) -> None:
            with acting_as(world.actor(helper)):
                planned = after_care.first_planned(stay.pk)
            after_care.met(world, planned, helper, at, risk=True)

        world.agenda.add(stay.arrived_at + timedelta(days=11), visit)
        schedule(world, Visit(
            profile, CITY_STATION, world.day_at(2, 21, 50), arrival_mode=ArrivalMode.POLICE, assessed=True,
            person_id=stay.person_id,
        ))  # fmt: skip

    schedule(world, Visit(
        profile, CITY_STATION, world.day_at(148, 20, 30), left=world.day_at(144, 8, 40),
        mode=DepartureMode.COLLECTED_BY_KIN, assessed=True, planned=True, on_admitted=risk, visited="never",
    ))  # fmt: skip


def at_home_with_a_risk(world: World) -> None:
    """A woman at home in 南门街道; yesterday's visit saw that she stopped her medicine."""
    known = known_person(world, name="毛淑华", sex=FEMALE, age=52, home="510903901001")
    profile = Profile(known, FEMALE, 52, "510903901001", HelpReason.LOST, ("mental",))

    def admitted(stay: Stay) -> None:
        def visit(at: datetime) -> None:
            with acting_as(world.actor("social_worker")):
                planned = after_care.first_planned(stay.pk)
            after_care.met(world, planned, "social_worker", at, risk=True)

        world.agenda.add(world.day_at(1, 15, 20), visit)

    schedule(world, Visit(
        profile, CITY_STATION, world.day_at(15, 14, 0), left=world.day_at(8, 10, 0),
        mode=DepartureMode.COLLECTED_BY_KIN, assessed=True, on_admitted=admitted, visited="never",
    ))  # fmt: skip


def visits_due(world: World) -> None:
    """Three people at home in 南门街道 whose visits are overdue, due today and due soon."""
    for name, age, days, home in (
        ("江永福", 67, 12, "510903901002"), ("范海波", 45, 7, "510903901001"), ("贺春", 39, 5, "510903901003"),
    ):  # fmt: skip
        known = known_person(world, name=name, sex=MALE, age=age, home=home)
        schedule(world, Visit(
            Profile(known, MALE, age, home, HelpReason.NO_WORK), CITY_STATION, world.day_at(days + 4, 17, 15),
            left=world.day_at(days, 9, 0), mode=DepartureMode.FUNDED_RETURN, arrival_mode=ArrivalMode.SELF,
            assessed=name != "贺春", visited="never",
        ))  # fmt: skip


def two_records(world: World) -> None:
    """The same man was taken in at two stations; the records were linked, not merged."""
    here = known_person(world, name="段有才", sex=MALE, age=63, home="510981", number=False)

    def register(at: datetime) -> None:
        ids = [
            people.register(particulars=p, at=at, actor=world.actor(OFFICER)).pk
            for p in (here, unknown_person(world, sex=MALE, age=62, heard="老段", home_text="射洪口音"))
        ]
        people.decide_link(
            person_id=ids[0], other_id=ids[1], decision=LinkDecision.SAME, reason="照片和右手旧伤一致", at=at,
            actor=world.actor(WORKER), evidence={"features": "右手旧伤"},
        )  # fmt: skip

    world.agenda.add(world.day_at(60, 11, 0), register)


def from_the_mountains(world: World) -> None:
    """Names of other tongues and another paper: they fit like all others."""
    for name, sex, age, home, kind, station in (
        ("格桑拉姆", FEMALE, 26, "540102", "", places.STATION_WEST),
        ("艾力·玉素甫", MALE, 29, "653101", "", places.STATION),
        ("Nguyen Van Minh", MALE, 33, "", "passport", places.STATION),
    ):
        particulars = known_person(world, name=name, sex=sex, age=age, home=home or "510900", number=False)
        visit = Visit(Profile(particulars, sex, age, home, HelpReason.NO_WORK), station, world.day_at(2, 11, 25))
        if kind:
            passport = replace(particulars, home_region="", home_text="越南清化", identity_number="B9900001", identity_kind=kind)
            visit.profile = Profile(passport, sex, age, "", HelpReason.ROBBED)
        if station == places.STATION_WEST:
            visit.on_admitted = _with_a_bag(world)
        schedule(world, visit)


def _with_a_bag(world: World) -> Callable[[Stay], None]:
    """At the western station, which has an official layout for its receipts (an example)."""

    def admitted(stay: Stay) -> None:
        def keep(when: datetime) -> None:
            things.official_layout(world, when, who="station_chief2")
            things.kept_at_the_door(
                world, stay.pk, when, who="station_officer2", said="手机1部；银手镯1只；现金 260 元；换洗衣服3件", bag="W-03",
                checker=("杨大姐", things.FEMALE),
            )  # fmt: skip

        world.agenda.add(stay.arrived_at + timedelta(minutes=25), keep)

    return admitted


def in_an_emergency(world: World) -> None:
    """The neighbouring station opened a record at night; the reason is kept and somebody else must review it."""

    world.agenda.add(world.day_at(31, 2, 40), lambda at: people.break_glass(
        number=_number_of(world, "谭老四"), reason="本人昏倒在我站门口，急需过敏史和联系人", hours=4, at=at,
        actor=world.actor("station_officer2")))  # fmt: skip
    world.agenda.add(world.ago(hours=2), lambda at: people.break_glass(
        number=_number_of(world, "钟德贵"), reason="派出所来电，家属称其有心脏病，核对用药", hours=12, at=at,
        actor=world.actor("station_officer3")))  # fmt: skip


def not_helped(world: World) -> None:
    """A man with a flat and a pension: the conditions were weighed one by one, and he has his notice."""
    known = known_person(world, name="郭有才", sex=MALE, age=52, home="510903")

    def weigh(at: datetime) -> None:
        actor = world.actor(OFFICER)
        asked = intake.register_request(
            request=intake.Request(particulars=known, body_check=BodyCheck.ABLE, arrival_mode=ArrivalMode.SELF,
                                   help_reason=HelpReason.NO_MEANS), at=at, actor=actor, admit=False,
        )  # fmt: skip
        refusing.refuse(
            intake_id=asked.pk, test=Standard.PROCEDURE_2014, ground=Ground.NOT_MET, at=at + timedelta(minutes=20), actor=actor,
            answers={Criterion.AWAY: "no", Criterion.NO_MEANS: "no", Criterion.ROUGH: "no"},
            words="本人在本市有住房和退休金，当面看过存折和房产证；没有带现金，想要返家车费", complaint_to="临江市民政局 0825-0000000",
        )  # fmt: skip

    world.agenda.add(world.day_at(12, 15, 10), weigh)


def _number_of(world: World, name: str) -> str:
    with acting_as(world.actor(OFFICER), read_only=True):
        return str(Person.objects.filter(display_name=name).get().number)
