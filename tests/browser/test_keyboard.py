"""The chart without a mouse: Tab, arrows, Delete, Enter, Escape; and the focus stays where the person left it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Hands, Shown, with_candidates, with_points
from tests.browser.waiting import expect_equal
from tests.conftest import FIVE_POINTS

FIVE = tuple(zip(FIVE_POINTS.dataset.x, FIVE_POINTS.dataset.y, strict=True))


def test_tab_reaches_a_point_and_arrows_move_it(hands: Hands) -> None:
    keyboard = hands.page.keyboard
    hands.tab_to("point 1")
    keyboard.press("ArrowRight")
    keyboard.press("ArrowUp")
    hands.expect_scene(with_points(FIVE[0], (-0.49, 0.26), *FIVE[2:]))
    expect_equal(hands.page, hands.focus, "point 1")
    keyboard.press("Shift+ArrowLeft")
    keyboard.press("Shift+ArrowDown")
    hands.expect_scene(with_points(FIVE[0], (-0.59, 0.16), *FIVE[2:]))
    expect_equal(hands.page, hands.focus, "point 1")
    hands.press("Undo")
    hands.expect_scene(with_points(FIVE[0], (-0.49, 0.26), *FIVE[2:]))


def test_delete_removes_and_the_focus_moves_on_to_a_neighbour(hands: Hands) -> None:
    hands.tab_to("point 4")
    hands.page.keyboard.press("Delete")
    hands.expect_scene(with_points(*FIVE[:4]))
    expect_equal(hands.page, hands.focus, "point 3")
    hands.page.keyboard.press("Delete")
    hands.expect_scene(with_points(*FIVE[:3]))
    hands.page.keyboard.press("Control+z")
    hands.page.keyboard.press("Control+z")
    hands.expect_scene(FIVE_POINTS)


def test_enter_on_the_plot_places_a_point_at_the_cursor(hands: Hands) -> None:
    hands.tab_to("plot")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp", "Enter"):
        hands.page.keyboard.press(key)
    hands.expect_scene(with_points(*FIVE, (0.2, 0.5)))
    expect_equal(hands.page, hands.focus, "point 5")


def test_up_and_down_move_a_label_left_and_right_its_question(hands: Hands) -> None:
    hands.tab_to("candidate A 0")
    hands.page.keyboard.press("Shift+ArrowUp")
    hands.page.keyboard.press("ArrowRight")
    hands.expect_scene(with_candidates(A=((0.26, 0),), B=((0.26, -0.58),)))
    expect_equal(hands.page, hands.focus, "candidate A 0")
    hands.page.keyboard.press("Delete")
    hands.expect_scene(with_candidates(B=((0.26, -0.58),)))


def test_escape_cancels_a_drag(hands: Hands) -> None:
    hands.hold((0, -0.3))
    hands.carry((0.2, 2))
    expect_equal(hands.page, lambda: hands.shown().points[2], pytest.approx((0.2, 2), abs=0.02))
    hands.page.keyboard.press("Escape")
    expect_equal(hands.page, hands.shown, Shown.of(FIVE_POINTS))
    hands.carry((0.4, 1))
    hands.page.mouse.up()
    hands.expect_scene(FIVE_POINTS)


def test_keys_typed_into_a_field_are_not_the_charts(hands: Hands) -> None:
    hands.click(0.75, 2)
    hands.settle()
    hands.open_table()
    field = hands.page.get_by_label("Paste CSV")
    field.fill("0.5, 1")
    field.press("End")
    field.press("Delete")
    field.press("Control+z")
    hands.settle()
    expect(hands.points).to_have_count(6)


def expect_spoken(hands: Hands, start: str, more: str = "") -> None:
    """Wait until a screen reader is told words that start so."""
    told = expect(hands.page.locator(".ntk-voice"))
    told.to_have_text(re.compile(f"^{re.escape(start)}"))
    told.to_contain_text(more)


def test_enter_takes_a_point_escape_puts_it_back_and_space_releases_it(hands: Hands) -> None:
    scene = hands.linked()
    before = tuple(zip(scene.dataset.x, scene.dataset.y, strict=True))
    keyboard = hands.page.keyboard
    hands.tab_to("point 1")
    point = hands.points.nth(1)
    keyboard.press("Enter")
    expect_spoken(hands, "Point 2 grabbed, at x ", "Space releases it")
    expect(point).to_have_attribute("aria-pressed", "true")
    keyboard.press("Shift+ArrowUp")
    keyboard.press("Shift+ArrowUp")
    keyboard.press("Escape")
    expect_spoken(hands, "Put back to x ")
    hands.expect_scene(scene)
    expect(point).to_have_attribute("aria-pressed", "false")
    expect_equal(hands.page, hands.focus, "point 1")
    keyboard.press("Enter")
    keyboard.press("Shift+ArrowDown")
    keyboard.press("Space")
    expect_spoken(hands, "Released at x ", "The most likely label at x 0.25 ")
    x, y = before[1]
    hands.expect_scene(with_points(before[0], (x, round(y - 0.1, 2)), *before[2:], scene=scene))
    expect(point).to_have_attribute("aria-pressed", "false")


def test_enter_on_a_label_tells_how_likely_it_is(hands: Hands) -> None:
    hands.tab_to("candidate A 0")
    hands.page.keyboard.press("Enter")
    density = f"log p = {hands.log_density('A'):.2f}".replace("-", "−")
    expect_spoken(hands, "Label A grabbed, at x ", density)
    hands.page.keyboard.press("Escape")
