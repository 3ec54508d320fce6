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


def test_what_hides_one_record_hides_the_linked_ones_out_of_sight_too(an, bo, chief, chen, other_station_id, woman, now):
    """She is in at the other station under another name; here she is linked, marked, sealed."""
    other = people.register(particulars=people.Particulars(name="白春燕", sex=2), at=now, actor=chen)
    stays.admit(person_id=other.pk, station_id=other_station_id, at=now, actor=chen)
    people.share_with(
        person_id=other.pk, organisation_id=chief.organisation_id, organisation_name="临江", reason="核对", at=now, actor=chen
    )
    mark = people.raise_alert(person_id=woman.pk, alert=Alert.VIOLENCE, at=now, actor=an)
    assert running() >= PUBLISHED, "nobody knows yet that they are one"
    link = people.decide_link(
        person_id=woman.pk, other_id=other.pk, decision="same", reason="本人说的", at=now, actor=chief
    )
    assert not PUBLISHED & running()
    people.undo_link(link_id=link.pk, reason="认错了", at=now, actor=chief)
    assert running() >= PUBLISHED
    people.decide_link(person_id=woman.pk, other_id=other.pk, decision="same", reason="本人说的", at=now, actor=chief)
    people.end_alert(alert_id=mark.pk, at=now, actor=an)
    assert running() >= PUBLISHED
    people.seal_within(person_id=woman.pk, user_ids=[bo.user_id], reason="对方在找她", at=now, actor=chief)
    assert not PUBLISHED & running()
    # The other station sees its own record only; what it changes is still counted with the hidden one.
    people.correct(person_id=other.pk, changes={"home_text": "四川"}, at=now, actor=chen)
    assert not PUBLISHED & running()
