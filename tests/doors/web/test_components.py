"""Components: what they refuse, what they show, and that all of them are shown and described."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
import segno
from django import forms
from django.template import Context, Template, TemplateSyntaxError, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from nuanyang.doors.web import charts, design_samples, moments, qr_code
from nuanyang.doors.web.components import COMPONENTS
from nuanyang.doors.web.shell import Item, NavGroup, Place, Shell
from nuanyang.kernel.errors import Refused
from nuanyang.kernel.refusals import refuse

ROOT = Path(__file__).resolve().parents[3]
WEB = ROOT / "nuanyang" / "doors" / "web"
TEMPLATES = WEB / "templates"
NOW = datetime(2026, 11, 22, 15, 41, tzinfo=UTC)
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}


def render(source: str, **context: object) -> str:
    return Template("{% load i18n ui %}" + source).render(Context(context))


def frame(**more: object) -> Shell:
    here = Place(1, "临江市救助管理站", True)
    values: dict[str, object] = {
        "nav": [NavGroup("", [Item("今日", "/today/", "sun", "", True, 9), Item("接收", "/take-in/", "bed", "", False)])],
        "organisation": here, "organisations": [here, Place(2, "另一站", False)],
        "user_name": "周岚", "user_key": "7", "role": "", "theme": "auto", "language": "zh-hans", "query": "",
    }  # fmt: skip
    return Shell(**{**values, **more})  # type: ignore[arg-type]


def design_page(**more: object) -> str:
    request = RequestFactory().get("/design/")
    return render_to_string("web/design.html", {**design_samples.samples(), "request": request, "shell": frame(**more)})


class Elements(HTMLParser):
    """All start tags with their attributes, and whether every element is closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")


# ---- the catalogue ----------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_each_component_has_a_template_a_specimen_and_a_line_in_the_readme(name):
    assert (TEMPLATES / "components" / f"{name}.html").is_file()
    shown = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html") if path.parent.name != "components")
    drawn_by_others = {"evidence", "error_summary", "form_actions"}
    assert name in drawn_by_others or re.search(rf'{{% (ui|component) "{name}"', shown)
    assert f"| `{name}` |" in (WEB / "README.md").read_text("utf-8")


def test_unknown_component_or_argument_is_refused_when_compiled():
    for source in (
        '{% ui "kard" %}',
        '{% ui "chip" label="x" colour="red" %}',
        '{% ui "chip" tone="risk" %}',
        '{% ui "chip" "x" %}',
        "{% ui chip %}",
        '{% component "card" title="x" %}{% slot "nowhere" %}x{% endslot %}{% endcomponent %}',
    ):
        with pytest.raises(TemplateSyntaxError):
            render(source)


def test_slots_and_body_go_where_they_belong_and_context_stays_outside():
    html = render(
        '{% component "card" title=title %}<p>{{ word }}</p>{% slot "actions" %}<b>{{ word }}</b>{% endslot %}{% endcomponent %}',
        title="一 < 二",
        word="话",
        href="/leak/",
    )
    assert "一 &lt; 二" in html
    assert '<div class="card-actions"><b>话</b></div>' in html
    assert re.search(r'card-body"><p>话</p></div>', html)
    assert "/leak/" not in html


def test_words_of_people_are_escaped():
    nasty = "<img src=x onerror=alert(1)>"
    html = render(
        '{% ui "timeline" items=items %}{% ui "chip" label=nasty %}',
        nasty=nasty,
        items=[{"when": nasty, "title": nasty, "text": nasty, "chips": [nasty]}],
    )
    assert "<img" not in html


# ---- the page of all components ---------------------------------------------------------------
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_design_page_is_well_formed_and_keeps_the_content_policy(language):
    with translation.override(language):
        html = design_page(language=language)
    elements = Elements(html)
    assert elements.wrong == [] and elements.open == []
    handlers = [
        (tag, name)
        for tag, attrs in elements.found
        for name in attrs
        if name == "style" or name.startswith(("on", "hx-on"))
    ]
    assert handlers == []
    inline = re.findall(r"<(?:script|style)\b(?![^>]*\bsrc=)", html)
    assert inline == []


def test_no_id_is_given_twice_on_the_design_page():
    ids = [attrs["id"] for _tag, attrs in Elements(design_page()).found if "id" in attrs]
    assert sorted(each for each in set(ids) if ids.count(each) > 1) == []


def test_labels_and_descriptions_point_to_something():
    found = Elements(design_page()).found
    ids = {attrs["id"] for _tag, attrs in found if "id" in attrs}
    for tag, attrs in found:
        pointers = [attrs["for"]] if tag == "label" and "for" in attrs else []
        pointers += attrs.get("aria-describedby", "").split() + attrs.get("aria-labelledby", "").split()
        assert set(pointers) <= ids, (tag, attrs)


def test_a_missing_variable_shows_nothing_anywhere():
    """Every template names only what it is given: the backend marks what it is not."""
    options = engines["django"].engine
    strict = type(options)(
        loaders=options.loaders,
        libraries=options.libraries,
        builtins=options.builtins,
        string_if_invalid="MISSING %s",
    )
    request = RequestFactory().get("/design/")
    template = strict.get_template("web/design.html")
    html = template.render(
        Context({**design_samples.samples(), "request": request, "shell": frame(), "csrf_token": "t", "messages": []})
    )
    assert re.findall(r"MISSING [\w.]+", html) == []


def test_first_page_names_the_product_and_keeps_drafts_waiting():
    html = render_to_string("web/welcome.html", {"shell": frame(nav=[], user_name=""), "demo": True})
    assert '<h1><span lang="zh-Hans">暖阳</span>' in html
    assert "data-signed-out" in html


@pytest.mark.parametrize("nav", [True, False])
def test_error_page_says_what_and_what_to_do_inside_the_frame_or_outside(nav):
    shell = frame() if nav else frame(nav=[])
    html = render_to_string(
        "web/error.html",
        {
            "shell": shell,
            "code": 404,
            "error_title": "没有找到",
            "error_what": "这里没有内容。",
            "error_next": "请检查编号。",
        },
    )
    assert ('id="nav"' in html) is nav
    for said in ("404", "没有找到", "这里没有内容。", "请检查编号。", "data-keep-drafts"):
        assert said in html


def test_every_icon_named_in_a_template_is_in_the_sprite():
    listed = {
        line.split()[0]
        for line in (ROOT / "frontend" / "icons.txt").read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    }
    named: set[str] = set()
    for path in (ROOT / "nuanyang").rglob("*.html"):
        source = path.read_text("utf-8")
        named |= set(re.findall(r'{% icon "([\w-]+)"', source)) | set(
            re.findall(r'{% (?:ui|component) [^%]*?\bicon="([\w-]+)"', source)
        )
    assert sorted(named - listed) == []


# ---- forms ------------------------------------------------------------------------------------
class Sample(forms.Form):
    name = forms.CharField(label="叫什么", help_text="说不清可留空", max_length=60)
    sex = forms.ChoiceField(label="性别", required=False, choices=[("", "---------"), ("m", "男"), ("f", "女")])
    province = forms.ChoiceField(label="省份", choices=[(str(n), f"省 {n}") for n in range(8)])
    needs = forms.MultipleChoiceField(
        label="需要", choices=[("a", "食物"), ("b", "衣服")], widget=forms.CheckboxSelectMultiple, required=False
    )
    age = forms.CharField(label="多大", required=False, widget=forms.TextInput(attrs={"data-ui": "age"}))
    came = forms.DateField(label="哪天", required=False)
    number = forms.CharField(label="证件号", required=False, widget=forms.TextInput(attrs={"data-secret": ""}))
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    later = forms.CharField(label="后补", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_seven_choices_or_fewer_are_chips_more_are_a_menu():
    html = str(Sample(initial={"sex": "f", "needs": ["b"]}))
    assert re.search(r'<input type="radio" name="sex" value="f" id="id_sex_2" checked>', html)
    assert re.search(r'<input type="checkbox" name="needs" value="b" id="id_needs_1" checked>', html)
    assert html.count('type="radio"') == 3
    assert '<select name="province"' in html
    assert "---------" not in html and "未填" in html


def test_hint_error_and_control_belong_together():
    html = str(Sample({"sex": "x"}))
    control = next(attrs for tag, attrs in Elements(html).found if attrs.get("name") == "name")
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"].split() == ["id_name_helptext", "id_name_error"]
    assert 'id="id_name_helptext"' in html and 'id="id_name_error"' in html
    group = next(attrs for tag, attrs in Elements(html).found if tag == "fieldset" and "field-chips" in attrs["class"])
    assert group["aria-describedby"] == "id_sex_error"


def test_error_summary_leads_to_the_first_control_of_each_wrong_field():
    html = str(Sample({"sex": "x"}))
    links = re.findall(r'<li><a href="#([\w-]+)">', html)
    assert links == ["id_name", "id_sex_0", "id_province"]
    assert all(f'id="{target}"' in html for target in links)
    assert "error-summary" not in str(Sample())


def test_after_eight_fields_the_rest_folds_and_opens_when_it_holds_an_error():
    folded = str(Sample())
    now, later = folded.split('<details class="fields-later">')
    assert now.count('class="field ') == 8 and "后补" in later
    assert 'name="token"' in now

    class Needed(Sample):
        later = forms.CharField(label="后补")

    assert '<details class="fields-later" open>' in str(Needed({"name": "甲"}))


def test_form_component_carries_token_draft_and_guard():
    html = render(
        '{% component "form" form=form id="intake" submit="登记" %}{% endcomponent %}',
        form=Sample(),
        csrf_token="t0ken",
    )
    assert "t0ken" in html and re.search(r'<form id="intake"[^>]* data-draft data-guard>', html)
    assert html.count("<button") - html.count('type="button"') == 1
    plain = render(
        '{% component "form" form=form id="find" submit="找" method="get" %}{% endcomponent %}',
        form=Sample(),
        csrf_token="t0ken",
    )
    assert "t0ken" not in plain and "data-draft" not in plain.split(">")[0]


def test_own_fields_keep_the_error_summary_and_the_hidden_fields():
    html = render(
        '{% component "form" form=form id="x" submit="存" %}{% slot "fields" %}{% field form.name %}{% endslot %}{% endcomponent %}',
        form=Sample({}),
    )
    assert "error-summary" in html and 'name="token"' in html and 'name="sex"' not in html


def test_secret_fields_say_so_to_the_draft_keeper():
    html = str(Sample())
    assert next(attrs for _tag, attrs in Elements(html).found if attrs.get("name") == "number")["data-secret"] == ""


# ---- small signs ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("due", "met_at", "state", "text"),
    [
        (NOW - timedelta(minutes=35), None, "overdue", "超 35 分"),
        (NOW + timedelta(hours=1, minutes=20), None, "soon", "剩 1 小时 20 分"),
        (NOW + timedelta(hours=24), None, "soon", "剩 24 小时"),
        (NOW + timedelta(days=10), None, "running", "剩 10 天"),
        (NOW, NOW, "met", "按时办结"),
        (NOW, NOW + timedelta(seconds=1), "met_late", "已办，超期"),
    ],
)
def test_clock_says_state_in_words_and_not_by_colour_alone(due, met_at, state, text):
    html = render('{% ui "clock" due=due met_at=met_at now=now %}', due=due, met_at=met_at, now=NOW)
    assert f"clock-{state}" in html and text in html and "<use href=" in html


def test_provisional_deadline_says_that_it_is():
    html = render('{% ui "clock" due=due now=now state="provisional" %}', due=NOW + timedelta(days=72), now=NOW)
    assert "剩 72 天（暂定）" in html


def test_short_when_by_distance_in_station_time():
    assert moments.short_when(NOW, NOW) == "今天 23:41"
    assert moments.short_when(NOW - timedelta(hours=24), NOW) == "昨天 23:41"
    assert moments.short_when(NOW + timedelta(minutes=20), NOW) == "明天 00:01"
    assert moments.short_when(NOW - timedelta(days=13), NOW) == "11-09 23:41"
    assert moments.short_when(NOW - timedelta(days=365), NOW) == "2025-11-22"


def test_sealed_card_shows_nothing_that_it_was_given_besides_its_line():
    html = render(
        '{% ui "person_card" name="未成年人" sealed=True photo_url="/photo/1" chips=chips %}', chips=["青霉素过敏"]
    )
    assert "/photo/1" not in html and "青霉素过敏" not in html and "密封" in html


def test_messages_of_django_take_the_tones_of_the_house():
    assert "notice-done" in render('{% ui "notice" text="好" tone="success" %}')
    refused = render('{% ui "notice" text="坏" tone="error" %}')
    assert 'role="alert"' in refused and "risk" not in refused.replace("#risk", "")


def test_table_needs_as_many_cells_as_columns():
    columns = [{"label": "姓名", "primary": True}, {"label": "天数", "kind": "number"}]
    html = render('{% ui "table" columns=columns rows=rows %}', columns=columns, rows=[{"cells": ["甲", 3]}])
    assert re.search(r'<th scope="row" class="cell-primary">甲\s*</th>', html)
    assert re.search(r'<td data-label="天数" class="col-number">3\s*</td>', html)
    with pytest.raises(ValueError, match="zip"):
        render('{% ui "table" columns=columns rows=rows %}', columns=columns, rows=[{"cells": ["甲"]}])


def test_beds_are_links_to_look_and_radios_to_choose():
    zone = [{"name": "1 区", "taken": 9, "total": 8, "rooms": [{"name": "101", "beds": [
        {"id": 1, "code": "01", "state": "taken", "label": "李*生", "url": "/beds/1/"},
        {"id": 2, "code": "02", "state": "free"},
        {"id": 3, "code": "03", "state": "unsuitable", "reason": "上铺"},
        {"id": 4, "code": "04", "state": "taken", "label": "小雨", "sealed": True},
    ]}]}]  # fmt: skip
    board = render('{% ui "bed_board" zones=zones %}', zones=zone)
    assert 'href="/beds/1/"' in board and "<input" not in board and "小雨" not in board and "zone-count over" in board
    choice = render('{% ui "bed_board" zones=zones field_name="bed" selected=2 %}', zones=zone)
    assert re.findall(r'name="bed" value="(\d)"( checked)?', choice) == [("2", " checked")]
    assert "上铺" in choice


# ---- charts -----------------------------------------------------------------------------------
def test_bars_scale_to_the_largest_and_share_of_the_total():
    values = charts.bars({"rows": [{"label": "a", "value": 50}, {"label": "b", "value": 200}], "total": None})
    assert [(row["width"], row["percent"]) for row in values["rows"]] == [("25", "20.0%"), ("100", "80.0%")]
    assert charts.bars({"rows": [{"label": "a", "value": 0}], "total": None})["rows"][0]["percent"] == ""


def test_stacked_parts_follow_each_other_and_fill_the_whole():
    parts = charts.stacked({"parts": [{"label": "a", "value": 1}, {"label": "b", "value": 3}]})["parts"]
    assert [(part["offset"], part["width"], part["pattern"]) for part in parts] == [
        ("0", "24.75", 1),
        ("25", "74.75", 2),
    ]


def test_occupancy_marks_over_capacity_and_not_full():
    days = charts.occupancy(
        {"days": [{"taken": 84, "capacity": 84}, {"taken": 85, "capacity": 84}, {"taken": 3, "capacity": 0}]}
    )["days"]
    assert [day["over"] for day in days] == [False, True, False]


def test_evidence_shows_for_against_and_awaited():
    rows = charts.evidence(
        {
            "evidence": [
                {"label": "地名", "weight": 8.8},
                {"label": "身高", "weight": -4.4},
                {"label": "DNA", "note": "等"},
            ]
        }
    )["evidence"]
    assert [(row["width"], row["text"], row["against"]) for row in rows] == [
        ("100", "+8.8", False),
        ("50", "−4.4", True),
        ("0", "", False),
    ]


def test_coordinates_carry_a_point_in_every_language():
    with translation.override("de"):
        html = render('{% ui "bar_chart" rows=rows %}', rows=[{"label": "a", "value": 1}, {"label": "b", "value": 3}])
    assert 'width="33.33"' in html


def test_every_chart_says_its_numbers_as_text():
    html = render(
        '{% ui "columns_chart" rows=rows compare="上年" %}', rows=[{"label": "1 月", "value": 148, "before": 160}]
    )
    assert ">148<" in html and "上年 160" in html


# ---- paper ------------------------------------------------------------------------------------
def test_qr_code_draws_exactly_the_modules_of_the_code():
    text = "https://nuanyang.example/people/42/"
    svg = qr_code.svg(text, 84)
    drawn = {
        (int(x) + step - 2, int(y) - 2)
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg)
        for step in range(int(length))
    }
    matrix = segno.make(text, error="m", micro=False, mask=qr_code.MASK).matrix
    assert drawn == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert "style" not in svg


# ---- tokens -----------------------------------------------------------------------------------
def _tokens() -> tuple[dict[str, str], dict[str, str]]:
    css = (ROOT / "frontend" / "css" / "tokens.css").read_text("utf-8")
    colour = re.compile(r"(--[\w-]+):\s*(#[0-9a-f]{6})")
    light, dark = css.split("@dark", 1)
    return dict(colour.findall(light)), dict(colour.findall(dark))


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_and_controls_have_the_contrast_of_aa(theme):
    tokens = _tokens()[theme]
    grounds = ["--paper", "--panel", "--panel-quiet", "--panel-sunken"]
    pairs = [(ink, ground, 4.5) for ink in ("--ink", "--ink-2", "--ink-3") for ground in grounds]
    pairs += [(f"--{tone}", f"--{tone}-soft", 4.5) for tone in ("accent", "risk", "soon", "belief", "done")]
    pairs += [("--accent", ground, 4.5) for ground in grounds] + [("--risk", "--panel", 4.5)]
    pairs += [("--accent-on", "--accent", 4.5), ("--line-control", "--panel", 3), ("--focus", "--paper", 3)]
    weak = [
        (a, b, round(_contrast(tokens[a], tokens[b]), 2))
        for a, b, least in pairs
        if _contrast(tokens[a], tokens[b]) < least
    ]
    assert weak == []


def test_dark_names_every_colour_that_light_names():
    light, dark = _tokens()
    assert set(light) == set(dark)


def test_components_use_tokens_for_every_colour():
    loose = {}
    for path in (ROOT / "frontend" / "css" / "components").glob("*.css"):
        found = re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\s*\{)", path.read_text("utf-8"))
        if set(found) - {"#fff"}:
            loose[path.name] = found
    assert loose == {}


# ---- refusals ------------------------------------------------------------------------------------


class Goal(forms.Form):
    goal = forms.CharField(label="目标")


def refused(**about: str) -> Goal:
    form = Goal({"goal": "回家种地"})
    refuse(form, Refused("现在不行", **about), shown_at={"aim": "goal"})  # type: ignore[arg-type]
    return form


def test_a_refused_form_says_why_by_which_rule_and_what_next_and_keeps_what_was_typed():
    html = render('{% ui "form" form=form id="f" submit="好" %}', form=refused(rule="RS-006", hint="先问本人", field="aim"))
    (notice,) = re.findall(r'<div class="notice notice-refusal".*?</div>', html, re.S)
    assert '<a href="#id_goal">现在不行</a>' in notice and "RS-006" in notice and "先问本人" in notice
    assert "不得限制离站" in notice  # found by the rule's id
    assert "data-error-summary" in html and 'class="error-summary"' not in html  # said once above, once at the field
    assert html.count("现在不行") == 2 and 'value="回家种地"' in html
    with translation.override("en"):
        assert "Nobody is kept from leaving" in render('{% ui "form" form=form id="f" %}', form=refused(rule="RS-006"))


def test_a_refusal_that_has_no_more_to_say_stays_at_its_field():
    html = render("{{ form }}", form=refused(field="goal"))
    assert "notice-refusal" not in html and 'class="error-summary"' in html


def test_a_refusal_of_no_field_is_said_once():
    html = render("{{ form }}", form=refused(field="elsewhere"))
    assert html.count("现在不行") == 1 and "notice-refusal" in html


def test_files_that_the_browser_shows_open_beside_the_page_the_rest_is_saved():
    items = [{"kind": "文件", "name": name, "url": f"/files/{n}/"} for n, name in enumerate(("a.pdf", "b.docx", "c.png"))]
    found = [a for tag, a in Elements(render('{% ui "files" items=items %}', items=items)).found if tag == "a"]
    assert [a["href"] for a in found if a.get("target") == "_blank" and a["rel"] == "noopener"] == ["/files/0/", "/files/2/"]
    assert [a["href"] for a in found if "download" in a] == ["/files/0/?save", "/files/1/", "/files/2/?save"]


def test_a_line_of_work_may_offer_a_second_thing_quietly():
    html = render('{% ui "work_list" items=items %}', items=[{"title": "男，成年", "also": {"label": "没有来", "url": "/x/"}}])
    assert '<a class="quiet-link" href="/x/">没有来' in html
    assert "work-also" not in render('{% ui "work_list" items=items %}', items=[{"title": "男，成年"}])


def test_what_is_said_above_a_signed_out_form_stands_off_by_a_step_of_the_scale():
    css = (ROOT / "frontend" / "css" / "components" / "pages.css").read_text("utf-8")
    (rule,) = re.findall(r"\.plain-card > \.notice \{([^}]*)\}", css)
    assert "margin-block: var(--space-" in rule


def test_a_note_beside_the_verbs_is_an_element_of_its_own_so_that_an_empty_one_can_be_hidden():
    assert '<span class="form-note"><span>之后照常</span>' in render('{% ui "form_actions" submit="好" note="之后照常" %}')
    assert '<span class="form-note"><span data-draft-saved></span></span>' in render('{% ui "form_actions" submit="好" %}')
