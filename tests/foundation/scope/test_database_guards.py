"""Ring 3: what the database itself refuses, tried with raw SQL as the application's role."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.kernel.actor import NoActor
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody(an, now):
    return people.register(
        particulars=people.Particulars(name="吴桂生", sex=1), at=now, actor=an
    )


def rows(sql: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def test_application_role_owns_nothing_and_cannot_bypass():
    [(superuser, bypass)] = rows(
        "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    assert (superuser, bypass) == (False, False)
    assert rows("SELECT count(*) FROM pg_tables WHERE tableowner = current_user") == [(0,)]


def test_raw_sql_without_actor_sees_no_person(somebody):
    assert rows("SELECT count(*) FROM people_person") == [(0,)]
    assert rows("SELECT count(*) FROM people_personname") == [(0,)]
    assert rows("SELECT count(*) FROM audit_event") == [(0,)]


def test_own_station_sees_and_another_does_not(somebody, an, chen):
    with acting_as(an):
        assert Person.objects.count() == 1
        assert Event.objects.filter(person_id=somebody.pk).exists()
    with acting_as(chen):
        assert Person.objects.count() == 0
        assert not Event.objects.filter(person_id=somebody.pk).exists()


def test_manager_refuses_without_actor():
    with pytest.raises(NoActor):
        Person.objects.exists()


def test_write_outside_an_operation_is_refused(somebody, an):
    with pytest.raises(DatabaseError, match="outside an operation"), acting_as(an):
        Person.objects.filter(pk=somebody.pk).update(display_name="别人")


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET name = 'x'", "DELETE FROM audit_event"])
def test_events_cannot_be_changed(somebody, an, statement):
    with pytest.raises(DatabaseError), acting_as(an, operation="test.tamper"), connection.cursor() as c:
        c.execute(statement)


def test_reading_block_cannot_write(an):
    with (
        pytest.raises(DatabaseError, match="read-only"),
        acting_as(an, read_only=True, operation="test.write"),
        connection.cursor() as cursor,
    ):
        cursor.execute("INSERT INTO audit_idempotency (actor_key, operation, key, result_model,"
                       " created_at) VALUES ('1', 'x', 'k', '', now())")


def test_settings_are_restored_after_nested_acting(somebody, an, chen):
    with acting_as(an):
        with acting_as(chen):
            assert Person.objects.count() == 0
        assert Person.objects.count() == 1
        with pytest.raises(ZeroDivisionError), acting_as(chen):
            raise ZeroDivisionError
        assert Person.objects.count() == 1


def test_history_keeps_what_stood_before(somebody, an, now):
    people.correct(person_id=somebody.pk, changes={"display_name": "吴贵生"}, at=now, actor=an)
    with acting_as(an):
        found = rows("SELECT old_values, operation FROM audit_fieldchange WHERE record = 'person'")
    assert any('"display_name": "吴桂生"' in str(old).replace("'", '"') for old, _operation in found)
    assert "people.correct" in {operation for _old, operation in found}


def test_insert_with_foreign_viewer_keys_is_refused(an, chen):
    with pytest.raises(DatabaseError), acting_as(an, operation="test.smuggle"), transaction.atomic():
        Person(display_name="甲", viewer_keys=[f"o:{chen.organisation_id}"]).save()
