"""The main pages in English, in the dark and on a phone; on paper nothing but the matter."""

from __future__ import annotations

import re

import pytest

from tests.stories.conftest import DESK, PHONE, fits, serious_findings

PAGES = (
    "/today/", "/search/", "/search/?q=zz", "/people/", "/people/{person}/", "/discover/", "/discover/encounters/new/",
    "/take-in/", "/take-in/beds/", "/take-in/rooms/", "/take-in/stays/{stay}/", "/take-in/intake/",
    "/take-in/intake/new/", "/assess/", "/assess/people/{person}/new/", "/help/", "/help/people/{person}/",
    "/resettle/", "/resettle/stays/{stay}/", "/follow-up/", "/take-in/ledger/", "/reports/station/", "/break-glass/",
    "/rules/", "/accounts/security/",
)
#: The product's name, the name of the language, places, a made-up name in an example, a masked name.
KEPT = re.compile(r"暖阳|中文|四川省[\u3400-\u9fff]*|张小三|[\u3400-\u9fff]\*[\u3400-\u9fff]")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
SHOWN = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement;
    if (!holder.closest('script, style, template, [lang=zh-Hans], [data-quote], .prose')) found.push(walk.currentNode.data);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      const value = element.getAttribute(name);
      if (value) found.push(value);
    }
  }
  return found.concat(document.title);
}"""


def untranslated(page, data: list[str]) -> list[str]:
    """Chinese of the interface: what is neither data nor a name."""
    left = []
    for text in page.evaluate(SHOWN):
        for word in data:
            text = text.replace(word, "")
        if CHINESE.search(KEPT.sub("", text)):
            left.append(text.strip()[:60])
    return left


@pytest.fixture(scope="module")
def known(site):
    return site.with_people({"name": "尤佳音", "age": "33", "sex": 2, "home": "510921", "bed": True})[0]


@pytest.mark.parametrize(
    ("size", "theme"), [pytest.param(DESK, "light", id="desk"), pytest.param(PHONE, "dark", id="phone")]
)
def test_pages_are_english_throughout(sign_in, site, known, picture, size, theme):
    page = sign_in("chief", size, color_scheme=theme)
    page.locator("details.menu summary", has_text="我和设置").click()
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en]")
    assert page.get_attribute("html", "lang") == "en"
    wrong, data = [], site.with_people()
    for path in PAGES:
        answer = page.goto(site.url + path.format(**known))
        if answer.status != 200:
            wrong.append((path, answer.status))
            continue
        wrong += [(path, text) for text in untranslated(page, data)]
        if theme == "dark":  # by day every page is looked at in the other stories
            wrong += [(path, finding) for finding in serious_findings(page)]
        if not fits(page):
            wrong.append((path, "too wide"))
        if path in ("/today/", "/people/{person}/"):
            picture(page, f"english-{path.split('/')[1]}-{size['width']}-{theme}")
    assert page.problems == []
    assert wrong == [], wrong


def test_paper_shows_the_matter_alone(sign_in, site, known):
    page = sign_in("chief", DESK)
    page.goto(f"{site.url}/people/{known['person']}/")
    page.emulate_media(media="print")
    for selector in ("#nav", ".topbar", ".bottombar", ".page-actions", "button"):
        assert not any(one.is_visible() for one in page.locator(selector).all()), selector
    assert page.locator("h1", has_text="尤佳音").is_visible()
    assert known["number"] in page.inner_text("body")
    dark = sign_in("chief", DESK, color_scheme="dark")
    dark.goto(f"{site.url}/people/{known['person']}/")
    dark.emulate_media(media="print")
    assert dark.evaluate("getComputedStyle(document.body).backgroundColor") in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
