"""What somebody brought along, his receipt signed on the screen with a finger, and a request weighed and refused."""

from __future__ import annotations

import pytest

from tests.stories.conftest import DESK, PHONE
from tests.stories.steps import Eyes, choose, press


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1280", "390"])
def test_things_are_kept_and_the_receipt_signed_on_the_screen(sign_in, site, picture, size):
    (somebody,) = site.with_people({"name": "祝长顺", "age": "62", "home": "510921"})
    eyes = Eyes(picture, size)
    desk = sign_in("desk", size)
    desk.goto(f"{site.url}/take-in/belongings/stays/{somebody['stay']}/")
    press(desk, "登记物品")
    desk.fill("[name=things]", "手机 1\n身份证\n现金 120.5 元")
    press(desk, "登记", within="#belongings")
    assert "请写袋号" in desk.inner_text("main") and "现金 120.5 元" in desk.input_value("[name=things]")
    desk.fill("[name=bag]", "A-12")
    eyes.look(desk, "things-register")
    press(desk, "登记", within="#belongings")
    assert "站里代管 3 件" in desk.inner_text("main")
    eyes.look(desk, "things")

    press(desk, "开具")
    desk.wait_for_url("**/documents/*/")
    assert "还没有签" in desk.inner_text("main")
    desk.locator("dl.summary a", has_text="签名").first.click()
    pad = desk.locator("canvas.signature-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    desk.mouse.move(box["x"] + 20, box["y"] + box["height"] * 0.7)
    desk.mouse.down()
    for step in range(1, 12):
        desk.mouse.move(box["x"] + 20 + step * box["width"] / 16, box["y"] + box["height"] * (0.3 if step % 2 else 0.7))
    desk.mouse.up()
    eyes.look(desk, "sign")
    press(desk, "确认签名")
    desk.wait_for_url("**/documents/*/")
    assert "第 2 版" in desk.inner_text("main") and "加上签名" in desk.inner_text("main")
    eyes.look(desk, "document-signed")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1280", "390"])
def test_weighed_refused_and_the_notice_is_there_to_print(sign_in, site, picture, size):
    eyes = Eyes(picture, size)
    desk = sign_in("desk", size)
    desk.goto(f"{site.url}/take-in/intake/new/")
    desk.fill("[name=name]", {1280: "郭有才", 390: "尚德福"}[size["width"]])  # somebody else each time
    choose(desk, "sex", "1")
    desk.fill("[name=age]", "52")
    choose(desk, "help_reason", "no_means")
    press(desk, "先不入站，核对条件")
    desk.wait_for_url("**/refuse/")
    for name, answer in (("away", "yes"), ("no_means", "no"), ("rough", "no"), ("ground", "not_met")):
        choose(desk, name, answer)
    desk.fill("[name=words]", "本人在本市有住房和退休金，当面核对过")
    desk.fill("[name=complaint_to]", "临江市民政局 0825-0000000")
    eyes.look(desk, "refuse")
    press(desk, "不予救助并开具通知书")
    desk.wait_for_url("**/documents/*/")
    assert "不予救助通知书" in desk.inner_text("main")
    eyes.look(desk, "refusal-notice")
