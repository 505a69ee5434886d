"""A rescaled scene in a real browser: figures, clock, files and the noise speak the units of the table."""

import re

from playwright.sync_api import expect

from explorer.scene import permalink
from explorer.scene.scene import Dataset, Scene
from explorer.scene.units import Axis

SPEED, DIST = Axis(0.1, 14.5, "speed (m/s)"), Axis(0.02, 62.0, "dist (m)")
LINK = permalink.encode(Scene(dataset=Dataset((-1.2, 0.1, 1.3), (-0.9, 0.3, 0.45)), x_axis=SPEED, y_axis=DIST))


def test_training_in_units_of_the_table(open_page):
    page = open_page(f"/training?{LINK}")
    clock = page.get_by_test_id("clock")
    expect(clock.locator(".curve text").filter(has_text="input speed (m/s)")).to_be_visible()
    expect(clock.locator(".curve text").filter(has_text="dist (m)")).to_be_visible()
    expect(clock.locator(".curve title").first).to_contain_text("speed (m/s) = 2.5, dist (m) = 17; still missing")
    plot = page.locator(".ntk-plot").first
    expect(plot.locator(".js-plotly-plot")).to_have_attribute(
        "aria-label", re.compile(r"Plot of dist \(m\) against input speed")
    )
    plot.get_by_text("Numbers", exact=True).click()
    expect(plot.locator("thead").first).to_contain_text("input speed (m/s)")
    expect(plot.locator("tbody tr").first).to_contain_text("−0.5")  # where the window ends on the left


def test_label_noise_moves_by_the_keyboard_in_units_of_the_table(open_page):
    page = open_page(f"/?{LINK}&noise=0.1")
    noise = page.get_by_test_id("stSidebar").get_by_role("slider", name="Label noise (m)")
    expect(noise).to_have_attribute("aria-valuetext", "5")
    noise.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**noise=0.101**")
    expect(noise).to_have_attribute("aria-valuetext", "5.05")
