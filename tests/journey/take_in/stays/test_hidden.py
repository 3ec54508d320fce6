"""Somebody who must not be found is not advertised: no clock asks for a notice with name and face."""

from __future__ import annotations

import pytest

from nuanyang.foundation.access import operations as access
from nuanyang.foundation.deadlines.models import Deadline
from nuanyang.foundation.deadlines.verification import mismatches
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.choices import HelpReason
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.choices import Alert

pytestmark = pytest.mark.django_db
PUBLISHED = {"RS-043", "RS-049"}


def running() -> set[str]:
    with acting_as(system_actor("tests"), read_only=True):
        open_ = Deadline.objects.filter(met_at__isnull=True, cancelled_at__isnull=True)
        assert list(mismatches()) == []
        return set(open_.values_list("rule_id", flat=True))


@pytest.fixture
def woman(an, now):
    """In since now, without papers and without a home that she names."""
    return people.register(particulars=people.Particulars(name="柏春燕", sex=2), at=now, actor=an)


def test_violence_asks_for_no_notice_and_for_all_else(an, woman, now):
    stays.admit(person_id=woman.pk, station_id=an.organisation_id, at=now, actor=an, help_reason=HelpReason.VIOLENCE)
    assert not PUBLISHED & running() and "RS-045" in running()


def test_a_mark_raised_later_ends_the_notice_and_taking_it_back_asks_for_it_again(an, woman, now):
    stays.admit(person_id=woman.pk, station_id=an.organisation_id, at=now, actor=an)
    assert running() >= PUBLISHED
    mark = people.raise_alert(person_id=woman.pk, alert=Alert.VIOLENCE, at=now, actor=an)
    assert not PUBLISHED & running()
    people.end_alert(alert_id=mark.pk, at=now, actor=an)
    assert running() >= PUBLISHED


def test_a_seal_ends_the_notice_though_its_setter_may_lose_sight(an, chief, woman, now):
    stays.admit(person_id=woman.pk, station_id=an.organisation_id, at=now, actor=an)
    assert running() >= PUBLISHED
    circle = access.make_circle(
        organisation_id=chief.organisation_id, user_ids=[chief.user_id], purpose="保护", at=now, actor=chief
    )
    people.seal(person_id=woman.pk, circle_id=circle.pk, reason="对方在找她", at=now, actor=chief)
    assert not PUBLISHED & running()
