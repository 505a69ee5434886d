"""The Bounds page in a browser, by keyboard: the number of examples, and a job that runs and stops."""

import re

from playwright.sync_api import expect

from scripts.browser import SETTLE_MS
from tests.browser.conftest import OpenPage
from tests.browser.waiting import expect_no_sideways


def test_numbers_follow_the_keys_and_samples_are_drawn_and_stopped(open_page: OpenPage) -> None:
    page = open_page("/bounds?target=xor&cube=7&m=20&delta=0.1", phone=True)
    expect(page.get_by_text("The 20 examples are")).to_be_visible(timeout=SETTLE_MS)
    expect(page.locator(".js-plotly-plot").nth(2)).to_be_attached(timeout=SETTLE_MS)
    examples = page.get_by_role("slider", name="Examples m")
    examples.focus()
    examples.press("ArrowRight")
    expect(page.get_by_text("The 21 examples are")).to_be_visible()
    page.wait_for_function("() => location.search.includes('m=21')")
    expect(page).to_have_url(re.compile("target=xor"))
    draw = page.get_by_role("button", name="Draw 200 samples")
    draw.focus()
    draw.press("Enter")
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    expect(page.get_by_text("have a number of examples at which")).to_be_visible(timeout=SETTLE_MS)
    stop.press("Enter")
    expect(page.get_by_text("Everything computed so far is kept")).to_be_visible()
    # The page is no wider than the screen.
    expect_no_sideways(page)
