"""Administration of accounts: who may give what to whom, and that nobody takes over somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from nuanyang.foundation.access import operations, queries, rules, second_factor
from nuanyang.foundation.access.actors import actor_for
from nuanyang.foundation.access.models import Assignment, User
from nuanyang.foundation.audit.models import Event
from nuanyang.foundation.scope.acting import acting_as
from nuanyang.kernel.errors import NotAllowed, NotVisible
from tests.factories.cast import NOW, make_organisation, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "long-enough-for-tests"


@pytest.fixture
def administrator(system, station_id):
    return make_user(system, "admin1", "管理员", station_id, "administrator")


def grant(actor, user, organisation_id, role, **more):
    return operations.grant_role(
        user_id=user.user_id, organisation_id=organisation_id, role=role, at=NOW, actor=actor, **more
    )


def refusal(call, kind=operations.CannotGrant):
    with pytest.raises(kind) as caught:
        call()
    return caught.value.code


def test_regions_lie_within_regions():
    assert rules.within("510903", "510900") and rules.within("510903001", "510000")
    assert rules.within("510903001002", "510903001000") and rules.within("510903", "510903")
    assert not rules.within("510000", "510900") and not rules.within("511000", "510900")
    assert not rules.within("510903002001", "510903001000")


def test_a_chief_adds_a_colleague_who_sets_his_own_password(chief, station_id, client_for, now):
    user, password = operations.add_account(
        username="new", display_name="新来", role="carer", at=now, actor=chief
    )
    assert user.check_password(password) and user.must_change_password
    assert len(password) == 19 and not set("01ilo") & set(password)
    actor, [place] = actor_for(user, at=now)
    assert place.organisation_id == station_id and actor.may("stays.view")


def test_what_cannot_be_added_leaves_nothing(chief, now):
    with pytest.raises(operations.CannotGrant):
        operations.add_account(username="ghost", display_name="", role="administrator", at=now, actor=chief)
    assert not User.objects.filter(username="ghost").exists()


def test_an_officer_manages_nobody(an, bo, station_id):
    with pytest.raises(NotAllowed):
        grant(an, bo, station_id, "carer")
    for deed in (operations.set_password, operations.end_sessions, operations.reactivate):
        with pytest.raises(NotAllowed):
            deed(user_id=bo.user_id, at=NOW, actor=an)


def test_nobody_gives_more_than_he_has(chief, bo, station_id):
    assert refusal(lambda: grant(chief, bo, station_id, "administrator")) == "beyond_own"
    grant(chief, bo, station_id, "nurse")


def test_an_administrator_gives_roles_of_the_house(administrator, bo, station_id):
    grant(administrator, bo, station_id, "station_chief")
    assert refusal(lambda: grant(administrator, bo, station_id, "bureau_officer")) == "no_office"


def test_nobody_serves_himself(chief, administrator, station_id):
    assert refusal(lambda: grant(chief, chief, station_id, "nurse")) == "self"
    held = Assignment._base_manager
    with acting_as(chief):
        own = held.get(user_id=chief.user_id)
    assert refusal(lambda: operations.end_role(assignment_id=own.pk, at=NOW, actor=chief)) == "self"
    assert refusal(
        lambda: operations.set_password(user_id=chief.user_id, at=NOW, actor=chief), operations.CannotManage
    ) == "self"


def test_regions_beyond_the_organisations_are_refused(system, city, bureau_id):
    boss = make_user(system, "boss", "局管理员", bureau_id, "administrator")
    aide = make_user(system, "aide", "科员", bureau_id, "auditor")
    assert refusal(lambda: grant(boss, aide, bureau_id, "bureau_officer", region="510000")) == "wide_region"
    grant(boss, aide, bureau_id, "bureau_officer", region="510903")
    actor, _places = actor_for(User.objects.get(pk=aide.user_id), at=NOW)
    assert "r:510903" in actor.keys and "r:510000" not in actor.keys


def test_another_organisations_roles_are_not_ours_to_give_or_end(chief, chen, other_station_id, station_id):
    assert refusal(lambda: grant(chief, chen, other_station_id, "carer")) == "refused"
    with acting_as(chief):
        theirs = Assignment.objects.get(user_id=chen.user_id)
    with pytest.raises(Assignment.DoesNotExist):
        operations.end_role(assignment_id=theirs.pk, at=NOW, actor=chief)
    with pytest.raises(NotVisible), acting_as(chief):
        queries.account_at(username="chen", organisation_id=station_id)


def test_a_strangers_account_is_out_of_reach(chief, chen):
    assert refusal(
        lambda: operations.set_password(user_id=chen.user_id, at=NOW, actor=chief), operations.CannotManage
    ) == "elsewhere"


def test_an_account_that_works_elsewhere_too_is_not_taken_over(system, chief, bo, other_station_id, bureau_id):
    operations.grant_role(
        user_id=bo.user_id, organisation_id=other_station_id, role="carer", at=NOW, actor=system
    )
    for deed in (
        lambda a: operations.set_password(user_id=bo.user_id, at=NOW, actor=a),
        lambda a: operations.reset_second_factor(user_id=bo.user_id, reason="手机丢了", at=NOW, actor=a),
    ):
        assert refusal(lambda d=deed: d(chief), operations.CannotManage) == "elsewhere"


def test_the_organisation_above_both_may(system, bo, station_id, other_station_id, bureau_id):
    """Roles at two stations below the bureau, and one at the bureau: its administrator manages."""
    operations.grant_role(user_id=bo.user_id, organisation_id=bureau_id, role="auditor", at=NOW, actor=system)
    boss = make_user(system, "boss", "局管理员", bureau_id, "administrator")
    assert operations.set_password(user_id=bo.user_id, at=NOW, actor=boss)


def test_a_chief_does_not_reset_the_administrator(chief, administrator):
    assert refusal(
        lambda: operations.set_password(user_id=administrator.user_id, at=NOW, actor=chief), operations.CannotManage
    ) == "beyond_own"


def test_a_new_password_ends_all_sign_ins(chief, bo):
    there = Client()
    there.post("/accounts/login/", {"login": "bo", "password": PASSWORD})
    assert there.get("/accounts/security/").status_code == 200
    password = operations.set_password(user_id=bo.user_id, at=NOW, actor=chief)
    assert there.get("/accounts/security/").status_code == 302
    user = User.objects.get(pk=bo.user_id)
    assert user.check_password(password) and user.must_change_password


def test_a_lost_telephone(chief, bo, settings):
    user = User.objects.get(pk=bo.user_id)
    second_factor.add_totp(user=user)
    assert refusal(
        lambda: operations.reset_second_factor(user_id=bo.user_id, reason=" ", at=NOW, actor=chief),
        operations.CannotManage,
    ) == "refused"
    operations.reset_second_factor(user_id=bo.user_id, reason="手机丢了", at=NOW, actor=chief)
    assert not Authenticator.objects.filter(user=user).exists()


def test_deactivated_accounts_are_out_and_come_back(chief, bo):
    there = Client()
    there.post("/accounts/login/", {"login": "bo", "password": PASSWORD})
    operations.deactivate(user_id=bo.user_id, reason="离职", at=NOW, actor=chief)
    operations.deactivate(user_id=bo.user_id, reason="离职", at=NOW, actor=chief)
    assert there.get("/accounts/security/").status_code == 302
    operations.reactivate(user_id=bo.user_id, at=NOW, actor=chief)
    operations.reactivate(user_id=bo.user_id, at=NOW, actor=chief)
    assert there.post("/accounts/login/", {"login": "bo", "password": PASSWORD}).status_code == 302


def test_ending_sign_ins_counts_them(chief, bo):
    for client in (Client(), Client()):
        client.post("/accounts/login/", {"login": "bo", "password": PASSWORD})
    assert operations.end_sessions(user_id=bo.user_id, at=NOW, actor=chief) == 2
    assert operations.end_sessions(user_id=bo.user_id, at=NOW, actor=chief) == 0


def test_a_deputy_holds_a_role_of_the_one_he_replaces_until_a_day(chief, an, bo, patrol, station_id):
    until = NOW + timedelta(days=7)
    deputy = {"deputy_for_id": an.user_id}
    assert refusal(lambda: grant(chief, bo, station_id, "station_officer", **deputy)) == "refused"
    assert refusal(lambda: grant(chief, bo, station_id, "nurse", valid_to=until, **deputy)) == "refused"
    assert refusal(lambda: grant(chief, an, station_id, "station_officer", valid_to=until, **deputy)) == "refused"
    grant(chief, bo, station_id, "station_officer", valid_to=until, **deputy)
    user = User.objects.get(pk=bo.user_id)
    assert actor_for(user, at=NOW + timedelta(days=6))[0].may("stays.manage")
    assert not actor_for(user, at=until)[0].may("stays.manage")


def test_a_role_ends_at_once_and_only_once(chief, bo, station_id):
    given = grant(chief, bo, station_id, "nurse")
    operations.end_role(assignment_id=given.pk, at=NOW + timedelta(hours=1), actor=chief)
    later = NOW + timedelta(hours=2)
    assert refusal(lambda: operations.end_role(assignment_id=given.pk, at=later, actor=chief)) == "over"
    with acting_as(chief):
        assert "needs.view" in queries.permissions_at(user_id=bo.user_id, organisation_id=station_id, at=later)


def test_the_list_costs_the_same_for_any_number(system, chief, station_id, client_for, django_assert_max_num_queries):
    for n in range(12):
        make_user(system, f"u{n}", f"同事{n}", station_id, "carer")
    client = client_for(chief)
    client.get("/accounts/users/")
    with django_assert_max_num_queries(16):
        page = client.get("/accounts/users/").content.decode()
    assert "同事11" in page


def test_only_ones_own_organisation_is_listed(chief, chen, an, client_for):
    client = client_for(chief)
    page = client.get("/accounts/users/").content.decode()
    assert "安静" in page and "陈默" not in page
    assert client.get("/accounts/users/@chen/").status_code == 404
    assert client.get("/accounts/users/@nobody/").status_code == 404
    assert client.post("/accounts/users/@chen/password/").status_code == 404


@pytest.mark.parametrize("path", ["users/", "users/new/", "users/@an/", "users/@an/grant/", "roles/"])
def test_an_officer_sees_no_administration(an, client_for, path):
    assert client_for(an).get(f"/accounts/{path}").status_code == 403


def test_the_pages_from_adding_to_deactivating(chief, client_for):
    client = client_for(chief)
    page = client.get("/accounts/users/new/").content.decode()
    assert "护理员" in page and "管理员</option>" not in page
    wrong = client.post("/accounts/users/new/", {"display_name": "李", "username": "坏 名", "role": "carer"})
    assert wrong.status_code == 422 and "账号只能用字母" in wrong.content.decode()
    past = client.post(
        "/accounts/users/new/", {"display_name": "李", "username": "li", "role": "carer", "valid_to": "2020-01-01"}
    )
    assert past.status_code == 422 and "已经过去" in past.content.decode()
    once = client.post("/accounts/users/new/", {"display_name": "李梅", "username": "li", "role": "carer"})
    assert "data-password-once" in once.content.decode()
    assert "data-password-once" not in client.get("/accounts/users/@li/").content.decode()
    granted = client.post("/accounts/users/@li/grant/", {"role": "nurse", "valid_to": "2099-01-01"})
    assert granted["Location"] == "/accounts/users/@li/"
    page = client.get("/accounts/users/@li/").content.decode()
    assert "护士（至 2099-01-01）" in page
    with acting_as(chief):
        nurse = Assignment.objects.get(user__username="li", role_id="nurse")
    client.post(f"/accounts/roles/{nurse.pk}/end/")
    assert "以前的角色" in client.get("/accounts/users/@li/").content.decode()
    for path in ("password/", "end-sessions/"):
        assert client.post(f"/accounts/users/@li/{path}").status_code in (200, 302)
    assert client.post("/accounts/users/@li/reset-second-factor/", {"reason": "换手机"}).status_code == 302
    assert client.post("/accounts/users/@li/deactivate/", {"reason": ""}).status_code == 422
    client.post("/accounts/users/@li/deactivate/", {"reason": "离职"})
    assert "已停用" in client.get("/accounts/users/@li/").content.decode()
    client.post("/accounts/users/@li/reactivate/")
    assert "停用账号" in client.get("/accounts/users/@li/").content.decode()


def test_ones_own_page_offers_nothing_to_do(chief, client_for):
    page = client_for(chief).get("/accounts/users/@chief/").content.decode()
    assert "这是您自己" in page and "/deactivate/" not in page


def test_the_matrix_shows_every_role_and_permission(chief, client_for):
    page = client_for(chief).get("/accounts/roles/").content.decode()
    assert "站长" in page and "密封记录" in page and "辖区" in page


def test_passwords_are_in_no_event(chief, system):
    user, password = operations.add_account(username="new", display_name="新来", role="carer", at=NOW, actor=chief)
    again = operations.set_password(user_id=user.pk, at=NOW, actor=chief)
    with acting_as(system):
        told = str(list(Event.objects.order_by("id").values_list("payload", flat=True)))
    assert password not in told and again not in told


def test_other_organisations_below_are_known(system, bureau_id, station_id):
    department = make_organisation(system, "dept", "科室", "department", "510900", "one")
    user = make_user(system, "deep", "深", department, "carer")
    with acting_as(system):
        assert not queries.works_beyond(user_id=user.user_id, organisation_id=bureau_id, at=NOW)
        assert queries.works_beyond(user_id=user.user_id, organisation_id=department, at=NOW) is False
