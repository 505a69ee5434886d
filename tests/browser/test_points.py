"""Training points under the mouse: click adds, drag moves, double-click, right-click or a drop outside removes."""

import math

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands, address, with_points
from tests.conftest import FIVE_POINTS

FIVE = tuple(zip(FIVE_POINTS.dataset.x, FIVE_POINTS.dataset.y, strict=True))


def test_a_click_on_empty_space_adds_a_point_there(hands: Hands) -> None:
    before = hands.curve()
    hands.click(-0.73, 1.37)
    expect(hands.points).to_have_count(6)
    hands.wait_for_new_curve(before)
    x, y = hands.linked().dataset.x[-1], hands.linked().dataset.y[-1]
    assert math.dist((x, y), (-0.73, 1.37)) <= 0.02  # a pixel and half a step of the grid
    hands.expect_scene(with_points(*FIVE, (x, y)))


def test_a_drag_moves_a_point_and_undo_and_redo_follow(hands: Hands) -> None:
    hands.drag((0, -0.3), (0.2, 1.5))
    moved = with_points(*FIVE[:2], (0.2, 1.5), *FIVE[3:])
    hands.expect_scene(moved)
    hands.press("Undo")
    hands.expect_scene(FIVE_POINTS)
    hands.press("Redo")
    hands.expect_scene(moved)
    hands.page.keyboard.press("Control+z")
    hands.expect_scene(FIVE_POINTS)
    hands.page.keyboard.press("Control+Shift+Z")
    hands.expect_scene(moved)


def test_undo_twice_in_a_row_goes_back_two_edits(hands: Hands) -> None:
    hands.click(-0.75, 2)
    hands.settle()
    hands.click(0.75, 2)
    hands.settle()
    hands.press("Undo")
    hands.press("Undo")
    hands.expect_scene(FIVE_POINTS)
    hands.press("Redo")
    hands.settle()
    hands.press("Clear")
    hands.settle()
    assert hands.shown().points == ()
    expect(hands.page.get_by_role("button", name="Redo")).to_be_disabled()


def test_a_point_held_off_its_centre_keeps_its_distance_to_the_mouse(hands: Hands) -> None:
    x, y = hands.pixel(0, -0.3)
    goal_x, goal_y = hands.pixel(-0.3, 2)
    for offset in ((20, 0), (-14, 14)):
        hands.page.mouse.move(x + offset[0], y + offset[1])
        hands.page.mouse.down()
        hands.page.mouse.move(goal_x + offset[0], goal_y + offset[1], steps=5)
        hands.page.mouse.up()
        hands.expect_scene(with_points(*FIVE[:2], (-0.3, 2), *FIVE[3:]))
        hands.press("Undo")
        hands.expect_scene(FIVE_POINTS)


def test_double_click_right_click_and_a_drop_outside_remove(hands: Hands) -> None:
    hands.page.mouse.dblclick(*hands.pixel(0, -0.3))
    hands.expect_scene(with_points(*FIVE[:2], *FIVE[3:]))
    hands.page.mouse.click(*hands.pixel(1, 0.45), button="right")
    hands.expect_scene(with_points(*FIVE[:2], FIVE[3]))
    hands.hold((-1, -0.9))
    hands.carry((-2, -0.9))
    expect(hands.chart).to_contain_text("release to remove")
    hands.page.mouse.up()
    hands.expect_scene(with_points(FIVE[1], FIVE[3]))


def test_a_drag_that_comes_back_onto_the_plot_removes_nothing(hands: Hands) -> None:
    hands.hold((1, 0.45))
    hands.carry((1, 4))
    hands.carry((1, 2))
    hands.page.mouse.up()
    hands.expect_scene(with_points(*FIVE[:4], (1, 2)))


def test_a_double_click_on_empty_space_leaves_one_new_point(hands: Hands) -> None:
    hands.page.mouse.dblclick(*hands.pixel(0.75, 2.2))
    expect(hands.points).to_have_count(6)
    hands.settle()
    expect(hands.points).to_have_count(6)


def test_a_right_click_on_empty_space_and_a_press_that_wanders_add_nothing(hands: Hands) -> None:
    hands.page.mouse.click(*hands.pixel(0.75, 2.2), button="right")
    hands.drag((0.75, 2.2), (0.4, 1.6))
    hands.expect_scene(FIVE_POINTS)


def test_points_stay_inside_the_window(hands: Hands) -> None:
    _, top = hands.pixel(0, 3)
    x, y = hands.pixel(0.5, -0.8)
    hands.page.mouse.move(x, y)
    hands.page.mouse.down()
    hands.page.mouse.move(x, top - 9, steps=5)
    hands.page.mouse.up()
    hands.expect_scene(with_points(*FIVE[:3], (0.5, 3), FIVE[4]))


def test_the_sixty_fifth_point_is_refused_in_words(open_page: OpenPage) -> None:
    full = with_points(*((round(-1.5 + 0.04 * i, 2), 0.5 if i % 2 else -0.5) for i in range(64)))
    hands = Hands(open_page(address(full)))
    hands.click(0, 2.5)
    expect(hands.chart).to_contain_text("There can be at most 64 points")
    hands.expect_scene(full)


def test_nothing_moves_that_was_not_touched(hands: Hands) -> None:
    """The y axis, and the noise of the sample functions, stay as they are while a scene changes and comes back."""
    ticks, samples = hands.ticks(), hands.samples()
    hands.drag((1, 0.45), (1, 2.9))
    hands.settle()
    assert hands.samples() != samples
    hands.click(-1.4, -2.8)
    hands.settle()
    assert hands.ticks() == ticks
    hands.press("Undo")
    hands.press("Undo")
    hands.expect_scene(FIVE_POINTS)
    assert hands.samples() == samples
    hands.drag((0.25, -0.1), (0.25, 1.2))
    hands.settle()
    assert hands.samples() == samples
    assert hands.ticks() == ticks
