"""A page away from its server, more of it: two tabs, and pages other than the playground."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from explorer.scene.scene import Dataset
from scripts.browser import SETTLE_MS
from tests.browser.hands import Hands, address
from tests.browser.outage import Restartable, expect_away, expect_back, session_of
from tests.browser.test_away import SCENE, expect_alive, open_only
from tests.browser.test_walk import widgets
from tests.browser.waiting import at_rest, expect_equal


@pytest.fixture
def page(lasting_page: Page) -> Page:
    return lasting_page


@pytest.mark.long
def test_two_tabs_do_not_disturb_each_other(app: Restartable, page: Page) -> None:
    other = page.context.new_page()
    other.goto("/?seed=7")
    ann, ben = open_only(page), Hands(other)
    scene = ben.linked()
    app.kill()
    page.bring_to_front()
    ann.drag((0.6, 0.5), (0.9, 2.0))
    app.start()
    for tab in (page, other):
        tab.bring_to_front()
        expect_back(tab)
    ben.expect_scene(scene)
    page.bring_to_front()
    ann.expect_scene(replace(SCENE, dataset=Dataset((-1.0, -0.2, 0.9), (1.0, -1.5, 2.0))))
    expect_alive(ann)


PAGES = {
    "/training": "&width=64&nets=8&steps=100&rate=0.4&alpha=10&model=linearised&start=subtracted",
    "/eigenmodes": "&part=symmetry&moved=0.4&one=7&gaps=0.5",
}


@pytest.mark.parametrize(
    ("path", "settings"),
    [
        pytest.param(*item, id=item[0], marks=() if item[0] == "/training" else pytest.mark.long)
        for item in PAGES.items()
    ],
)
def test_other_pages_keep_their_settings(app: Restartable, page: Page, path: str, settings: str) -> None:
    page.goto(address(SCENE, path) + settings)
    page.wait_for_function("globalThis.ntkSession", timeout=SETTLE_MS)
    expect(page.locator("input[type=range][aria-label='Hidden layers']")).to_have_value("5")
    clock, time = page.get_by_test_id("clock-time"), ""
    step = page.get_by_role("button", name="One step forward")
    if path == "/training":
        step.click()
        time = at_rest(page, clock.inner_text)
    rest(page)
    shown, link = at_rest(page, lambda: (widgets(page), page.url))
    session = session_of(page)
    app.kill()
    expect_away(page)
    if path == "/training":
        step.click()  # the clock needs no server
        expect(clock).not_to_have_text(time)
        time = at_rest(page, clock.inner_text)
    app.start()
    expect_back(page, session)
    rest(page)
    expect_equal(page, lambda: (widgets(page), page.url), (shown, link))
    if path == "/training":
        expect(clock).to_have_text(time)
    page.locator("input[type=range][aria-label='Hidden layers']").press("ArrowRight")
    page.wait_for_url(lambda url: "layers=6" in url)
    name = "Learning rate ÷ stable limit" if path == "/training" else "Move all inputs"
    page.locator(f"input[type=range][aria-label^='{name}']").press("ArrowRight")
    page.wait_for_url(lambda url: ("rate=0.41" if path == "/training" else "moved=0.45") in url)


def rest(page: Page) -> None:
    """Wait until the script has come to its end."""
    page.wait_for_timeout(500)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=SETTLE_MS)
