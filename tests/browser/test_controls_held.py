"""A control in the hand: the page hears of every move, the server of the end; exact values, help, and touch."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ntkcore.architecture import Architecture
from tests.browser.conftest import OpenPage
from tests.browser.fingers import Fingers
from tests.browser.hands import Hands, carry, count_sent
from tests.browser.waiting import box_of, boxes_of, wait_for
from tests.conftest import FIVE_POINTS

LISTEN = """() => {
    if (!globalThis.told) addEventListener("ntk-setting", ({ detail }) => told.push(structuredClone(detail)));
    globalThis.told = [];
}"""
LEAST_TARGET = 44  # pixels, for a finger


def told(page: Page) -> list[dict[str, Any]]:
    """What the controls have told the chart since the last call."""
    return json.loads(page.evaluate("JSON.stringify(told.splice(0))"))


def with_network(**fields: Any) -> Any:
    return replace(FIVE_POINTS, architecture=replace(Architecture(), **fields))


def test_while_a_thumb_moves_the_page_follows_and_the_server_hears_nothing(hands: Hands) -> None:
    page, slider = hands.page, hands.slider("Weight size")
    page.evaluate(LISTEN)
    sent = count_sent(page)
    before = hands.linked()
    carry(page, slider, 0.5, 0.8)
    field = page.get_by_label("Weight size σ_w: type a value")
    value = float(slider.input_value())
    expect(field).to_have_value(f"{value:.2f}")
    moves = told(page)
    assert len(moves) >= 5
    assert all(move["moving"] and move["seq"] is None for move in moves)
    assert moves[-1]["values"] == {"weight_std": value}
    page.wait_for_timeout(400)
    assert (hands.linked(), sent) == (before, [])
    page.mouse.up()
    hands.expect_scene(with_network(weight_std=value))
    assert sent
    (rest,) = told(page)
    assert (rest["values"], rest["moving"]) == ({"weight_std": value}, False)
    assert rest["seq"] > 1e12
    hands.press("Undo")
    hands.expect_scene(before)
    expect(field).to_have_value("1.414214")


def test_a_thumb_that_comes_back_is_at_rest_all_the_same(hands: Hands) -> None:
    page, slider = hands.page, hands.slider("Bias size")
    page.evaluate(LISTEN)
    box = box_of(slider)
    # the middle of the thumb, which is 16 pixels wide
    x, y = box["x"] + 8 + 0.1 * (box["width"] - 16), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=3)
    page.mouse.move(x, y, steps=3)
    page.mouse.up()
    page.wait_for_function("told.at(-1)?.moving === false")
    assert told(page)[-1]["values"] == {"bias_std": 0.3}
    hands.expect_scene(FIVE_POINTS)


def test_keys_move_it_and_ten_of_them_are_one_step_of_undo(hands: Hands) -> None:
    page, slider = hands.page, hands.slider("Hidden layers")
    page.evaluate(LISTEN)
    slider.focus()
    for key in ("End", "PageDown", "ArrowLeft", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    expect(slider).to_have_value("28")
    hands.expect_scene(with_network(hidden_layers=28))
    assert [each["moving"] for each in told(page)] == [True] * 5 + [False]
    page.keyboard.press("Home")
    hands.expect_scene(with_network(hidden_layers=1))
    hands.press("Undo")
    hands.expect_scene(with_network(hidden_layers=28))
    hands.press("Undo")
    hands.expect_scene(FIVE_POINTS)


def test_exact_values_are_typed_and_kept(hands: Hands) -> None:
    page, slider = hands.page, hands.slider("Weight size")
    field = page.get_by_label("Weight size σ_w: type a value")
    field.click()
    field.fill("1.23456")
    field.press("Enter")
    expect(slider).to_be_focused()
    hands.expect_scene(with_network(weight_std=1.23456))
    expect(field).to_have_value("1.23456")
    expect(slider).to_have_attribute("aria-valuetext", "1.23456")
    slider.press("ArrowRight")
    hands.expect_scene(with_network(weight_std=1.24))
    slider.press("9")  # the first digit of a value, which is too large
    expect(field).to_be_focused()
    expect(field).to_have_value("9")
    field.press("Enter")
    refusal = page.get_by_role("alert").filter(has_text="does not fit")
    expect(refusal).to_have_text("“9” does not fit. Type a number from 0.1 to 3.")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.press("Escape")
    expect(refusal).to_have_count(0)
    expect(field).to_have_value("1.24")
    hands.expect_scene(with_network(weight_std=1.24))


def test_help_is_read_by_mouse_and_keyboard(hands: Hands) -> None:
    page = hands.page
    note = page.locator(".explanation").filter(has_text="How large the random weights are")
    button = page.get_by_role("button", name="Help for Weight size σ_w")
    button.hover()
    expect(note).to_be_visible()
    hands.chart.hover()
    expect(note).to_be_hidden()
    page.get_by_role("combobox", name="Activation").focus()
    hands.tab_to("Help for Weight size σ_w")
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(button).to_be_focused()
    expect(hands.slider("Weight size")).to_have_accessible_description(re.compile("How large the random weights are"))


@pytest.mark.parametrize("dark", [False, True])
def test_a_finger_turns_a_slider_or_scrolls_the_page(open_page: OpenPage, dark: bool) -> None:
    page = open_page("/?v=1", phone=True, dark=dark)
    page.set_viewport_size({"width": 390, "height": 560})  # too low for all controls
    fingers = Fingers(page)
    fingers.press("Expand sidebar")
    slider, scroller = fingers.slider("Bias size"), page.get_by_test_id("stSidebarContent")
    slider.scroll_into_view_if_needed()
    box = box_of(slider)
    assert box["height"] >= LEAST_TARGET
    targets = page.locator(".controls :is(input[type=range], select, .segment, button)")
    assert min(each["height"] for each in boxes_of(targets)) >= LEAST_TARGET
    top = scroller.evaluate("(node) => node.scrollTop")
    x, y = box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2
    fingers.swipe((x, y), (x, y - 150 if top == 0 else y + 150))
    wait_for(page, lambda: scroller.evaluate("(node) => node.scrollTop"), lambda now: now != top)
    expect(slider).to_have_value("0.3")
    slider.scroll_into_view_if_needed()
    box = box_of(slider)
    y = box["y"] + box["height"] / 2
    fingers.swipe((box["x"] + 0.1 * box["width"], y), (box["x"] + 0.6 * box["width"], y))
    fingers.wait_for_link(lambda scene: scene.architecture.bias_std > 1, "a larger bias")
    page.get_by_role("button", name="Help for Bias size σ_b").tap()
    expect(page.locator(".explanation").filter(has_text="How large the random biases are")).to_be_visible()
