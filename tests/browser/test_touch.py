"""A phone, 390 × 844: a tap adds, a finger on a point moves it, a finger anywhere else scrolls the page."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from ntkcore.choices import Distribution
from tests.browser.conftest import OpenPage
from tests.browser.fingers import Fingers
from tests.browser.hands import address, with_points
from tests.browser.waiting import expect_equal
from tests.conftest import FIVE_POINTS

FIVE = tuple(zip(FIVE_POINTS.dataset.x, FIVE_POINTS.dataset.y, strict=True))
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"


@pytest.fixture
def hands(first_screen: Callable[[bool], Page]) -> Fingers:
    fingers = Fingers(first_screen(True))
    fingers.plot.scroll_into_view_if_needed()
    return fingers


def test_a_tap_adds_a_point_there(hands: Fingers) -> None:
    hands.page.touchscreen.tap(*hands.pixel(0.6, 2))
    expect(hands.points).to_have_count(6)
    hands.settle()
    expect_equal(hands.page, lambda: hands.shown().points[-1], pytest.approx((0.6, 2), abs=0.03))


def test_a_finger_moves_a_point_and_the_page_stays(hands: Fingers) -> None:
    scrolled = hands.page.evaluate(SCROLLED)
    hands.swipe(hands.pixel(-0.5, 0.25), hands.pixel(-0.3, 2))
    hands.settle()
    expect_equal(hands.page, lambda: hands.shown().points[1], pytest.approx((-0.3, 2), abs=0.03))
    expect(hands.points).to_have_count(5)
    assert hands.page.evaluate(SCROLLED) == scrolled


def test_a_finger_beside_a_point_takes_hold_of_it(hands: Fingers) -> None:
    (x, y), (goal_x, goal_y) = hands.pixel(1, 0.45), hands.pixel(1, 2.2)
    hands.swipe((x + 20, y), (goal_x + 20, goal_y))
    hands.settle()
    expect_equal(hands.page, lambda: hands.shown().points[4], pytest.approx((1, 2.2), abs=0.03))


def test_a_swipe_on_empty_plot_scrolls_and_adds_nothing(hands: Fingers) -> None:
    scrolled = hands.page.evaluate(SCROLLED)
    start_x, start_y = hands.pixel(-0.75, 2)
    hands.swipe((start_x, start_y), (start_x, start_y - 140))
    hands.page.wait_for_function(f"before => ({SCROLLED})() > before + 60", arg=scrolled)
    hands.expect_scene(FIVE_POINTS)


def test_a_double_tap_removes_a_point(hands: Fingers) -> None:
    at = hands.pixel(-1, -0.9)
    hands.page.touchscreen.tap(*at)
    hands.page.touchscreen.tap(*at)
    hands.expect_scene(with_points(*FIVE[1:]))


def test_a_finger_moves_a_label_and_carries_a_point_off_the_plot(hands: Fingers) -> None:
    hands.swipe(hands.pixel(0.25, -0.1), hands.pixel(0.25, 1.5))
    hands.settle()
    (label,) = hands.shown().candidates["A"]
    assert label == pytest.approx((0.25, 1.5), abs=0.03)
    x, y = hands.pixel(0, 3)
    hands.swipe(hands.pixel(0, -0.3), (x, y - 40))
    hands.settle()
    assert hands.shown().points == (*FIVE[:2], *FIVE[3:])


def test_the_controls_are_a_tap_away(hands: Fingers) -> None:
    before = hands.curve()
    hands.press("Expand sidebar")
    hands.page.get_by_role("radio", name="Random").tap()
    expect(hands.mean).not_to_have_attribute("d", before)
    hands.press("Collapse sidebar")
    hands.expect_scene(replace(FIVE_POINTS, prior=Distribution.NNGP))


def test_a_tap_brings_no_words_about_keys(open_page: OpenPage) -> None:
    hands = Fingers(open_page(address(FIVE_POINTS), phone=True))
    hands.plot.scroll_into_view_if_needed()
    cursor = hands.chart.locator(".cursor")
    for at in ((0.6, 2), (-0.5, 0.25), (0.6, 2)):
        hands.page.touchscreen.tap(*hands.pixel(*at))
        expect(hands.chart).not_to_contain_text("Keyboard:")
        expect(hands.chart).to_contain_text("Tap to place")
        expect(cursor).to_be_hidden()
        hands.page.wait_for_timeout(600)  # two taps on one place at once would remove the point there
    hands.page.keyboard.press("Tab")
    expect(hands.chart).to_contain_text("Keyboard:")
