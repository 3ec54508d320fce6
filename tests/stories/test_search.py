"""One box finds people by whatever is known of them."""

from __future__ import annotations

import pytest

from nuanyang.kernel.identity import check_digit
from tests.stories.conftest import DESK, fits, serious_findings

FIRST17 = "51092119680312417"
IDENTITY = FIRST17 + check_digit(FIRST17)


@pytest.fixture(scope="module")
def known(site):
    """杜开明, in a bed; his namesakes by sound are somebody else."""
    made = site.with_people(
        {"name": "杜开明", "age": "1968-03-12", "home": "510921", "identity": IDENTITY, "bed": True},
        {"name": "史可法子", "age": "44"},
    )
    return made[0]


def questions(known):
    return {
        "characters": "杜开明",
        "two characters": "开明",
        "pinyin": "dukaiming",
        "initials": "dkm",
        "homophone": "杜凯铭",
        "identity number": IDENTITY,
        "six digits of it": IDENTITY[6:14],
        "last four": IDENTITY[-4:],
        "bed": known["bed"],
        "station number": known["station_number"],
    }


def test_every_way_of_asking_finds_him(sign_in, site, known, picture):
    page = sign_in("desk", DESK)
    missed = []
    for way, asked in questions(known).items():
        page.goto(f"{site.url}/search/")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "search"
        page.keyboard.type(asked)
        page.keyboard.press("Enter")
        # One exact answer opens at once; anything else is a list.
        page.wait_for_url(lambda url: "q=" in url or f"/people/{known['person']}/" in url)
        found = page.locator(f"main a[href^='/people/{known['person']}/']").count()
        if not found and f"/people/{known['person']}/" not in page.url:
            missed.append((way, asked))
        if way == "pinyin":
            assert fits(page) and serious_findings(page) == []
            picture(page, "search-1280")
    assert missed == []
    assert page.problems == []


def test_a_record_number_leads_straight_to_the_person(sign_in, site, known):
    page = sign_in("desk", DESK)
    page.fill("[data-search]", known["number"])
    page.press("[data-search]", "Enter")
    page.wait_for_url(f"**/people/{known['person']}/")


def test_results_come_while_typing(sign_in, site, known):
    page = sign_in("desk", DESK)
    page.locator("[data-search]").press_sequentially("dukai", delay=40)
    page.wait_for_selector("#search-results a.menu-item:has-text('杜开明')")
    page.keyboard.press("Enter")
    page.wait_for_load_state("load")


def test_who_is_out_of_sight_is_not_found(sign_in, site, known):
    page = sign_in("otherdesk", DESK)
    for asked in ("杜开明", IDENTITY, known["number"], known["station_number"]):
        page.goto(f"{site.url}/search/?q={asked}")
        assert page.locator(f"main a[href^='/people/{known['person']}/']").count() == 0, asked
        assert f"/people/{known['person']}/" not in page.url
