"""Desks that issue at the same moment never get one number, and leave none out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from nuanyang.foundation.documents import operations
from nuanyang.foundation.documents.models import Document
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.particulars import Particulars
from tests.factories.cast import make_organisation, make_user

DESKS = 6


def test_two_desks_never_get_one_number(own_database, kind, now):
    system = system_actor("race")
    station = make_organisation(system, "race", "临江市救助管理站", "station", "510900")
    officer = make_user(system, "racer", "周岚", station, "station_officer")
    whom = [people.register(particulars=Particulars(name=f"王某{n}"), at=now, actor=officer) for n in range(DESKS)]
    start = Barrier(DESKS)

    def desk(person):
        start.wait(timeout=60)
        try:
            return operations.issue(kind="sample", subject_id=person.pk, at=now, actor=officer).running
        finally:
            connection.close()

    with ThreadPoolExecutor(DESKS) as desks:
        assert sorted(desks.map(desk, whom)) == list(range(1, DESKS + 1))
    with acting_as(officer):
        assert Document.objects.count() == DESKS
