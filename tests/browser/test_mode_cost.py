"""The page on what modes cost in a browser: examples are added, draws run and stop, and each tab is used."""

import re

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


def test_examples_on_a_circle_and_a_line_and_the_way_to_features(open_page: OpenPage) -> None:
    page = open_page("/mode_cost?v=3&show=placed", phone=True, dark=True)
    wave = page.get_by_role("slider", name="Mode k of the target")
    wave.wait_for(timeout=SETTLE_MS)
    expect(page.get_by_text("This is called aliasing")).to_be_visible(timeout=SETTLE_MS)
    wave.press("ArrowRight")
    expect(page).to_have_url(re.compile("[?&]wave=3"))
    box = page.get_by_role("slider", name="Examples n").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    expect(page.get_by_text("One random draw of 120 examples")).to_be_visible()
    page.get_by_role("radio", name="A line", exact=True).tap()
    expect(page.get_by_text("This is called aliasing")).not_to_be_visible()
    expect(page).to_have_url(re.compile("[?&]shape=line"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("radio", name="A network that learns features").tap()
    expect(page.get_by_text("36 times less")).to_be_visible(timeout=SETTLE_MS)
    page.get_by_role("button", name="Networks that learn features").press("Enter")
    page.wait_for_url(re.compile("/finite_width.*[?&]show=rich"))
