"""An emergency from the first question to the judgement, in a real browser."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from nuanyang.registry.people import operations as people
from nuanyang.registry.people.particulars import Particulars
from tests.foundation.access.browser import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.story]


def sign_in(page: Page, username: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{SITE}/accounts/login/?next=/break-glass/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill("long-enough-for-tests")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="紧急查阅", level=1)).to_be_visible()


def test_an_officer_opens_ends_and_the_chief_judges(page, bridge, an, chief, chen):
    person = people.register(particulars=Particulars(name="吴贵生"), at=timezone.now(), actor=chen)
    sign_in(page, "an")
    page.get_by_role("link", name="打开一份档案").click()
    page.get_by_label("档案编号").fill(person.number)
    page.get_by_label("紧急情况").fill("昏迷送医，医生要问过敏史")
    page.get_by_role("radio", name="2 小时").check()
    page.get_by_role("button", name="打开这份档案").click()
    page.wait_for_url(f"{SITE}/people/{person.pk}/")
    expect(page.get_by_text("吴贵生").first).to_be_visible()
    page.goto(f"{SITE}/break-glass/")
    page.get_by_role("button", name="结束查阅").click()
    expect(page.get_by_text("现在没有打开的档案")).to_be_visible()
    sign_in(page, "chief")
    page.get_by_role("link", name="复核").first.click()
    page.get_by_role("radio", name="确有必要").check()
    page.get_by_role("button", name="记录复核").click()
    expect(page.get_by_text("没有等着复核的")).to_be_visible()
    assert bridge.failures == []
