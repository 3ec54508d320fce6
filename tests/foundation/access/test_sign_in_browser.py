"""Signing in as people do it: TOTP and a passkey, in a real browser under the real content policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from nuanyang.foundation.access.models import User
from tests.foundation.access.browser import SITE
from tests.foundation.access.codes import totp
from tests.foundation.access.provider import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.story]
PASSWORD = "long-enough-for-tests"


def sign_in(page: Page, username: str) -> None:
    page.goto(f"{SITE}/accounts/login/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def authenticator(of: BrowserContext, page: Page) -> tuple[Any, str]:
    """A device with a fingerprint reader, as the browser simulates it."""
    session = of.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def test_a_first_sign_in_sets_up_totp_and_the_next_asks_for_it(page, bridge, an, settings):
    settings.SECOND_FACTOR_ROLES = ["yes"]
    sign_in(page, "an")
    expect(page.get_by_role("heading", name="我的账号与安全")).to_be_visible()
    page.get_by_role("link", name="手机动态口令").click()
    seed = page.locator("[data-totp-secret]").inner_text()
    page.get_by_label("验证器上的 6 位数字").fill(totp(seed))
    page.get_by_role("button", name="启用").click()
    expect(page.locator("[data-recovery-codes] li")).to_have_count(10)
    recovery = page.locator("[data-recovery-codes] li").first.inner_text()
    page.goto(f"{SITE}/rules/")
    expect(page.locator("#nav")).to_be_attached()
    page.goto(f"{SITE}/accounts/logout/")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url(f"{SITE}/")
    sign_in(page, "an")
    expect(page.get_by_role("heading", name="再确认一次是您")).to_be_visible()
    page.get_by_label("动态口令").fill("123")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator("#content").get_by_text("口令不对").first).to_be_visible()
    page.get_by_label("动态口令").fill(recovery)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator("#nav")).to_be_attached()
    page.goto(f"{SITE}/accounts/security/")
    expect(page.get_by_text("还剩 9 个")).to_be_visible()
    assert bridge.failures == []


def test_a_passkey_is_added_signs_in_alone_and_is_removed(context, page, bridge, an):
    device, device_id = authenticator(context, page)
    sign_in(page, "an")
    expect(page.locator("#nav")).to_be_attached()
    page.goto(f"{SITE}/accounts/2fa/passkeys/add/")
    page.get_by_label("给它起个名字").fill("值班室电脑")
    expect(page.get_by_label("可以不输密码")).to_be_checked()
    page.get_by_role("button", name="添加").click()
    expect(page.locator("[data-recovery-codes] li").first).to_be_visible()
    page.goto(f"{SITE}/accounts/2fa/passkeys/")
    expect(page.get_by_text("值班室电脑")).to_be_visible()
    expect(page.get_by_text("可单独登录")).to_be_visible()
    context.clear_cookies()
    page.goto(f"{SITE}/accounts/login/?next=/accounts/security/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_role("heading", name="我的账号与安全")).to_be_visible()
    # As the second step after a password.
    context.clear_cookies()
    sign_in(page, "an")
    expect(page.get_by_role("heading", name="再确认一次是您")).to_be_visible()
    page.get_by_role("button", name="用通行密钥").click()
    expect(page.locator("#nav")).to_be_attached()
    # A device that does not answer: said on the page.
    device.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device_id})
    _device, _empty = authenticator(context, page)
    context.clear_cookies()
    page.goto(f"{SITE}/accounts/login/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_text("没有读到通行密钥")).to_be_visible()
    assert bridge.failures == []
    assert User.objects.get(pk=an.user_id).is_active


def test_the_identity_provider_signs_in(context, page, bridge, an, settings):
    provider = Provider()
    settings.SOCIALACCOUNT_PROVIDERS = provider.settings()
    try:
        page.goto(f"{SITE}/accounts/login/?next=/accounts/security/")
        page.get_by_role("link", name="用统一身份登录").click()
        page.get_by_role("link", name="Allow").click()
        expect(page.get_by_role("heading", name="我的账号与安全")).to_be_visible()
        expect(page.get_by_text("已关联")).to_be_visible()
    finally:
        provider.close()
    assert bridge.failures == []


def test_files_that_the_pages_load_are_the_products_own():
    root = Path(__file__).resolve().parents[3] / "nuanyang" / "foundation" / "access" / "templates"
    loaded = "\n".join(p.read_text("utf-8") for p in root.rglob("*.html"))
    assert "http://" not in loaded and "https://" not in loaded and "<script>" not in loaded
