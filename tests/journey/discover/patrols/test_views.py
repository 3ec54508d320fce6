"""Pages of the street: recording in one press, reading in scope."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.journey.discover.patrols.models import Encounter
from nuanyang.journey.discover.patrols.rules import read_moment, read_position
from nuanyang.kernel.actor import Actor
from tests.journey.discover.patrols.test_operations import meet

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Client]
CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)  # 01:30 on 3 March in China


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("", "2026-03-03 01:30"),
        ("刚刚", "2026-03-03 01:30"),
        ("22:30", "2026-03-02 22:30"),
        ("01:10", "2026-03-03 01:10"),
        ("昨天 23:10", "2026-03-02 23:10"),
        ("昨晚11点半", "2026-03-02 23:30"),
        ("2026-03-01 08:05", "2026-03-01 08:05"),
        ("前天", "2026-03-01 12:00"),
        ("今天", "2026-03-03 01:30"),
    ],
)
def test_moments_as_people_say_them(text: str, local: str) -> None:
    read = read_moment(text, now=NOW, zone=CHINA)
    assert read is not None
    assert read.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") == local


def test_moments_and_positions_that_cannot_be_read() -> None:
    assert read_moment("哪天来着", now=NOW, zone=CHINA) is None
    assert read_moment("2026年3月", now=NOW, zone=CHINA) is None
    assert read_position("30.5325，105.5714") == (Decimal("30.53250"), Decimal("105.57140"))
    assert read_position("105.5714, 200") is None
    assert read_position("路口") is None


def filled(station_id: int, **more: Any) -> dict[str, Any]:
    return {
        "condition": "well",
        "sex": "1",
        "apparent_age": "adult",
        "place": "火车站",
        "seen": "蓝大衣",
        "given": ["card"],
        "outcome": f"to_station:{station_id}",
        "met": "",
        "region": "",
        "position": "30.5, 105.5",
        "key": "k1",
        **more,
    }


def test_recording_tells_the_station(patrol: Actor, an: Actor, client_for: ClientFor, station_id: int) -> None:
    client = client_for(patrol)
    page = client.get(reverse("patrols:record")).content.decode()
    assert "送到临江市救助管理站" in page
    answer = client.post(reverse("patrols:record"), filled(station_id))
    assert answer.status_code == 302
    with acting_as(patrol):
        (made,) = Encounter.objects.all()
        assert (made.station_id, made.given, made.latitude) == (station_id, ["card"], Decimal("30.50000"))
    assert client.post(reverse("patrols:record"), filled(station_id)).headers["Location"] == answer.headers["Location"]
    theirs = client_for(an).get(reverse("patrols:encounter", args=[made.pk])).content.decode()
    assert "到站登记" in theirs
    assert "到站登记</a>" not in client.get(reverse("patrols:encounter", args=[made.pk])).content.decode()


def test_a_refusal_keeps_what_was_typed_and_names_the_rule(
    patrol: Actor, client_for: ClientFor, station_id: int
) -> None:
    answer = client_for(patrol).post(reverse("patrols:record"), filled(station_id, condition="refuses"))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "RS-006" in text and "不得限制离站" in text
    answer = client_for(patrol).post(
        reverse("patrols:record"), filled(station_id, condition="refuses"), headers={"accept-language": "en"}
    )
    (told,) = re.findall('class="notice-rule">(.*?)</p>', answer.content.decode())
    assert "Nobody is kept from leaving" in told and "order 381" in told and not re.search("[\u4e00-\u9fff]", told)
    assert "蓝大衣" in text
    with acting_as(patrol):
        assert not Encounter.objects.exists()


@pytest.mark.parametrize("wrong", [{"met": "哪天"}, {"position": "路口"}, {"region": "没有这个地方啊"}, {"place": ""}])
def test_what_cannot_be_read_is_said(
    patrol: Actor, client_for: ClientFor, station_id: int, wrong: dict[str, str]
) -> None:
    assert client_for(patrol).post(reverse("patrols:record"), filled(station_id, **wrong)).status_code == 422


def test_who_opens_what(patrol: Actor, an: Actor, chen: Actor, volunteer: Actor, client_for: ClientFor) -> None:
    made = meet(patrol, timezone.now())
    urls = [reverse("patrols:index"), reverse("patrols:encounter", args=[made.pk]), reverse("patrols:record")]

    def statuses(actor: Actor) -> list[int]:
        client = client_for(actor)
        return [client.get(url).status_code for url in urls]

    assert statuses(patrol) == [200, 200, 200]
    assert statuses(an) == [200, 200, 403]
    assert statuses(chen) == [200, 404, 403]
    assert statuses(volunteer) == [403, 403, 403]


def test_the_list_costs_the_same_for_one_and_three(patrol: Actor, client_for: ClientFor) -> None:
    client, url, now = client_for(patrol), reverse("patrols:index"), timezone.now()

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    meet(patrol, now)
    before = cost()
    for n in range(2):
        meet(patrol, now - timedelta(hours=n))
    assert cost() == before


def test_the_desk_says_that_somebody_does_not_come(
    patrol: Actor, an: Actor, bo: Actor, client_for: ClientFor, station_id: int
) -> None:
    made = meet(patrol, timezone.now(), outcome="to_station", station_id=station_id)
    client, page = client_for(an), reverse("patrols:encounter", args=[made.pk])
    url = reverse("patrols:not_coming", args=[made.pk])
    assert url in client.get(page).content.decode()
    assert url not in client_for(patrol).get(page).content.decode()
    assert client_for(patrol).get(url).status_code == 403
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"reason": "family"})["Location"] == reverse("intake:index")
    assert page not in client.get(reverse("intake:index")).content.decode()
    assert "没有到站：家属接走" in client_for(patrol).get(page).content.decode()
    assert "没有到站：家属接走" in client_for(patrol).get(reverse("patrols:index")).content.decode()
    assert client.get(url)["Location"] == page  # nobody is waited for any more
    assert "到站登记</a>" in client.get(page).content.decode()  # unless he comes after all


def many_stations(actor: Actor) -> None:
    from nuanyang.foundation.orgs import operations as orgs

    for n in range(4):
        orgs.add(
            code=f"510900-9{n}", name=f"临江市第{n + 5}救助站", kind="station", region="510900", at=timezone.now(),
            actor=system_actor("tests"),
        )


def test_a_station_that_is_not_offered_is_found_by_name(patrol: Actor, client_for: ClientFor, station_id: int) -> None:
    client, url = client_for(patrol), reverse("patrols:record")
    many_stations(patrol)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(url).content.decode()
    assert page.count('value="to_station:') == 4 and "送到别的救助站" in page
    assert sum("orgs_organisation" in q["sql"] and "LIMIT 4" in q["sql"] for q in captured) == 1
    other = filled(station_id, outcome="to_station:other")
    for text, said in (("", "请写送到哪个救助站"), ("火星站", "没有找到"), ("救助", "有好几个")):
        answer = client.post(url, {**other, "other_station": text})
        assert answer.status_code == 422 and said in answer.content.decode(), text
    assert client.post(url, {**other, "other_station": "临江市第7救助站"}).status_code == 302
    with acting_as(patrol):
        (made,) = Encounter.objects.all()
        assert made.station.name == "临江市第7救助站"
