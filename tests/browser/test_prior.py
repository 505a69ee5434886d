"""The Prior page in a browser: functions move and stop, and the evidence's peak is taken over and given back."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from explorer.scene import permalink
from explorer.scene.scene import Scene
from tests.browser.conftest import OpenPage
from tests.browser.hands import address
from tests.browser.waiting import PATIENCE, at_rest


def picture(page: Page, key: str) -> str:
    """The curves of one chart, as drawn."""
    drawn = page.locator(f".st-key-{key} .scatterlayer path.js-line, .st-key-{key} .barlayer path")
    return "".join(drawn.evaluate_all("lines => lines.map(line => line.getAttribute('d'))"))


def wait_for_change(page: Page, key: str, before: str) -> str:
    page.wait_for_function(
        """([key, before]) => {
            const lines = document.querySelectorAll(
                `.st-key-${key} .scatterlayer path.js-line, .st-key-${key} .barlayer path`);
            const now = [...lines].map(line => line.getAttribute("d")).join("");
            return now !== "" && now !== before;
        }""",
        arg=[key, before],
        timeout=1000 * PATIENCE,
    )
    return picture(page, key)


def test_functions_move_and_stop_and_widths_change(open_page: OpenPage) -> None:
    page = open_page(address(Scene(), "/prior"))
    expect(page.get_by_text("Even infinitely wide networks start as random functions")).to_be_visible()
    still = wait_for_change(page, "infinite", "")
    page.get_by_role("button", name="Play").click()
    wait_for_change(page, "infinite", wait_for_change(page, "infinite", still))
    page.locator("input[type=range][aria-label^='Bias size']").focus()
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile(r"bias="))
    wait_for_change(page, "infinite", wait_for_change(page, "infinite", still))
    page.get_by_role("button", name="Pause").click()
    paused = at_rest(page, lambda: picture(page, "infinite"))
    page.wait_for_timeout(300)
    assert picture(page, "infinite") == paused != still
    narrow, bars = picture(page, "finite"), picture(page, "histogram")
    page.get_by_role("radio", name="100", exact=True).click()
    wait_for_change(page, "finite", narrow)
    wait_for_change(page, "histogram", bars)
    expect(page).to_have_url(re.compile(r"width=100$"))


def test_the_peak_is_found_taken_over_and_given_back(open_page: OpenPage) -> None:
    page = open_page(f"{address(Scene(noise_std=0.1), '/prior')}&show=evidence")
    link = f"?{permalink.encode(Scene(noise_std=0.1))}&show=evidence"
    page.get_by_role("button", name="Fit").click()
    expect(page.get_by_text("Peak:")).to_be_visible()
    page.get_by_role("button", name="Use it").click()
    expect(page).to_have_url(re.compile(r"weights=2\.305&bias=1\.026&"))
    slider = page.locator("input[type=range][aria-label^='Weight size']")
    expect(slider).to_have_attribute("aria-valuetext", "2.305")
    page.get_by_role("button", name="Undo").click()
    expect(page).to_have_url(re.compile(re.escape(link) + "$"))
    expect(slider).to_have_value("2")


def test_numbers_are_those_of_the_first_picture_whatever_was_played(open_page: OpenPage) -> None:
    page = open_page(address(Scene(), "/prior"))
    still = wait_for_change(page, "infinite", "")
    figure = page.locator(".st-key-infinite")
    figure.get_by_text("Numbers", exact=True).click()
    expect(figure.get_by_text("the numbers of the first picture, before it is played")).to_be_visible()
    figure.get_by_text("Numbers", exact=True).click()
    page.get_by_role("button", name="Play").click()
    wait_for_change(page, "infinite", wait_for_change(page, "infinite", still))
    page.get_by_role("button", name="Pause").click()
    assert picture(page, "infinite") != still
    figure.get_by_text("Numbers", exact=True).click()
    with page.expect_download() as download:
        figure.get_by_role("button", name="Download as CSV").click()
    lines = [line for line in download.value.path().read_text().splitlines() if not line.startswith("#")]
    rows = list(csv.reader(lines))[1:]
    heights = [float(row[2]) for row in rows]
    cell = figure.locator(".numbers").get_by_role("cell").nth(1)
    shown = at_rest(page, cell.inner_text)
    assert float(shown.replace("−", "-")) == pytest.approx(heights[0], rel=1e-4)
    first, last = re.findall(r"between (−?[\d.]*\d) and (−?[\d.]*\d)", figure.locator(".numbers p").first.inner_text())[
        0
    ]
    ends = [float(text.replace("−", "-")) for text in (first, last)]
    assert [min(heights), max(heights)] == pytest.approx(ends, rel=0.005)
    # A narrower window draws it again: the frames still turn from the first picture.
    page.set_viewport_size({"width": 900, "height": 700})
    assert at_rest(page, cell.inner_text) == shown
