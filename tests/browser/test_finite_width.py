"""The plane of order and chaos in a browser: its mark under mouse, keys and finger is the network."""

import re

from playwright.sync_api import Locator, Page, expect

from scripts.browser import SETTLE_MS
from tests.browser.conftest import OpenPage
from tests.browser.fingers import swipe
from tests.browser.waiting import at_rest, box_of, expect_no_sideways

PATH = "/finite_width?activation=erf&weights=1.5&bias=0.3"


def mark_of(page: Page) -> tuple[Locator, float, float]:
    """The mark and its middle on the screen."""
    mark = page.locator(".handle:visible")
    expect(mark).to_have_attribute("aria-label", re.compile("σ_w 1.50"), timeout=SETTLE_MS)
    page.locator(".ntk-plot .xaxislayer-above").first.wait_for(timeout=SETTLE_MS)
    box = box_of(mark)
    return mark, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_network_is_dragged_and_moved_by_keys(open_page: OpenPage) -> None:
    page = open_page(PATH)
    mark, x, y = mark_of(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y - 40, steps=4)
    note = page.locator(".handle-note:visible")
    text = at_rest(page, note.inner_text)
    page.mouse.up()
    weight, bias = re.findall(r"\d\.\d\d", text)
    assert float(weight) < 1.5 < 1.2 + float(bias)
    page.wait_for_url(re.compile(f"weights={float(weight):g}&bias={float(bias):g}"))
    expect(page.locator("input[aria-label='Weight size σ_w']")).to_have_value(f"{float(weight):g}")
    mark.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.wait_for_url(re.compile(f"weights={float(weight) + 0.01:.3g}&bias={float(bias) + 0.1:.3g}"))
    expect(mark).to_be_focused()


def test_a_finger_takes_the_mark_and_scrolls_elsewhere(open_page: OpenPage) -> None:
    page = open_page(PATH, phone=True)
    mark, *_ = mark_of(page)
    assert mark.evaluate("node => getComputedStyle(node).touchAction") == "none"
    assert mark.evaluate("node => getComputedStyle(node.parentElement).touchAction") == "auto"
    box = box_of(mark)
    assert min(box["width"], box["height"]) >= 44
    expect_no_sideways(page)
    mark.scroll_into_view_if_needed()
    box = box_of(mark)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    swipe(page, (x, y), (x - 20, y - 30))
    page.wait_for_url(re.compile(r"weights=1\.[0-4]\d*&bias=0\.[4-9]"))
