"""The report's files and its dates in a real browser."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.foundation.access.browser import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.story]


@pytest.fixture
def report(page: Page, bridge, chief) -> Page:
    """The report's page, signed in as the chief."""
    page.goto(f"{SITE}/accounts/login/?next=/reports/station/")
    page.get_by_label("账号").fill("chief")
    page.get_by_label("密码").fill("long-enough-for-tests")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="救助站统计", level=1)).to_be_visible()
    yield page
    assert bridge.failures == []


def test_one_file_after_the_other_is_saved_without_a_reload(report: Page) -> None:
    for name, suffix in (("Excel", "xlsx"), ("Word", "docx"), ("PDF", "pdf"), ("Excel", "xlsx")):
        button = report.get_by_role("button", name=name, exact=True)
        with report.expect_download() as saved:
            button.click()
        assert saved.value.suggested_filename.endswith(suffix)
        expect(button).not_to_have_attribute("aria-disabled", "true")


def test_a_bad_date_has_one_message(report: Page) -> None:
    report.goto(f"{SITE}/reports/station/?station=one&from=abc&to={timezone.now():%Y-%m-%d}")
    line = report.locator(".field-wrong")
    expect(line).to_have_count(1)
    expect(line.locator(".field-error")).to_contain_text("看不懂这个日期")
    expect(line.locator("[data-echo]")).to_have_text("")
    line.locator("input").fill("昨天")
    expect(line.locator("[data-echo]")).not_to_have_text("")
