"""The shell's behaviour in a real browser: drafts, keyboard, dialogs, theme, one submission.

Pages are rendered here and handed to the browser by routing, so that no server and no
database is needed; the content policy is the one that the product sends.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from nuanyang.doors.web import design_samples
from nuanyang.journey.take_in.intake.rules import read_age
from nuanyang.journey.take_in.intake.shown import age_understood
from nuanyang.kernel.dates import parse_date
from nuanyang.kernel.days_said import day_said
from tests.doors.web.test_components import ROOT, frame

ASSETS = ROOT / "nuanyang" / "doors" / "web" / "static" / "web"
TODAY = datetime.date(2026, 11, 22)
SITE = "http://nuanyang.test"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
PAGE = """{% extends "web/base.html" %}{% load i18n ui %}{% block title %}x{% endblock %}{% block content %}
{% component "form" form=form id="intake" action="/intake/" submit="登记" %}{% endcomponent %}
{% ui "bed_board" zones=zones %}
<button type="button" class="button" hx-post="/call/" hx-confirm="真的要呼叫？" hx-target="#answer">呼叫</button><div id="answer"></div>
{% endblock %}"""


class Intake(forms.Form):
    name = forms.CharField(label="叫什么", required=False)
    sex = forms.ChoiceField(label="性别", required=False, choices=[("m", "男"), ("f", "女")], widget=forms.RadioSelect)
    age = forms.CharField(label="多大", required=False, widget=forms.TextInput(attrs={"data-ui": "age"}))
    came = forms.DateField(label="哪天", required=False)
    number = forms.CharField(label="证件号", required=False, widget=forms.TextInput(attrs={"data-secret": ""}))


class Task(forms.Form):
    until = forms.CharField(label="什么时候前", required=False, widget=forms.TextInput(attrs={"data-ui": "date", "data-ahead": ""}))


class Site:
    """A tiny site: what it answers is set by the test, what it was sent is kept."""

    def __init__(self) -> None:
        self.signed_in = True
        self.posted: list[dict[str, list[str]]] = []
        self.headers: list[dict[str, str]] = []
        self.failures: list[str] = []
        self.weight: dict[str, int] = {}

    def serve(self, route: Route, request: Request) -> None:
        path = urlsplit(request.url).path
        if path.startswith("/static/web/"):
            file = ASSETS / Path(path).name
            self.weight[path] = file.stat().st_size
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
            return
        if path == reverse("intake:age"):
            read = read_age(parse_qs(request.post_data or "")["age"][0], on=TODAY)
            route.fulfill(json={"words": age_understood(read), "clear": not read.problem})
            return
        if request.method == "POST":
            self.posted.append(parse_qs(request.post_data or "", keep_blank_values=True))
            self.headers.append(request.headers)
        page = self.answer(path, request)
        self.weight[path] = len(page.encode())
        route.fulfill(body=page, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY})

    def answer(self, path: str, request: Request) -> str:
        if path == "/call/":
            return "<p>已呼叫</p>"
        if path == "/beds/":
            zone = {"taken": 1, "total": 3, "rooms": [{"name": "101", "beds": [{"id": n, "code": str(n), "state": "free"} for n in range(3)]}]}
            zones = [{**zone, "name": f"{n} 区"} for n in range(8)]
            board = '{% extends "web/base.html" %}{% load ui %}{% block content %}{% ui "bed_board" zones=zones %}{% endblock %}'
            return Template(board).render(Context({"shell": frame(), "zones": zones}))
        if path == "/design/":
            page = RequestFactory().get(path)
            return render_to_string("web/design.html", {**design_samples.samples(), "request": page, "shell": frame()})
        if not self.signed_in:
            return render_to_string("web/login_base.html", {"shell": frame(nav=[], user_name="", user_key="")})
        if request.method == "POST":
            return Template(
                '{% extends "web/base.html" %}{% block content %}<p id="taken">已登记</p>{% endblock %}'
            ).render(Context({"shell": frame()}))
        context = {
            "shell": frame(),
            "form": Task() if path == "/task/" else Intake(),
            "zones": design_samples.samples()["zones"],
            "csrf_token": "t0ken",
        }
        return Template(PAGE).render(Context(context))


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def context(chromium: Browser, site: Site) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=SITE)
    made.route("**/*", site.serve)
    made.set_default_timeout(8000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    """A page on the form; a script error or a breach of the content policy fails the test."""
    made = context.new_page()
    made.on("pageerror", lambda error: site.failures.append(str(error)))
    made.on("console", lambda message: site.failures.append(message.text) if message.type == "error" else None)
    made.goto("/intake/")
    yield made
    assert site.failures == []


def kept_in_browser(page: Page) -> str:
    return page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")


def type_a_draft(page: Page) -> None:
    page.get_by_label("叫什么").fill("吴贵生")
    page.get_by_role("radio", name="女").click()
    page.get_by_label("证件号").fill("41270219900101123X")
    expect(page.locator("#intake [data-draft-saved]")).to_contain_text("草稿已存")


def test_draft_returns_after_a_reload_without_its_secrets(page):
    type_a_draft(page)
    assert "吴贵生" in kept_in_browser(page)
    assert "41270219900101123X" not in kept_in_browser(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_label("叫什么")).to_have_value("吴贵生")
    expect(page.locator("input[name=sex][value=f]")).to_be_checked()
    expect(page.get_by_label("证件号")).to_have_value("")
    expect(page.locator("[data-draft-notice]")).to_contain_text("没有提交的内容")


def test_dropped_draft_leaves_the_form_as_it_came(page):
    type_a_draft(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="丢掉草稿").click()
    expect(page.get_by_label("叫什么")).to_have_value("")
    assert "吴贵生" not in kept_in_browser(page)


def test_draft_survives_an_expired_sign_in(page, site):
    type_a_draft(page)
    site.signed_in = False
    page.get_by_role("button", name="登记").click()
    expect(page.locator("body")).to_have_attribute("data-signed-out", "")
    site.signed_in = True
    page.goto("/intake/")
    expect(page.get_by_label("叫什么")).to_have_value("吴贵生")


def test_draft_ends_when_the_server_has_taken_it(page, site):
    type_a_draft(page)
    page.get_by_role("button", name="登记").click()
    expect(page.locator("#taken")).to_be_visible()
    assert site.posted[0]["name"] == ["吴贵生"] and site.posted[0]["number"] == ["41270219900101123X"]
    page.goto("/intake/")
    expect(page.get_by_label("叫什么")).to_have_value("")
    assert "吴贵生" not in kept_in_browser(page)


def test_sign_out_takes_every_draft_along(page):
    type_a_draft(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".topbar .menu summary").last.click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/accounts/logout/")
    assert "吴贵生" not in kept_in_browser(page)


def test_two_presses_send_one_form(page, site, context):
    page.get_by_label("叫什么").fill("甲")
    page.evaluate(
        """() => { const form = document.getElementById('intake'), button = form.querySelector('[type=submit]');
        form.addEventListener('submit', (event) => { window.seen = (window.seen ?? 0) + 1; window.stopped = (window.stopped ?? 0) + event.defaultPrevented; });
        button.click(); button.click(); }"""
    )
    expect(page.locator("#taken")).to_be_visible()
    assert len(site.posted) == 1


def test_leaving_with_an_unkept_secret_is_asked_about(page):
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("证件号").press_sequentially("4127")
    page.goto("/elsewhere/")
    assert asked == ["beforeunload"]


def test_slash_goes_to_the_search_box_but_not_while_typing(page):
    page.get_by_label("叫什么").press_sequentially("a/b")
    expect(page.get_by_label("叫什么")).to_have_value("a/b")
    page.locator("h1, .brand").first.focus()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    expect(page.locator("#search")).to_have_value("")


def test_chips_are_chosen_by_digits_and_let_go_by_a_second_press(page):
    page.locator("input[name=sex][value=m]").focus()
    page.keyboard.press("2")
    expect(page.locator("input[name=sex][value=f]")).to_be_checked()
    page.get_by_role("radio", name="女").click()
    expect(page.locator("input[name=sex][value=f]")).not_to_be_checked()


@pytest.mark.parametrize(
    ("said", "echo"),
    [
        ("35上下", "→ 30–40 岁"), ("约45岁", "→ 40–50 岁"), ("８", "→ 8 岁"), ("1990", "→ 1990 年生，35–36 岁"),
        ("老人", "→ 60 岁以上"), ("3个月", "→ 3 个月"),
    ],
)  # fmt: skip
def test_age_says_what_it_understood(page, said, echo):
    page.get_by_label("多大").fill(said)
    expect(page.locator("[data-age] [data-echo]")).to_contain_text(echo)


def test_the_last_answer_about_an_age_is_the_one_that_stands(page):
    age, echo = page.get_by_label("多大"), page.locator("[data-age] [data-echo]")
    age.press_sequentially("1990-05-01", delay=30)
    expect(echo).to_have_text("→ 1990-05-01 生，36 岁")
    age.fill("")
    expect(echo).to_have_text("")


@pytest.mark.parametrize(("said", "echo"), [("是谁", "没看懂"), ("130", "没有这样的年龄")])
def test_an_age_that_is_none_is_said(page, said, echo):
    page.get_by_label("多大").fill(said)
    expect(page.locator("[data-age] [data-echo][data-unclear]")).to_contain_text(echo)


@pytest.mark.parametrize(
    ("said", "echo"),
    [("2026年3月14日", "2026-03-14 周六"), ("2026.2.30", "没看懂"), ("20260314", "2026-03-14"), ("某天", "没看懂")],
)
def test_date_says_what_it_understood(page, said, echo):
    page.get_by_label("哪天").fill(said)
    expect(page.locator("[data-date] [data-echo]").first).to_contain_text(echo)


def test_date_words_count_from_today(page):
    page.clock.set_fixed_time("2026-03-01T10:00:00")
    for said, date in (
        ("昨天", "2026-02-28"),
        ("3天前", "2026-02-26"),
        ("两周前", "2026-02-15"),
        ("2-28", "2026-02-28"),
    ):
        page.get_by_label("哪天").fill(said)
        expect(page.locator("[data-date] [data-echo]").first).to_contain_text(date)
    page.get_by_role("button", name="昨天").click()
    expect(page.get_by_label("哪天")).to_have_value("2026-02-28")


#: 22 November 2026 is a Sunday; the same words and days as in tests/kernel/test_dates.py.
SPOKEN = (
    ("下周一", "2026-11-23"), ("下个星期天", "2026-11-29"), ("下礼拜三", "2026-11-25"), ("下下周二", "2026-12-01"),
    ("这周五", "2026-11-20"), ("上周日", "2026-11-15"), ("后天", "2026-11-24"), ("大后天", "2026-11-25"),
    ("月底", "2026-11-30"), ("下月底", "2026-12-31"), ("上月底", "2026-10-31"), ("下个月5号", "2026-12-05"),
)


def test_the_field_echoes_what_the_server_reads(page):
    page.clock.set_fixed_time("2026-11-22T10:00:00")
    echo = page.locator("[data-date] [data-echo]")
    for said, date in SPOKEN:
        assert parse_date(said, today=TODAY).value == day_said(said, today=TODAY) == datetime.date.fromisoformat(date)
        page.get_by_label("哪天").fill(said)
        expect(echo).to_contain_text(date)
    page.goto("/task/")
    for said in ("11-1", "周一", "上周一", "2026-11-01", "月底"):
        page.get_by_label("什么时候前").fill(said)
        expect(echo).to_contain_text(str(day_said(said, today=TODAY, ahead=True)))
    page.get_by_role("button", name="明天").click()
    expect(page.get_by_label("什么时候前")).to_have_value("2026-11-23")


def test_theme_is_chosen_without_a_reload_and_remembered(page, context):
    page.locator(".topbar .menu summary").last.click()
    page.get_by_role("button", name="夜间").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert {cookie["name"]: cookie["value"] for cookie in context.cookies()}["theme"] == "dark"


def test_auto_theme_follows_the_system(page):
    def ground() -> str:
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert ground() == "rgb(247, 245, 241)"
    page.emulate_media(color_scheme="dark")
    assert ground() == "rgb(21, 23, 24)"
    page.emulate_media(color_scheme="dark", media="print")
    assert ground() == "rgb(255, 255, 255)"


def test_escape_closes_a_menu_and_returns_the_focus(page):
    summary = page.locator(".topbar .menu summary").last
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="夜间")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="夜间")).to_be_hidden()
    expect(summary).to_be_focused()


def test_fragment_request_asks_first_and_carries_the_token(page, site):
    page.get_by_role("button", name="呼叫").click()
    page.get_by_role("button", name="不做").click()
    assert site.posted == []
    page.get_by_role("button", name="呼叫").click()
    expect(page.locator("#confirm-dialog")).to_contain_text("真的要呼叫？")
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#answer")).to_have_text("已呼叫")
    assert site.headers[0]["x-csrftoken"] == "t0ken"


def test_arrows_walk_the_bed_board(page):
    beds = page.locator("[data-bed]")
    beds.first.focus()
    page.keyboard.press("ArrowRight")
    expect(beds.nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(beds.first).to_be_focused()


def test_small_zones_share_a_row_and_stack_on_a_phone(page):
    """Eight zones of three beds are three rows on a desk's screen, and a column in the hand."""
    page.goto("/beds/")
    rows = "() => new Set([...document.querySelectorAll('.zone')].map(z => Math.round(z.getBoundingClientRect().top))).size"
    assert page.evaluate(rows) <= 3
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(rows) == 8
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_dialog_opens_closes_and_says_the_consequence(page):
    page.goto("/design/")
    page.get_by_role("button", name="办理离站").click()
    dialog = page.locator("#sample-dialog")
    expect(dialog).to_contain_text("床位 2 区 08 立即空出")
    dialog.get_by_role("button", name="先不做").click()
    expect(dialog).to_be_hidden()


def test_narrow_navigation_is_remembered(page, context):
    page.get_by_role("button", name="收起导航").click()
    expect(page.locator("html")).to_have_attribute("data-nav", "narrow")
    assert {cookie["name"]: cookie["value"] for cookie in context.cookies()}["nav"] == "narrow"


def test_phone_has_a_bottom_bar_and_a_sheet_with_everything(page):
    page.set_viewport_size({"width": 360, "height": 640})
    expect(page.locator("#nav")).to_be_hidden()
    page.get_by_role("link", name="更多").click()
    expect(page.locator("#nav")).to_be_visible()
    expect(page.locator("#nav .nav-item").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#nav")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_nothing_is_wider_than_the_screen_and_no_text_is_small(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/design/")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    small = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())
        && parseFloat(getComputedStyle(e).fontSize) < 14).map((e) => e.className || e.tagName)"""
    )
    assert small == []


def test_a_cold_page_is_light(page, site):
    site.weight.clear()
    page.reload()
    page.wait_for_load_state("networkidle")
    assert len(site.weight) <= 8
    assert sum(site.weight.values()) <= 150 * 1024
    assert page.evaluate("document.querySelectorAll('*').length") <= 1500


def test_without_javascript_the_form_and_the_navigation_work(chromium, site):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}, base_url=SITE)
    context.route("**/*", site.serve)
    page = context.new_page()
    page.goto("/intake/")
    page.get_by_role("link", name="更多").click()
    expect(page.locator("#nav")).to_be_visible()
    page.get_by_role("link", name="关闭").click()
    expect(page.locator("#nav")).to_be_hidden()
    page.get_by_label("叫什么").fill("甲")
    page.get_by_role("button", name="登记").click()
    assert site.posted[0]["name"] == ["甲"]
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_serious_accessibility_finding(chromium, site, theme, width):
    axe = (ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, base_url=SITE, bypass_csp=True
    )
    context.route("**/*", site.serve)
    page = context.new_page()
    page.goto("/design/")
    page.get_by_role("button", name="办理离站").click()
    page.evaluate(axe)
    for prepare in (
        "1",
        "document.getElementById('sample-dialog').close(), document.querySelectorAll('details').forEach((each) => { each.open = true })",
    ):
        page.evaluate(f"() => {{ {prepare} }}")
        violations = page.evaluate(
            "axe.run(document).then((r) => r.violations.map((v) => [v.id, v.impact, v.nodes.map((n) => n.html)]))"
        )
        assert [each for each in violations if each[1] in ("serious", "critical")] == []
    context.close()
