"""Requests for help: who is taken in, who waits, who it is, what is remembered."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.audit.queries import timeline
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.discover.patrols import operations as patrols
from nuanyang.journey.discover.patrols import queries as encounters
from nuanyang.journey.take_in.intake import operations as intake
from nuanyang.journey.take_in.intake import queries
from nuanyang.journey.take_in.intake.models import Intake
from nuanyang.journey.take_in.intake.operations import Branch
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays import queries as stay_queries
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotAllowed, NotVisible
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.models import Person
from tests.journey.take_in.intake.builders import ask, say
from tests.journey.take_in.stays.builders import make_person

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_registering_opens_the_stay_in_one_go(an: Actor, now: datetime) -> None:
    made = ask(an, now, say(identity_number="110101199005010014"))
    with acting_as(an):
        found = queries.get_intake(intake_id=made.pk)
        assert found.stay is not None
        assert (found.state, found.stay.number, found.stay.help_reason) == ("admitted", "L-2603-0001", "robbed")
        assert {t.name for t in timeline(person_id=found.person_id)} >= {
            "people.registered",
            "stays.admitted",
            "intake.asked",
        }
        assert queries.of_stay(stay_id=found.stay.pk) == found


def test_needs_the_permission_and_a_station(an: Actor, bo: Actor, chief: Actor, now: datetime, bureau_id: int) -> None:
    with pytest.raises(NotAllowed):
        ask(bo, now)
    with pytest.raises(intake.CannotRegister) as refused:
        ask(chief, now, station_id=bureau_id)
    assert refused.value.code == "no_station"


def test_a_double_click_registers_once(an: Actor, now: datetime) -> None:
    first = ask(an, now, idempotency_key="form-1")
    assert ask(an, now, idempotency_key="form-1").pk == first.pk
    with acting_as(an):
        assert (Stay.objects.count(), Person.objects.count(), Intake.objects.count()) == (1, 1, 1)


def test_a_failure_leaves_nothing_behind(an: Actor, now: datetime) -> None:
    with pytest.raises(encounters.NotVisible):
        ask(an, now, encounter_id=4711)
    with acting_as(an):
        assert (Stay.objects.count(), Person.objects.count(), Intake.objects.count()) == (0, 0, 0)


def test_help_first_somebody_without_a_name(an: Actor, now: datetime) -> None:
    made = ask(an, now, say("", sex=2, born=None))
    with acting_as(an):
        card = people.cards([made.person_id], today=now.date())[made.person_id]
        assert (card.named, card.identity_known, card.sex) == (False, False, 2)


def test_a_wrong_number_is_kept_and_flagged(an: Actor, now: datetime) -> None:
    made = ask(an, now, say(identity_number="11010119900501001X"))
    with acting_as(an):
        (paper,) = people.papers_of(person_id=made.person_id)
        assert not paper.valid
        assert "check_digit" in paper.problems


def test_late_entry_keeps_the_true_arrival(an: Actor, now: datetime) -> None:
    made = ask(an, now, arrived_at=now - 3 * HOUR - 2 * DAY)
    with acting_as(an):
        stay = Stay.objects.get(pk=made.stay_id)
        assert stay.arrived_at == made.asked_at == now - 3 * HOUR - 2 * DAY
        assert stay.number == "L-2602-0001"
        told = next(t for t in timeline(person_id=made.person_id) if t.name == "stays.admitted")
        assert told.happened_at == stay.arrived_at
        assert told.late
    with pytest.raises(intake.CannotRegister) as refused:
        ask(an, now, arrived_at=now + HOUR)
    assert refused.value.field == "arrived"


@pytest.mark.parametrize(
    ("check", "rule", "event"),
    [("medical", "RS-013", "intake.sent_to_hospital"), ("police", "RS-014", "intake.police_called")],
)
def test_medical_and_police_come_before_registration(
    an: Actor, now: datetime, station_id: int, check: str, rule: str, event: str
) -> None:
    with pytest.raises(intake.CannotRegister) as refused:
        ask(an, now, say(check=check))
    assert (refused.value.field, refused.value.rule) == ("branch_to", rule)
    with pytest.raises(intake.CannotRegister):
        ask(an, now, say(check=check, branch=Branch("市一医院", now + HOUR)))
    made = ask(an, now, say(check=check, branch=Branch("市一医院", now - HOUR / 2, "王警官", "2026-17")))
    with acting_as(an):
        assert made.stay is None
        assert [r.intake.pk for r in queries.waiting(station_id=station_id, now=now)] == [made.pk]
        assert stay_queries.present_count(station_id=station_id) == 0
        told = next(t for t in timeline(person_id=made.person_id) if t.name == event)
        assert told.happened_at == now - HOUR / 2
        assert "市一医院" in told.sentence
        day = queries.counts(station_id=station_id, start=now - DAY, end=now + DAY)
        assert (day.asked, day.assisted, day.waiting) == (1, 0, 1)
    taken = intake.take_in_after(intake_id=made.pk, at=now + 5 * HOUR, actor=an)
    with acting_as(an):
        assert taken.stay is not None
        assert taken.stay.arrived_at == now + 5 * HOUR
        assert queries.waiting_count(station_id=station_id) == 0
    with pytest.raises(intake.CannotRegister):
        intake.take_in_after(intake_id=made.pk, at=now + 5 * HOUR, actor=an)


def test_who_does_not_come_is_closed_with_a_reason(an: Actor, bo: Actor, chen: Actor, now: datetime) -> None:
    made = ask(an, now, say(check="medical", branch=Branch("市一医院", now)))
    with pytest.raises(intake.CannotRegister):
        intake.close_request(intake_id=made.pk, reason=" ", at=now, actor=an)
    with pytest.raises(NotVisible):
        intake.close_request(intake_id=made.pk, reason="家属已接走", at=now, actor=chen)
    with pytest.raises(NotAllowed):
        intake.close_request(intake_id=made.pk, reason="家属已接走", at=now, actor=bo)
    closed = intake.close_request(intake_id=made.pk, reason="家属已接走", at=now, actor=an)
    assert closed.state == "closed"


def test_thats_him_uses_the_record_and_fills_what_was_not_known(an: Actor, now: datetime, station_id: int) -> None:
    first = ask(an, now - 30 * DAY, say("吴桂生", sex=0, born=None))
    stays.end_stay(stay_id=first.stay_id or 0, mode="funded_return", at=now - 26 * DAY, actor=an)
    again = ask(
        an, now, say("吴贵生", born=date(1990, 5, 1), identity_number="110101199005010014"), person_id=first.person_id
    )
    assert (again.person_id, again.prior_stays) == (first.person_id, 1)
    with acting_as(an):
        person = Person.objects.get(pk=first.person_id)
        assert (person.display_name, person.sex, person.birth_date) == ("吴桂生", 1, date(1990, 5, 1))
        assert [n.text for n in people.names_of(person_id=person.pk)] == ["吴桂生", "吴贵生"]
        assert len(people.papers_of(person_id=person.pk)) == 1
        assert "intake.recognised" in {t.name for t in timeline(person_id=person.pk)}
        assert stay_queries.count_by_person([person.pk]) == {person.pk: 2}


def test_what_contradicts_the_record_does_not_overwrite_it(an: Actor, now: datetime) -> None:
    known = make_person(an, now, "吴桂生", sex=1, born=date(1980, 1, 1))
    ask(an, now, say("吴桂生", sex=2, born=date(1990, 5, 1)), person_id=known.pk)
    with acting_as(an):
        person = Person.objects.get(pk=known.pk)
        assert (person.sex, person.birth_date) == (1, date(1980, 1, 1))


def test_who_is_in_already_is_not_registered_again(an: Actor, now: datetime) -> None:
    first = ask(an, now)
    with pytest.raises(stays.CannotAdmit) as refused:
        ask(an, now, person_id=first.person_id)
    assert refused.value.data == {"stay_id": first.stay_id}


def test_a_stranger_cannot_name_our_people(an: Actor, chen: Actor, now: datetime) -> None:
    first = ask(an, now)
    with pytest.raises(Person.DoesNotExist):
        ask(chen, now, person_id=first.person_id)
    with acting_as(chen), pytest.raises(NotVisible):
        queries.get_intake(intake_id=first.pk)


def test_not_these_is_remembered(an: Actor, now: datetime) -> None:
    other = make_person(an, now, "吴桂生")
    made = ask(an, now, not_these=(other.pk,))
    with acting_as(an):
        (decision,) = people.decisions_about(person_id=made.person_id)
        assert decision.decision == "different"


@pytest.mark.parametrize(
    ("request_", "alert"),
    [
        (say(born=date(2012, 1, 1)), "minor"),
        (say(reason="violence"), "violence"),
        (say(reason="trafficked"), "trafficked"),
        (say(marks=("infectious",)), "infectious"),
    ],
)
def test_what_must_not_be_missed_is_marked(an: Actor, now: datetime, request_: intake.Request, alert: str) -> None:
    made = ask(an, now, request_)
    with acting_as(an):
        assert [a.alert for a in people.open_alerts(person_id=made.person_id)] == [alert]


def test_an_adult_robbed_needs_no_mark(an: Actor, now: datetime) -> None:
    made = ask(an, now)
    with acting_as(an):
        assert people.open_alerts(person_id=made.person_id) == []


def test_from_the_street_to_the_desk(patrol: Actor, an: Actor, now: datetime, station_id: int) -> None:
    met = patrols.record_encounter(
        place="火车站",
        condition="well",
        outcome="to_station",
        station_id=station_id,
        met_at=now - HOUR,
        at=now,
        actor=patrol,
    )
    made = ask(an, now, encounter_id=met.pk)
    with acting_as(an):
        assert encounters.arriving(station_id=station_id, now=now) == []
        assert encounters.get_encounter(encounter_id=met.pk).person_id == made.person_id
        assert "patrols.linked" in {t.name for t in timeline(person_id=made.person_id)}


def test_a_stay_put_right_takes_its_request_along(an: Actor, now: datetime) -> None:
    made = ask(an, now)
    right = make_person(an, now, "吴桂升")
    stays.reassign_person(stay_id=made.stay_id or 0, person_id=right.pk, reason="认错人", at=now, actor=an)
    with acting_as(an):
        assert queries.get_intake(intake_id=made.pk).person_id == right.pk


def test_events_hold_no_names_and_no_numbers(an: Actor, now: datetime) -> None:
    ask(an, now, say("欧阳独一", identity_number="110101199005010014"))
    with acting_as(an):
        told = "".join(str(e.payload) for e in Event.objects.all().order_by("id"))
        assert "欧阳" not in told
        assert "110101" not in told


def test_lists_come_in_pages(an: Actor, now: datetime, station_id: int) -> None:
    made = [ask(an, now - n * HOUR, say(f"王{'甲乙丙'[n]}")) for n in range(3)]
    with acting_as(an):
        first = queries.recent(station_id=station_id, now=now, size=2)
        assert [r.intake.pk for r in first.rows] == [made[0].pk, made[1].pk]
        rest = queries.recent(station_id=station_id, now=now, size=2, before=first.next_before)
        assert ([r.intake.pk for r in rest.rows], rest.next_before) == ([made[2].pk], None)
