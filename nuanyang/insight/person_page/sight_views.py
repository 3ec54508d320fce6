"""Who may see a record, changed on the person page: share, seal, the circle, lift the seal.

Each form says before what will be so afterwards. Whoever sees the record in an emergency only, or is not in the
circle, is led back to the page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nuanyang.foundation.access import queries as access_queries
from nuanyang.foundation.access.declared import access
from nuanyang.foundation.orgs import queries as orgs
from nuanyang.insight.person_page import sight_card
from nuanyang.insight.person_page.views import EDIT, edit
from nuanyang.registry.people import confidence_forms as forms
from nuanyang.registry.people import operations as people
from nuanyang.registry.people import queries, sight
from nuanyang.registry.people.forms import ReasonForm
from nuanyang.registry.people.models import Person
from nuanyang.registry.people.sight import Sight


def _about(request: HttpRequest, person_id: int) -> tuple[Person, Sight, datetime]:
    now = timezone.now()
    person = queries.get_person(person_id=person_id)
    return person, sight.sight_of(person, actor=request.actor, at=now), now  # type: ignore[attr-defined]


def _colleagues(request: HttpRequest, now: datetime, without: set[int]) -> list[Any]:
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = access_queries.colleagues(organisation_id=actor.organisation_id, at=now)
    return [u for u in found if u.pk not in without | {actor.user_id}]


def _back(person_id: int) -> HttpResponse:
    return redirect("people:person", person_id)


@require_http_methods(EDIT)
@never_cache
@access("people.edit")
def share(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let another organisation see the record."""
    person, seen, _now = _about(request, person_id)
    if seen.sealed or not seen.by_right:
        return _back(person_id)
    actor: Any = request.actor  # type: ignore[attr-defined]
    form = forms.ShareForm(
        request.POST or None, near=sight.near(person, region=actor.region), find=lambda text: sight.named(person, text)
    )

    def save(given: dict[str, Any], at: datetime) -> None:
        people.give_sight(
            person_id=person_id, organisation_id=given["organisation"], reason=given["reason"], at=at, actor=actor
        )

    return edit(
        request, person_id, name="people:share", form=form, save=save, done=_("档案已共享"),
        consequence=sight_card.share_consequence(),
    )


@require_http_methods(EDIT)
@never_cache
@access("people.edit")
def take_back(request: HttpRequest, person_id: int) -> HttpResponse:
    """End one share."""
    person, seen, _now = _about(request, person_id)
    actor: Any = request.actor  # type: ignore[attr-defined]
    if seen.sealed or not seen.by_right:
        return _back(person_id)
    shared = sight.may_be_taken_back(person, actor=actor)
    if not shared:
        messages.info(request, _("没有可以收回的共享：其他机构自己也有这个人的记录。"))
        return _back(person_id)
    form = forms.TakeBackForm(request.POST or None, organisations=shared)

    def save(given: dict[str, Any], at: datetime) -> None:
        people.take_back(
            person_id=person_id, organisation_id=given["organisation"], reason=given["reason"], at=at, actor=actor
        )

    return edit(
        request, person_id, name="people:take_back", form=form, save=save, done=_("共享已收回"),
        consequence=sight_card.take_back_consequence(),
    )


@require_http_methods(EDIT)
@never_cache
@access("people.seal")
def seal(request: HttpRequest, person_id: int) -> HttpResponse:
    """Only a circle of named people sees the record from now on."""
    _person, seen, now = _about(request, person_id)
    if seen.sealed or not seen.by_right:
        return _back(person_id)
    form = forms.SealForm(request.POST or None, colleagues=_colleagues(request, now, set()), at=now)

    def save(given: dict[str, Any], at: datetime) -> None:
        people.seal_within(
            person_id=person_id, user_ids=form.user_ids(), reason=given["reason"], at=at,
            actor=request.actor,  # type: ignore[attr-defined]
        )

    return edit(
        request, person_id, name="people:seal", form=form, save=save, done=_("档案已密封，只有知情人看得到"),
        consequence=sight_card.seal_consequence(),
    )


@require_http_methods(EDIT)
@never_cache
@access("people.seal")
def let_in(request: HttpRequest, person_id: int) -> HttpResponse:
    """One more member of the circle."""
    person, seen, now = _about(request, person_id)
    if not seen.inside:
        return _back(person_id)
    colleagues = _colleagues(request, now, {c.id for c in seen.confidants})
    form = forms.LetInForm(request.POST or None, colleagues=colleagues, at=now)

    def save(given: dict[str, Any], at: datetime) -> None:
        people.let_in(
            person_id=person_id, user_id=form.user_id(), reason=given["reason"], at=at,
            actor=request.actor,  # type: ignore[attr-defined]
        )

    return edit(
        request, person_id, name="people:let_in", form=form, save=save, done=_("知情人已增加"),
        consequence=sight_card.let_in_consequence(sight.sealed_beside(person)),
    )


@require_http_methods(EDIT)
@never_cache
@access("people.seal")
def take_out(request: HttpRequest, person_id: int) -> HttpResponse:
    """One member fewer; never oneself."""
    person, seen, _now = _about(request, person_id)
    actor: Any = request.actor  # type: ignore[attr-defined]
    others = [c for c in seen.confidants if c.id != actor.user_id]
    if not seen.inside or not others:
        return _back(person_id)
    form = forms.TakeOutForm(request.POST or None, confidants=others)

    def save(given: dict[str, Any], at: datetime) -> None:
        people.take_out(person_id=person_id, user_id=given["member"], reason=given["reason"], at=at, actor=actor)

    return edit(
        request, person_id, name="people:take_out", form=form, save=save, done=_("已移出知情人名单"),
        consequence=sight_card.take_out_consequence(sight.sealed_beside(person)),
    )


@require_http_methods(EDIT)
@never_cache
@access("people.seal")
def unseal(request: HttpRequest, person_id: int) -> HttpResponse:
    """The organisation sees the record again."""
    _person, seen, _now = _about(request, person_id)
    if not seen.inside:
        return _back(person_id)
    actor: Any = request.actor  # type: ignore[attr-defined]

    def save(given: dict[str, Any], at: datetime) -> None:
        people.unseal(person_id=person_id, reason=given["reason"], at=at, actor=actor)

    return edit(
        request, person_id, name="people:unseal", form=ReasonForm(request.POST or None), save=save,
        done=_("密封已解除"), consequence=sight_card.unseal_consequence(orgs.is_concealed(actor.organisation_id)),
    )
