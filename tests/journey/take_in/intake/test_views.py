"""The desk's pages: eight questions, hints while typing, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import InternalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.intake import views
from nuanyang.journey.take_in.intake.forms import IntakeForm
from nuanyang.journey.take_in.intake.models import Intake
from nuanyang.journey.take_in.intake.operations import Branch
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.models import Stay
from nuanyang.kernel.actor import Actor
from nuanyang.registry.people import queries as people
from nuanyang.registry.people.models import Person
from tests.journey.discover.patrols.test_operations import meet
from tests.journey.take_in.intake.builders import ask, say
from tests.journey.take_in.stays.builders import make_person, make_room

pytestmark = pytest.mark.django_db
ClientFor = Callable[[Actor], Client]
NEW = "/take-in/intake/new/"


def filled(**more: Any) -> dict[str, Any]:
    return {
        "body_check": "able",
        "arrival_mode": "self",
        "name": "吴贵生",
        "sex": "1",
        "age": "35",
        "home": "",
        "identity_number": "",
        "help_reason": "robbed",
        "arrived": "",
        "branch_when": "",
        "key": "form-1",
        **more,
    }


def test_at_most_eight_questions_on_the_first_screen(an: Actor, client_for: ClientFor) -> None:
    page = client_for(an).get(NEW).content.decode()
    first = page[: page.index('class="fields-later"')]
    asked = [
        name
        for name, field in IntakeForm.base_fields.items()
        if f'name="{name}"' in first and not field.widget.is_hidden
    ]
    assert len(asked) == 8


def test_one_press_registers_and_leads_to_the_bed(an: Actor, client_for: ClientFor) -> None:
    make_room(an, timezone.now())
    client = client_for(an)
    answer = client.post(NEW, filled(home="510903"))
    with acting_as(an):
        (stay,) = Stay.objects.all()
        person = Person.objects.get(pk=stay.person_id)
        assert (person.display_name, person.home_region, stay.stated_age) == ("吴贵生", "510903", 35)
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("stays:choose_bed", args=[stay.pk])
    assert client.post(NEW, filled()).status_code == 302
    with acting_as(an):
        assert Stay.objects.count() == 1
    assert stay.number in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"age": "不知道啊哈"}, "没看懂"),
        ({"arrived": "哪天"}, "没看懂时间"),
        ({"sex": ""}, "sex"),
        ({"help_reason": ""}, "help_reason"),
        ({"body_check": "medical"}, "请写送到哪家医院"),
        ({"body_check": "police"}, "请写报给哪个派出所"),
        ({"age": "2099-01-01"}, "晚于今天"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    an: Actor, client_for: ClientFor, wrong: dict[str, str], says: str
) -> None:
    answer = client_for(an).post(NEW, filled(**wrong))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text
    assert "吴贵生" in text
    with acting_as(an):
        assert not Intake.objects.exists()


def test_hints_appear_while_typing(an: Actor, chen: Actor, client_for: ClientFor) -> None:
    now = timezone.now()
    first = ask(an, now - timedelta(days=30), say("吴桂生", born=date(1991, 5, 1)))
    stays.end_stay(stay_id=first.stay_id or 0, mode="funded_return", at=now - timedelta(days=26), actor=an)
    said = {"name": "吴贵生", "sex": "1", "age": "35"}
    text = client_for(an).post(NEW + "who/", said).content.decode()
    assert "吴桂生" in text
    assert "同音" in text
    assert "资助返乡" in text
    assert "就是他" in text
    assert "吴桂生" not in client_for(chen).post(NEW + "who/", said).content.decode()


def test_what_is_typed_stays_out_of_addresses_and_what_reads_cannot_write(
    an: Actor, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(an)
    page = client.get(NEW).content.decode()
    for fragment in ("who/", "homes/"):
        assert f'hx-post="{NEW}{fragment}"' in page and f'hx-get="{NEW}{fragment}"' not in page
        assert client.get(NEW + fragment, {"identity_number": "510902199001011234"}).status_code == 405
    # A browser without the token is turned away like from any other POST.
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(NEW + "who/", {"name": "吴贵生"}).status_code == 403

    def write(*_given: object) -> None:
        ask(an, timezone.now())

    before = events_seen(an)
    assert client.post(NEW + "who/", {"name": "吴贵生"}).status_code == 200
    assert events_seen(an) == before
    monkeypatch.setattr(views, "_hints", write)
    with pytest.raises(InternalError, match="read-only transaction"):
        client.post(NEW + "who/", {"name": "吴贵生"})


def events_seen(actor: Actor) -> int:
    with acting_as(actor):
        return Event.objects.count()


def test_the_age_field_is_answered_by_what_the_server_reads(an: Actor, volunteer: Actor, client_for: ClientFor) -> None:
    client = client_for(an)
    assert 'data-age-url="/take-in/intake/new/age/"' in client.get("/take-in/intake/new/").content.decode()
    assert client.post("/take-in/intake/new/age/", {"age": "五十来岁"}).json() == {"words": "→ 47–53 岁", "clear": True}
    assert not client.post("/take-in/intake/new/age/", {"age": "是谁"}).json()["clear"]
    assert client.get("/take-in/intake/new/age/", {"age": "35"}).status_code == 405
    assert client_for(volunteer).post("/take-in/intake/new/age/", {"age": "35"}).status_code == 403


def test_who_is_likely_is_asked_about_before_a_second_record_is_opened(an: Actor, client_for: ClientFor) -> None:
    known = make_person(an, timezone.now(), "吴桂生", born=date(1991, 5, 1))
    client = client_for(an)
    answer = client.post(NEW, filled(name="吴桂生"))
    assert answer.status_code == 422
    assert "请先看一眼" in answer.content.decode()
    assert client.post(NEW, filled(name="吴桂生", person=str(known.pk))).status_code == 302
    with acting_as(an):
        assert Stay.objects.get().person_id == known.pk


def test_neither_of_these_opens_a_new_record_and_is_remembered(an: Actor, client_for: ClientFor) -> None:
    known = make_person(an, timezone.now(), "吴桂生", born=date(1991, 5, 1))
    client = client_for(an)
    assert client.post(NEW, filled(name="吴桂生", not_person=[str(known.pk)])).status_code == 302
    with acting_as(an):
        stay = Stay.objects.get()
        assert stay.person_id != known.pk
        assert [d.decision for d in people.decisions_about(person_id=known.pk)] == ["different"]
    assert client.post(NEW, filled(name="吴桂生", person="new", key="form-2")).status_code == 302


def test_who_is_inside_leads_to_his_stay(an: Actor, client_for: ClientFor) -> None:
    first = ask(an, timezone.now(), say("吴桂生"))
    answer = client_for(an).post(NEW, filled(name="吴桂生", person=str(first.person_id)))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "现在就在站" in text
    assert reverse("stays:stay", args=[first.stay_id]) in text


def test_late_entry_by_words(an: Actor, client_for: ClientFor) -> None:
    assert client_for(an).post(NEW, filled(arrived="昨天 22:30")).status_code == 302
    with acting_as(an):
        stay = Stay.objects.get()
    local = timezone.localtime(stay.arrived_at)
    assert (local.hour, local.minute, local.date()) == (22, 30, timezone.localdate() - timedelta(days=1))


def test_hospital_first_then_in(an: Actor, client_for: ClientFor) -> None:
    client = client_for(an)
    text = client.get(NEW + "branch/", {"body_check": "medical"}).content.decode()
    assert "RS-013" in text
    assert 'name="branch_to"' in text
    assert client.get(NEW + "branch/", {"body_check": "able"}).content.decode().strip() == ""
    answer = client.post(NEW, filled(body_check="medical", branch_to="市一医院"))
    with acting_as(an):
        made = Intake.objects.get()
    assert answer.headers["Location"] == reverse("intake:intake", args=[made.pk])
    assert "市一医院" in client.get(reverse("intake:index")).content.decode()
    assert "人来了，办理入站" in client.get(answer.headers["Location"]).content.decode()
    taken = client.post(reverse("intake:take_in", args=[made.pk]))
    with acting_as(an):
        assert taken.headers["Location"] == reverse("stays:choose_bed", args=[Stay.objects.get().pk])
    again = client.post(reverse("intake:take_in", args=[made.pk]))
    assert again.headers["Location"] == reverse("intake:intake", args=[made.pk])


def test_closing_needs_a_reason(an: Actor, client_for: ClientFor) -> None:
    now = timezone.now()
    made = ask(an, now, say(check="police", branch=Branch("南门派出所", now)))
    client, url = client_for(an), reverse("intake:intake", args=[made.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "家属已接走"}).status_code == 302
    assert "家属已接走" in client.get(url).content.decode()


def test_from_the_street_with_what_the_patrol_noted(
    patrol: Actor, an: Actor, chen: Actor, client_for: ClientFor, station_id: int
) -> None:
    met = meet(patrol, timezone.now(), outcome="to_station", station_id=station_id, sex=2, seen="红围巾")
    client = client_for(an)
    assert "红围巾" in client.get(reverse("intake:index")).content.decode()
    page = client.get(NEW + f"?encounter={met.pk}").content.decode()
    assert "红围巾" in page
    assert f'name="encounter" value="{met.pk}"' in page
    assert client_for(chen).get(NEW + f"?encounter={met.pk}").status_code == 404
    assert client.post(NEW, filled(encounter=met.pk, arrival_mode="patrol")).status_code == 302
    with acting_as(an):
        assert Intake.objects.get().encounter_id == met.pk


def test_homes_by_pinyin_initials(an: Actor, client_for: ClientFor) -> None:
    client = client_for(an)
    assert "周口市" in client.post(NEW + "homes/", {"home": "hnzk"}).content.decode()
    assert client.post(NEW + "homes/", {"home": ""}).content.decode().strip() == ""
    assert client.post(NEW, filled(home="hnzk", home_region="411600")).status_code == 302
    with acting_as(an):
        assert Person.objects.get().home_region == "411600"


def test_who_opens_what(an: Actor, bo: Actor, chen: Actor, patrol: Actor, city: Actor, client_for: ClientFor) -> None:
    made = ask(an, timezone.now())
    urls = [
        reverse("intake:index"),
        NEW,
        NEW + "who/",
        NEW + "homes/",
        NEW + "branch/",
        reverse("intake:intake", args=[made.pk]),
    ]

    def statuses(actor: Actor) -> list[int]:
        client = client_for(actor)
        fragments = ("who/", "homes/")
        return [(client.post if url.endswith(fragments) else client.get)(url).status_code for url in urls]

    assert statuses(an) == [200] * 6
    assert statuses(bo) == [200, 403, 403, 403, 403, 200]
    assert statuses(chen) == [200, 200, 200, 200, 200, 404]
    assert statuses(city) == [404, 403, 403, 403, 403, 200]
    assert statuses(patrol) == [403] * 6
    assert client_for(chen).post(reverse("intake:take_in", args=[made.pk])).status_code == 404


def test_the_list_costs_the_same_for_one_and_three(an: Actor, client_for: ClientFor) -> None:
    client, url = client_for(an), reverse("intake:index")

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    ask(an, timezone.now(), say("王甲", home_region="411602"))
    before = cost()
    for name in ("王乙", "王丙"):
        ask(an, timezone.now(), say(name, home_region="411602"))
    assert cost() == before
