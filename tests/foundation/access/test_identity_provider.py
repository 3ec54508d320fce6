"""Sign-in through the organisation's identity provider."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from nuanyang.foundation.access import second_factor
from nuanyang.foundation.access.models import User
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.scope.acting import acting_as, system_actor
from tests.foundation.access.provider import Provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    running = Provider()
    settings.SOCIALACCOUNT_PROVIDERS = running.settings()
    yield running
    running.close()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def through(client: Client, path: str = "/accounts/oidc/oidc/login/"):
    """From the link on the sign-in page over the provider back to us."""
    away = client.get(path)
    assert away.status_code == 302
    try:
        urllib.request.build_opener(_Stay).open(away["Location"])
    except HTTPError as redirect:
        back = urlsplit(redirect.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def test_the_sign_in_page_offers_it_only_when_there_is_one(client, provider, settings):
    assert "用统一身份登录" in client.get("/accounts/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert "统一身份" not in Client().get("/accounts/login/").content.decode()


def test_an_account_that_exists_is_signed_in(client, provider, an):
    answer = through(client, "/accounts/oidc/oidc/login/?process=login&next=%2Frules%2F")
    assert (answer.status_code, answer["Location"]) == (302, "/rules/")
    assert client.get("/rules/").status_code == 200
    assert "/token" in provider.asked
    with acting_as(system_actor("tests")):
        last = Event.objects.filter(root="user", root_id=an.user_id).order_by("-id").first()
    assert (last.name, last.payload["by"]) == ("access.signed_in", ["socialaccount"])
    assert "已关联" in client.get("/accounts/security/").content.decode()


def test_the_second_time_the_providers_own_id_counts(client, provider, an, bo):
    through(client)
    provider.claims = {"sub": "1001", "preferred_username": "bo"}
    again = Client()
    through(again)
    assert int(again.session["_auth_user_id"]) == an.user_id


def test_a_name_given_to_somebody_else_there_opens_nothing_here(client, provider, an):
    through(client)
    provider.claims = {"sub": "2002", "preferred_username": "an"}
    stranger = Client()
    answer = through(stranger)
    assert answer.status_code == 403 and "已关联另一个身份" in answer.content.decode()
    assert "_auth_user_id" not in stranger.session
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("username", ["nobody", "", None])
def test_an_unknown_account_is_told_so_and_none_is_made(client, provider, an, username):
    provider.claims = {"sub": "3", "preferred_username": username}
    before = User.objects.count()
    answer = through(client)
    assert answer.status_code == 403 and "这里没有对应的账号" in answer.content.decode()
    assert User.objects.count() == before and "_auth_user_id" not in client.session


def test_an_account_in_disuse_stays_out(client, provider, an):
    User.objects.filter(pk=an.user_id).update(is_active=False)
    assert through(client).status_code == 403
    assert "_auth_user_id" not in client.session


def test_the_second_step_is_asked_for_here_too(client, provider, an):
    second_factor.add_totp(user=User.objects.get(pk=an.user_id))
    assert through(client)["Location"].startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session


def test_a_token_for_another_program_is_refused(client, provider, an):
    provider.wrong_audience = True
    answer = through(client)
    assert "_auth_user_id" not in client.session
    assert "统一身份登录没有成功" in answer.content.decode()


def test_a_forged_return_is_refused(client, provider, an):
    answer = client.get("/accounts/oidc/oidc/login/callback/?code=code-0&state=made-up")
    assert "_auth_user_id" not in client.session
    assert answer.status_code in (200, 401, 403)
