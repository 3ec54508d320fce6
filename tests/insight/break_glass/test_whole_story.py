"""Emergency access shows all that is kept about one person, to read, for its time; and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanyang.foundation.access.actors import actor_for
from nuanyang.foundation.access.models import BrokenGlass, User
from nuanyang.foundation.access.reads import log_emergency_read
from nuanyang.foundation.audit import queries as audit
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.insight.break_glass import operations
from nuanyang.insight.verification.checks import all_findings
from nuanyang.journey.assess.needs import operations as needs
from nuanyang.journey.assess.needs.operations import Found
from nuanyang.journey.follow_up.visits import operations as visits
from nuanyang.journey.help.casework import operations as casework
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.errors import NotVisible
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.jobs import close_expired_glass
from tests.factories.cast import make_user
from tests.journey.take_in.stays.builders import make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(system, other_station_id, chen, now):
    """Two people at the other station, of whom one comes into an emergency: stay, need, plan, visits."""
    worker = make_user(system, "worker2", "他站社工", other_station_id, "station_social_worker")
    stay, other = make_stay(chen, now, "吴贵生"), make_stay(chen, now, "别人")
    needs.assess(person_id=stay.person_id, findings={"medical": Found(3)}, note="青霉素过敏", at=now, actor=worker)
    plan = casework.open_plan(person_id=stay.person_id, goal="找到家人", at=now, actor=worker)
    with acting_as(chen):
        number = stay.person.number
    follow_up = visits.schedule_first(stay_id=stay.pk, home_region="", at=now, actor=chen)
    pages = (
        f"/people/{stay.person_id}/", f"/take-in/stays/{stay.pk}/", f"/help/plans/{plan.pk}/",
        f"/follow-up/returns/{follow_up.pk}/", f"/assess/people/{stay.person_id}/",
    )
    return stay, other, number, pages


def broken(actor, number, at=None):
    people.break_glass(number=number, reason="昏迷送医，要问过敏史", hours=2, at=at or timezone.now(), actor=actor)
    with acting_as(actor):
        return BrokenGlass.objects.filter(user_id=actor.user_id).order_by("-id")[0]


def statuses(client, pages):
    return [client.get(page).status_code for page in pages]


def test_all_of_one_person_opens_and_closes_again(client_for, bo, an, chief, elsewhere):
    _stay, other, number, pages = elsewhere
    client = client_for(chief)
    assert statuses(client, pages) == [404] * 5
    glass = broken(chief, number)
    assert statuses(client, pages) == [200] * 5
    assert "找到家人" in client.get(pages[2]).content.decode()
    assert "办理离站" not in client.get(pages[0]).content.decode()
    # Nobody else's, and nobody else.
    assert statuses(client, [f"/take-in/stays/{other.pk}/", f"/people/{other.person_id}/"]) == [404, 404]
    assert statuses(client_for(bo), pages) == [404] * 5
    operations.end_own_glass(glass_id=glass.pk, at=timezone.now(), actor=chief)
    assert statuses(client, pages) == [404] * 5


def test_its_time_is_over_when_it_is_over_whether_the_job_ran_or_not(client_for, chief, elsewhere, system):
    stay, _other, number, pages = elsewhere
    glass = broken(chief, number)
    with acting_as(system, operation="tests"):
        BrokenGlass.objects.filter(pk=glass.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    assert statuses(client_for(chief), pages) == [404] * 5
    close_expired_glass()
    assert statuses(client_for(chief), pages) == [404] * 5
    with acting_as(system):
        assert not [k for k in Stay.objects.get(pk=stay.pk).viewer_keys if k.startswith("g:")]
        assert [f for f in all_findings() if f.check == "viewer_keys"] == []


def test_it_reads_and_never_writes(client_for, chief, elsewhere):
    stay, _other, number, pages = elsewhere
    broken(chief, number)
    client = client_for(chief)
    assert client.post(f"/take-in/stays/{stay.pk}/bed/", {"bed": 1}).status_code == 404
    seeing = actor_for(User.objects.get(pk=chief.user_id), at=timezone.now())[0]
    assert seeing is not None and any(k.startswith("g:") for k in seeing.keys)
    with pytest.raises(NotVisible):
        stays.leave_bed(stay_id=stay.pk, at=timezone.now(), actor=seeing)
    with acting_as(seeing, read_only=True):
        assert Stay.objects.filter(pk=stay.pk).exists()
    with acting_as(seeing):
        assert not Stay.objects.filter(pk=stay.pk).exists()


def test_every_read_is_told(client_for, chief, elsewhere, system):
    stay, _other, number, pages = elsewhere
    broken(chief, number)
    statuses(client_for(chief), pages)
    with acting_as(system):
        read = Event.objects.filter(name="audit.read_emergency", person_id=stay.person_id).order_by("id")
        assert [e.payload["page"] for e in read] == list(pages) and {e.actor_id for e in read} == {chief.user_id}
        # Quiet in the story, and none of whom one sees anyway.
        assert "audit.read_emergency" not in [t.name for t in audit.timeline(person_id=stay.person_id)]
    own = make_stay(chief, timezone.now(), "自己站的人")
    client_for(chief).get(f"/take-in/stays/{own.pk}/")
    with acting_as(system):
        assert not Event.objects.filter(name="audit.read_emergency", person_id=own.person_id).exists()


def test_where_a_shelter_hides_somebody_stays_hidden(client_for, chief, elsewhere, other_station_id, system):
    stay, _other, number, pages = elsewhere
    with acting_as(system, operation="tests"):
        shelter = Organisation.objects.get(pk=other_station_id)
        Organisation.objects.filter(pk=other_station_id).update(concealed=True)
    broken(chief, number)
    client = client_for(chief)
    assert statuses(client, pages)[:4] == [200, 404, 404, 404]
    for page in (pages[0], pages[4]):
        assert shelter.name not in client.get(page).content.decode()


def test_the_read_is_recorded_as_what_it_was(chief, elsewhere, system):
    stay, *_rest = elsewhere
    log_emergency_read(person_id=stay.person_id, page="/people/1/", at=timezone.now(), actor=chief)
    with acting_as(system):
        event = Event.objects.get(name="audit.read_emergency")
        assert (event.person_id, event.root, event.payload) == (stay.person_id, "person", {"page": "/people/1/"})
