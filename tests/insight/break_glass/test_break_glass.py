"""Emergency access: opened for a reason, running, ended, judged by somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanyang.foundation.access import operations as access_operations
from nuanyang.foundation.access import queries
from nuanyang.foundation.access.actors import actor_for
from nuanyang.foundation.access.models import BrokenGlass, User
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.notify.models import UserNotice
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.insight.break_glass import operations
from nuanyang.kernel.errors import NotAllowed, NotVisible
from nuanyang.registry.people import operations as people
from nuanyang.registry.people.jobs import close_expired_glass
from nuanyang.registry.people.models import Person
from nuanyang.registry.people.particulars import Particulars
from tests.factories.cast import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(chen) -> Person:
    """Somebody known at the other station only."""
    return people.register(particulars=Particulars(name="吴贵生"), at=timezone.now(), actor=chen)


@pytest.fixture
def glass(an, stranger) -> BrokenGlass:
    people.break_glass(
        number=stranger.number, reason="昏迷，医院问过敏史", hours=2, at=timezone.now(), actor=an
    )
    with acting_as(an):
        [running] = queries.running_glass(user_id=an.user_id, at=timezone.now())
    return running


def sees(actor, person) -> bool:
    """Whether his next request would show the person."""
    with acting_as(actor_for(User.objects.get(pk=actor.user_id), at=timezone.now())[0], read_only=True):
        return Person.objects.filter(pk=person.pk).exists()


def test_it_gives_sight_of_one_person_and_ends_at_the_users_word(an, bo, stranger, glass):
    assert sees(an, stranger) and not sees(bo, stranger)
    operations.end_own_glass(glass_id=glass.pk, at=timezone.now(), actor=an)
    operations.end_own_glass(glass_id=glass.pk, at=timezone.now(), actor=an)
    assert not sees(an, stranger)


def test_nobody_ends_somebody_elses(an, chief, city, glass):
    for other in (chief, city):
        with pytest.raises(NotVisible):
            operations.end_own_glass(glass_id=glass.pk, at=timezone.now(), actor=other)


def test_the_job_ends_what_is_over(an, stranger, glass, system):
    with acting_as(system, operation="tests"):
        BrokenGlass.objects.filter(pk=glass.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    close_expired_glass()
    assert not sees(an, stranger)


def test_the_story_of_the_person_names_it(system, glass, stranger):
    with acting_as(system):
        names = list(Event.objects.filter(person_id=stranger.pk).order_by("id").values_list("name", flat=True))
    assert "people.opened" in names


def test_who_looks_is_not_who_judges(chief, stranger):
    people.break_glass(number=stranger.number, reason="昏迷送医", hours=1, at=timezone.now(), actor=chief)
    with acting_as(chief):
        [own] = queries.running_glass(user_id=chief.user_id, at=timezone.now())
        assert queries.glass_to_review() == []
    with pytest.raises(access_operations.CannotBreakGlass) as refused:
        access_operations.review_glass(glass_id=own.pk, verdict="justified", at=timezone.now(), actor=chief)
    assert refused.value.code == "self"


def test_the_bureau_and_who_keeps_the_record_judge_and_another_station_does_not_know_of_it(
    system, chief, city, stranger, other_station_id
):
    keeper = make_user(system, "chief2", "他站站长", other_station_id, "station_chief")
    third = make_organisation(system, "third", "第三救助管理站", "station", "510922")
    nobody = make_user(system, "chief3", "第三站长", third, "station_chief")
    people.break_glass(number=stranger.number, reason="昏迷送医", hours=1, at=timezone.now(), actor=chief)
    with acting_as(system):
        told = set(UserNotice.objects.filter(template="review_waiting").values_list("user_id", flat=True))
    assert keeper.user_id in told and not {nobody.user_id, chief.user_id} & told
    with acting_as(nobody):
        assert queries.glass_to_review() == []
    for judge in (city, keeper):
        with acting_as(judge):
            [waiting] = queries.glass_to_review()
    access_operations.review_glass(glass_id=waiting.pk, verdict="justified", at=timezone.now(), actor=keeper)
    with acting_as(city):
        assert queries.glass_to_review() == []


def test_a_judgement_is_whole_and_stands(chief, city, glass):
    def judge(**given):
        with pytest.raises(access_operations.CannotBreakGlass) as refused:
            access_operations.review_glass(glass_id=glass.pk, at=timezone.now(), actor=chief, **given)
        return refused.value.field or refused.value.code

    assert judge(verdict="") == "verdict"
    assert judge(verdict="unjustified", note=" ") == "note"
    access_operations.review_glass(
        glass_id=glass.pk, verdict="unjustified", note="不是急症", at=timezone.now(), actor=chief
    )
    assert judge(verdict="justified") == "reviewed"


def test_an_officer_does_not_judge(an, bo, glass):
    with pytest.raises(NotAllowed):
        access_operations.review_glass(glass_id=glass.pk, verdict="justified", at=timezone.now(), actor=an)


@pytest.mark.parametrize(("reason", "hours", "field"), [("急", 2, "reason"), ("昏迷送医", 25, "hours"), ("昏迷送医", 0, "hours")])
def test_reason_and_time_are_bounded(an, stranger, reason, hours, field):
    with pytest.raises(access_operations.CannotBreakGlass) as refused:
        access_operations.note_broken_glass(
            person_id=stranger.pk, reason=reason, hours=hours, at=timezone.now(), actor=an
        )
    assert refused.value.field == field


def test_the_person_page_can_ask_why_one_sees(an, stranger, glass):
    now = timezone.now()
    with acting_as(an):
        assert queries.glass_of(user_id=an.user_id, person_id=stranger.pk, at=now).pk == glass.pk
        assert queries.glass_of(user_id=an.user_id, person_id=stranger.pk, at=now + timedelta(hours=3)) is None


def test_the_pages(an, chief, city, stranger, glass, client_for):
    mine, judge = client_for(an), client_for(chief)
    page = mine.get("/break-glass/").content.decode()
    assert stranger.number in page and "结束查阅" in page and "等我复核" not in page
    page = judge.get("/break-glass/").content.decode()
    assert "昏迷，医院问过敏史" in page and "吴贵生" not in page
    assert judge.get(f"/break-glass/{glass.pk}/review/").status_code == 200
    wrong = judge.post(f"/break-glass/{glass.pk}/review/", {"verdict": "unjustified", "note": ""})
    assert wrong.status_code == 422 and "为什么没有必要" in wrong.content.decode()
    assert judge.post(f"/break-glass/{glass.pk}/review/", {"verdict": "justified"}).status_code == 302
    assert "确有必要" in judge.get("/break-glass/").content.decode()
    assert "已经有人复核过了" in judge.get(f"/break-glass/{glass.pk}/review/").content.decode()
    assert mine.get(f"/break-glass/{glass.pk}/review/").status_code == 403
    assert mine.post(f"/break-glass/{glass.pk}/end/").status_code == 302
    assert mine.get(f"/people/{stranger.pk}/").status_code == 404


def test_who_may_neither_finds_nothing(patrol, glass, client_for):
    client = client_for(patrol)
    assert client.get("/break-glass/").status_code == 404
    assert client.post(f"/break-glass/{glass.pk}/end/").status_code == 403
