"""The whole thread in a browser: found at night, taken in, assessed, helped, brought home, visited."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.stories.conftest import DESK, PHONE
from tests.stories.steps import Eyes, choose, number_in, press, tick

HOME = "510921"


@dataclass(frozen=True)
class Somebody:
    name: str
    age: str
    place: str
    risk: str


CASES = (
    pytest.param(DESK, Somebody("罗大山", "约46", "临江大桥东头桥洞", "屋顶漏雨，夜里受冻"), id="desk"),
    pytest.param(PHONE, Somebody("蒋小河", "58", "汽车南站候车室外", "断药三天"), id="phone"),
)


def find_at_night(page, eyes, who: Somebody) -> None:
    """The patrol records an encounter and sends the man to the station."""
    press(page, "遇到人")
    choose(page, "condition", "well")
    choose(page, "sex", 1)
    choose(page, "apparent_age", "adult")
    page.fill("[name=place]", who.place)
    page.fill("[name=seen]", "旧军大衣，提一只编织袋，愿意进站")
    choose(page, "given", "quilt")
    page.locator("label.choice-chip", has_text="送到临江市救助管理站").click()
    page.fill("[name=met]", "昨天 23:40")
    eyes.look(page, "encounter-new")
    press(page, "记下")
    page.wait_for_url("**/discover/encounters/*/")
    assert who.place in page.inner_text("h1")
    assert "23:40" in page.inner_text("main")
    eyes.look(page, "encounter")


def take_in(page, eyes, site, who: Somebody) -> int:
    """The desk sees him coming and takes him in; returns the stay."""
    assert who.place in page.inner_text("main"), "the desk does not see who is on his way"
    eyes.look(page, "my-day-desk")
    page.goto(f"{site.url}/take-in/intake/")
    assert who.place in page.inner_text("main")
    eyes.look(page, "arriving")
    page.locator("li.work-item", has_text=who.place).get_by_role("link").first.click()
    page.wait_for_url("**/take-in/intake/new/**")
    assert who.place in page.inner_text("main"), "the form does not say from which encounter he comes"
    choose(page, "body_check", "able")
    choose(page, "arrival_mode", "patrol")
    page.fill("[name=name]", who.name)
    choose(page, "sex", 1)
    page.fill("[name=age]", who.age)
    page.locator("[name=home]").press_sequentially("蓬溪", delay=30)
    page.wait_for_selector(f"#homes input[value='{HOME}']", state="attached")
    choose(page, "home_region", HOME)
    choose(page, "help_reason", "no_means")
    eyes.look(page, "intake-new")
    press(page, "登记并安排床位")
    if "/bed/" not in page.url:
        # Somebody alike is known: the desk says that it is nobody of those.
        choose(page, "person", "new")
        press(page, "登记并安排床位")
    page.wait_for_url("**/take-in/stays/*/bed/")
    return number_in(page.url)


def sleep_in_a_bed(page, eyes) -> str:
    """The proposed bed is taken as it is; returns its code."""
    proposed = page.locator("label.bed-choice:has(input:checked) .bed-code").inner_text()
    eyes.look(page, "choose-bed")
    press(page, "住选中的床")
    page.wait_for_url("**/take-in/stays/*/")
    assert proposed in page.inner_text("main")
    eyes.look(page, "stay")
    return proposed


def assess(page, eyes, site, person: int) -> None:
    """The station's social worker asks what is needed."""
    page.goto(f"{site.url}/people/{person}/")
    press(page, "登记需求")
    page.wait_for_url("**/new/**")
    choose(page, "domains", "medical")
    choose(page, "domains", "housing")
    eyes.look(page, "assess-domains")
    press(page, "下一步")
    choose(page, "level_medical", 2)
    choose(page, "level_housing", 3)
    page.fill("[name=note]", "想回家，老屋多年没有人住。")
    eyes.look(page, "assess")
    press(page, "记录评估")
    page.wait_for_url(f"**/assess/people/{person}/")
    assert "急需帮助" in page.inner_text("main")
    eyes.look(page, "needs")


def plan(page, eyes, site, person: int) -> None:
    """One plan with one task."""
    page.goto(f"{site.url}/people/{person}/")
    press(page, "制定帮扶计划")
    page.fill("[name=goal]", "回老家住下来，屋子能住人，药不断。")
    page.fill("[name=title]", "联系村委会修老屋")
    page.fill("[name=due_on]", "10天后")
    eyes.look(page, "plan-new")
    press(page, "开始计划")
    page.wait_for_url("**/help/plans/*/")
    assert "联系村委会修老屋" in page.inner_text("main")
    eyes.look(page, "plan")


def go_home(page, eyes, site, stay: int) -> None:
    """The desk discharges him with a travel voucher."""
    page.goto(f"{site.url}/resettle/")
    eyes.look(page, "departures")
    page.locator(f"a[href$='/resettle/stays/{stay}/']").first.click()
    choose(page, "mode", "funded_return")
    eyes.look(page, "leave-how")
    press(page, "下一步")
    page.fill("[name=number]", f"PZ-{stay:05d}")
    page.fill("[name=carrier]", "临江汽车客运总站")
    page.fill("[name=service]", "蓬溪班车 7:40")
    page.fill("[name=travel_date]", "今天")
    page.fill("[name=fare_fen]", "18.50")
    tick(page, "signed")
    eyes.look(page, "leave-voucher")
    press(page, "下一步：核对")
    assert "蓬溪县社工站" in page.inner_text("main"), "the desk is not told who will visit"
    eyes.look(page, "leave-check")
    press(page, "确认离站")
    page.wait_for_url("**/resettle/departures/*/")
    assert f"PZ-{stay:05d}" in page.inner_text("main")
    eyes.look(page, "departure")


def visit(page, eyes, site, who: Somebody) -> None:
    """The social worker at home sees the visit due and records it with a risk; the risk becomes her work."""
    page.goto(f"{site.url}/follow-up/")
    eyes.look(page, "visits")
    page.locator("li.work-item", has_text=who.name).get_by_role("link", name="登记回访").click()
    page.wait_for_url("**/record/")
    for domain, condition in (("living", "bad"), ("family", "strained"), ("body_mind", "ok"), ("support", "ok")):
        choose(page, f"condition_{domain}", condition)
    tick(page, "met_person")
    tick(page, "risk")
    page.fill("[name=risk_note]", who.risk)
    page.fill("[name=note]", "本人愿意留在家里，等人来修屋。")
    eyes.look(page, "visit-record")
    press(page, "登记回访")
    page.wait_for_url("**/follow-up/returns/*/")
    assert who.risk in page.inner_text("main")
    eyes.look(page, "visits-of-one")
    page.goto(f"{site.url}/today/")
    assert who.risk in page.inner_text("main"), "the risk is not on my day"
    eyes.look(page, "my-day-home")
    page.goto(f"{site.url}/help/")
    assert f"处理风险：{who.risk}" in page.inner_text("main"), "the risk did not become work"
    eyes.look(page, "help")


#: What the story tells: to the station all of it, to the home area what concerns it.
TOLD = {
    "worker": ("街面", "入站", "床位", "评估", "帮扶计划", "安排任务", "离站", "安排回访", "风险"),
    "homeworker": ("评估", "帮扶计划", "安排任务", "安排回访", "风险"),
}


@pytest.mark.parametrize(("size", "who"), CASES)
def test_the_whole_thread(sign_in, site, picture, size, who):
    eyes = Eyes(picture, size)
    patrol = sign_in("patrol", size)
    eyes.look(patrol, "my-day-patrol")
    find_at_night(patrol, eyes, who)

    desk = sign_in("desk", size)
    stay = take_in(desk, eyes, site, who)
    bed = sleep_in_a_bed(desk, eyes)
    desk.get_by_role("link", name="个人页").click()
    desk.wait_for_url("**/people/*/")
    person = number_in(desk.url)
    assert bed in desk.inner_text("main")

    worker = sign_in("worker", size)
    assess(worker, eyes, site, person)
    plan(worker, eyes, site, person)
    go_home(desk, eyes, site, stay)

    home = sign_in("homeworker", size)
    visit(home, eyes, site, who)

    for whose, page in (("homeworker", home), ("worker", worker)):
        page.goto(f"{site.url}/people/{person}/")
        story = page.inner_text("#story")
        assert [step for step in TOLD[whose] if step not in story] == [], story
        eyes.look(page, f"person-{whose}")

    stranger = sign_in("otherdesk", size)
    answer = stranger.goto(f"{site.url}/people/{person}/")
    assert answer.status == 404
    assert who.name not in stranger.inner_text("body")
    eyes.look(stranger, "not-found")
