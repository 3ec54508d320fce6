"""What people do again and again: choose a chip, press a button, look at the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.stories.conftest import fits, serious_findings

Page = Any


def choose(page: Page, name: str, value: object) -> None:
    """Press the chip (or the bed) of a choice, as a finger does; one that is on stays on."""
    chip = page.locator(f"label:has(input[name='{name}'][value='{value}'])").first
    if not chip.locator("input").is_checked():
        chip.click()


def tick(page: Page, name: str) -> None:
    page.locator(f"label:has(input[name='{name}'])").first.click()


def press(page: Page, words: str, *, within: str = "main") -> None:
    """Press the first visible button or link with these words and wait for what comes."""
    page.locator(within).locator("button, a.button").filter(has_text=words).locator("visible=true").first.click()
    page.wait_for_load_state("load")


def number_in(url: str) -> int:
    """The last number of an address: the record that the page is about."""
    return int(re.findall(r"/(\d+)/", url)[-1])


class Eyes:
    """Looks at every page on the way: nothing wrong in the console, nothing sticks out, nothing inaccessible."""

    def __init__(self, picture: Callable[..., None], size: dict[str, int]) -> None:
        self.picture, self.width = picture, size["width"]
        self.checked: set[str] = set()

    def look(self, page: Page, name: str, *, picture: bool = True) -> None:
        """Call once a page stands; axe runs once for each name."""
        assert page.problems == [], page.problems
        assert fits(page), f"{page.url} is wider than {self.width}"
        if name not in self.checked:
            self.checked.add(name)
            assert serious_findings(page) == [], page.url
        if picture:
            self.picture(page, f"{name}-{self.width}")
