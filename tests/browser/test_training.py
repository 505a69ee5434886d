"""The Training page in a browser: the clock is dragged and played, and networks are trained while one watches."""

import re

from playwright.sync_api import Page, expect

from scripts.browser import SETTLE_MS
from tests.browser.waiting import at_rest, box_of

SMALL = "/training?v=1&layers=1&width=16&nets=4&steps=200"


def settled(page: Page) -> None:
    page.get_by_text("The kernel itself converges").wait_for(timeout=SETTLE_MS)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=SETTLE_MS)


def test_the_clock_is_dragged_stepped_and_played_and_networks_are_trained(open_page):
    page = open_page(SMALL)
    settled(page)
    clock = page.get_by_test_id("clock")
    curve, time, slider = (
        clock.get_by_test_id("clock-mean"),
        clock.get_by_test_id("clock-time"),
        clock.get_by_role("slider"),
    )
    expect(curve).to_be_visible()
    before = at_rest(page, lambda: curve.get_attribute("d") or "")
    rail = box_of(slider)
    height = rail["y"] + rail["height"] / 2
    page.mouse.move(rail["x"] + 0.5 * rail["width"], height)
    page.mouse.down()
    page.mouse.move(rail["x"] + 1, height, steps=4)
    page.mouse.up()
    expect(time).to_have_text("t = 0")
    expect(curve).not_to_have_attribute("d", before)
    at_start = at_rest(page, lambda: curve.get_attribute("d") or "")

    forward, back = (clock.get_by_role("button", name=f"One step {where}") for where in ("forward", "back"))
    forward.click()
    expect(slider).to_have_value("1")
    expect(curve).not_to_have_attribute("d", at_start)
    forward.press("Enter")
    forward.press("Space")
    expect(slider).to_have_value("3")
    back.click()
    expect(slider).to_have_value("2")
    slider.press("Home")
    expect(time).to_have_text("t = 0")
    expect(curve).to_have_attribute("d", at_start)
    back.press("Enter")
    expect(slider).to_have_value("0")

    clock.get_by_role("button", name="Play").click()
    expect(time).not_to_have_text("t = 0")
    clock.get_by_role("button", name="Pause").click()
    expect(curve).not_to_have_attribute("d", at_start)
    expect(clock.get_by_role("button", name="Play")).to_be_visible()

    page.get_by_role("button", name="Train 4 of width 16").click()
    expect(page.get_by_text("Done.")).to_be_visible(timeout=SETTLE_MS)
    expect(page.get_by_text(re.compile(r"4 networks of width 16, α\s=\s1, after 200 steps"))).to_be_visible()
    expect(page.get_by_text("Test: is the product below 0.1?")).to_be_visible()
    settled(page)


def test_a_finger_steps_and_moves_the_clock(open_page):
    page = open_page("/training?v=1&layers=1", phone=True)
    settled(page)
    clock = page.get_by_test_id("clock")
    slider = clock.get_by_role("slider")
    step = int(slider.input_value())
    clock.get_by_role("button", name="One step forward").tap()
    expect(slider).to_have_value(str(step + 1))
    clock.get_by_role("button", name="One step back").tap()
    expect(slider).to_have_value(str(step))
    rail = box_of(slider)
    at_first = clock.get_by_test_id("clock-mean").get_attribute("d") or ""
    page.touchscreen.tap(rail["x"] + 0.9 * rail["width"], rail["y"] + rail["height"] / 2)
    expect(slider).not_to_have_value(str(step))
    expect(clock.get_by_test_id("clock-mean")).not_to_have_attribute("d", at_first)
