"""A seal covers what every app keeps about the person."""

from __future__ import annotations

import pytest

from nuanyang.foundation.access import operations as access
from nuanyang.foundation.access.actors import actor_for
from nuanyang.foundation.access.models import User
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.models import Person
from nuanyang.registry.people.sealing import roots_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(an, chief, now):
    person = people.register(particulars=people.Particulars(name="小雨", sex=2), at=now, actor=an)
    stays.admit(person_id=person.pk, station_id=an.organisation_id, at=now, actor=an)
    circle = access.make_circle(
        organisation_id=chief.organisation_id, user_ids=[chief.user_id], purpose="未成年人", at=now, actor=chief
    )
    people.seal(person_id=person.pk, circle_id=circle.pk, reason="未成年", at=now, actor=chief)
    inside, _places = actor_for(User.objects.get(pk=chief.user_id), at=now)
    return person, inside


def test_roots_about_people_are_found():
    assert Stay in roots_about()


def test_stay_and_person_vanish_for_all_but_the_circle(sealed, an, city, chief):
    person, inside = sealed
    for actor in (an, city, chief):
        with acting_as(actor):
            assert not Stay.objects.filter(person_id=person.pk).exists()
            assert not Person.objects.filter(pk=person.pk).exists()
    with acting_as(inside):
        assert Stay.objects.filter(person_id=person.pk).count() == 1


def test_unsealing_gives_both_back(sealed, an, now):
    person, inside = sealed
    people.unseal(person_id=person.pk, reason="成年", at=now, actor=inside)
    with acting_as(an):
        assert Stay.objects.filter(person_id=person.pk).count() == 1


def test_a_corrected_person_moves_in_the_report(an, now):
    person = people.register(particulars=people.Particulars(name="张三"), at=now, actor=an)
    stay = stays.admit(person_id=person.pk, station_id=an.organisation_id, at=now, actor=an)
    assert stay.sex_class == "unknown"
    people.correct(person_id=person.pk, changes={"sex": 1, "home_region": "410000"}, at=now, actor=an)
    with acting_as(an):
        stay.refresh_from_db()
    assert (stay.sex_class, stay.origin_class) == ("male", "out_of_province")


def test_reading_a_sealed_record_is_logged(sealed, now):
    from nuanyang.foundation.access.reads import log_sealed_read
    from nuanyang.foundation.audit.models import Event

    person, inside = sealed
    log_sealed_read(root="person", root_id=person.pk, page="/people/1/", at=now, actor=inside)
    with acting_as(inside):
        assert Event.objects.filter(name="audit.read_sealed", root_id=person.pk, actor_id=inside.user_id).exists()
