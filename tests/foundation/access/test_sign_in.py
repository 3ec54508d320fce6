"""Password, TOTP, recovery codes, lock-out, sessions, own account; what is not offered."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from nuanyang.foundation.access import gates, second_factor, sign_in_log
from nuanyang.foundation.access.models import User
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.scope.acting import acting_as, system_actor
from tests.factories.cast import NOW
from tests.foundation.access.codes import totp

pytestmark = pytest.mark.django_db
PASSWORD = "long-enough-for-tests"


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()


def events(user_id: int) -> list[str]:
    with acting_as(system_actor("tests")):
        return list(Event.objects.filter(root="user", root_id=user_id).order_by("id").values_list("name", flat=True))


def sign_in(client: Client, username: str, password: str = PASSWORD, **more):
    return client.post("/accounts/login/", {"login": username, "password": password, **more})


def test_the_page_is_calm_and_names_the_product(client):
    page = client.get("/accounts/login/").content.decode()
    assert "暖阳" in page and "账号" in page and "用通行密钥登录" in page
    assert "sign up" not in page.lower() and "signup" not in page
    assert 'style="' not in page and "onclick" not in page


def test_password_signs_in_and_is_logged(client, an):
    answer = sign_in(client, "an", next="/rules/")
    assert (answer.status_code, answer["Location"]) == (302, "/rules/")
    assert events(an.user_id)[-1] == "access.signed_in"
    assert client.get("/accounts/security/").status_code == 200


def test_an_outside_address_is_no_way_on(client, an):
    assert sign_in(client, "an", next="https://evil.example/")["Location"] == "/"


def test_a_wrong_password_says_one_thing_for_all_accounts(client, an):
    wrong = sign_in(client, "an", "not-the-password")
    unknown = sign_in(client, "nobody", "not-the-password")
    for answer in (wrong, unknown):
        assert "账号或密码不对" in answer.content.decode()
    assert events(an.user_id)[-1] == "access.sign_in_failed"
    with acting_as(system_actor("tests")):
        kept = str(Event.objects.filter(name="access.sign_in_failed").values_list("payload", flat=True))
    assert "not-the-password" not in kept


def test_six_wrong_passwords_lock_the_account_from_here(client, an, settings):
    settings.AXES_FAILURE_LIMIT = 3
    for _try in range(2):
        assert sign_in(client, "an", "wrong").status_code == 200
    locked = sign_in(client, "an", "wrong")
    assert locked.status_code == 429 and "暂时不能登录" in locked.content.decode()
    right = sign_in(client, "an")
    assert right.status_code == 429
    assert events(an.user_id)[1:] == ["access.sign_in_failed"] * 2 + ["access.locked_out"]
    # From another address the owner still gets in.
    elsewhere = client.post("/accounts/login/", {"login": "an", "password": PASSWORD}, REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 302


def test_an_account_in_disuse_does_not_sign_in(client, an):
    User.objects.filter(pk=an.user_id).update(is_active=False)
    answer = sign_in(client, "an")
    assert "_auth_user_id" not in client.session
    assert answer.status_code in (200, 302)


@pytest.mark.parametrize(("mode", "shown"), [("demo", True), ("serve", False), ("test", False)])
def test_a_demo_server_shows_the_code_and_no_other(client, an, settings, mode, shown):
    settings.MODE = mode
    seed = second_factor.add_totp(user=User.objects.get(pk=an.user_id))
    sign_in(client, "an", next="/rules/")
    page = client.get("/accounts/2fa/authenticate/").content.decode()
    assert (totp(seed) in page) is shown and ("demo-code" in page) is shown


def test_a_demo_code_that_was_used_is_not_offered_again(client, an, settings):
    settings.MODE = "demo"
    seed = second_factor.add_totp(user=User.objects.get(pk=an.user_id))
    for offered in (0, None):
        entering = Client()
        sign_in(entering, "an", next="/rules/")
        code = second_factor.code_now(User.objects.get(pk=an.user_id))
        assert (code == totp(seed)) is (offered == 0)
        assert code and entering.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302


def test_the_second_step_asks_for_a_code(client, an):
    seed = second_factor.add_totp(user=User.objects.get(pk=an.user_id))
    assert sign_in(client, "an", next="/rules/")["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/accounts/security/").status_code == 302, "not signed in before the second step"
    page = client.get("/accounts/2fa/authenticate/").content.decode()
    assert "再确认一次是您" in page
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "口令不对" in wrong.content.decode()
    right = client.post("/accounts/2fa/authenticate/", {"code": totp(seed)})
    assert (right.status_code, right["Location"]) == (302, "/rules/")
    assert events(an.user_id)[-2:] == ["access.sign_in_failed", "access.signed_in"]


def test_codes_cannot_be_tried_without_end(client, an):
    second_factor.add_totp(user=User.objects.get(pk=an.user_id))
    sign_in(client, "an")
    for _try in range(10):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "试错太多次" in client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()


def test_a_seed_is_stored_encrypted_and_kept_by_a_second_call(an):
    user = User.objects.get(pk=an.user_id)
    seed = second_factor.add_totp(user=user, seed="JBSWY3DPEHPK3PXP")
    assert seed == "JBSWY3DPEHPK3PXP"
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert stored.startswith("n1:") and seed not in stored
    assert second_factor.add_totp(user=user) == seed
    assert second_factor.add_totp(user=user, seed="KRSXG5CTMVRXEZLU") != seed


def test_setting_up_totp_gives_recovery_codes_that_sign_in_once(client, an, django_capture_on_commit_callbacks):
    sign_in(client, "an")
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    seed = re.search(r"data-totp-secret>([A-Z2-7]+)<", page)[1]
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "口令不对" in wrong.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/accounts/2fa/totp/activate/", {"code": totp(seed)})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    codes = re.findall(r"<li><code>(\d+)</code>", client.get(done["Location"]).content.decode())
    assert len(codes) == 10
    assert "access.second_factor_changed" in events(an.user_id)
    fresh = Client()
    for expected in (302, 200):
        sign_in(fresh, "an")
        answer = fresh.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert answer.status_code == expected
        fresh.post("/accounts/logout/")
    download = client.get("/accounts/2fa/recovery-codes/download/")
    assert codes[1] in download.content.decode() and codes[0] not in download.content.decode()


def test_grave_changes_ask_again_after_a_while(client, an, settings):
    sign_in(client, "an")
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    answer = client.get("/accounts/2fa/totp/activate/")
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert "再确认一次是您" in client.get(answer["Location"]).content.decode()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
    back = client.post(answer["Location"], {"password": PASSWORD})
    assert back["Location"] == "/accounts/2fa/totp/activate/"


def test_a_required_second_factor_comes_before_all_work(client, an, settings):
    settings.SECOND_FACTOR_ROLES = ["yes"]
    sign_in(client, "an")
    assert client.get("/rules/")["Location"] == "/accounts/security/"
    page = client.get("/accounts/security/").content.decode()
    assert "请先设好第二重验证" in page and 'id="nav"' not in page
    htmx = client.get("/rules/", headers={"HX-Request": "true"})
    assert (htmx.status_code, htmx["HX-Redirect"]) == (401, "/accounts/security/")
    second_factor.add_totp(user=User.objects.get(pk=an.user_id))
    assert client.get("/rules/").status_code == 200
    assert 'id="nav"' in client.get("/accounts/security/").content.decode()


def test_only_named_roles_need_it_when_roles_are_named(client, an, bo, settings):
    settings.SECOND_FACTOR_ROLES = ["station_officer"]
    assert second_factor.needed_for(["carer", "station_officer"])
    sign_in(client, "an")
    assert client.get("/rules/").status_code == 302
    other = Client()
    sign_in(other, "bo")
    assert other.get("/rules/").status_code == 200


def test_removing_the_factor_asks_for_one_again(client, an, settings):
    settings.SECOND_FACTOR_ROLES = ["yes"]
    seed = second_factor.add_totp(user=User.objects.get(pk=an.user_id))
    sign_in(client, "an")
    client.post("/accounts/2fa/authenticate/", {"code": totp(seed)})
    assert client.get("/rules/").status_code == 200
    assert client.post("/accounts/2fa/totp/deactivate/")["Location"] == "/accounts/2fa/"
    assert client.get("/rules/")["Location"] == "/accounts/security/"


def test_the_gate_costs_one_query_once(client, an, settings, django_assert_num_queries):
    settings.SECOND_FACTOR_ROLES = ["yes"]
    user = User.objects.get(pk=an.user_id)
    second_factor.add_totp(user=user)
    request = type("Request", (), {"user": user, "session": {}})()
    with django_assert_num_queries(1):
        assert gates.next_step(request, ()) == ""
        assert gates.next_step(request, ()) == ""


def test_a_password_set_by_somebody_else_is_changed_first(client, an):
    User.objects.filter(pk=an.user_id).update(must_change_password=True)
    sign_in(client, "an")
    assert client.get("/rules/")["Location"] == "/accounts/password/change/"
    page = client.get("/accounts/password/change/").content.decode()
    assert "请换成只有您知道的密码" in page
    short = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"})
    assert short.status_code == 200 and User.objects.get(pk=an.user_id).must_change_password
    new = "quite-another-sentence"
    done = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done["Location"] == "/accounts/security/"
    assert client.get("/rules/").status_code == 200
    assert "access.password_set" in events(an.user_id)


def test_sessions_are_listed_and_ended(an):
    here, there = Client(), Client()
    sign_in(here, "an")
    there.post("/accounts/login/", {"login": "an", "password": PASSWORD}, headers={
        "User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"})
    page = here.get("/accounts/sessions/").content.decode()
    assert "Chrome · Android" in page and "就是这里" in page
    other = UserSession.objects.get(session_key=there.session.session_key)
    assert here.post(f"/accounts/sessions/{other.pk}/end/").status_code == 302
    assert there.get("/accounts/security/").status_code == 302
    assert here.get("/accounts/security/").status_code == 200


def test_nobody_ends_somebody_elses_session(an, bo):
    mine, his = Client(), Client()
    sign_in(mine, "an")
    sign_in(his, "bo")
    other = UserSession.objects.get(session_key=his.session.session_key)
    assert mine.post(f"/accounts/sessions/{other.pk}/end/").status_code == 404
    assert mine.post("/accounts/sessions/end-others/").status_code == 302
    assert his.get("/accounts/security/").status_code == 200


def test_other_sessions_end_together(an):
    here, there = Client(), Client()
    sign_in(here, "an")
    sign_in(there, "an")
    here.post("/accounts/sessions/end-others/")
    assert there.get("/accounts/security/").status_code == 302
    assert here.get("/accounts/security/").status_code == 200


def test_own_account_shows_what_happened_to_it(client, an, bo):
    sign_in(Client(), "bo", "wrong")
    sign_in(client, "an")
    page = client.get("/accounts/security/").content.decode()
    assert "登录，地址 127.0.0.1" in page and "登录失败" not in page


def test_signing_out_needs_a_post(client, an):
    sign_in(client, "an")
    assert "要退出吗" in client.get("/accounts/logout/").content.decode()
    assert client.get("/accounts/security/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/accounts/security/").status_code == 302


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "password/reset/", "password/set/", "confirm-email/", "3rdparty/", "3rdparty/signup/",
     "social/signup/", "login/code/", "password/reset/key/abc-def/", "oidc/nobody/login/"],
)  # fmt: skip
def test_what_is_not_used_does_not_exist(client, an, path):
    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}").status_code in (404, 405)


def test_passkeys_are_asked_for_without_an_account(client):
    answer = client.get("/accounts/2fa/passkeys/login/", headers={"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"})
    options = answer.json()["request_options"]["publicKey"]
    assert options["challenge"] and options["rpId"] == "testserver"
    for credential in ('{"id": "x"}', "[]", "null", "{", '{"id": "eA", "rawId": "eA", "response": {}, "type": "public-key"}'):
        forged = client.post("/accounts/2fa/passkeys/login/", {"credential": credential})
        assert forged["Location"] == "/accounts/login/", credential
    assert "_auth_user_id" not in client.session


def test_notes_of_the_log_name_their_kind(an):
    actor = system_actor("tests")
    sign_in_log.note_sign_in(user_id=an.user_id, address="10.0.0.1", by=["password"], at=NOW, actor=actor)
    sign_in_log.note_failed_sign_in(user_id=an.user_id, address="", by="totp", at=NOW, actor=actor)
    sign_in_log.note_locked_out(user_id=an.user_id, address="", at=NOW, actor=actor)
    sign_in_log.note_second_factor(user_id=an.user_id, what="totp added", at=NOW, actor=actor)
    sign_in_log.note_own_password(user_id=an.user_id, at=NOW, actor=actor)
    assert events(an.user_id)[-5:] == [
        "access.signed_in", "access.sign_in_failed", "access.locked_out", "access.second_factor_changed",
        "access.password_set",
    ]  # fmt: skip
