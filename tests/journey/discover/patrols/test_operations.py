"""Street encounters: what may be recorded, who sees it, who it turns out to be."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.journey.discover.patrols import operations as patrols
from nuanyang.journey.discover.patrols import queries
from nuanyang.journey.discover.patrols.models import Encounter
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotAllowed, NotVisible
from nuanyang.registry.people.models import Person
from tests.journey.take_in.stays.builders import make_person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def meet(actor: Actor, now: datetime, **more: Any) -> Encounter:
    facts = {"place": "火车站地下通道", "condition": "well", "outcome": "supplies", "met_at": now, **more}
    return patrols.record_encounter(**facts, at=now, actor=actor)


def test_an_encounter_is_kept_as_seen(patrol: Actor, now: datetime) -> None:
    made = meet(patrol, now, seen="蓝色大衣，没有行李", given=["card", "quilt"], sex=1, apparent_age="old")
    with acting_as(patrol):
        found = queries.get_encounter(encounter_id=made.pk)
        assert (found.region, found.given) == (patrol.region, ["quilt", "card"])
        assert queries.given_labels(found) == ["棉被", "求助卡"]
        assert Event.objects.filter(root="encounter", root_id=made.pk).count() == 1
        assert queries.recorded_since(organisation_id=found.organisation_id, since=now) == 1


@pytest.mark.parametrize(
    ("facts", "field", "rule"),
    [
        ({"place": " "}, "place", None),
        ({"condition": "fine"}, "condition", None),
        ({"outcome": "to_station"}, "station", None),
        ({"outcome": "to_station", "condition": "refuses", "station_id": 1}, "outcome", "RS-006"),
        ({"outcome": "to_station", "condition": "ill", "station_id": 1}, "outcome", "RS-013"),
        ({"station_id": 1}, "station", None),
    ],
)
def test_what_is_wrong_is_named(
    patrol: Actor, now: datetime, facts: dict[str, Any], field: str, rule: str | None
) -> None:
    with pytest.raises(patrols.CannotRecord) as refused:
        meet(patrol, now, **facts)
    assert (refused.value.field, refused.value.rule) == (field, rule)


def test_not_in_the_future_and_to_a_station_only(patrol: Actor, now: datetime, bureau_id: int) -> None:
    with pytest.raises(patrols.CannotRecord) as refused:
        meet(patrol, now, met_at=now + HOUR)
    assert refused.value.field == "met_at"
    with pytest.raises(patrols.CannotRecord) as refused:
        meet(patrol, now, outcome="to_station", station_id=bureau_id)
    assert refused.value.field == "station"


def test_needs_the_permission(an: Actor, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        meet(an, now)


def test_a_double_click_records_once(patrol: Actor, now: datetime) -> None:
    first = meet(patrol, now, idempotency_key="k1")
    assert meet(patrol, now, idempotency_key="k1").pk == first.pk
    with acting_as(patrol):
        assert Encounter.objects.count() == 1


def test_strangers_see_nothing_the_station_sees_who_arrives(
    patrol: Actor, an: Actor, chen: Actor, now: datetime, station_id: int, other_station_id: int
) -> None:
    own = meet(patrol, now - HOUR)
    brought = meet(patrol, now, outcome="to_station", station_id=other_station_id)
    old = meet(patrol, now - 3 * 24 * HOUR, outcome="to_station", station_id=other_station_id)
    with acting_as(chen):
        assert [e.pk for e in queries.arriving(station_id=other_station_id, now=now)] == [brought.pk]
        assert queries.arriving_count(station_id=other_station_id, now=now) == 1
        assert [e.pk for e in queries.recent(organisation_id=other_station_id).rows] == [brought.pk, old.pk]
        with pytest.raises(NotVisible):
            queries.get_encounter(encounter_id=own.pk)
    with acting_as(an):
        assert queries.arriving(station_id=station_id, now=now) == []
        page = queries.recent(organisation_id=station_id, size=2)
        assert [e.pk for e in page.rows] == [brought.pk, own.pk]
        rest = queries.recent(organisation_id=station_id, size=2, before=page.next_before)
        assert ([e.pk for e in rest.rows], rest.next_before) == ([old.pk], None)


def test_linking_says_who_it_was(patrol: Actor, an: Actor, chen: Actor, now: datetime, station_id: int) -> None:
    met = meet(patrol, now, outcome="to_station", station_id=station_id)
    person, other = make_person(an, now), make_person(an, now, "王海")
    patrols.link_person(encounter_id=met.pk, person_id=person.pk, at=now, actor=an)
    assert patrols.link_person(encounter_id=met.pk, person_id=person.pk, at=now, actor=an).pk == met.pk
    with pytest.raises(patrols.CannotLinkPerson):
        patrols.link_person(encounter_id=met.pk, person_id=other.pk, at=now, actor=an)
    with pytest.raises(NotVisible):
        patrols.link_person(encounter_id=met.pk, person_id=person.pk, at=now, actor=chen)
    with pytest.raises(NotAllowed):
        patrols.link_person(encounter_id=met.pk, person_id=person.pk, at=now, actor=patrol)
    with acting_as(an):
        assert queries.arriving(station_id=station_id, now=now) == []
        assert [e.pk for e in queries.of_person([person.pk])] == [met.pk]


def test_only_a_person_in_sight_is_linked(
    patrol: Actor, an: Actor, chen: Actor, now: datetime, station_id: int
) -> None:
    met = meet(patrol, now, outcome="to_station", station_id=station_id)
    stranger = make_person(chen, now)
    with pytest.raises(Person.DoesNotExist):
        patrols.link_person(encounter_id=met.pk, person_id=stranger.pk, at=now, actor=an)


def test_the_database_wants_a_station_with_who_was_brought_to_one(patrol: Actor, now: datetime) -> None:
    met = meet(patrol, now)
    with acting_as(patrol, operation="test.raw"), pytest.raises(IntegrityError), transaction.atomic():
        Encounter.objects.filter(pk=met.pk).update(outcome="to_station")
    with acting_as(patrol, operation="test.raw"), pytest.raises(IntegrityError), transaction.atomic():
        Encounter.objects.filter(pk=met.pk).update(latitude=30)


# ---- who does not come --------------------------------------------------------------------------


def test_who_does_not_come_leaves_the_list_at_once(patrol: Actor, an: Actor, now: datetime, station_id: int) -> None:
    made = meet(patrol, now, outcome="to_station", station_id=station_id)
    told = patrols.did_not_come(encounter_id=made.pk, reason="declined", at=now + HOUR, actor=an)
    assert (told.not_coming, told.not_coming_at) == ("declined", now + HOUR)
    with acting_as(patrol):
        assert not queries.get_encounter(encounter_id=made.pk).on_the_way
        event = Event.objects.get(root="encounter", root_id=made.pk, name="patrols.not_coming")
        assert event.payload == {"reason": "declined"}
    with acting_as(an):
        assert queries.arriving(station_id=station_id, now=now + HOUR) == []
        assert queries.arriving_count(station_id=station_id, now=now + HOUR) == 0
    patrols.did_not_come(encounter_id=made.pk, reason="declined", at=now + 2 * HOUR, actor=an)
    with acting_as(an):
        assert Event.objects.filter(root_id=made.pk, name="patrols.not_coming").count() == 1


def test_who_comes_all_the_same_is_linked_as_usual(patrol: Actor, an: Actor, now: datetime, station_id: int) -> None:
    made = meet(patrol, now, outcome="to_station", station_id=station_id)
    patrols.did_not_come(encounter_id=made.pk, reason="left", at=now + HOUR, actor=an)
    person = make_person(an, now)
    linked = patrols.link_person(encounter_id=made.pk, person_id=person.pk, at=now + 2 * HOUR, actor=an)
    assert (linked.person_id, linked.not_coming, linked.not_coming_at) == (person.pk, "", None)
    with pytest.raises(patrols.CannotTell) as refused:
        patrols.did_not_come(encounter_id=made.pk, reason="left", at=now + 3 * HOUR, actor=an)
    assert refused.value.code == "came" and refused.value.hint


def test_only_the_station_waited_at_may_say_so(
    patrol: Actor, an: Actor, chen: Actor, now: datetime, station_id: int
) -> None:
    made = meet(patrol, now, outcome="to_station", station_id=station_id)
    with pytest.raises(NotAllowed):
        patrols.did_not_come(encounter_id=made.pk, reason="left", at=now, actor=patrol)
    with pytest.raises(NotVisible):
        patrols.did_not_come(encounter_id=made.pk, reason="left", at=now, actor=chen)
    with pytest.raises(patrols.CannotTell) as refused:
        patrols.did_not_come(encounter_id=made.pk, reason="tired", at=now, actor=an)
    assert refused.value.field == "reason"


def test_the_database_knows_of_nobody_not_coming_who_was_not_on_the_way(patrol: Actor, now: datetime) -> None:
    made = meet(patrol, now)
    with pytest.raises(IntegrityError), acting_as(system_actor("tests"), operation="tests.move"):
        Encounter.objects.filter(pk=made.pk).update(not_coming="left", not_coming_at=now)


def test_stations_near_are_asked_for_not_all_loaded(patrol: Actor, station_id: int, other_station_id: int) -> None:
    with acting_as(patrol):
        near = queries.stations_near(region=patrol.region, own_id=other_station_id, limit=5)
        assert near[0].pk == other_station_id and station_id in [s.pk for s in near]
        assert len(queries.stations_near(region=patrol.region, own_id=None, limit=1)) == 1
        assert queries.stations_near(region="650000", own_id=None, limit=5) == []
