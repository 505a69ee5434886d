"""The page on what modes cost in a browser, by keyboard: examples are added, and many draws run and stop."""

from playwright.sync_api import expect

from scripts.browser import SETTLE_MS
from tests.browser.conftest import OpenPage
from tests.browser.waiting import expect_no_sideways


def test_a_key_adds_an_example_and_draws_are_made_and_stopped(open_page: OpenPage) -> None:
    page = open_page("/mode_cost?goal=majority&n=20&draws=5000", phone=True)
    expect(page.get_by_text("20 of 20 units spent")).to_be_visible(timeout=SETTLE_MS)
    expect(page.locator(".js-plotly-plot").nth(3)).to_be_attached(timeout=SETTLE_MS)
    examples = page.get_by_role("slider", name="Examples n")
    examples.focus()
    examples.press("ArrowRight")
    expect(page.get_by_text("21 of 21 units spent")).to_be_visible()
    page.wait_for_function("() => location.search.includes('n=21')")
    draw = page.get_by_role("button", name="Draw 5000 sets")
    draw.focus()
    draw.press("Enter")
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    expect(page.get_by_text("The measured errors are means over 20 draws")).not_to_be_visible(timeout=SETTLE_MS)
    stop.press("Enter")
    expect(page.get_by_text("Everything computed so far is kept")).to_be_visible()
    # The page is no wider than the screen.
    expect_no_sideways(page)
