"""Who it may be: found while typing, explained, in scope, once per person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.intake.hints import NONE, Said, hints
from nuanyang.journey.take_in.intake.rules import read_age
from nuanyang.journey.take_in.intake.shown import since_title
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.kernel.actor import Actor
from nuanyang.registry.people import operations as people
from tests.journey.take_in.intake.builders import ask, say
from tests.journey.take_in.stays.builders import make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NUMBER = "412702199105010318"


def typed(now: datetime, name: str = "", *, sex: int = 0, age: str = "", home: str = "", number: str = "") -> Said:
    return Said(name, sex, read_age(age, on=now.date()), home, number)


def test_a_name_of_the_same_sound_with_age_and_home_is_likely(an: Actor, now: datetime) -> None:
    first = ask(an, now - 30 * DAY, say("吴桂生", born=date(1991, 5, 1), home_region="411602"))
    stays.end_stay(stay_id=first.stay_id or 0, mode="funded_return", at=now - 26 * DAY, actor=an)
    make_person(an, now, "王大海", born=date(1950, 1, 1))
    with acting_as(an):
        found = hints(typed(now, "吴贵生", sex=1, age="34", home="411602"), today=now.date(), now=now)
    assert [c.card.id for c in found.candidates] == [first.person_id]
    best = found.candidates[0]
    assert best.likely
    assert found.likely_ids == [first.person_id]
    assert {p.field: p.reason for p in best.parts}["name"] == "same_sound"
    assert best.last is not None
    assert (best.last.mode, best.inside) == ("资助返乡", None)
    assert found.since


def test_a_number_with_one_digit_wrong_still_finds(an: Actor, now: datetime) -> None:
    person = make_person(an, now, "吴桂生", born=None, identity_number=NUMBER)
    with acting_as(an):
        whole = hints(typed(now, number=NUMBER), today=now.date(), now=now)
        assert [c.card.id for c in whole.candidates] == [person.pk]
        assert whole.candidates[0].belief > 0.99


def test_too_little_says_nothing(an: Actor, now: datetime) -> None:
    make_person(an, now, "吴桂生")
    with acting_as(an):
        assert hints(typed(now, "吴"), today=now.date(), now=now) == NONE
        assert hints(typed(now, "完全不同"), today=now.date(), now=now) == NONE


def test_only_people_in_sight(an: Actor, chen: Actor, now: datetime) -> None:
    make_person(an, now, "吴桂生")
    with acting_as(chen):
        assert hints(typed(now, "吴桂生"), today=now.date(), now=now) == NONE


def test_linked_records_are_one_candidate(an: Actor, now: datetime) -> None:
    one, two = make_person(an, now, "吴桂生"), make_person(an, now, "吴桂生")
    people.decide_link(person_id=one.pk, other_id=two.pk, decision="same", reason="本人", at=now, actor=an)
    with acting_as(an):
        assert len(hints(typed(now, "吴桂生", sex=1), today=now.date(), now=now).candidates) == 1


def test_who_is_inside_now_is_said(an: Actor, now: datetime) -> None:
    made = ask(an, now, say("吴桂生"))
    with acting_as(an):
        (best,) = hints(typed(now, "吴桂生"), today=now.date(), now=now).candidates
        assert best.inside is not None
        assert best.inside.stay.pk == made.stay_id


def test_who_is_hardly_the_one_is_not_shown(an: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    make_person(an, now, "林安山", born=date(1950, 1, 1), home_region="411602")
    monkeypatch.setattr("nuanyang.journey.take_in.intake.hints._register_size", lambda: 50)
    with acting_as(an):
        # One in a hundred: a given name alone among fifty people.
        assert hints(typed(now, "安山", sex=1), today=now.date(), now=now).candidates == []
        assert hints(typed(now, "林安山"), today=now.date(), now=now).likely_ids


def test_the_lines_about_him_say_of_which_time_they_are(an: Actor, now: datetime) -> None:
    made = ask(an, now - 9 * DAY, say("吴桂生"))
    with acting_as(an):
        assert since_title(hints(typed(now, "吴桂生", sex=1), today=now.date(), now=now)) == "这次在站"
    stays.end_stay(stay_id=made.stay_id or 0, mode="funded_return", at=now - DAY, actor=an)
    with acting_as(an):
        assert since_title(hints(typed(now, "吴桂生", sex=1), today=now.date(), now=now)) == "上次离站后"


def test_queries_do_not_grow_with_the_candidates(an: Actor, now: datetime) -> None:
    def count() -> int:
        with acting_as(an), CaptureQueriesContext(connection) as captured:
            hints(typed(now, "吴桂生", age="45", number=NUMBER), today=now.date(), now=now)
        return len(captured)

    make_person(an, now, "吴桂生", identity_number=NUMBER)
    count()  # regions are read once and kept in memory
    few = count()
    for year in (1981, 1971, 1961):
        make_person(an, now, "吴桂生", born=date(year, 1, 1))
    assert count() == few
