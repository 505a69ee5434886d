"""The coach on a phone: it leaves the answers on the first screen, and a finger can do all that it asks for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.fingers import Fingers
from tests.browser.hands import Hands
from tests.browser.waiting import boxes_of, expect_equal


@pytest.fixture
def newcomer(newcomers: OpenPage, no_errors: None, errors: list[str]) -> Iterator[Page]:
    """The phone of somebody who was never here."""
    page = newcomers(phone=True)
    page.on("pageerror", lambda error: errors.append(f"page: {error}"))
    page.goto("/")
    yield page
    page.close()


def coach(page: Page) -> Locator:
    return page.get_by_test_id("coach")


def expect_step(page: Page, number: int) -> None:
    expect(coach(page)).to_contain_text(f"Try this · {number} of 4")


@pytest.mark.parametrize(("width", "height", "answers"), [(390, 844, 2), (360, 740, 1)])
def test_on_a_phone_the_answers_stay_on_the_first_screen(newcomer: Page, width: int, height: int, answers: int) -> None:
    page = newcomer
    page.set_viewport_size({"width": width, "height": height})
    Hands(page)
    expect_step(page, 1)
    rows = page.get_by_test_id("answers").locator(".row")
    for row in rows.all()[:answers]:
        assert max(box["y"] + box["height"] for box in boxes_of(row.locator(".claim, .odds"))) <= height
    assert len({(bar["x"], bar["width"]) for bar in boxes_of(rows.locator(".bar"))}) == 1  # they are compared
    assert min(box["height"] for box in boxes_of(coach(page).get_by_role("button"))) >= 44
    expect_equal(page, lambda: page.evaluate("innerWidth"), width)


def test_by_touch_each_step_completes_itself(newcomer: Page) -> None:
    page = newcomer
    fingers = Fingers(page)
    fingers.plot.scroll_into_view_if_needed()
    expect_step(page, 1)
    x, y = fingers.shown().points[2]
    fingers.swipe(fingers.pixel(x, y), fingers.pixel(x, y + 0.8))
    expect_step(page, 2)
    expect(coach(page)).to_contain_text("tap where the band is wide")
    page.touchscreen.tap(*fingers.pixel(0.3, 2))
    expect_step(page, 3)
    ((x, y),) = fingers.shown().candidates["A"]
    fingers.swipe(fingers.pixel(x, y), fingers.pixel(x, y - 0.4))
    expect_step(page, 4)
    fingers.chart.locator("button.lit").tap()
    expect(coach(page)).to_contain_text("That is the idea")
    coach(page).get_by_role("button", name="Close").tap()
    expect(coach(page)).to_be_hidden()
    expect(page.get_by_text("Tap to place a point")).to_be_visible()
    expect(page.get_by_text("Arrow keys")).to_have_count(0)
    expect_equal(page, lambda: page.evaluate("localStorage['ntk-coach']"), "seen")
