"""A passkey on the real server: added in one's own account, then the whole sign-in.

TOTP is how every story signs in; the identity provider has its browser story with the access app.
"""

from __future__ import annotations

from tests.stories.conftest import PHONE, fits, serious_findings, watch

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def test_a_passkey_is_added_and_opens_the_door(sign_in, site):
    page = sign_in("bureau", PHONE)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{site.url}/accounts/2fa/passkeys/add/")
    if "reauthenticate" in page.url:
        page.fill("[name=password]", site.accounts["bureau"]["password"])
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/passkeys/add/**")
    page.get_by_label("给它起个名字").fill("值班手机")
    assert fits(page) and serious_findings(page) == []
    page.get_by_role("button", name="添加").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    page.goto(f"{site.url}/accounts/2fa/passkeys/")
    assert "值班手机" in page.inner_text("main")

    page.context.clear_cookies()
    watch(page)
    page.goto(f"{site.url}/today/")
    assert "/accounts/login/" in page.url
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url("**/today/**")
    assert "民政局张科" in page.inner_text("main h1")
    assert page.problems == []
