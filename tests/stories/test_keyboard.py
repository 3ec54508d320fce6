"""Taking somebody in without touching a mouse; where one is stays visible."""

from __future__ import annotations

from tests.stories.conftest import DESK

#: What an eye sees of the focused element: an outline, a shadow or a border that the others lack.
RING = """() => {
  const control = document.activeElement;
  const shown = control.closest('label.choice-chip, label.bed') ?? control;
  const seen = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
  };
  return seen(shown) || seen(control) || [...shown.querySelectorAll('*')].some(seen);
}"""
WHERE = "() => document.activeElement.name || document.activeElement.textContent.trim()"


def tab_to(page, wanted: str, *, most: int = 60) -> None:
    """Press Tab until the control of this name (or with these words) has the focus; it must be visible."""
    for _step in range(most):
        if page.evaluate(WHERE) == wanted:
            assert page.evaluate(RING), f"the focus on {wanted} cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {wanted}")


def test_somebody_is_taken_in_with_the_keyboard_alone(sign_in, site):
    page = sign_in("desk", DESK)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("新登记")
    page.wait_for_selector("#search-results a.menu-item")
    tab_to(page, "新登记", most=10)
    page.keyboard.press("Enter")
    page.wait_for_url("**/take-in/intake/new/")

    tab_to(page, "body_check")
    page.keyboard.press("1")
    tab_to(page, "arrival_mode")
    page.keyboard.press("2")
    assert page.locator("[name=arrival_mode][value=police]").is_checked()
    tab_to(page, "name")
    page.keyboard.type("侯望北")
    tab_to(page, "sex")
    page.keyboard.press("Space")
    assert page.locator("[name=sex][value='1']").is_checked()
    page.keyboard.press("ArrowRight")
    assert page.locator("[name=sex][value='2']").is_checked()
    page.keyboard.press("ArrowLeft")
    tab_to(page, "age")
    page.keyboard.type("39")
    tab_to(page, "help_reason")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    assert page.locator("[name=help_reason][value=no_work]").is_checked()
    tab_to(page, "登记并安排床位")
    page.keyboard.press("Enter")
    page.wait_for_url("**/take-in/stays/*/bed/")

    tab_to(page, "bed")
    before = page.locator("[name=bed]:checked").get_attribute("value")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[name=bed]:checked").get_attribute("value")
    assert chosen != before
    assert page.evaluate(RING)
    code = page.locator("label.bed:has(input:checked) .bed-code").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/take-in/stays/*/")
    assert "侯望北" in page.inner_text("main") and code in page.inner_text("main")
    assert page.problems == []


def test_the_first_tab_skips_to_the_text(sign_in, site):
    page = sign_in("desk", DESK)
    page.keyboard.press("Tab")
    assert page.evaluate(WHERE) == "跳到正文"
    assert page.evaluate(RING)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
