"""No URL without declared access; signed-out visitors reach only what is public."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.urls import path

from nuanyang.doors.web.site_map import all_urls
from nuanyang.foundation.access.declared import declared_of
from nuanyang.foundation.access.permissions import PERMISSIONS


def test_every_url_declares_access():
    assert [u.route for u in all_urls() if not u.level] == []


def test_permissions_of_urls_exist():
    assert {u.permission for u in all_urls() if u.permission} <= PERMISSIONS.keys()


def test_a_view_without_declaration_is_caught():
    assert declared_of(lambda request: HttpResponse(), "somewhere") is None


@pytest.mark.django_db
def test_a_view_without_declaration_is_refused(client, settings):
    settings.ROOT_URLCONF = __name__
    assert client.get("/undeclared/").status_code == 403


def undeclared(request):
    return HttpResponse("secret")


urlpatterns = [path("undeclared/", undeclared, name="undeclared")]
handler403 = "nuanyang.doors.web.views.forbidden"


@pytest.mark.django_db
@pytest.mark.parametrize("site_url", [u for u in all_urls() if "<" not in u.route and "(" not in u.route], ids=lambda u: u.route or "home")
def test_signed_out_visitors_see_public_pages_only(client, site_url):
    response = client.get("/" + site_url.route)
    if site_url.level == "public":
        assert response.status_code < 500
    else:
        assert response.status_code in (302, 401, 405), site_url
        if response.status_code == 302:
            assert response["Location"].startswith("/accounts/login/")
