"""Who may know: shared by hand, sealed into a circle, the circle changed; and nobody keeps what was lent to him."""

from __future__ import annotations

import pytest

from nuanyang.foundation.access.actors import actor_for
from nuanyang.foundation.access.models import CircleMember, User
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.orgs import operations as orgs
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.foundation.scope.viewers import add_viewers, organisation_key
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people import operations as people
from nuanyang.registry.people import sight
from nuanyang.registry.people.models import Person
from nuanyang.registry.people.operations import CannotShare, Particulars
from nuanyang.registry.people.rules import sees_by_right
from tests.factories.cast import make_user

pytestmark = pytest.mark.django_db
WHY = "遭受家庭暴力"


@pytest.fixture
def person(an, now):
    return people.register(particulars=Particulars(name="柏春燕", sex=2), at=now, actor=an)


@pytest.fixture
def shelter_id(system, bureau_id, now):
    """A shelter that nobody must find."""
    made = orgs.add(
        code="shelter", name="向阳花家园", kind="station", region="510903", parent_code="bureau", concealed=True, at=now,
        actor=system,
    )
    return made.pk


@pytest.fixture
def shelter_chief(system, shelter_id):
    return make_user(system, "xiang", "向阳", shelter_id, "station_chief")


def fresh(actor, now):
    """The actor as the next request would build him."""
    return actor_for(User.objects.get(pk=actor.user_id), at=now)[0]


def sees(actor, person, now):
    with acting_as(fresh(actor, now), read_only=True):
        return Person.objects.filter(pk=person.pk).exists()


def told(actor, person, now):
    with acting_as(fresh(actor, now)):
        return list(Event.objects.filter(person_id=person.pk).order_by("id").values_list("name", flat=True))


def members(actor, circle_id):
    with acting_as(actor):
        return CircleMember.objects.filter(circle_id=circle_id).count()


def seal(person, chief, now, *others):
    return people.seal_within(person_id=person.pk, user_ids=[o.user_id for o in others], reason=WHY, at=now, actor=chief)


# ---- share --------------------------------------------------------------------------------------


def test_shared_by_hand_for_a_reason(an, chen, person, now, other_station_id):
    with pytest.raises(CannotShare) as refused:
        people.give_sight(person_id=person.pk, organisation_id=other_station_id, reason=" ", at=now, actor=an)
    assert refused.value.field == "reason" and not sees(chen, person, now)
    people.give_sight(person_id=person.pk, organisation_id=other_station_id, reason="转送 治疗", at=now, actor=an)
    assert sees(chen, person, now)
    with acting_as(an):
        payload = Event.objects.get(name="people.shared").payload
    assert payload == {"organisation": "射水县救助管理站", "to": other_station_id, "reason": "转送 治疗"}


def test_found_near_by_or_by_name_however_many_there_are(an, person, now, other_station_id, system):
    for n in range(sight.OFFERED + 3):
        orgs.add(
            code=f"village{n}", name=f"张村{n}社工站", kind="social_work_station", region="510903", parent_code="bureau", at=now,
            actor=system,
        )
    with acting_as(an):
        assert len(sight.near(person, region="510903")) == sight.OFFERED and sight.near(person, region="") == []
        assert len(sight.named(person, "张村 社工")) == sight.OFFERED + 1, "too many to show says one more"
        assert [o.name for o in sight.named(person, "张村7社工站")] == ["张村7社工站"], "an exact name alone"
        assert [o.code for o in sight.named(person, "VILLAGE7")] == ["village7"]
        assert sight.named(person, "没有这个") == sight.named(person, " ") == []
        people.give_sight(person_id=person.pk, organisation_id=other_station_id, reason="转送", at=now, actor=an)
        person.refresh_from_db()
        assert sight.named(person, "射水") == [], "who sees it already is not offered"


def test_a_share_is_taken_back_for_a_reason(an, chen, bo, person, now, other_station_id):
    people.give_sight(person_id=person.pk, organisation_id=other_station_id, reason="转送", at=now, actor=an)
    with acting_as(an):
        person.refresh_from_db()
        assert [o.pk for o in sight.may_be_taken_back(person, actor=an)] == [other_station_id]
    with pytest.raises(CannotShare) as refused:
        people.take_back(person_id=person.pk, organisation_id=other_station_id, reason="", at=now, actor=an)
    assert refused.value.field == "reason"
    people.take_back(person_id=person.pk, organisation_id=other_station_id, reason="没有转送成", at=now, actor=bo)
    people.take_back(person_id=person.pk, organisation_id=other_station_id, reason="没有转送成", at=now, actor=bo)
    assert not sees(chen, person, now) and sees(an, person, now)
    assert told(an, person, now).count("people.unshared") == 1


def test_who_has_records_of_his_own_and_who_was_first_keep_their_sight(an, chen, person, now, station_id, other_station_id):
    people.give_sight(person_id=person.pk, organisation_id=other_station_id, reason="转送", at=now, actor=an)
    stays.admit(person_id=person.pk, station_id=other_station_id, at=now, actor=chen)
    for by, from_ in ((an, other_station_id), (chen, station_id), (an, station_id)):
        with pytest.raises(CannotShare):
            people.take_back(person_id=person.pk, organisation_id=from_, reason="收回", at=now, actor=by)
    assert sees(chen, person, now) and sees(an, person, now)


def test_a_concealed_or_unknown_organisation_cannot_be_named(an, shelter_chief, person, now, shelter_id):
    for organisation_id in (shelter_id, 999_999):
        with pytest.raises(NotVisible):
            people.give_sight(person_id=person.pk, organisation_id=organisation_id, reason="转送", at=now, actor=an)
    with acting_as(an):
        assert sight.named(person, "向阳花") == [] and sight.near(person, region="510903")
        assert "向阳花家园" not in [o.name for o in sight.near(person, region="510903")]


def test_that_a_shelter_knows_somebody_is_told_to_the_shelter_alone(an, city, shelter_chief, chen, person, now, shelter_id):
    with acting_as(system_actor("tests"), operation="tests"):
        add_viewers(Person.objects.get(pk=person.pk), [organisation_key(shelter_id)])
    stays.admit(person_id=person.pk, station_id=shelter_id, at=now, actor=shelter_chief)
    assert "stays.admitted" in told(shelter_chief, person, now)
    for actor in (an, city):
        assert "people.shared" not in told(actor, person, now) and "stays.admitted" not in told(actor, person, now)
        with acting_as(actor):
            assert not Stay.objects.filter(person_id=person.pk).exists()
            seen = sight.sight_of(Person.objects.get(pk=person.pk), actor=actor, at=now)
        assert "向阳花家园" not in str(seen) and "向阳" not in seen.visitors


# ---- seal and circle ----------------------------------------------------------------------------


def test_sealed_into_a_circle_of_the_actor_and_others(an, bo, chief, city, person, now):
    sealed = seal(person, chief, now, bo)
    assert sealed.sealed and members(chief, sealed.circle_id) == 2
    assert [sees(a, person, now) for a in (chief, bo, an, city)] == [True, True, False, False]
    with pytest.raises(CannotShare):
        seal(person, fresh(chief, now), now)


def test_a_seal_needs_a_reason_and_known_accounts(chief, person, shelter_chief, now):
    with pytest.raises(CannotShare):
        people.seal_within(person_id=person.pk, user_ids=[], reason="", at=now, actor=chief)
    for user_id in (shelter_chief.user_id, 999_999):
        with pytest.raises(NotVisible):
            people.seal_within(person_id=person.pk, user_ids=[user_id], reason=WHY, at=now, actor=chief)
    with acting_as(chief):
        assert not CircleMember.objects.exists()


def test_the_circle_grows_and_shrinks(an, bo, chief, chen, person, now):
    seal(person, chief, now)
    inside = fresh(chief, now)
    for _twice in range(2):
        people.let_in(person_id=person.pk, user_id=chen.user_id, reason="协查", at=now, actor=inside)
    people.let_in(person_id=person.pk, user_id=bo.user_id, reason="接手", at=now, actor=inside)
    assert sees(chen, person, now) and sees(bo, person, now)
    with acting_as(inside):
        seen = sight.sight_of(Person.objects.get(pk=person.pk), actor=inside, at=now)
    assert [c.name for c in seen.confidants] == ["博文", "站长", "陈默"] and seen.inside and seen.organisations == []
    people.take_out(person_id=person.pk, user_id=chen.user_id, reason="协查结束", at=now, actor=inside)
    people.take_out(person_id=person.pk, user_id=chen.user_id, reason="协查结束", at=now, actor=inside)
    assert not sees(chen, person, now) and not sees(an, person, now)
    names = told(chief, person, now)
    assert (names.count("people.confided"), names.count("people.unconfided")) == (2, 1)


def test_whoever_left_for_a_time_may_come_back(bo, chief, person, now):
    sealed = seal(person, chief, now, bo)
    inside = fresh(chief, now)
    with acting_as(inside, operation="people.let_in"):
        CircleMember.objects.filter(user_id=bo.user_id).update(valid_to=now)
    assert not sees(bo, person, now)
    people.let_in(person_id=person.pk, user_id=bo.user_id, reason="回来接手", at=now, actor=inside)
    assert sees(bo, person, now) and members(chief, sealed.circle_id) == 2


def test_nobody_removes_himself_and_nobody_changes_what_is_not_sealed(chief, bo, person, now):
    for operation in (people.let_in, people.take_out):
        with pytest.raises(CannotShare):
            operation(person_id=person.pk, user_id=bo.user_id, reason=WHY, at=now, actor=chief)
    seal(person, chief, now, bo)
    with pytest.raises(CannotShare):
        people.take_out(person_id=person.pk, user_id=chief.user_id, reason=WHY, at=now, actor=fresh(chief, now))


def test_a_circle_of_several_records_is_counted(an, chief, person, now):
    sealed = seal(person, chief, now)
    other = people.register(particulars=Particulars(name="柏小雨"), at=now, actor=an)
    people.seal(person_id=other.pk, circle_id=sealed.circle_id, reason=WHY, at=now, actor=chief)
    with acting_as(fresh(chief, now)):
        assert sight.sealed_beside(sealed) == 1
        assert sight.sealed_beside(Person(pk=0)) == 0 and sight.confidants(circle_id=None, at=now) == []


# ---- an emergency lends, it does not give ---------------------------------------------------------


def test_who_looks_in_an_emergency_decides_nothing(system, chen, chief, bo, person, now, other_station_id):
    stranger = make_user(system, "peng", "彭站长", other_station_id, "station_chief")
    people.break_glass(number=person.number, reason="昏迷送医，查过敏史", hours=2, at=now, actor=stranger)
    stranger = fresh(stranger, now)
    for deed in (
        lambda: people.give_sight(
            person_id=person.pk, organisation_id=other_station_id, reason="留着", at=now, actor=stranger
        ),
        lambda: seal(person, stranger, now),
        lambda: people.correct(person_id=person.pk, changes={"display_name": ""}, at=now, actor=stranger),
        lambda: people.add_name(person_id=person.pk, text="别的", use="alias", at=now, actor=stranger),
        lambda: people.add_paper(person_id=person.pk, number="110101199003078814", at=now, actor=stranger),
        lambda: people.raise_alert(person_id=person.pk, alert="violence", at=now, actor=stranger),
        lambda: stays.admit(person_id=person.pk, station_id=other_station_id, at=now, actor=stranger),
    ):
        with pytest.raises(Person.DoesNotExist):
            deed()
    seal(person, chief, now, bo)
    people.break_glass(number=person.number, reason="昏迷送医，查过敏史", hours=2, at=now, actor=stranger)
    stranger = fresh(stranger, now)
    for deed in (
        lambda: people.unseal(person_id=person.pk, reason=WHY, at=now, actor=stranger),
        lambda: people.let_in(person_id=person.pk, user_id=stranger.user_id, reason=WHY, at=now, actor=stranger),
        lambda: people.take_out(person_id=person.pk, user_id=bo.user_id, reason=WHY, at=now, actor=stranger),
        lambda: people.seal(person_id=person.pk, circle_id=1, reason=WHY, at=now, actor=stranger),
    ):
        with pytest.raises(Person.DoesNotExist):
            deed()
    with acting_as(fresh(stranger, now), read_only=True):
        seen = sight.sight_of(Person.objects.get(pk=person.pk), actor=stranger, at=now)
    assert not seen.by_right and not seen.inside and seen.confidants == [] and seen.visitors == ["彭站长"]


@pytest.mark.parametrize(
    "viewers,keys,right",
    [(["o:1", "r:510900"], ["o:1"], True), (["c:4"], ["o:1", "c:4"], True), (["o:1", "u:7"], ["o:2", "u:7"], False),
     (["o:1", "r:510900"], ["r:510900"], False), (["sys"], ["sys"], True), ([], ["o:1"], False)],
)  # fmt: skip
def test_sight_by_right(viewers, keys, right):
    assert sees_by_right(viewers, keys) is right


def test_lifting_the_seal_in_a_shelter_tells_no_overseer(shelter_chief, city, now):
    inside = people.register(particulars=Particulars(name="柏春燕"), at=now, actor=shelter_chief)
    seal(inside, shelter_chief, now)
    people.unseal(person_id=inside.pk, reason="危险已过", at=now, actor=fresh(shelter_chief, now))
    assert sees(shelter_chief, inside, now) and not sees(city, inside, now)


def test_many_at_once_in_a_concealed_house_are_nobody_elses(shelter_chief, city, shelter_id, now):
    particulars = [Particulars(name=name) for name in ("柏春燕", "石兰")]
    with acting_as(shelter_chief):
        made = people.register_many(
            many=particulars, at=now, actor=shelter_chief, organisation_id=shelter_id, organisation_region="510903"
        )
    with acting_as(city, read_only=True):
        assert not Person.objects.filter(pk__in=[p.pk for p in made]).exists()
    with acting_as(shelter_chief, read_only=True):
        assert Person.objects.filter(pk__in=[p.pk for p in made]).count() == 2
