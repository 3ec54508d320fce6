"""Pages of stays: who opens what, what is shown, what a refusal says, constant queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nuanyang.foundation.access import operations as access
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays import queries
from nuanyang.journey.take_in.stays.models import Bed, Stay
from nuanyang.kernel.actor import Actor
from nuanyang.registry.people import operations as people
from tests.journey.take_in.stays.builders import beds_in, make_person, make_room, make_stay

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Client]


@pytest.fixture
def now() -> datetime:
    """Views take the present; here people came a day before it."""
    return timezone.now() - timedelta(days=1)


def pages(stay: Stay, bed: Bed) -> list[str]:
    return [
        reverse("stays:index"),
        reverse("stays:beds"),
        reverse("stays:stay", args=[stay.pk]),
        reverse("stays:choose_bed", args=[stay.pk]),
        reverse("stays:rooms"),
        reverse("stays:bed", args=[bed.pk]),
        reverse("stays:reassign", args=[stay.pk]),
    ]


def test_who_opens_what(
    an: Actor, bo: Actor, chen: Actor, patrol: Actor, city: Actor, now: datetime, client_for: ClientFor
) -> None:
    room, stay = make_room(an, now), make_stay(an, now)
    with acting_as(an):
        urls = pages(stay, beds_in(room)[0])

    def statuses(actor: Actor) -> list[int]:
        client = client_for(actor)
        return [client.get(url).status_code for url in urls]

    assert statuses(an) == [200] * 7
    assert statuses(bo) == [200, 200, 200, 403, 403, 403, 200]
    assert statuses(chen) == [200, 200, 404, 404, 200, 404, 404]
    assert statuses(city) == [200, 200, 200, 403, 403, 403, 403]
    assert statuses(patrol) == [403] * 7
    assert Client().get(urls[0]).status_code == 302


def test_a_stranger_posts_in_vain(an: Actor, chen: Actor, now: datetime, client_for: ClientFor) -> None:
    room, stay = make_room(an, now), make_stay(an, now)
    with acting_as(an):
        bed = beds_in(room)[0]
    client = client_for(chen)
    for name, data in (
        ("choose_bed", {"bed": bed.pk}),
        ("leave_bed", {}),
        ("reassign", {"person": "new", "reason": "认错了"}),
    ):
        assert client.post(reverse(f"stays:{name}", args=[stay.pk]), data).status_code == 404
    assert client.post(reverse("stays:bed", args=[bed.pk]), {"block": "1", "reason": "坏了"}).status_code == 404


def test_residents_cost_the_same_queries_for_one_and_three(an: Actor, now: datetime, client_for: ClientFor) -> None:
    room = make_room(an, now, beds=4)
    with acting_as(an):
        beds = beds_in(room)
    client = client_for(an)

    def add(count: int) -> None:
        for _n in range(count):
            stay = make_stay(an, now, "王甲", home_region="411602")
            stays.assign_bed(stay_id=stay.pk, bed_id=beds.pop().pk, at=now, actor=an)

    def cost(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    add(1)
    urls = [reverse("stays:index"), reverse("stays:beds")]
    before = [cost(url) for url in urls]
    add(2)
    assert [cost(url) for url in urls] == before


def test_the_list_shows_bed_day_and_marks(an: Actor, now: datetime, client_for: ClientFor) -> None:
    room, stay = make_room(an, now), make_stay(an, now)
    make_stay(an, now, "王海")
    with acting_as(an):
        bed = beds_in(room)[0]
    stays.assign_bed(stay_id=stay.pk, bed_id=bed.pk, at=now, actor=an)
    client = client_for(an)
    text = client.get(reverse("stays:index")).content.decode()
    assert "李国生" in text
    assert "101-01" in text
    assert "身份未明" in text
    waiting = client.get(reverse("stays:index") + "?show=no_bed").content.decode()
    assert "王海" in waiting
    assert "李国生" not in waiting


def test_the_bureau_sees_stations_then_masked_names(
    an: Actor, city: Actor, now: datetime, client_for: ClientFor, station_id: int
) -> None:
    make_stay(an, now)
    client = client_for(city)
    assert "临江市救助管理站" in client.get(reverse("stays:index")).content.decode()
    text = client.get(reverse("stays:index") + f"?station={station_id}").content.decode()
    assert "李*生" in text
    assert "李国生" not in text
    assert client.get(reverse("stays:index") + "?station=999999").status_code == 404


def test_the_board_masks_names_and_hides_the_sealed(
    an: Actor, chief: Actor, system: Actor, now: datetime, client_for: ClientFor
) -> None:
    room = make_room(an, now, beds=3)
    shown, hidden = make_stay(an, now), make_stay(an, now, "郑秘密")
    with acting_as(an):
        beds = beds_in(room)
    for stay, bed in zip((shown, hidden), beds, strict=False):
        stays.assign_bed(stay_id=stay.pk, bed_id=bed.pk, at=now, actor=an)
    assert chief.organisation_id is not None and chief.user_id is not None
    circle = access.make_circle(
        organisation_id=chief.organisation_id, user_ids=[chief.user_id], purpose="保护", at=now, actor=system
    )
    people.seal(person_id=hidden.person_id, circle_id=circle.pk, reason="保护", at=now, actor=chief)
    client = client_for(an)
    text = client.get(reverse("stays:beds")).content.decode()
    assert "李*生" in text
    assert "李国生" not in text
    assert "郑" not in text
    assert hidden.number not in text
    assert "2 / 3" in text
    for url in (reverse("stays:index"), reverse("stays:stay", args=[shown.pk])):
        assert "郑秘密" not in client.get(url).content.decode()


def test_the_proposed_bed_is_one_press_away(an: Actor, now: datetime, client_for: ClientFor) -> None:
    make_room(an, now)
    stay = make_stay(an, now)
    client = client_for(an)
    url = reverse("stays:choose_bed", args=[stay.pk])
    page = client.get(url).content.decode()
    with acting_as(an):
        best = queries.free_beds_for(stay=stay, today=now.date())[0].place
    assert f'value="{best.id}" checked' in page
    assert client.post(url, {"bed": best.id}).status_code == 302
    with acting_as(an):
        assert queries.beds_of([stay.pk])[stay.pk].code == "101-01"
    assert client.post(reverse("stays:leave_bed", args=[stay.pk])).status_code == 302
    with acting_as(an):
        assert queries.beds_of([stay.pk]) == {}
    assert client.get(reverse("stays:leave_bed", args=[stay.pk])).status_code == 405


def test_a_taken_bed_answers_409_with_free_beds(an: Actor, now: datetime, client_for: ClientFor) -> None:
    room = make_room(an, now)
    first, second = make_stay(an, now), make_stay(an, now, "王海")
    with acting_as(an):
        bed = beds_in(room)[0]
    stays.assign_bed(stay_id=first.pk, bed_id=bed.pk, at=now, actor=an)
    answer = client_for(an).post(reverse("stays:choose_bed", args=[second.pk]), {"bed": bed.pk})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "101-01 刚刚被别人占用" in text
    assert "101-02" in text


def test_nothing_chosen_and_unsuitable_are_said(an: Actor, now: datetime, client_for: ClientFor) -> None:
    room = make_room(an, now, sex="female")
    stay = make_stay(an, now)
    with acting_as(an):
        bed = beds_in(room)[0]
    client, url = client_for(an), reverse("stays:choose_bed", args=[stay.pk])
    assert "没有合适的空床" in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 422
    answer = client.post(url, {"bed": bed.pk})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "男性不能住女区" in text
    assert "RS-030" in text
    assert "第八条" in text


def test_an_exception_needs_its_reason(an: Actor, now: datetime, client_for: ClientFor) -> None:
    room = make_room(an, now, sex="female")
    child = make_stay(an, now, "田小宝", born=date(2022, 1, 1))
    with acting_as(an):
        bed = beds_in(room)[0]
    client, url = client_for(an), reverse("stays:choose_bed", args=[child.pk])
    assert "101-01：男性不能住女区" in client.get(url).content.decode()
    assert client.post(url, {"exception": bed.pk, "override_kind": "family"}).status_code == 422
    answer = client.post(url, {"exception": bed.pk, "override_kind": "family", "override_reason": "母亲同住"})
    assert answer.status_code == 302
    assert "母亲同住" in client.get(reverse("stays:stay", args=[child.pk])).content.decode()


def test_moving_asks_why(an: Actor, now: datetime, client_for: ClientFor) -> None:
    room, stay = make_room(an, now), make_stay(an, now)
    with acting_as(an):
        first, second = beds_in(room)
    stays.assign_bed(stay_id=stay.pk, bed_id=first.pk, at=now, actor=an)
    client, url = client_for(an), reverse("stays:choose_bed", args=[stay.pk])
    assert "为什么调换" in client.get(url).content.decode()
    assert client.post(url, {"bed": second.pk, "reason": "要下铺"}).status_code == 302
    text = client.get(reverse("stays:stay", args=[stay.pk])).content.decode()
    assert "101-01" in text
    assert "101-02" in text


def test_rooms_and_beds_are_managed(an: Actor, now: datetime, client_for: ClientFor, station_id: int) -> None:
    client = client_for(an)
    new: dict[str, Any] = {"name": "501", "sex": "male", "age_band": "adult", "health_zone": "general", "beds": 2}
    assert client.post(reverse("stays:rooms"), new).status_code == 302
    again = client.post(reverse("stays:rooms"), new)
    assert again.status_code == 422
    assert "已经有房间" in again.content.decode()
    with acting_as(an):
        bed = Bed.objects.filter(room__name="501").order_by("label").first()
    url = reverse("stays:bed", args=[bed.pk])
    assert client.post(url, {"block": "1", "reason": ""}).status_code == 422
    assert client.post(url, {"block": "1", "reason": "漏水"}).status_code == 302
    assert "漏水" in client.get(url).content.decode()
    assert client.post(url, {"reopen": "1"}).status_code == 302
    with acting_as(an):
        assert queries.free_count(station_id=station_id) == 2


def test_putting_right_whose_stay_it_is(an: Actor, now: datetime, client_for: ClientFor) -> None:
    stay, right = make_stay(an, now), make_person(an, now, "李国升")
    client, url = client_for(an), reverse("stays:reassign", args=[stay.pk])
    assert "李国升" in client.get(url + "?q=李国升").content.decode()
    assert client.post(url, {"person": "", "reason": "认错"}).status_code == 422
    assert client.post(url, {"person": right.pk, "reason": "照片不符"}).status_code == 302
    with acting_as(an):
        assert Stay.objects.get(pk=stay.pk).person_id == right.pk
    assert client.post(url, {"person": "new", "name": "李某", "reason": "都不是"}).status_code == 302
    with acting_as(an):
        assert Stay.objects.select_related("person").get(pk=stay.pk).person.display_name == "李某"


def test_a_stay_tells_what_came_before(an: Actor, now: datetime, client_for: ClientFor, station_id: int) -> None:
    first = make_stay(an, now - timedelta(days=30))
    stays.end_stay(stay_id=first.pk, mode="funded_return", at=now - timedelta(days=27), actor=an)
    again = stays.admit(person_id=first.person_id, station_id=station_id, at=now, actor=an)
    client = client_for(an)
    text = client.get(reverse("stays:stay", args=[again.pk])).content.decode()
    assert "资助返乡" in text
    assert "住 4 天" in text
    past = client.get(reverse("stays:stay", args=[first.pk])).content.decode()
    assert "已离站" in past
    assert "安排床位" not in past


def test_who_fled_from_violence_is_offered_the_seal(client_for, an, chief, now):
    stay = make_stay(an, now, "柏春燕", sex=2, help_reason="violence")
    asked = client_for(an).get(f"/take-in/stays/{stay.pk}/").content.decode()
    assert "记录还没有密封" in asked and "请站长密封" in asked
    offered = client_for(chief).get(f"/take-in/stays/{stay.pk}/").content.decode()
    assert f"/people/{stay.person_id}/sight/seal/" in offered
    people.seal_within(person_id=stay.person_id, user_ids=[], reason="对方在找她", at=now, actor=chief)
    assert "记录还没有密封" not in client_for(chief).get(f"/take-in/stays/{stay.pk}/").content.decode()


def test_a_number_with_a_wrong_check_digit_is_said(client_for, an, now):
    stay = make_stay(an, now, "李国生")
    page = f"/take-in/stays/{stay.pk}/"
    assert "校验位不对" not in client_for(an).get(page).content.decode()
    people.add_paper(person_id=stay.person_id, number="510902199001011234", at=now, actor=an)
    assert "校验位不对" in client_for(an).get(page).content.decode()
