"""An emergency opens one record for some hours, with a reason; somebody else reviews it."""

from __future__ import annotations

from tests.stories.conftest import DESK, PHONE
from tests.stories.steps import Eyes, choose, press

REASON = "本人昏迷送医，医院急问过敏史和家属"


def test_glass_is_broken_used_ended_and_reviewed(sign_in, site, picture):
    (somebody,) = site.with_people({"name": "祝长顺", "age": "62", "home": "510921"})
    address = f"{site.url}/people/{somebody['person']}/"
    eyes = Eyes(picture, PHONE)
    stranger = sign_in("otherdesk", PHONE)
    assert stranger.goto(address).status == 404

    stranger.goto(f"{site.url}/people/")
    press(stranger, "紧急查阅")
    stranger.fill("[name=number]", somebody["number"])
    press(stranger, "打开这份档案")
    assert stranger.locator("[name=reason]").is_visible(), "no reason, no record"
    assert "祝长顺" not in stranger.inner_text("body")
    stranger.goto(f"{site.url}/people/emergency/")
    stranger.fill("[name=number]", somebody["number"])
    stranger.fill("[name=reason]", REASON)
    choose(stranger, "hours", 1)
    eyes.look(stranger, "emergency")
    press(stranger, "打开这份档案")
    stranger.wait_for_url("**/people/*/")
    assert "祝长顺" in stranger.inner_text("main")
    eyes.look(stranger, "emergency-open")

    stranger.goto(f"{site.url}/break-glass/")
    assert REASON in stranger.inner_text("main")
    eyes.look(stranger, "emergency-mine")
    press(stranger, "结束查阅")
    assert stranger.goto(address).status == 404

    desk = sign_in("desk", DESK)
    desk.goto(address)
    assert "紧急" in desk.inner_text("#story"), "the station is not told who looked"

    bureau = sign_in("bureau", DESK)
    eyes = Eyes(picture, DESK)
    bureau.goto(f"{site.url}/break-glass/")
    bureau.locator("li.work-item", has_text=somebody["number"]).get_by_role("link", name="复核").first.click()
    assert REASON in bureau.inner_text("main")
    choose(bureau, "verdict", "justified")
    eyes.look(bureau, "emergency-review")
    press(bureau, "记录复核")
    bureau.wait_for_url("**/break-glass/")
    assert bureau.locator("li.work-item", has_text=somebody["number"]).count() == 0
    assert "确有必要" in bureau.inner_text("main")
    eyes.look(bureau, "emergency-reviewed")
