"""Scope before policy: every request acts as somebody, and reading requests cannot write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone
from django.utils.http import urlencode

from nuanyang.foundation.access import api_answers
from nuanyang.foundation.access.actors import actor_for
from nuanyang.foundation.access.declared import Declared, declared_of
from nuanyang.foundation.access.gates import next_step
from nuanyang.foundation.access.reads import watching, write_pending_reads
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.kernel.actor import Actor
from nuanyang.kernel.errors import NotAllowed, NotVisible

SAFE = ("GET", "HEAD", "OPTIONS")


class ActingMiddleware:
    """Resolves the view's declaration, builds the actor, runs the view in its scope.

    404 for what the actor may not know of, 403 for what he may not do. A view that declares
    nothing is refused. Must stand last, because it calls the view itself. A view that
    declares that it ``reads`` cannot write on POST either.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        request.places = []  # type: ignore[attr-defined]
        request.next_step = ""  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match or resolve(request.path_info)
        declared = declared_of(view, match.url_name)
        if declared is None:
            raise PermissionDenied(f"{match.view_name} declares no access")
        if declared.level == "public":
            return None
        api = api_answers.is_api(request)
        if api and not getattr(request, "by_token", False):
            return api_answers.unauthorised()  # a browser's cookie opens no API
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        first, actor = act_in_frame(request)
        if first and declared.level != "account":
            return _go(request, first)
        if declared.level == "account":
            return None
        if actor is None:
            return api_answers.no_role() if api else redirect("no_role")
        if api:
            return _run_api(request, view, args, kwargs, actor, declared)
        return _run(request, view, args, kwargs, actor, declared)


def act_in_frame(request: HttpRequest) -> tuple[str, Actor | None]:
    """Who acts, for the frame around the page: the next step of signing in that is still due (then nothing of
    the work shows, not even the navigation) and the actor.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return "", None
    actor, places = actor_for(user, at=timezone.now(), organisation_id=request.session.get("organisation"))
    first = request.next_step = next_step(request, places)  # type: ignore[attr-defined]
    if not first:
        request.actor, request.places = actor, places  # type: ignore[attr-defined]
    return first, actor


def _run(
    request: HttpRequest,
    view: Callable[..., Any],
    args: Any,
    kwargs: Any,
    actor: Actor,
    declared: Declared,
) -> HttpResponse:
    if declared.permission and not actor.may(declared.permission):
        raise PermissionDenied(declared.permission)
    try:
        reads = request.method in SAFE or declared.reads
        with watching() as emergencies, acting_as(actor, read_only=reads, lent=declared.lent):
            response: HttpResponse = view(request, *args, **kwargs)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
    except (ObjectDoesNotExist, NotVisible) as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(error.permission) from error
    write_pending_reads(request, actor, emergencies)
    return response


def _run_api(
    request: HttpRequest,
    view: Callable[..., Any],
    args: Any,
    kwargs: Any,
    actor: Actor,
    declared: Declared,
) -> HttpResponse:
    """The same, with refusals as JSON."""
    try:
        return _run(request, view, args, kwargs, actor, declared)
    except PermissionDenied as error:
        return api_answers.forbidden(str(error))
    except Http404:
        return api_answers.not_found()


def _go(request: HttpRequest, target: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = target
        return response
    return redirect(target)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = f"/accounts/login/?{urlencode({'next': request.get_full_path()})}"
    if request.method not in SAFE and not request.headers.get("HX-Request"):
        # The text typed is kept by the page's draft; after sign-in the form comes back.
        target = f"/accounts/login/?{urlencode({'next': request.META.get('HTTP_REFERER', '/')})}"
    return _go(request, target)
