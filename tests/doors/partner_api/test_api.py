"""The API for programs: tokens, scope, JSON refusals, one bed for one person, once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from nuanyang.doors.partner_api import operations, reference
from nuanyang.foundation.access import operations as access
from nuanyang.foundation.access.models import User
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.journey.take_in.stays import operations as stays
from nuanyang.journey.take_in.stays.models import BedUse
from nuanyang.registry.people import operations as people
from tests.journey.take_in.stays.builders import beds_in, make_person, make_room, make_stay

pytestmark = pytest.mark.django_db


class Program:
    """Calls the API with a token (or without)."""

    def __init__(self, secret: str = "", **headers: str) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {**({"Authorization": f"Bearer {secret}"} if secret else {}), **headers}

    def get(self, path: str, **query: str):
        answer = self.client.get(f"/api/v1/{path}", query, headers=self.headers)
        return answer.status_code, answer.json()

    def post(self, path: str, body: object, **headers: str):
        answer = self.client.post(
            f"/api/v1/{path}", body if isinstance(body, str) else json.dumps(body), content_type="application/json",
            headers={**self.headers, **headers},
        )  # fmt: skip
        return answer.status_code, answer.json()


@pytest.fixture
def token_of(system):
    def make(actor, **headers: str) -> Program:
        _token, secret = access.make_token(user_id=actor.user_id, days=1, at=timezone.now(), actor=system)
        return Program(secret, **headers)

    return make


@pytest.fixture
def room(chief, now):
    return make_room(chief, now, beds=3)


@pytest.fixture
def beds(room, chief):
    with acting_as(chief):
        return beds_in(room)


@pytest.fixture
def resident(an, now):
    return make_stay(an, now)


# ---- who is let in ----------------------------------------------------------------------------


def test_me_says_whose_token_it_is(an, token_of):
    status, told = token_of(an).get("me")
    assert status == 200 and told["user"] == {"username": "an", "name": "安静"}
    assert told["organisation"]["code"] == "one" and "stays.manage" in told["permissions"]


@pytest.mark.parametrize("path", ["me", "people", "residents", "beds/free"])
def test_without_a_token_nothing_opens(path):
    for program in (Program(), Program("nyt_made-up"), Program("something-else")):
        status, told = program.get(path)
        assert status == 401 and told["error"]["code"] == "unauthorised" and told["error"]["hint"]


def test_a_browsers_cookie_opens_no_api(an, client_for):
    answer = client_for(an).get("/api/v1/me")
    assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Bearer")
    assert client_for(an).post("/api/v1/stays/1/bed", "{}", content_type="application/json").status_code == 401


def test_tokens_end(an, system, token_of):
    past = timezone.now() - timedelta(days=3)
    _token, secret = access.make_token(user_id=an.user_id, days=1, at=past, actor=system)
    assert Program(secret).get("me")[0] == 401
    program = token_of(an)
    User.objects.filter(pk=an.user_id).update(is_active=False)
    assert program.get("me")[0] == 401


def test_a_token_opens_no_more_than_the_account(patrol, token_of, resident, beds):
    program = token_of(patrol)
    status, told = program.get("residents")
    assert (status, told["error"]["code"], told["error"]["data"]) == (403, "forbidden", {"permission": "stays.view"})
    assert program.post(f"stays/{resident.pk}/bed", {"bed_id": beds[0].pk})[0] == 403


def test_an_account_without_a_role_is_told_so(system, token_of, an, now):
    user = access.add_user(username="bare", display_name="无角色", password="long-enough-for-tests", at=now, actor=system)
    _token, secret = access.make_token(user_id=user.pk, days=1, at=timezone.now(), actor=system)
    status, told = Program(secret).get("me")
    assert (status, told["error"]["code"]) == (403, "no_role")


def test_a_required_second_factor_does_not_stop_programs(an, token_of, settings):
    settings.SECOND_FACTOR_ROLES = ["yes"]
    assert token_of(an).get("me")[0] == 200


# ---- reading ----------------------------------------------------------------------------------


def test_people_are_found_and_say_why(an, token_of, now):
    person = make_person(an, now, "吴贵生")
    program = token_of(an)
    status, told = program.get("people", q="wgs")
    assert status == 200 and [r["name"] for r in told["results"]] == ["吴贵生"]
    assert told["results"][0]["reason"] and told["results"][0]["sex"] == "male"
    assert program.get(f"people/{person.pk}")[1]["number"] == person.number
    assert program.get("people", q=person.number)[1]["results"][0]["id"] == person.pk


@pytest.mark.parametrize("query", [{}, {"q": "  "}, {"q": "长" * 100}, {"q": "a\0b"}])
def test_a_search_needs_a_question(an, token_of, query):
    status, told = token_of(an).get("people", **query)
    assert (status, told["error"]["field"]) == (400, "q")


def test_another_organisation_finds_nobody(an, chen, city, token_of, now, resident):
    stranger = token_of(chen)
    person = make_person(an, now, "吴贵生")
    assert stranger.get("people", q="吴贵生") == (200, {"results": []})
    for path in (f"people/{person.pk}", f"stays/{resident.pk}", "people/99999999"):
        status, told = stranger.get(path)
        assert (status, told["error"]["code"]) == (404, "not_found")
    assert stranger.get("residents")[1]["results"] == []
    status, told = token_of(city).get(f"people/{person.pk}")
    assert status == 200 and told["masked"] and told["name"] != "吴贵生"


def test_a_sealed_person_is_hidden_and_reading_one_is_logged(an, chief, system, token_of, now, station_id):
    person = make_person(an, now, "吴贵生")
    circle = access.make_circle(organisation_id=station_id, user_ids=[chief.user_id], purpose="x", at=now, actor=chief)
    people.seal(person_id=person.pk, circle_id=circle.pk, reason="受害人", at=now, actor=chief)
    assert token_of(an).get(f"people/{person.pk}")[0] == 404
    assert token_of(chief).get(f"people/{person.pk}")[1]["sealed"]
    with acting_as(system):
        [read] = Event.objects.filter(name="audit.read_sealed")
    assert read.actor_id == chief.user_id and read.payload["page"] == f"/api/v1/people/{person.pk}"


def test_residents_come_in_pages(an, token_of, now, monkeypatch):
    for n in range(3):
        make_stay(an, now + timedelta(minutes=n), f"李{n}")
    monkeypatch.setattr("nuanyang.doors.partner_api.views.RESULTS", 2)
    program = token_of(an)
    status, first = program.get("residents")
    assert [r["person"]["name"] for r in first["results"]] == ["李2", "李1"] and first["next_before"]
    _status, second = program.get("residents", before=str(first["next_before"]))
    assert [r["person"]["name"] for r in second["results"]] == ["李0"] and second["next_before"] is None
    assert first["results"][0]["bed"] is None and first["results"][0]["station"] == "one"
    assert program.get("residents", show="everybody")[0] == 400
    assert program.get("residents", before="x")[0] == 400
    assert program.get("residents", before="9" * 30)[0] == 400


def test_free_beds_of_all_and_for_one(an, token_of, beds, resident):
    program = token_of(an)
    _status, told = program.get("beds/free")
    assert [b["code"] for b in told["results"]] == ["101-01", "101-02", "101-03"]
    assert told["results"][0]["sex"] == "male"
    stays.assign_bed(stay_id=resident.pk, bed_id=beds[0].pk, at=resident.arrived_at, actor=an)
    assert len(program.get("beds/free")[1]["results"]) == 2
    status, told = program.get("beds/free", stay=str(resident.pk))
    assert status == 200 and {b["code"] for b in told["results"]} == {"101-02", "101-03"}
    assert program.get("beds/free", stay="0")[0] == 400
    assert program.get("beds/free", stay="424242")[0] == 404


def test_reading_costs_the_same_for_any_number(an, token_of, now, django_assert_max_num_queries):
    for n in range(12):
        make_stay(an, now + timedelta(minutes=n), f"李{n}")
    program = token_of(an)
    with django_assert_max_num_queries(20):
        program.get("residents")


# ---- the bed ----------------------------------------------------------------------------------


def test_a_bed_is_assigned(an, token_of, beds, resident):
    program = token_of(an)
    status, told = program.post(f"stays/{resident.pk}/bed", {"bed_id": beds[1].pk})
    assert status == 200 and told["bed"]["code"] == "101-02" and told["stay_id"] == resident.pk
    assert program.get(f"stays/{resident.pk}")[1]["bed"]["code"] == "101-02"


def test_a_taken_bed_is_409_with_what_is_free(an, token_of, beds, resident, now):
    other = make_stay(an, now, "王强")
    program = token_of(an)
    program.post(f"stays/{other.pk}/bed", {"bed_id": beds[0].pk})
    status, told = program.post(f"stays/{resident.pk}/bed", {"bed_id": beds[0].pk})
    error = told["error"]
    assert (status, error["code"], error["field"], error["rule"]) == (409, "bed_taken", "bed", "RS-031")
    assert [b["code"] for b in error["data"]["free"]] == ["101-02", "101-03"] and "101-02" in error["hint"]


def test_a_rule_against_the_bed_is_409_and_may_be_overruled(an, chief, token_of, now):
    women = make_room(chief, now, "201", sex="female", beds=1)
    with acting_as(chief):
        [bed] = beds_in(women)
    stay = make_stay(an, now)
    program = token_of(an)
    status, told = program.post(f"stays/{stay.pk}/bed", {"bed_id": bed.pk})
    assert status == 409 and told["error"]["rule"] and "overruled_by" in told["error"]["data"]


def test_the_same_key_does_it_once(an, system, token_of, beds, resident):
    program = token_of(an)
    first = program.post(f"stays/{resident.pk}/bed", {"bed_id": beds[0].pk}, **{"Idempotency-Key": "k1"})
    stays.leave_bed(stay_id=resident.pk, at=timezone.now(), actor=an)
    again = program.post(f"stays/{resident.pk}/bed", {"bed_id": beds[0].pk}, **{"Idempotency-Key": "k1"})
    assert first[0] == again[0] == 200
    with acting_as(system):
        assert BedUse.objects.filter(stay=resident).count() == 1
    fresh = program.post(f"stays/{resident.pk}/bed", {"bed_id": beds[0].pk}, **{"Idempotency-Key": "k2"})
    assert fresh[0] == 200
    with acting_as(system):
        assert BedUse.objects.filter(stay=resident).count() == 2


def test_the_same_bed_again_changes_nothing(an, system, token_of, beds, resident):
    program = token_of(an)
    for _time in range(2):
        assert program.post(f"stays/{resident.pk}/bed", {"bed_id": beds[0].pk})[0] == 200
    with acting_as(system):
        assert Event.objects.filter(name="stays.bed_assigned", root_id=resident.pk).count() == 1


def test_another_bed_needs_a_reason(an, token_of, beds, resident):
    program = token_of(an)
    program.post(f"stays/{resident.pk}/bed", {"bed_id": beds[0].pk})
    status, told = program.post(f"stays/{resident.pk}/bed", {"bed_id": beds[1].pk})
    assert (status, told["error"]["code"]) == (409, "has_bed")
    status, told = program.post(f"stays/{resident.pk}/bed", {"bed_id": beds[1].pk, "reason": "靠近门口"})
    assert status == 200 and told["bed"]["code"] == "101-02"


def test_the_operation_itself_asks_for_the_permission(patrol, resident, beds, now):
    from nuanyang.kernel.errors import NotAllowed

    with pytest.raises(NotAllowed):
        operations.put_in_bed(stay_id=resident.pk, bed_id=beds[0].pk, at=now, actor=patrol)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "bed_id"), ({"bed_id": "x"}, "bed_id"), ({"bed_id": True}, "bed_id"), ({"bed_id": -1}, "bed_id"),
        ({"bed_id": 2**70}, "bed_id"), ({"bed_id": 1, "at": "yesterday"}, "at"),
        ({"bed_id": 1, "at": "2026-03-02T09:30:00"}, "at"), ({"bed_id": 1, "at": "2999-01-01T00:00:00Z"}, "at"),
        ({"bed_id": 1, "at": 5}, "at"), ({"bed_id": 1, "reason": 7}, "reason"),
        ({"bed_id": 1, "override_kind": "x" * 99}, "override_kind"), ([], None), ("not json", None), ("[" * 5000, None),
    ],
)  # fmt: skip
def test_what_is_malformed_is_400(an, token_of, resident, body, field):
    status, told = token_of(an).post(f"stays/{resident.pk}/bed", body)
    assert (status, told["error"]["field"]) == (400, field)


def test_a_form_is_no_json(an, token_of, resident):
    program = token_of(an)
    answer = program.client.post(f"/api/v1/stays/{resident.pk}/bed", {"bed_id": 1}, headers=program.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "not_json")


def test_a_bed_of_another_station_or_no_bed_is_404(an, token_of, resident, system, other_station_id, now):
    from tests.factories.cast import make_user

    boss = make_user(system, "boss2", "他站站长", other_station_id, "station_chief")
    far = make_room(boss, now, "901", beds=1)
    with acting_as(boss):
        [bed] = beds_in(far)
    program = token_of(an)
    assert program.post(f"stays/{resident.pk}/bed", {"bed_id": bed.pk})[0] == 404
    assert program.post(f"stays/{resident.pk}/bed", {"bed_id": 424242})[0] == 404
    assert program.post("stays/424242/bed", {"bed_id": 1})[0] == 404


# ---- language, methods, unknown addresses -----------------------------------------------------


def test_refusals_speak_the_callers_language(an, token_of):
    assert "请给出 q" in token_of(an).get("people")[1]["error"]["message"]
    english = token_of(an, **{"Accept-Language": "en"}).get("people")[1]["error"]["message"]
    assert english.isascii() and english


def test_unknown_addresses_and_methods_are_json(an, token_of):
    program = token_of(an)
    for path in ("nothing", "", "people/x", "me/"):
        status, told = program.get(path)
        assert (status, told["error"]["code"]) == (404, "not_found"), path
    assert Program().get("nothing")[0] == 404
    answer = program.client.delete("/api/v1/me", headers=program.headers)
    assert answer.status_code == 405 and answer["Allow"] == "GET"
    assert answer.json()["error"]["code"] == "method_not_allowed"
    answer = program.client.get("/api/v1/stays/1/bed", headers=program.headers)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_nothing_is_kept_by_caches(an, token_of):
    program = token_of(an)
    answer = program.client.get("/api/v1/me", headers=program.headers)
    assert answer["Cache-Control"] == "no-store" and answer["Content-Type"] == "application/json"


def test_the_reference_names_every_address():
    made = reference.document(note="")
    assert set(reference.patterns()) == set(reference.ENDPOINTS)
    assert "POST /api/v1/stays/{stay_id}/bed" in made and "Permission `stays.manage`." in made


def test_answers_have_the_shape_that_the_reference_promises(an, token_of, beds, resident):
    program = token_of(an)
    stays.assign_bed(stay_id=resident.pk, bed_id=beds[0].pk, at=resident.arrived_at, actor=an)
    calls = {
        "me": program.get("me"), "people": program.get("people", q="李国生"),
        "person": program.get(f"people/{resident.person_id}"), "residents": program.get("residents"),
        "stay": program.get(f"stays/{resident.pk}"), "free_beds": program.get("beds/free"),
        "assign_bed": program.post(f"stays/{resident.pk}/bed", {"bed_id": beds[0].pk}),
    }  # fmt: skip
    assert calls.keys() == reference.ENDPOINTS.keys()
    for name, (status, told) in calls.items():
        promised = reference.ENDPOINTS[name].answer
        assert status == 200 and told.keys() == promised.keys(), name
        if "results" in told:
            assert told["results"][0].keys() == promised["results"][0].keys(), name
