"""The Images page in a browser: likeness and pooling by mouse, keys and finger, and windows that are computed."""

import re

from playwright.sync_api import Locator, Page, expect

from scripts.browser import SETTLE_MS
from tests.browser.conftest import OpenPage
from tests.browser.hands import carry


def slider_of(page: Page, label: str) -> Locator:
    slider = page.get_by_role("slider", name=label)
    slider.wait_for(timeout=SETTLE_MS)
    return slider


def test_a_digit_is_moved_and_the_networks_disagree(open_page: OpenPage) -> None:
    page = open_page("/images?v=3")
    right = slider_of(page, "A is moved to the right")
    expect(page.get_by_text("rank 92 of 240")).to_be_visible(timeout=SETTLE_MS)
    right.press("ArrowLeft")
    expect(page.get_by_text("The digit A before it was moved has rank 1 of 240")).to_be_visible()
    expect(page).to_have_url(re.compile("[?&]right=0"))
    carry(page, right, 0.5, 0.67)
    page.mouse.up()
    expect(right).to_have_value("1")
    expect(page.get_by_text("rank 92 of 240")).to_be_visible()
    page.get_by_role("button", name="Next digit on which they disagree").press("Enter")
    expect(slider_of(page, "Digit A")).not_to_have_value("10")
    digit = slider_of(page, "Digit A").input_value()
    expect(slider_of(page, "Digit C")).to_have_value(digit)
    expect(page).to_have_url(re.compile(f"[?&]digit={digit}(&|$)"))
    expect(page.get_by_text("For the fully connected network A is more like B")).to_be_visible()
    expect(page.get_by_text("For the convolutional, pooled network A is more like C")).to_be_visible()


def test_pooling_follows_keys_mouse_and_finger_and_its_work_stops(open_page: OpenPage) -> None:
    page = open_page("/images?v=3", phone=True, dark=True)
    tab = page.get_by_role("radio", name="From flatten to pooling")
    tab.wait_for(timeout=SETTLE_MS)
    tab.tap()
    window = slider_of(page, "Window of pooling")
    window.press("End")
    expect(page.get_by_text("a window of 8 × 8 names 88.9")).to_be_visible()
    expect(page).to_have_url(re.compile("[?&]window=8"))
    box = slider_of(page, "Examples").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    expect(page.get_by_text("After 200 examples, a window of 8 × 8")).to_be_visible()
    page.locator("summary", has_text="The networks and the kernel").press("Enter")
    slider_of(page, "Hidden layers").press("ArrowLeft")
    page.get_by_role("button", name="Compute all windows").press("Enter")
    stop = page.get_by_role("button", name="Stop")
    stop.wait_for(timeout=SETTLE_MS)
    stop.press("Enter")
    expect(page.get_by_text("Everything computed so far is kept")).to_be_visible(timeout=SETTLE_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
