"""The tree of organisations, one organisation, a new one."""

from __future__ import annotations

import pytest

from nuanyang.foundation.orgs import operations, queries
from nuanyang.foundation.scope.acting import acting_as
from tests.factories.cast import NOW, make_organisation, make_user

pytestmark = pytest.mark.django_db


def lines(actor, **kwargs):
    with acting_as(actor):
        return [(line.organisation.code, line.depth, line.children, line.unfolded) for line in queries.tree(**kwargs)]


def test_the_tree_reads_parents_before_children(city, station_id, other_station_id, social_work_station_id):
    assert lines(city) == [
        ("bureau", 0, 3, True), ("one", 1, 0, False), ("sws", 1, 0, False), ("two", 1, 0, False),
    ]  # fmt: skip


def test_a_level_too_large_stays_folded_under_its_parent(system, city, station_id):
    for n in range(4):
        make_organisation(system, f"dept{n}", f"科室{n}", "department", "510900", "one")
    assert lines(city, cap=4) == [("bureau", 0, 1, True), ("one", 1, 4, False)]
    assert len(lines(city, cap=6)) == 6
    assert len(lines(city, root_id=station_id, cap=1)) == 4


def test_a_concealed_organisation_is_not_in_a_strangers_tree(system, city, bureau_id, client_for):
    operations.add(
        code="shelter", name="灯塔庇护所", kind="shelter", region="510900", parent_code="bureau", concealed=True,
        at=NOW, actor=system,
    )
    assert "shelter" not in [code for code, *_rest in lines(city)]
    client = client_for(city)
    assert client.get("/organisations/shelter/").status_code == 404
    assert "没有符合的机构" in client.get("/organisations/", {"q": "灯塔"}).content.decode()
    assert "灯塔" not in client.get("/organisations/bureau/").content.decode()


def test_counts_people_who_hold_a_role_now(system, city, an, bo, station_id):
    with acting_as(city):
        assert {line.organisation.code: line.users for line in queries.tree()} == {"bureau": 1, "one": 2}
        assert [(zh, n) for zh, _en, n in queries.role_counts(organisation_id=station_id)] == [
            ("接待员", 1), ("站内社工", 1),
        ]  # fmt: skip


def test_the_list_finds_by_name_code_and_kind(client_for, city, station_id, social_work_station_id):
    client = client_for(city)
    page = client.get("/organisations/").content.decode()
    assert "临江市救助管理站" in page and "南门街道社工站" in page
    page = client.get("/organisations/", {"q": "南门"}).content.decode()
    assert "南门街道社工站" in page and "临江市救助管理站" not in page
    page = client.get("/organisations/", {"kind": "station"}).content.decode()
    assert "临江市救助管理站" in page and "南门街道社工站" not in page
    assert "没有符合的机构" in client.get("/organisations/", {"q": "龙宫"}).content.decode()


def test_one_organisation_shows_its_place_and_who_works_there(client_for, city, an, station_id):
    page = client_for(city).get("/organisations/one/").content.decode()
    for words in ("临江市救助管理站", "四川省遂宁市", "临江市民政局", "接待员"):
        assert words in page


def test_an_unknown_code_is_not_found(client_for, city):
    assert client_for(city).get("/organisations/nowhere/").status_code == 404


GIVEN = {"name": "城东社工站", "kind": "social_work_station", "code": "east", "region": "510903", "parent_code": "bureau"}


def test_adding_an_organisation_below_another(client_for, city):
    client = client_for(city)
    assert 'value="bureau"' in client.get("/organisations/new/?parent=bureau").content.decode()
    response = client.post("/organisations/new/", GIVEN)
    assert (response.status_code, response["Location"]) == (302, "/organisations/east/")
    with acting_as(city):
        made = queries.get_organisation(code="east")
        assert (made.name, made.region, made.parent.code) == ("城东社工站", "510903", "bureau")


@pytest.mark.parametrize("region,code", [("船山区", "510903"), ("sichuansuiningchuanshan", "510903"), ("510999", "510999")])
def test_a_region_is_named_as_people_name_it(client_for, city, region, code):
    client_for(city).post("/organisations/new/", {**GIVEN, "region": region})
    with acting_as(city):
        assert queries.get_organisation(code="east").region == code


@pytest.mark.parametrize(
    "wrong,words",
    [
        ({"code": "bureau"}, "机构代码 bureau 已有"),
        ({"code": "new"}, "请换一个代码"),
        ({"region": "通州区"}, "不止一个地方"),
        ({"region": "亚特兰蒂斯"}, "没有找到"),
        ({"region": "51"}, "6、9 或 12 位"),
        ({"parent_code": "nobody"}, "没有代码为 nobody 的上级机构"),
        ({"name": ""}, "必填"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client_for, city, wrong, words):
    response = client_for(city).post("/organisations/new/", {**GIVEN, "phone": "0825-2223456", **wrong})
    page = response.content.decode()
    assert response.status_code == 422 and words in page and "0825-2223456" in page
    with acting_as(city):
        assert not queries.find("城东")


def test_only_who_manages_organisations_comes_in(client_for, an, chief, volunteer):
    for actor in (an, chief, volunteer):
        client = client_for(actor)
        for path in ("/organisations/", "/organisations/one/", "/organisations/new/"):
            assert client.get(path).status_code == 403


def test_the_list_asks_the_same_number_of_times(system, city, client_for, bureau_id, django_assert_num_queries):
    client = client_for(city)
    client.get("/organisations/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/organisations/").status_code == 200
        return len(captured)

    few = count()
    for n in range(5):
        made = make_organisation(system, f"s{n}", f"站{n}", "station", f"51090300{n}", "bureau")
        make_user(system, f"u{n}", "某", made, "station_officer")
    assert count() <= few + 1
