"""The frame's own pages: addresses that lead nowhere, accounts without a role, nothing to tell, a new password."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_an_unknown_address_keeps_the_frame_for_who_is_signed_in(client, client_for, an, volunteer):
    shown = client_for(an).get("/no/such/page/")
    page = shown.content.decode()
    assert shown.status_code == 404 and 'class="sidebar' in page and 'id="search"' in page and "用上面的搜索框" in page
    assert "临江市救助管理站" in page
    # Who does not search is not sent to a box that is not there.
    page = client_for(volunteer).get("/no/such/page/").content.decode()
    assert 'class="sidebar' in page and 'id="search"' not in page and "搜索框" not in page
    client.logout()
    page = client.get("/no/such/page/").content.decode()
    assert 'class="sidebar' not in page and "搜索框" not in page and "请检查地址" in page


def test_who_has_a_role_is_not_told_that_he_has_none(client_for, an, system):
    response = client_for(an).get("/no-role/")
    assert (response.status_code, response["Location"]) == (302, "/")


def test_no_notices_says_what_would_come(client_for, an):
    page = client_for(an).get("/notices/").content.decode()
    assert "没有通知" in page and "会在这里告诉您" in page


def test_the_page_of_the_password_says_one_you(client_for, an):
    page = client_for(an).get("/accounts/password/change/").content.decode()
    assert "至少 10 个字符" in page and "你" not in page.split("<main")[1].split("</main")[0]
