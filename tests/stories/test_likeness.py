"""A face, a paper and a voice: taken, recorded, heard again; then the record is shared, and sealed when it must be."""

from __future__ import annotations

import io
import re

from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.stories.conftest import DESK, PHONE
from tests.stories.steps import Eyes, press, tick

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def face() -> bytes:
    """A drawn face: nobody's."""
    image = Image.new("RGB", (900, 1200), "#b9c6c9")
    draw = ImageDraw.Draw(image)
    draw.ellipse((270, 220, 630, 680), fill="#c9a385")
    draw.rectangle((150, 740, 750, 1200), fill="#5b6b54")
    draw.pieslice((240, 150, 660, 560), 180, 360, fill="#2d2622")
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def test_a_face_a_paper_and_a_voice(sign_in, site, picture):
    (somebody,) = site.with_people({"name": "段阿珍", "age": "40", "sex": 2})
    address = f"{site.url}/people/{somebody['person']}/"
    desk = sign_in("desk", PHONE, permissions=["microphone"])
    eyes = Eyes(picture, PHONE)

    # By keyboard alone: the words are ours, the browser's own input does the work.
    desk.goto(f"{address}files/photo/new/")
    eyes.look(desk, "photo-new")
    assert "Choose File" not in desk.inner_text("#files") and "拍照" in desk.inner_text("#files")
    desk.locator("#file-form input[type=file]").focus()
    with desk.expect_file_chooser() as chooser:
        desk.wait_for_timeout(500)  # until the driver holds the dialog back
        desk.keyboard.press("Enter")
    chooser.value.set_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": face()})
    expect(desk.locator("[data-file-name]")).to_have_text("IMG_1.jpg")
    expect(desk.locator("[data-file-size]")).to_have_text(re.compile(r"\d+ KB"))
    desk.get_by_role("button", name="换一个").click()
    expect(desk.locator("[data-file-chosen]")).to_be_hidden()
    with desk.expect_file_chooser() as chooser:
        desk.get_by_role("button", name="拍照").click()
    assert desk.locator("#file-form input[type=file]").get_attribute("capture") == "environment"
    chooser.value.set_files({"name": "IMG_2.jpg", "mimeType": "image/jpeg", "buffer": face()})
    tick(desk, "portrait")
    press(desk, "保存")
    expect(desk.locator(".band-photo img")).to_have_attribute("alt", "段阿珍 的照片")
    assert desk.evaluate("document.querySelector('.band-photo img').naturalWidth") > 0
    eyes.look(desk, "person-portrait")

    desk.goto(f"{address}files/scan/new/")
    too_large = {"name": "大.pdf", "mimeType": "application/pdf", "buffer": PDF + b" " * (21 * 1024 * 1024)}
    desk.locator("#file-form input[type=file]").set_input_files(too_large)
    expect(desk.locator("[data-file-problem]")).to_have_text("文件太大，最多 20 MB")
    desk.locator("#file-form input[type=file]").set_input_files({"name": "病历.pdf", "mimeType": "application/pdf", "buffer": PDF})
    press(desk, "保存")
    expect(desk.locator("#files")).to_contain_text("病历.pdf")

    desk.goto(f"{address}files/voice/new/")
    eyes.look(desk, "voice-new")
    desk.evaluate("() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no')) }")
    desk.get_by_role("button", name="开始录音").click()
    expect(desk.locator("[data-record-said]")).to_contain_text("上传录音文件")
    desk.reload()
    for _again in range(2):
        desk.get_by_role("button", name="开始录音").click()
        expect(desk.locator("[data-record-time]")).to_have_text("0:01", timeout=9000)
        desk.get_by_role("button", name="停止").click()
        expect(desk.locator("[data-file-name]")).to_have_text("录音.webm")
        expect(desk.locator("audio[data-file-listen]")).to_be_visible()
    eyes.look(desk, "voice-recorded")
    desk.fill("[name=note]", "“剑川，豆腐干”，说了三遍")
    press(desk, "保存")
    heard = desk.locator("#files audio")
    expect(heard).to_be_visible()
    assert heard.evaluate("async a => { a.muted = true; await a.play(); a.pause(); return a.error === null && a.readyState > 1 }")
    assert "豆腐干" in desk.inner_text("#files")
    eyes.look(desk, "person-files")

    # Who saves while it still runs means what was said so far.
    desk.goto(f"{address}files/voice/new/")
    desk.get_by_role("button", name="开始录音").click()
    expect(desk.locator("[data-record-time]")).to_have_text("0:01", timeout=9000)
    desk.get_by_role("button", name="保存").click()
    expect(desk.locator("#files audio")).to_have_count(2)


def test_without_javascript_a_file_is_sent_all_the_same(sign_in, site):
    (somebody,) = site.with_people({"name": "季青山", "age": "51"})
    sign_in("desk", DESK)
    plain = sign_in("desk", DESK, java_script_enabled=False)
    plain.goto(f"{site.url}/people/{somebody['person']}/files/photo/new/")
    field = plain.locator("#file-form input[type=file]")
    assert field.is_visible() and plain.locator("[data-recorder]").count() == 0
    field.set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": face()})
    plain.get_by_role("button", name="保存").click()
    expect(plain.locator("#files")).to_contain_text("IMG_1.jpg")


def test_shared_when_another_helps_sealed_when_nobody_may_know(sign_in, site, picture):
    (somebody,) = site.with_people({"name": "柏春燕", "age": "34", "sex": 2})
    address = f"{site.url}/people/{somebody['person']}/"
    chief, eyes = sign_in("chief", DESK), Eyes(picture, DESK)
    other = sign_in("otherdesk", DESK)
    assert other.goto(address).status == 404

    chief.goto(address)
    chief.locator("#sight").get_by_role("link", name="共享").click()
    chief.locator("#sight select[name=organisation]").select_option(label="射水县救助管理站")
    chief.fill("#sight [name=reason]", "转送治疗")
    eyes.look(chief, "share-new")
    press(chief, "共享这份档案", within="#sight")
    expect(chief.locator("#sight")).to_contain_text("射水县救助管理站")
    assert other.goto(address).status == 200

    chief.locator("#sight").get_by_role("link", name="改为密封").click()
    expect(chief.locator("#seal-form .consequence")).to_contain_text("以前共享过的机构")
    chief.locator("#seal-form label", has_text="站内社工博文").click()
    chief.fill("#seal-form [name=reason]", "遭受家庭暴力，对方正在寻找")
    eyes.look(chief, "seal-new")
    press(chief, "密封这份档案", within="#sight")
    expect(chief.locator("#sight")).to_contain_text("站内社工博文")
    eyes.look(chief, "person-sealed")
    assert other.goto(address).status == 404
    assert sign_in("desk", DESK).goto(address).status == 404
    assert sign_in("worker", DESK).goto(address).status == 200

    chief.locator("#sight").get_by_role("link", name="取消密封").click()
    chief.fill("#unseal-form [name=reason]", "危险已过")
    press(chief, "取消密封", within="#sight")
    expect(chief.locator("#sight")).to_contain_text("临江市救助管理站")
    assert sign_in("desk", PHONE).goto(address).status == 200 and other.goto(address).status == 404
