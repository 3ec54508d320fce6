"""The operation decorator: permission, transaction, events, idempotency."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nuanyang.foundation.audit import operation as module
from nuanyang.foundation.audit.events import EventType
from nuanyang.foundation.audit.log import OutsideOperation, record
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.audit.operation import OPERATIONS, SilentOperation, operation
from nuanyang.foundation.audit.seals import check_chain, seal_events
from nuanyang.foundation.orgs.models import Organisation
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.kernel.errors import NotAllowed
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    kind = EventType("tests.happened", "发生")
    yield kind
    del EventType.registry["tests.happened"]


@pytest.fixture(autouse=True)
def clean_register():
    before = dict(OPERATIONS)
    yield
    module.OPERATIONS.clear()
    module.OPERATIONS.update(before)


def test_positional_parameters_are_refused_at_declaration(event):
    with pytest.raises(TypeError, match="keyword-only"):

        @operation(permission="people.edit", events=[event])
        def wrong(actor): ...


def test_without_permission_nothing_runs(event, volunteer):
    ran = []

    @operation(permission="people.edit", events=[event])
    def change(*, actor):
        ran.append(1)

    with pytest.raises(NotAllowed):
        change(actor=volunteer)
    assert ran == []


def test_silent_operation_fails_and_rolls_back(event, an, now):
    @operation(permission="people.edit", events=[event])
    def silent(*, actor):
        Organisation.objects.filter(pk=actor.organisation_id).update(name="改名")

    with pytest.raises(SilentOperation):
        silent(actor=an)
    with acting_as(an):
        assert Organisation.objects.get(pk=an.organisation_id).name != "改名"


def test_undeclared_event_fails(event, an, now):
    other = EventType("tests.other", "别的")
    try:

        @operation(permission="people.edit", events=[event])
        def undeclared(*, actor):
            record(other, root=("organisation", actor.organisation_id), at=now)

        with pytest.raises(SilentOperation):
            undeclared(actor=an)
    finally:
        del EventType.registry["tests.other"]


def test_record_outside_operation_is_refused(event, an, now):
    with acting_as(an), pytest.raises(OutsideOperation):
        record(event, root=("organisation", an.organisation_id), at=now)


def test_idempotency_key_runs_once(event, an, now):
    @operation(permission="people.edit", events=[event], idempotent=True)
    def add(*, at, actor):
        person = Person(display_name="重复", viewer_keys=[f"o:{actor.organisation_id}", "sys"])
        person.save()
        record(event, root=person, at=at)
        return person

    first = add(at=now, actor=an, idempotency_key="k1")
    again = add(at=now, actor=an, idempotency_key="k1")
    other = add(at=now, actor=an, idempotency_key="k2")
    assert first.pk == again.pk != other.pk


def test_chain_holds_and_notices_a_changed_event(an, now, django_db_blocker):
    for name in ("甲", "乙", "丙"):
        people.register(particulars=people.Particulars(name=name), at=now, actor=an)
    assert seal_events(at=now) > 0
    assert check_chain() == []
    people.register(particulars=people.Particulars(name="丁"), at=now + timedelta(days=1), actor=an)
    assert seal_events(at=now) > 0
    assert seal_events(at=now) == 0
    assert check_chain() == []


def test_event_tells_when_it_happened_and_when_recorded(an, now):
    person = people.register(particulars=people.Particulars(name="甲"), at=now, actor=an)
    with acting_as(an):
        event = Event.objects.get(name="people.registered", root_id=person.pk)
    assert event.happened_at == now
    assert event.recorded_at > now
    assert event.actor_id == an.user_id
