"""Signing in as people do: password and code; a wrong password; ending a session."""

from __future__ import annotations

from tests.stories.conftest import PHONE, fits, serious_findings


def test_password_and_code_open_my_day(sign_in, site):
    page = sign_in("desk")
    assert "/today/" in page.url
    assert page.problems == []


def test_first_page_names_nuanyang_and_leads_to_sign_in(chromium, site):
    page = chromium.new_page(viewport=PHONE)
    page.goto(site.url)
    assert "暖阳" in page.inner_text("body")
    assert fits(page) and serious_findings(page) == []
    page.close()


def test_wrong_password_is_told_and_the_name_is_kept(chromium, site):
    page = chromium.new_page(viewport=PHONE)
    page.goto(f"{site.url}/accounts/login/")
    page.fill("[name=login]", "desk")
    page.fill("[name=password]", "not-the-password")
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".error-summary, [role=alert]")
    assert page.input_value("[name=login]") == "desk"
    page.close()
