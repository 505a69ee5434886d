"""The Training page in a browser: the clock is dragged and played, and networks are trained while one watches."""

import re

from playwright.sync_api import Page, expect

from scripts.browser import SETTLE_MS

CURVE = "g.cartesianlayer .subplot.xy .scatterlayer .trace:nth-child(3) path.js-line"
SMALL = "/training?v=1&layers=1&width=16&nets=4&steps=200"


def settled(page: Page) -> None:
    page.get_by_text("The kernel itself converges").wait_for(timeout=SETTLE_MS)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=SETTLE_MS)


def test_the_clock_is_dragged_and_played_and_networks_are_trained(open_page, errors):
    page = open_page(SMALL)
    settled(page)
    chart = page.locator("[data-testid=stPlotlyChart]").first
    curve, clock = chart.locator(CURVE), chart.locator(".slider-label").first
    expect(curve).to_be_visible()
    before = curve.get_attribute("d")
    rail = chart.locator(".slider-rail-touch-rect").bounding_box()
    assert rail is not None
    height = rail["y"] + rail["height"] / 2
    page.mouse.move(rail["x"] + 0.5 * rail["width"], height)
    page.mouse.down()
    page.mouse.move(rail["x"] + 1, height, steps=4)
    page.mouse.up()
    expect(clock).to_have_text("training time t = 0")
    at_start = curve.get_attribute("d")
    assert at_start != before
    chart.get_by_text("▶").click()
    expect(clock).not_to_have_text("training time t = 0")
    chart.get_by_text("❚❚").click()
    assert curve.get_attribute("d") != at_start

    page.get_by_role("button", name="Train 4 of width 16").click()
    expect(page.get_by_text("Done.")).to_be_visible(timeout=SETTLE_MS)
    expect(page.get_by_text(re.compile("4 networks of width 16, α = 1, after 200 steps"))).to_be_visible()
    expect(page.get_by_text("Does the theory hold here?")).to_be_visible()
    settled(page)
    # Plotly rejects the promise of an animation that another one cuts short, with nothing.
    errors[:] = [error for error in errors if error != "page: undefined"]
