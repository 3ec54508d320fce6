"""Every URL for every role: 403 without the permission, 404 for what is out of sight, never an error.

Object URLs are asked with a real object that the visitor sees and with one that exists and that he
does not see. A URL with a parameter that nobody here can fill fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from nuanyang.doors.cli.demo_city.places import STATION, STATIONS
from nuanyang.doors.web.site_map import SiteUrl, all_urls
from nuanyang.foundation.access.declared import access
from nuanyang.foundation.scope.acting import acting_as, system_actor
from nuanyang.kernel.actor import Actor
from tests.guards import demo_world

OPENS = (200, 302, 303, 405)

#: Parameter → model of the object, and the attributes that fill parameters to its left.
OBJECTS: dict[str, tuple[str, dict[str, str]]] = {
    "person_id": ("people.Person", {}),
    "paper_id": ("people.Paper", {"person_id": "person_id"}),
    "alert_id": ("people.PersonAlert", {"person_id": "person_id"}),
    "link_id": ("people.PersonLink", {"person_id": "low_id"}),
    "encounter_id": ("patrols.Encounter", {}),
    "intake_id": ("intake.Intake", {}),
    "batch_id": ("ledger.ImportBatch", {}),
    "bed_id": ("stays.Bed", {}),
    "stay_id": ("stays.Stay", {}),
    "plan_id": ("casework.HelpPlan", {}),
    "task_id": ("casework.PlanTask", {}),
    "departure_id": ("departures.Departure", {}),
    "follow_up_id": ("visits.FollowUp", {}),
    "visit_id": ("visits.ReturnVisit", {}),
    "file_id": ("files.StoredFile", {"person_id": "person_id"}),
    "notice_id": ("notify.UserNotice", {}),
    "document_id": ("documents.Document", {}),
    "belonging_id": ("belongings.Belonging", {}),
    "code": ("orgs.Organisation", {}),
}
#: Whose it is: who may not know of the person sees nothing that is his.
WHOSE = {
    "intake_id": "person", "stay_id": "person", "plan_id": "person", "follow_up_id": "person", "task_id": "plan__person",
    "visit_id": "follow_up__person", "departure_id": "stay__person",
}  # fmt: skip
#: The column that the parameter holds where it is not the id.
COLUMN = {"code": "code"}
#: Parameters that name nobody's object.
PLAIN = {
    "kind": "belongings_receipt", "signer": "owner", "subject_id": 1, "template_id": 1, "mode": "left_by_choice", "rule_id": "RS-040", "provider_id": "nobody", "rest": "nothing/here",
}  # fmt: skip
#: Which object a URL is about, where any other has no such page.
ONLY: dict[str, dict[str, Any]] = {
    "departures:letter": {"home_letter": True},
    "departures:choose": {"left_at__isnull": True},
    "departures:leave": {"left_at__isnull": True},
    "stays:choose_bed": {"left_at__isnull": True},
    "visits:record": {"state": "planned"},
    "visits:not_met": {"state": "planned"},
    "casework:finish": {"done_at__isnull": True},
    "casework:new_task": {"closed_at__isnull": True},
    "casework:close": {"closed_at__isnull": True},
    "files:thumbnail": {"kind": "photo"},
    "files:original": {"kind": "photo"},
    "documents:sign": {"kind": "belongings_receipt"},
    "intake:take_in": {"stay__isnull": True, "closed_at__isnull": True},
}
#: The same parameter means something else there.
INSTEAD = {"break_glass:end": "access.BrokenGlass", "break_glass:review": "access.BrokenGlass"}
#: What the page asks for beside its path.
QUERY = {
    "reports:rows": "?station={station}&from=2020-01-01&to=2030-12-31&table=sex&row=male",
    "partner_api:people": "?q=王",
}
#: Pages of which those who have no part in them are not told, although they may do such things elsewhere.
WITHOUT_PART: dict[str, Callable[[Actor], bool]] = {
    "intake:index": lambda actor: actor.organisation_code not in STATIONS,
    # A station's custody is its own affair.
    "belongings:index": lambda actor: actor.organisation_code not in STATIONS,
    # A face tells the name that is masked for who oversees a region.
    "files:original": lambda actor: any(k.startswith("r:") for k in actor.keys) and not actor.may("people.see_names"),
    "files:thumbnail": lambda actor: any(k.startswith("r:") for k in actor.keys) and not actor.may("people.see_names"),
    # It opens where it was issued.
    "documents:sign": lambda actor: actor.organisation_code not in STATIONS,
    "break_glass:index": lambda actor: not (actor.may("access.break_glass") or actor.may("access.review")),
}
#: Accounts, sessions and keys: filled from the visitor's own and from somebody else's organisation.
BY_ACCOUNT = {"username", "pk", "version_id"}


@dataclass(frozen=True)
class Sample:
    """Arguments of a URL; ``seen``: whether the visitor sees the object."""

    arguments: dict[str, Any]
    seen: bool


def parameters(url: SiteUrl) -> list[str]:
    """Names of the route's parameters, left to right."""
    import re

    return re.findall(r"<(?:\w+:)?(\w+)>", url.route)


def samples(url: SiteUrl, actor: Actor) -> list[Sample]:
    """An object in sight and one out of sight, as far as there are such; one sample for a plain route."""
    names = parameters(url)
    if not names:
        return [Sample({}, True)]
    about = names[-1] if url.name in INSTEAD else next((n for n in reversed(names) if n in OBJECTS), None)
    if about is None:
        return _of_accounts(url, names, actor) if BY_ACCOUNT & set(names) else [Sample({n: PLAIN[n] for n in names}, True)]
    label, attributes = (INSTEAD[url.name], {}) if url.name in INSTEAD else OBJECTS[about]
    model, only = apps.get_model(label), ONLY.get(url.name, {})
    with acting_as(actor, read_only=True):
        visible = model._default_manager.all()
        if about in WHOSE:
            visible = visible.filter(**{f"{WHOSE[about]}__in": apps.get_model("people.Person")._default_manager.all()})
        mine = set(visible.values_list("pk", flat=True))
        own = visible.filter(**only).order_by("-pk").first()
    with acting_as(system_actor("url matrix"), read_only=True):
        others = model._default_manager.exclude(pk__in=mine).order_by("pk")
        foreign = others.filter(**only).first() or others.first()
    found = []
    for row, seen in ((own, True), (foreign, False)):
        if row is not None:
            arguments = {n: PLAIN[n] for n in names if n in PLAIN}
            arguments |= {n: getattr(row, attributes[n]) for n in names if n in attributes}
            arguments[about] = getattr(row, COLUMN.get(about, "pk"))
            found.append(Sample(arguments, seen))
    return found


def _of_accounts(url: SiteUrl, names: list[str], actor: Actor) -> list[Sample]:
    from nuanyang.foundation.access.models import Assignment

    name = names[-1]
    if name == "version_id" or url.level != "permission":
        # Own passkeys, sessions, settings of rules: there are none, so none is found.
        return [Sample({name: 999_999_999}, False)]
    with acting_as(system_actor("url matrix"), read_only=True):
        held = Assignment.objects.select_related("user").exclude(user_id=actor.user_id).order_by("pk")
        own = held.filter(organisation_id=actor.organisation_id).first()
        other = held.exclude(organisation_id=actor.organisation_id).first()
    rows = [(own, True), (other, False)]
    return [
        Sample({name: row.user.username if name == "username" else row.pk}, seen) for row, seen in rows if row is not None
    ]


def fault(url: SiteUrl, actor: Actor, sample: Sample, get: int, post: int | None) -> str:
    """What is wrong with an answer; empty when nothing is. ``post`` is asked where GET is not answered."""
    if get >= 500 or (post or 0) >= 500:
        return "an error"
    if url.level in ("public", "account"):
        return ""
    if url.permission and not actor.may(url.permission):
        return "" if get == 403 else "opens without its permission"
    if WITHOUT_PART.get(url.name, lambda a: False)(actor):
        return "" if get == 404 else "opens to who has no part in it"
    if not sample.seen:
        told = post if get == 405 and post is not None else get
        return "" if told == 404 else "tells of what is out of sight"
    return "" if get in OPENS else "does not open to who may"


def address_of(url: SiteUrl, sample: Sample) -> str:
    """Path and query."""
    return reverse(url.name, kwargs=sample.arguments) + QUERY.get(url.name, "").format(station=STATION)


def nothing(sample: Sample) -> Sample:
    """The same for an object that does not exist."""
    return Sample({n: 999_999_999 if isinstance(v, int) else v for n, v in sample.arguments.items()}, False)


def visit(url: SiteUrl, visitor: Any) -> list[str]:
    """All faults of one URL for one visitor."""
    found = []
    for sample in samples(url, visitor.actor):
        address = address_of(url, sample)
        get = visitor.client.get(address).status_code
        post = visitor.client.post(address).status_code if get == 405 and not sample.seen else None
        if post not in (None, 404) and post == visitor.client.post(address_of(url, nothing(sample))).status_code:
            post = 404  # what was sent was wrong in itself: nothing is told of the object
        if problem := fault(url, visitor.actor, sample, get, post):
            found.append(f"{visitor.username}: {address} ({get}, {post}): {problem}")
    return found


#: Posting to these ends the visit.
NOT_VISITED = {"account_logout"}


def visited() -> list[SiteUrl]:
    return [u for u in all_urls() if u.name not in NOT_VISITED]


@pytest.mark.django_db
@pytest.mark.parametrize("username", demo_world.accounts())
def test_every_url_for_every_role(username: str, visitor: Callable[[str], Any], furnished: None) -> None:
    who = visitor(username)
    assert [problem for url in visited() for problem in visit(url, who)] == []


@pytest.mark.django_db
def test_every_object_url_is_tried_from_inside_and_from_outside(
    visitor: Callable[[str], Any], furnished: None
) -> None:
    """The matrix is not empty: each URL about an object has a visitor who sees one and one who does not."""
    actors = [visitor(name).actor for name in demo_world.accounts()]
    lacking = []
    for url in visited():
        if url.level != "permission" or not set(parameters(url)) & OBJECTS.keys():
            continue
        tried = {s.seen for a in actors if a.may(url.permission) for s in samples(url, a)}
        if tried != {True, False}:
            lacking.append((url.name, tried))
    assert lacking == []


def test_every_parameter_can_be_filled() -> None:
    known = OBJECTS.keys() | PLAIN.keys() | BY_ACCOUNT
    assert {p for u in visited() for p in parameters(u)} - known == set()


# ---- planted violations --------------------------------------------------------------------------


@access("people.view")
def out_of_sight(request: HttpRequest, person_id: int) -> HttpResponse:
    """Shows something of anybody, without asking who may see him."""
    return HttpResponse("here he is")


@access("people.view")
def fails(request: HttpRequest) -> HttpResponse:
    raise KeyError("planted")


urlpatterns = [
    path("planted/<int:person_id>/", out_of_sight, name="planted_sight"),
    path("planted/", fails, name="planted_error"),
]
handler404 = "nuanyang.doors.web.views.not_found"
handler403 = "nuanyang.doors.web.views.forbidden"
handler500 = "nuanyang.doors.web.views.server_error"


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_page_that_tells_of_what_is_out_of_sight_is_caught(visitor: Callable[[str], Any]) -> None:
    who = visitor("station_officer2")
    who.client.raise_request_exception = False
    [sight, error] = all_urls()
    assert [p.rsplit(": ", 1)[1] for p in visit(sight, who)] == ["tells of what is out of sight"]
    assert [p.rsplit(": ", 1)[1] for p in visit(error, who)] == ["an error"]


def test_a_page_that_opens_without_its_permission_is_caught() -> None:
    nobody = Actor(1, 1, "x", "x", "user", frozenset(), ("o:1",))
    url = SiteUrl("x/", "x", "permission", "people.view", out_of_sight)
    assert fault(url, nobody, Sample({}, True), 200, None) == "opens without its permission"
    assert fault(url, nobody, Sample({}, True), 403, None) == ""
