"""Computations that a page has asked for when its server goes, or when somebody turns a slider in the middle."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from scripts.browser import SETTLE_MS
from tests.browser.hands import address
from tests.browser.outage import Restartable, restart
from tests.browser.test_away import SCENE
from tests.browser.test_away_pages import rest

GONE = "no longer has what was computed here"


@pytest.fixture
def page(lasting_page: Page) -> Page:
    return lasting_page


def open_at(page: Page, link: str) -> None:
    page.goto(link)
    page.wait_for_function("globalThis.ntkSession", timeout=SETTLE_MS)
    rest(page)


def stop_button(page: Page) -> Locator:
    """The computation's own; while a script runs for long, Streamlit shows another one above the page."""
    return page.get_by_test_id("stMain").get_by_role("button", name="Stop", exact=True)


def train(page: Page) -> Locator:
    """Train networks for some seconds; the button that starts it."""
    open_at(page, "/training?v=1&layers=1&width=512&nets=32&steps=2000")
    return page.get_by_role("button", name=re.compile("^Train .* of width"))


def search(page: Page) -> Locator:
    """Look for the peak of the evidence; the button that starts it."""
    open_at(page, address(SCENE, "/prior") + "&show=evidence")
    page.get_by_role("img", name=re.compile("highest value of log p")).wait_for()  # what comes late moves the buttons
    return page.get_by_role("button", name="Fit", exact=True)


@pytest.mark.long
@pytest.mark.parametrize("begin", [train, search], ids=lambda begin: begin.__name__)
def test_what_was_lost_with_the_server_is_told(app: Restartable, page: Page, begin: Callable[[Page], Locator]) -> None:
    start, stop = begin(page), stop_button(page)
    start.click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    for _ in range(2):
        restart(app, page)
        expect(page.get_by_text(GONE)).to_be_visible()
        expect(stop).to_have_count(0)
    start.click()
    expect(page.get_by_text(GONE)).to_have_count(0)
    expect(stop.or_(page.get_by_text("Peak:"))).to_be_visible()


def test_a_slider_may_be_turned_during_a_search(page: Page) -> None:
    start = search(page)
    start.click()
    expect(stop_button(page).or_(page.get_by_text("Peak:"))).to_be_visible()
    slider = page.locator("input[type=range][aria-label^='Weight size']")
    for _ in range(6):
        slider.press("ArrowRight")
        page.wait_for_timeout(250)
    expect(page.get_by_text("Peak:")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
