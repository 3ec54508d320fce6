"""The demo city: the same every time, whole or not at all, true to the house's promises."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from nuanyang.doors.cli.demo import account_lines
from nuanyang.doors.cli.demo_city import accounts, names, places, population, samples
from nuanyang.doors.cli.demo_city.chance import Chance
from nuanyang.doors.cli.demo_city.seed import seed
from nuanyang.doors.cli.demo_city.world import Agenda, World
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.insight.verification.canaries import MARK
from nuanyang.instance.errors import InstanceError
from nuanyang.instance.home import Home
from nuanyang.kernel.identity import parse
from nuanyang.registry.people.choices import SexChoice
from tests import database
from tests.guards import demo_world
from tests.guards.conftest import demo_clone, in_demo_city  # noqa: F401  fixtures

NOW = timezone.now()


@pytest.fixture
def world() -> World:
    return World(NOW, Chance(7), Agenda(NOW))


# ---- chance and people ---------------------------------------------------------------------------


def test_chance_falls_the_same_way_every_time() -> None:
    chance = Chance(510900)
    assert [chance.whole(1, 6) for _n in range(10)] == [1, 5, 1, 1, 3, 4, 4, 1, 3, 2]
    assert chance.weighted({"a": 1.0, "b": 0.0}) == "a"
    assert sorted(chance.some((1, 2, 3), 3)) == [1, 2, 3]


def test_names_are_made_of_parts_without_the_mark_of_canaries() -> None:
    chance = Chance(1)
    made = {names.full_name(chance, sex=SexChoice.FEMALE, birth_year=1960 + n % 50, province="51") for n in range(300)}
    assert len(made) > 250
    assert not any(MARK in name for name in made)
    assert MARK not in "".join(names.SURNAMES) + "".join(names.GIVEN.values())


def test_identity_numbers_are_right_and_borne_by_nobody(world: World) -> None:
    for age in (3, 17, 40, 84):
        for sex in (SexChoice.MALE, SexChoice.FEMALE):
            particulars = population.known_person(world, sex=sex, age=age, home="510903")
            paper = parse(particulars.identity_number)
            assert paper.valid and paper.birth_date == particulars.birth_date and int(paper.sex or 0) == sex
            assert int(particulars.identity_number[14:17]) >= 990


def test_the_shares_are_those_of_the_survey(world: World) -> None:
    world.counties = {"51": ["510903", "511402", "510104"], **{p: [f"{p}0102"] for p in places.OTHER_PROVINCES}}
    many = [population.somebody(world) for _n in range(3000)]
    assert abs(sum(p.sex == SexChoice.MALE for p in many) / 3000 - 1321 / 1724) < 0.04
    assert abs(sum(p.minor for p in many) / 3000 - 238 / 1713) < 0.04
    assert abs(sum(bool(p.home) and p.home[:2] != "51" for p in many) / 3000 - 436 / 1724) < 0.05


def test_every_role_has_an_account() -> None:
    assert accounts.missing_roles() == set()
    assert len({a.user for a in accounts.ACCOUNTS}) == len(accounts.ACCOUNTS)


def test_what_is_still_to_come_has_not_happened() -> None:
    happened: list[str] = []
    agenda = Agenda(NOW)
    agenda.add(NOW + timedelta(seconds=1), lambda at: happened.append("later"))
    agenda.add(NOW, lambda at: happened.append("second"))
    agenda.add(NOW - timedelta(days=1), lambda at: agenda.add(at, lambda then: happened.append("first")))
    assert agenda.run(lambda at, done: None) == 3
    assert happened == ["first", "second"]


# ---- the city ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_is_as_the_house_promises(in_demo_city: None) -> None:  # noqa: F811
    from nuanyang.insight.verification.checks import all_findings

    assert all_findings() == []


@pytest.mark.django_db
def test_its_stories_can_be_seen(in_demo_city: None) -> None:  # noqa: F811
    from nuanyang.foundation.deadlines.models import Deadline
    from nuanyang.journey.discover.patrols.models import Encounter
    from nuanyang.journey.follow_up.visits.models import FollowUp, ReturnVisit
    from nuanyang.journey.help.casework.models import PlanTask
    from nuanyang.journey.take_in.intake.models import Intake
    from nuanyang.journey.take_in.stays.models import Bed, BedUse, Stay
    from nuanyang.registry.people.models import Person

    now = timezone.now()
    with acting_as(system_actor("tests"), read_only=True):
        unknown = Stay.objects.get(person__display_name="", arrived_at__lt=now - timedelta(days=40), left_at=None)
        late = Deadline.objects.filter(root="stay", root_id=unknown.pk, met_at=None, cancelled_at=None, due_at__lt=now)
        assert {"RS-043", "RS-045"} <= set(late.values_list("rule_id", flat=True))
        assert Person.objects.filter(sealed=True).exclude(display_name__startswith=MARK).count() == 1
        returned = Stay.objects.filter(person__display_name="谭老四")
        assert returned.count() == 4 and returned.filter(left_at=None).count() == 1
        assert FollowUp.objects.filter(end_reason="came_back").exists()
        assert ReturnVisit.objects.filter(risk=True).exists()
        assert PlanTask.objects.filter(done_at=None, due_on__lt=now.date()).exists()
        assert Intake.objects.filter(stay=None, closed_at=None).exists()
        assert Encounter.objects.filter(person=None, station__isnull=False, met_at__gt=now - timedelta(days=1)).exists()
        beds = Bed.objects.filter(room__organisation__code=places.STATION).count()
        used = BedUse.objects.filter(bed__room__organisation__code=places.STATION, during__upper_inf=True).count()
        assert 0.55 < used / beds < 0.85


@pytest.mark.django_db
def test_its_people_have_a_face_a_voice_and_a_page(in_demo_city: None) -> None:  # noqa: F811
    from nuanyang.foundation.files import queries as files
    from nuanyang.foundation.files.models import StoredFile
    from nuanyang.registry.people.models import Person

    with acting_as(system_actor("tests"), read_only=True):
        named = Person.objects.filter(portrait_id__isnull=False).values_list("display_name", flat=True)
        assert {"", "龚雨桐", "谭老四", "尚满仓"} <= set(named)
        unknown = Person.objects.get(display_name="", portrait_id__isnull=False)
        kept = {f.kind: f for f in files.files_of_person(person_id=unknown.pk)}
        assert {k: f.media_type for k, f in kept.items()} == {
            "photo": "image/png", "voice": "audio/x-wav", "scan": "application/pdf",
        }  # fmt: skip
        assert files.content_of(kept["voice"]) == samples.tone()
        assert b"UniGB-UCS2-H" in files.content_of(kept["scan"])
        assert not StoredFile.objects.filter(person_id__in=Person.objects.filter(sealed=True)).exists()


def test_sample_files_are_the_same_every_time_and_taken_as_what_they_are() -> None:
    from nuanyang.foundation.files.operations import check

    faces = [samples.face(look) for look in (samples.OLD_MAN, samples.MAN, samples.WORKER, samples.GIRL)]
    assert faces[0] == samples.face(samples.OLD_MAN) and len(set(faces)) == 4
    assert samples.page("表", ["一行"]) == samples.page("表", ["一行"]) and samples.tone() == samples.tone()
    assert check(kind="voice", content=samples.tone(), name="a.wav").media_type == "audio/x-wav"
    assert check(kind="scan", content=samples.page("表", ["一行"]), name="a.pdf").media_type == "application/pdf"


@pytest.mark.django_db
def test_a_second_start_finds_it_there(in_demo_city: None, tmp_path: Path) -> None:  # noqa: F811
    from nuanyang.foundation.access.models import User
    from nuanyang.registry.people.models import Person

    with acting_as(system_actor("tests"), read_only=True):
        before = Person.objects.count()
    told: list[str] = []
    home = Home(tmp_path)
    assert seed("small", lambda zh, en: told.append(en), home=home) is False
    with acting_as(system_actor("tests"), read_only=True):
        assert Person.objects.count() == before
    # Here the list was not: it is written anew, with passwords that open.
    assert told and stat.S_IMODE(home.demo_accounts.stat().st_mode) == 0o600
    rows = json.loads(home.demo_accounts.read_text("utf-8"))["accounts"]
    assert {r["role"] for r in rows} == {a.role for a in accounts.ACCOUNTS}
    assert all(len(r["totp_seed"]) >= 16 for r in rows)
    assert all(User.objects.get(username=r["user"]).check_password(r["password"]) for r in rows)
    told.clear()
    assert seed("small", lambda zh, en: told.append(en), home=home) is False
    assert told == []


@pytest.fixture
def empty(clone_name: str) -> Iterator[str]:
    """A prepared database without a city."""
    name = f"{clone_name}_empty"
    database.create(name, template=os.environ["TEST_DATABASE_TEMPLATE"])
    yield name
    database.drop(name)


def _names(database_name: str, django_db_blocker: pytest.FixtureRequest) -> list[str]:
    from nuanyang.registry.people.models import Person

    with django_db_blocker.unblock(), demo_world.connected_to(database_name):  # type: ignore[attr-defined]
        with acting_as(system_actor("tests"), read_only=True):
            return list(Person.objects.order_by("id").values_list("display_name", flat=True))


def test_a_first_start_that_was_killed_leaves_nothing_and_the_next_makes_the_same_city(
    empty: str, demo_clone: str, tmp_path: Path, django_db_setup: None, django_db_blocker: pytest.FixtureRequest  # noqa: F811
) -> None:
    environment = {
        **database.environment_for(empty), "NUANYANG_HOME": str(tmp_path), "NUANYANG_DB_ROLE": "app",
        "NUANYANG_DATA_KEYS_FILE": str(settings.DATA_KEYS_FILE),
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "nuanyang.doors.cli.demo_city", "--size", "small"],
        cwd=database.ROOT, env=environment, stderr=subprocess.PIPE, text=True,
    )
    assert child.stderr is not None
    assert any("happenings" in line for line in child.stderr)  # the year has begun
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stderr.close()
    assert _names(empty, django_db_blocker) == []
    assert not (tmp_path / "demo.json").exists()
    demo_world.seed(empty, tmp_path)
    # The same people. Who came in the last days came so long before now; who was there first may change within minutes.
    assert sorted(_names(empty, django_db_blocker)) == sorted(_names(demo_clone, django_db_blocker))
    assert stat.S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600


def test_other_data_is_left_alone(
    empty: str, tmp_path: Path, django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> None:
    from nuanyang.foundation.orgs import operations as orgs

    with django_db_blocker.unblock(), demo_world.connected_to(empty):  # type: ignore[attr-defined]
        orgs.add(code="real", name="真的救助站", kind="station", region="510900", at=NOW, actor=system_actor("tests"))
        with pytest.raises(InstanceError):
            seed("small", lambda zh, en: None, home=Home(tmp_path))
    assert not (tmp_path / "demo.json").exists()


def test_the_accounts_are_told_in_columns_with_role_and_organisation(tmp_path):
    home = Home(tmp_path)
    rows = [
        {"user": "an", "password": "x", "role_name": "站前台 Front desk", "organisation_name": "甲站"},
        {"user": "somebody", "password": "secret", "role_name": "站长 Chief", "organisation_name": "乙站"},
    ]
    home.demo_accounts.write_text(json.dumps({"accounts": rows}), "utf-8")
    assert account_lines(home) == [
        "an        x       站前台 Front desk  甲站",
        "somebody  secret  站长 Chief         乙站",
    ]
