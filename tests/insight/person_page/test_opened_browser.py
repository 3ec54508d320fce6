"""On the phone a part that is opened comes into view, its first field ready, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.foundation.access.browser import SITE
from tests.insight.scene import resident

pytestmark = [pytest.mark.django_db, pytest.mark.story]

#: Addresses of open parts.
PARTS = ["names/new/", "particulars/", "papers/new/", "alerts/new/", "sight/seal/", "links/new/", "files/photo/new/"]


@pytest.fixture
def phone(page, an, bo, chief, now):
    scene = resident(an, bo, now)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{SITE}/accounts/login/?next={scene.path}")
    page.get_by_label("账号").fill("chief")
    page.get_by_label("密码").fill("long-enough-for-tests")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"{SITE}{scene.path}")
    return page, scene


def ready(page) -> bool:
    """Whether the control in focus belongs to the open form and can be seen."""
    return page.evaluate(
        "() => { const f = document.activeElement, form = f.closest('form.form'); if (!form || form.closest('header')) return false;"
        " const b = f.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight; }"
    )


def test_a_link_opens_its_form_in_view(phone, bridge):
    page, _scene = phone
    page.get_by_role("link", name="加姓名").click()
    expect(page.locator("#facts-form")).to_be_in_viewport()
    page.wait_for_function("() => document.activeElement.closest('#facts-form')")
    assert ready(page) and bridge.failures == []


@pytest.mark.parametrize("part", PARTS)
def test_an_address_opens_its_form_in_view(phone, bridge, part):
    page, scene = phone
    page.goto(f"{SITE}{scene.path}{part}")
    page.wait_for_function("() => document.activeElement.closest('form.form')")
    assert ready(page), page.evaluate("document.activeElement.name")
    assert bridge.failures == []
