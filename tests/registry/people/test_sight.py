"""Share, seal, reveal, emergency: who sees what, and what is kept of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from nuanyang.foundation.access import operations as access
from nuanyang.foundation.access.actors import actor_for
from nuanyang.foundation.access.models import BrokenGlass, User
from nuanyang.foundation.access.operations import CannotBreakGlass
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.audit.queries import timeline
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.kernel.errors import NotAllowed
from nuanyang.registry.people import operations, queries
from nuanyang.registry.people.models import Listing, Paper, Person, PersonName, SearchEntry
from nuanyang.registry.people.operations import CannotReveal, CannotShare, Particulars

TODAY = date(2026, 3, 2)
NUMBER = "51110219800101001"


@pytest.fixture
def person(an, now):
    from nuanyang.kernel.identity import check_digit

    return operations.register(
        particulars=Particulars(
            name="欧阳春晓", identity_number=NUMBER + check_digit(NUMBER), home_text="四川省遂宁市船山区南津路12号"
        ),
        at=now, actor=an,
    )


def fresh(actor, now):
    """The actor as the next request would build him."""
    found, _places = actor_for(User.objects.get(pk=actor.user_id), at=now)
    assert found is not None
    return found


def sees(actor, person):
    """Every way of coming across a person: page, list, search by name, sound, number, and its parts."""
    with acting_as(actor, read_only=True):
        ways = {
            "record": Person.objects.filter(pk=person.pk).exists(),
            "card": person.pk in queries.cards([person.pk], today=TODAY),
            "list": person.pk in [c.id for c in queries.list_people(today=TODAY).cards],
            "count": Person.objects.count() > 0,
            "names": PersonName.objects.filter(person_id=person.pk).exists(),
            "papers": bool(queries.papers_of(person_id=person.pk)),
            "story": bool(timeline(person_id=person.pk)),
        }
        for text in ("欧阳春晓", "ouyangchunxiao", "oycx", person.number, NUMBER[:6], NUMBER[6:14]):
            ways[f"search {text}"] = person.pk in [h.card.id for h in queries.search(text, today=TODAY)]
    assert len(set(ways.values())) == 1, ways
    return ways["record"]


def seal(actor, person, now, station_id, members):
    circle = access.make_circle(
        organisation_id=station_id, user_ids=[m.user_id for m in members], purpose="受害人保护", at=now, actor=actor
    )
    return operations.seal(person_id=person.pk, circle_id=circle.pk, reason="遭受暴力", at=now, actor=actor)


def test_colleagues_and_the_overseer_see_strangers_do_not(an, bo, city, chen, worker_at_home, person):
    assert sees(an, person) and sees(bo, person) and sees(city, person)
    assert not sees(chen, person) and not sees(worker_at_home, person)


def test_the_overseer_sees_masked_names_and_short_addresses(city, an, person):
    with acting_as(city):
        card = queries.cards([person.pk], today=TODAY)[person.pk]
        assert (card.name, card.masked, card.home) == ("欧阳*晓", True, "四川省遂宁市船山区****")
    with acting_as(an):
        card = queries.cards([person.pk], today=TODAY)[person.pk]
        assert (card.name, card.masked, card.home) == ("欧阳春晓", False, "四川省遂宁市船山区南津路12号")


def test_sharing_lets_the_other_organisation_see_by_every_way(an, chen, person, now, other_station_id):
    share = {
        "person_id": person.pk, "organisation_id": other_station_id, "organisation_name": "射水县救助管理站",
        "reason": "转送", "at": now,
    }
    operations.share_with(**share, actor=an)
    assert sees(chen, person) and sees(an, person)
    operations.share_with(**share, actor=an)
    with acting_as(an):
        told = [e for e in timeline(person_id=person.pk) if e.name == "people.shared"]
    assert len(told) == 1 and told[0].payload["reason"] == "转送"


def test_a_stranger_cannot_share_what_he_does_not_see(chen, person, now, other_station_id):
    with pytest.raises(Person.DoesNotExist):
        operations.share_with(
            person_id=person.pk, organisation_id=other_station_id, organisation_name="x", reason="y", at=now, actor=chen
        )


def test_a_sealed_record_is_gone_for_everybody_outside_the_circle(an, bo, chief, city, person, now, station_id):
    seal(chief, person, now, station_id, [bo])
    for actor in (an, chief, city):
        assert not sees(fresh(actor, now), person)
    assert sees(fresh(bo, now), person)


def test_the_seal_leaves_no_trace_in_the_side_tables(an, chief, bo, person, now, station_id):
    sealed = seal(chief, person, now, station_id, [bo])
    circle = f"c:{sealed.circle_id}"
    assert SearchEntry.objects.get(pk=person.pk).viewers == [circle]
    assert list(Listing.objects.filter(person_id=person.pk).values_list("viewer_key", flat=True)) == [circle]


def test_a_correction_inside_the_circle_does_not_unseal(bo, an, chief, person, now, station_id):
    seal(chief, person, now, station_id, [bo])
    inside = fresh(bo, now)
    operations.add_name(person_id=person.pk, text="小晓", use="nickname", at=now, actor=inside)
    operations.correct(person_id=person.pk, changes={"sex": 2}, at=now, actor=inside)
    assert sees(inside, person) and not sees(fresh(an, now), person)


def test_sealed_records_are_not_shared_with_whole_organisations(bo, chief, person, now, station_id, other_station_id):
    seal(chief, person, now, station_id, [bo])
    with pytest.raises(CannotShare) as refused:
        operations.share_with(
            person_id=person.pk, organisation_id=other_station_id, organisation_name="x", reason="y", at=now,
            actor=fresh(bo, now),
        )
    assert refused.value.rule == "DP-017"


def test_lifting_the_seal_brings_the_record_back(an, chief, city, chen, person, now, station_id):
    seal(chief, person, now, station_id, [chief])
    lifted = operations.unseal(person_id=person.pk, reason="危险已过", at=now, actor=fresh(chief, now))
    assert not lifted.sealed and lifted.circle_id is None
    assert sees(an, person) and sees(city, person) and not sees(chen, person)
    operations.unseal(person_id=person.pk, reason="再来", at=now, actor=fresh(chief, now))
    with acting_as(an):
        assert [e.name for e in timeline(person_id=person.pk)].count("people.unsealed") == 1


def test_only_the_chief_seals(an, bo, person, now, station_id):
    for actor in (an, bo):
        with pytest.raises(NotAllowed):
            operations.seal(person_id=person.pk, circle_id=1, reason="x", at=now, actor=actor)


def paper_of(actor, person):
    with acting_as(actor):
        return queries.papers_of(person_id=person.pk)[0]


def test_a_number_is_revealed_for_a_reason_that_is_kept(an, person, now):
    paper = paper_of(an, person)
    assert operations.reveal_number(paper_id=paper.id, reason=" 购票实名 ", at=now, actor=an).startswith(NUMBER)
    with acting_as(an):
        event = Event.objects.filter(person_id=person.pk, name="people.revealed").get()
        assert NUMBER not in str(event.payload) and event.payload["reason"] == "购票实名"
        assert "people.revealed" not in [e.name for e in timeline(person_id=person.pk)]


@pytest.mark.parametrize("reason", ["", " ", "查"])
def test_without_a_reason_no_number(an, person, now, reason):
    with pytest.raises(CannotReveal) as refused:
        operations.reveal_number(paper_id=paper_of(an, person).id, reason=reason, at=now, actor=an)
    assert refused.value.rule == "DP-012"
    with acting_as(an):
        assert not Event.objects.filter(name="people.revealed").exists()


def test_who_may_not_reveal_does_not_and_strangers_find_no_paper(an, chen, city, person, now):
    paper = paper_of(an, person)
    with pytest.raises(NotAllowed):
        operations.reveal_number(paper_id=paper.id, reason="查一下", at=now, actor=city)
    with pytest.raises(Paper.DoesNotExist):
        operations.reveal_number(paper_id=paper.id, reason="查一下", at=now, actor=chen)


def break_glass(actor, person, now, reason="昏迷，查过敏史", hours=2):
    return operations.break_glass(number=person.number.lower(), reason=reason, hours=hours, at=now, actor=actor)


def test_broken_glass_opens_one_record_and_names_who_looked(chen, an, person, now):
    other = operations.register(particulars=Particulars(name="另一人"), at=now, actor=an)
    break_glass(chen, person, now)
    assert sees(fresh(chen, now), person)
    with acting_as(fresh(chen, now)):
        assert not Person.objects.filter(pk=person.pk).exists(), "what is lent is read, never written"
    with acting_as(fresh(chen, now), read_only=True):
        assert not Person.objects.filter(pk=other.pk).exists()
        (glass,) = BrokenGlass.objects.all()
        assert glass.ends_at == now + timedelta(hours=2)
    with acting_as(an):
        opened = timeline(person_id=person.pk)[0]
    assert (opened.name, opened.actor_id) == ("people.opened", chen.user_id)


def test_a_sealed_record_opens_in_an_emergency_too(chen, chief, bo, person, now, station_id):
    seal(chief, person, now, station_id, [bo])
    break_glass(chen, person, now)
    assert sees(fresh(chen, now), person) and sees(fresh(bo, now), person)


@pytest.mark.parametrize("reason,hours", [("", 2), ("急", 2), ("昏迷送医", 0), ("昏迷送医", 25)])
def test_an_emergency_needs_a_reason_and_an_end(chen, person, now, reason, hours):
    with pytest.raises(CannotBreakGlass):
        break_glass(chen, person, now, reason, hours)
    assert not sees(fresh(chen, now), person)


@pytest.mark.parametrize("number", ["R9999999", "张三", "", "R"])
def test_a_number_that_nobody_has_leaves_no_glass(chen, person, now, number):
    with pytest.raises(Person.DoesNotExist):
        operations.break_glass(number=number, reason="昏迷送医", hours=1, at=now, actor=chen)
    with acting_as(chen):
        assert not BrokenGlass.objects.exists()


def test_the_end_takes_the_sight_back_once(chen, an, system, person, now):
    break_glass(chen, person, now)
    with acting_as(system):
        (glass,) = BrokenGlass.objects.all()
    later = now + timedelta(hours=3)
    operations.close_glass(glass_id=glass.pk, at=later, actor=system)
    operations.close_glass(glass_id=glass.pk, at=later, actor=system)
    assert not sees(fresh(chen, now), person) and sees(an, person)
    with acting_as(an):
        assert [e.name for e in timeline(person_id=person.pk)].count("people.closed_again") == 1


def test_while_a_second_glass_is_open_the_first_ones_end_changes_nothing(chen, system, person, now):
    break_glass(chen, person, now, hours=1)
    break_glass(chen, person, now, hours=5)
    with acting_as(system):
        first, second = BrokenGlass.objects.order_by("id")
    operations.close_glass(glass_id=first.pk, at=now + timedelta(hours=1), actor=system)
    assert sees(fresh(chen, now), person)
    assert not sees(fresh(chen, now + timedelta(hours=5)), person), "over at the second, job or not"
    operations.close_glass(glass_id=second.pk, at=now + timedelta(hours=5), actor=system)
    assert not sees(fresh(chen, now), person)


def test_users_cannot_close_glass_themselves(chen, system, person, now):
    break_glass(chen, person, now)
    with acting_as(system):
        (glass,) = BrokenGlass.objects.all()
    with pytest.raises(NotAllowed):
        operations.close_glass(glass_id=glass.pk, at=now, actor=chen)
