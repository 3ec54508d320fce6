"""Somebody comes back: noticed while typing, recognised, his plan goes on."""

from __future__ import annotations

from tests.stories.conftest import DESK
from tests.stories.steps import Eyes, choose, number_in, press


def test_who_comes_again_is_recognised_and_his_plan_goes_on(sign_in, site, picture):
    (before,) = site.with_people(
        {"name": "邓国梁", "age": "1971-04-02", "home": "510921", "days_ago": 30, "plan": "戒酒，回砖厂上班", "left": True}
    )
    eyes = Eyes(picture, DESK)
    desk = sign_in("desk", DESK)
    desk.goto(f"{site.url}/take-in/intake/new/")
    choose(desk, "body_check", "able")
    choose(desk, "arrival_mode", "police")
    choose(desk, "sex", 1)
    # Written as it sounds: other characters, the same pinyin.
    desk.locator("[name=name]").press_sequentially("邓国良", delay=40)
    desk.locator("[name=age]").press_sequentially("1971", delay=40)
    desk.wait_for_selector("#who .candidate-name:has-text('邓国梁')")
    candidate = desk.locator("#who article.candidate", has_text="邓国梁").first
    said = candidate.inner_text()
    assert "同音" in said and "自行离站" in said, said
    eyes.look(desk, "coming-back")
    choose(desk, "person", before["person"])
    choose(desk, "help_reason", "no_means")
    press(desk, "登记并安排床位")
    desk.wait_for_url("**/take-in/stays/*/bed/")
    assert "来过 1 次" in desk.inner_text("main"), "coming back is not told"
    press(desk, "住选中的床")
    desk.wait_for_url("**/take-in/stays/*/")
    assert number_in(desk.url) != before["stay"]
    desk.get_by_role("link", name="个人页").click()
    desk.wait_for_url("**/people/*/")
    assert number_in(desk.url) == before["person"], "a second record was made"

    worker = sign_in("worker", DESK)
    worker.goto(f"{site.url}/help/people/{before['person']}/")
    worker.wait_for_url("**/help/plans/*/")
    plan = worker.inner_text("main")
    assert "戒酒，回砖厂上班" in plan and "了解上次离站后为什么没有稳定下来" in plan
    eyes.look(worker, "plan-goes-on")
    worker.goto(f"{site.url}/people/{before['person']}/")
    assert worker.locator("#story").inner_text().count("入站") >= 2
    eyes.look(worker, "person-came-back")
