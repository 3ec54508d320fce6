from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError

from nuanyang.foundation.audit import queries as audit
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.assess.needs import operations, queries
from nuanyang.journey.assess.needs.models import Assessment
from nuanyang.journey.assess.needs.operations import CannotAssess, Found
from nuanyang.kernel.errors import NotAllowed
from nuanyang.registry.people.models import Person
from tests.journey.assess.people import resident, somebody

pytestmark = pytest.mark.django_db


def test_versions_stand_beside_each_other(an, bo, chief, now):
    person = somebody(an, at=now)
    operations.assess(
        person_id=person.pk, findings={"housing": Found(3, "住桥洞"), "medical": Found(1)}, note="先找住处",
        at=now, actor=bo,
    )
    later = now + timedelta(days=5)
    operations.assess(person_id=person.pk, findings={"housing": Found(1)}, note="", at=later, actor=chief)
    with acting_as(an):
        history = queries.history(person_id=person.pk)
        assert [(a.version, a.assessed_by_name) for a in history] == [(2, "站长"), (1, "博文")]
        assert [f.domain for f in queries.in_order(history[1])] == ["housing", "medical"]
        change = {c.domain: c.levels for c in queries.change(history)}
        assert change == {"housing": (3, 1), "medical": (1, None)}
        told = audit.timeline(person_id=person.pk)
    assert told[0].sentence == "第 2 次需求评估，涉及 1 个方面"
    assert "housing" not in str(told[0].payload)


def test_an_assessment_is_never_changed(an, bo, now):
    person = somebody(an, at=now)
    made = operations.assess(
        person_id=person.pk, findings={"housing": Found(3)}, note="", at=now, actor=bo
    )
    with pytest.raises(DatabaseError), acting_as(bo, operation="tests"):
        Assessment.objects.filter(pk=made.pk).update(note="别的话")


@pytest.mark.parametrize("findings", [{}, {"money": Found(1)}, {"housing": Found(4)}])
def test_nothing_unknown_is_recorded(an, bo, now, findings):
    person = somebody(an, at=now)
    with pytest.raises(CannotAssess):
        operations.assess(person_id=person.pk, findings=findings, note="", at=now, actor=bo)
    with acting_as(bo):
        assert queries.latest(person_id=person.pk) is None


def test_front_desk_may_not_assess_and_strangers_see_nobody(an, chen, worker_at_home, now):
    person = somebody(an, at=now)
    with pytest.raises(NotAllowed):
        operations.assess(person_id=person.pk, findings={"housing": Found(1)}, note="", at=now, actor=an)
    with pytest.raises(Person.DoesNotExist):
        operations.assess(
            person_id=person.pk, findings={"housing": Found(1)}, note="", at=now, actor=worker_at_home
        )
    with acting_as(chen):
        assert queries.history(person_id=person.pk) == []


def test_who_waits_is_who_is_in_and_was_not_assessed_since(an, bo, now):
    new, known = somebody(an, at=now), somebody(an, at=now, name="钱大有")
    operations.assess(
        person_id=known.pk, findings={"housing": Found(1)}, note="", at=now - timedelta(days=30), actor=bo
    )
    for person in (new, known):
        resident(an, person, at=now)
    with acting_as(bo):
        waiting = queries.waiting_residents(organisation_id=bo.organisation_id)
        assert {s.person_id for s in waiting} == {new.pk, known.pk}
    operations.assess(person_id=known.pk, findings={"housing": Found(1)}, note="", at=now, actor=bo)
    with acting_as(bo):
        waiting = queries.waiting_residents(organisation_id=bo.organisation_id)
        assert [s.person_id for s in waiting] == [new.pk]


def test_the_same_request_twice_is_one_assessment(an, bo, now):
    person = somebody(an, at=now)
    for _attempt in range(2):
        operations.assess(
            person_id=person.pk, findings={"housing": Found(1)}, note="", at=now, actor=bo,
            idempotency_key="form-1",
        )
    with acting_as(bo):
        assert [a.version for a in queries.history(person_id=person.pk)] == [1]
