"""Nobody reads a name that is not his to read: every demo role walks the whole site.

On the way two more things are watched: a page that is asked for changes nothing, and no link leads
to what is out of its reader's sight.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, reverse
from django.utils import timezone
from pypinyin import lazy_pinyin

from nuanyang.doors.cli.demo_city import places
from nuanyang.doors.web.site_map import all_urls
from nuanyang.foundation.access.declared import access
from nuanyang.foundation.access.models import CircleMember, Role
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.insight.verification.canaries import MARK, Canary, planted
from nuanyang.registry.people.models import Person
from tests.guards import crawling, demo_world
from tests.guards.test_url_matrix import NOT_VISITED, address_of, parameters, samples

#: A name that nobody bears, as long as a canary's.
NOBODY = "焱犇犇"
STARTS = ("/", "/today/", "/people/", "/search/", "/discover/", "/take-in/", "/assess/", "/help/", "/resettle/", "/follow-up/", "/reports/station/")


@pytest.fixture
def canaries(in_demo_city: None, db: None) -> list[Canary]:
    return planted()


def test_every_organisation_that_holds_people_has_a_canary(canaries: list[Canary]) -> None:
    from nuanyang.doors.cli.demo_city.accounts import VISITOR

    open_ones = {c.organisation for c in canaries if not c.sealed}
    assert open_ones >= set(VISITOR) | {places.CHARITY, places.VOLUNTEERS, places.HOSPITAL, places.POLICE}
    assert {c.organisation for c in canaries if c.sealed} == {places.STATION, places.SHELTER}
    assert len({c.name for c in canaries}) == len(canaries)


# ---- the walk ------------------------------------------------------------------------------------


class Walk:
    """What a walk found wrong."""

    def __init__(self, who: Any, canaries: list[Canary]) -> None:
        self.who, self.canaries, self.faults = who, canaries, list[str]()
        self.seen: set[str] = set()

    def look(self, address: str, response: HttpResponse, *, said: str = "", echoed: int = 0) -> None:
        """Note errors and leaks of one answer."""
        if response.status_code >= 500:
            self.faults.append(f"{address}: an error")
        text = crawling.text_of(response)
        # The address itself is no secret of the server's.
        for own in {address, reverse("home") if address == "/" else address.split("?")[0]} - {"/"}:
            text = text.replace(own, "")
        self.faults += [f"{address}: {leak}" for leak in crawling.leaks(text, self.who.actor, self.canaries, said=said, echoed=echoed)]

    def links(self) -> None:
        """From link to link; a link to what is not there for its reader tells that there is something."""
        statuses = crawling.Crawl(self.who.client, self.look).run(*STARTS)
        self.seen |= set(statuses)
        self.faults += [f"{a}: a link to what is out of sight" for a, s in statuses.items() if s == 404 and a not in STARTS]

    def addresses(self) -> None:
        """Every URL of the site with an object in sight and one out of sight."""
        for url in all_urls():
            if url.name in NOT_VISITED or (url.permission and not self.who.actor.may(url.permission)):
                continue
            for sample in samples(url, self.who.actor):
                address = address_of(url, sample)
                if address not in self.seen:
                    self.look(address, self.who.client.get(address))

    def people(self) -> None:
        """Every page about a person, asked for each canary."""
        urls = [u for u in all_urls() if parameters(u) == ["person_id"] and self.who.actor.may(u.permission)]
        for canary in self.canaries:
            hidden = crawling.sight(self.who.actor, canary) == "none"
            for url in urls[:1] if not canary.sealed else urls:
                address = reverse(url.name, kwargs={"person_id": canary.person_id})
                response = self.who.client.get(address)
                self.look(address, response)
                if hidden and response.status_code not in (404, 405):
                    self.faults.append(f"{address}: opens ({response.status_code})")

    def searches(self) -> None:
        """The search by name, sound and number; the same answer as for a name that nobody bears."""
        if not self.who.actor.may("people.view"):
            return
        _text, echoed = self._search(NOBODY)
        for canary in self.canaries:
            if crawling.sight(self.who.actor, canary) == "full":
                continue
            for words in (canary.name, "".join(lazy_pinyin(canary.name)), canary.person):
                self._search(words, echoed)

    def _search(self, words: str, echoed: int = 0) -> tuple[str, int]:
        response = self.who.client.get("/search/", {"q": words}, headers={"HX-Request": "true"})
        self.look(f"/search/?q={words}", response, said=words, echoed=echoed)
        self.look(f"/api/v1/people?q={words}", self.who.client.get("/api/v1/people", {"q": words}))
        text = crawling.text_of(response)
        return text, text.count(words)

    def exports(self) -> None:
        """Every form of the station report."""
        if not self.who.actor.may("reports.export"):
            return
        for station in places.STATIONS:
            for kind in ("xlsx", "docx"):
                period = {"station": station, "from": "2020-01-01", "to": "2030-12-31", "format": kind}
                response = self.who.client.post("/reports/station/export/", period)
                assert response.status_code == 200
                self.look(f"export {station} {kind}", response)


@pytest.mark.django_db
@pytest.mark.parametrize("username", demo_world.accounts())
def test_no_canary_shows_to_a_stranger_and_no_page_writes(
    username: str, visitor: Callable[[str], Any], canaries: list[Canary]
) -> None:
    walk = Walk(visitor(username), canaries)
    with crawling.watched() as written:
        walk.links()
        walk.addresses()
        walk.people()
        walk.searches()
    walk.exports()
    assert walk.faults == []
    assert written == []


@pytest.mark.django_db
def test_the_walk_sees_the_visitors_own_canary(visitor: Callable[[str], Any], canaries: list[Canary]) -> None:
    """It looks where names stand: the own canary is on the way, the region's is masked."""
    pages: list[str] = []
    for username in ("station_officer", "bureau_officer"):
        who = visitor(username)
        crawling.Crawl(who.client, lambda address, response: pages.append(crawling.text_of(response))).run("/people/")
    own = next(c for c in canaries if c.organisation == places.STATION and not c.sealed)
    assert any(own.name in page for page in pages)
    assert any(crawling.traces(own)["masked name"][0] in page for page in pages)


# ---- a sealed person changes nothing for others --------------------------------------------------

CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|value="[0-9a-f]{8}-[0-9a-f-]{27}"|csrftoken=[^;]*|'
    r"sessionid=[^;]*|nonce-[\w=+/-]+|X-CSRFToken[^}]*|expires=[^;]*|/static/[^\"']*"
    r'|name="key" value="[^"]*"|data-csrf="[^"]*"|Expires: [^\n]*|Content-Length: [^\n]*'
)


def _pages(who: Any, moment: datetime) -> dict[str, str]:
    """Every page without parameters as this visitor sees it at one moment, without what changes each time."""
    found = {}
    with mock.patch("django.utils.timezone.now", return_value=moment):
        for url in all_urls():
            if parameters(url) or url.level != "permission" or not who.actor.may(url.permission):
                continue
            response = who.client.get(reverse(url.name))
            if response.status_code == 200:
                found[url.name] = CHANGING.sub("", crawling.text_of(response))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("insider", "outsiders"),
    [
        ("shelter_chief", ("bureau_officer", "station_chief", "auditor")),
        ("station_chief", ("station_officer", "bureau_officer", "tracing_officer", "sub_district_officer")),
    ],
)
def test_a_sealed_person_changes_no_page_of_others(
    insider: str, outsiders: tuple[str, ...], visitor: Callable[[str], Any]
) -> None:
    moment = timezone.now()
    others = [visitor(name) for name in outsiders]
    before = [_pages(who, moment) for who in others]
    _seal_somebody(visitor(insider).actor, moment)
    after = [_pages(who, moment) for who in others]
    changed = [
        f"{who.username}: {name}" for who, was, now in zip(others, before, after, strict=True) for name in was if was[name] != now[name]
    ]
    assert changed == []
    assert all(len(was) > 3 for was in before)


def _seal_somebody(actor: Any, at: datetime) -> None:
    """A woman whom only the circle knows, with an assessment and a plan whose task is overdue."""
    from nuanyang.journey.assess.needs import operations as needs
    from nuanyang.journey.help.casework import operations as casework
    from nuanyang.registry.people import operations as people
    from nuanyang.registry.people.particulars import Particulars

    with acting_as(system_actor("tests"), read_only=True):
        circle_id = CircleMember.objects.filter(user_id=actor.user_id).order_by("id").values_list("circle_id", flat=True)[0]
    earlier = at - timedelta(days=20)
    with mock.patch("django.utils.timezone.now", return_value=at):
        who = Particulars(name="焱小小", sex=2, home_region="510903")
        person = people.register(particulars=who, at=earlier, actor=actor)
        people.seal(person_id=person.pk, circle_id=circle_id, reason="人身安全受到威胁", at=earlier, actor=actor)
        needs.assess(person_id=person.pk, findings={"housing": needs.Found(3)}, note="", at=earlier, actor=actor)
        plan = casework.open_plan(person_id=person.pk, goal="住处保密", at=earlier, actor=actor)
        casework.add_task(plan_id=plan.pk, title="申请保护令", due_on=(at - timedelta(days=9)).date(), at=earlier, actor=actor)


# ---- planted violations --------------------------------------------------------------------------


def _canary(**changes: Any) -> Canary:
    facts = {"organisation": "one", "name": f"{MARK}鑫淼", "person": "R0000019", "person_id": 19, "viewer_keys": ["o:1", "r:510900"], "sealed": False}
    return Canary(**{**facts, **changes})


@pytest.fixture
def stranger() -> Any:
    from nuanyang.kernel.actor import Actor

    return Actor(9, 2, "two", "x", "user", frozenset(), ("o:2", "u:9"))


@pytest.mark.parametrize(
    "text", [f"<td>{MARK}鑫淼</td>", "filename=R0000019.pdf", '<a href="/people/19/">', f"{MARK}*淼", "?q=yixinmiao"]
)
def test_every_trace_of_a_canary_is_caught(text: str, stranger: Any) -> None:
    assert crawling.leaks(text, stranger, [_canary()]) != []
    assert crawling.leaks(text, stranger, [_canary(viewer_keys=["o:2"])]) == []


def test_an_overseer_may_read_the_masked_name_only(stranger: Any) -> None:
    overseer = stranger.with_keys("r:510900")
    assert crawling.leaks(f"R0000019 {MARK}*淼", overseer, [_canary()]) == []
    assert crawling.leaks(f"{MARK}鑫淼", overseer, [_canary()]) == [f"name of {MARK}鑫淼 (one)"]


def test_a_query_is_not_its_own_leak_but_a_result_is(stranger: Any) -> None:
    name = f"{MARK}鑫淼"
    assert crawling.leaks(f"{name} {name}", stranger, [_canary()], said=name, echoed=2) == []
    assert crawling.leaks(f"{name} {name} {name}", stranger, [_canary()], said=name, echoed=2) != []


@pytest.mark.parametrize(
    ("sql", "operation", "caught"),
    [
        ('UPDATE "people_person" SET x = 1', "", True),
        ("SELECT nextval('audit_event_id_seq')", "", True),
        ("SELECT nuan_set_viewers('person', 1, '{}')", "", True),
        ("WITH gone AS (DELETE FROM people_listing RETURNING 1) SELECT 1", "", True),
        ("INSERT INTO audit_event (id) VALUES (1)", crawling.READ_LOG, False),
        ("INSERT INTO audit_event (id) VALUES (1)", "people.register", True),
        ('UPDATE "django_session" SET session_data = 1', "", False),
        ('SELECT "updated" FROM "a" WHERE b = \'delete\' FOR UPDATE', "", False),
        ("SAVEPOINT s1", "", False),
    ],
)
def test_writing_statements_are_told_from_reading_ones(sql: str, operation: str, caught: bool) -> None:
    assert crawling.writes(sql, operation) is caught


@access("people.view")
def leaking(request: HttpRequest) -> HttpResponse:
    """A page that asks as the system and shows what it gets."""
    with acting_as(system_actor("planted")):
        names = Person.objects.values_list("display_name", flat=True)
        return HttpResponse("、".join(names))


@access.public("planted")
def writing(request: HttpRequest) -> HttpResponse:
    """A page that changes something when it is asked for."""
    Role.objects.filter(code="volunteer").update(name_en="Volunteer")
    return HttpResponse('<a href="/planted/nowhere/">')


urlpatterns = [
    path("planted/leaking/", leaking, name="leaking"),
    path("planted/writing/", writing, name="writing"),
    path("", include("nuanyang.config.urls")),
]
handler404 = "nuanyang.doors.web.views.not_found"


@pytest.fixture
def planted_walk(visitor: Callable[[str], Any], canaries: list[Canary]) -> Iterator[Walk]:
    yield Walk(visitor("station_officer2"), canaries)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_leaking_page_is_caught(planted_walk: Walk) -> None:
    crawling.Crawl(planted_walk.who.client, planted_walk.look, most=1).run("/planted/leaking/")
    sealed = next(c for c in planted_walk.canaries if c.sealed)
    assert f"/planted/leaking/: name of {sealed.name} ({sealed.organisation})" in planted_walk.faults


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_writing_page_and_a_link_to_nowhere_are_caught(planted_walk: Walk) -> None:
    with crawling.watched() as written:
        statuses = crawling.Crawl(planted_walk.who.client, planted_walk.look, most=2).run("/planted/writing/")
    assert any(sql.startswith('UPDATE "access_role"') for sql in written)
    assert statuses["/planted/nowhere/"] == 404
