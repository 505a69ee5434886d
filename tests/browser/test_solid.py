"""The perceptron's solid in a browser: turned by mouse, keys and buttons, and named; a finger can scroll past it."""

from playwright.sync_api import Locator, Page, expect

from scripts.browser import SETTLE_MS
from tests.browser.conftest import OpenPage
from tests.browser.waiting import box_of, boxes_of, expect_no_sideways


def solid_of(page: Page) -> tuple[Locator, Locator]:
    """The picture that turns, and the words about the gate towards the reader."""
    page.get_by_test_id("solid").wait_for(timeout=SETTLE_MS)
    return page.locator(".solid .stage"), page.get_by_test_id("solid-note")


def test_the_solid_is_turned_by_mouse_keys_and_buttons_and_names_its_gates(open_page: OpenPage) -> None:
    page = open_page("/simplicity?show=perceptron")
    stage, note = solid_of(page)
    expect(note).to_have_text(
        "Towards you: x₁ OR x₂. 4.387 % of Gaussian weights, 1/16 = 6.250 % of the cube; bounded by 3 planes."
    )
    box = box_of(stage)
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    expect(note).to_contain_text("Under the pointer: x₁ OR x₂")
    page.mouse.down()
    page.mouse.move(middle[0], middle[1] + 120, steps=6)
    page.mouse.up()
    expect(note).to_contain_text("always 1")
    page.mouse.move(0, 0)
    stage.focus()
    page.keyboard.press("Home")
    expect(note).to_contain_text("Towards you: x₁ OR x₂")
    for _ in range(9):  # quarter of a turn
        page.keyboard.press("ArrowRight")
    expect(note).not_to_contain_text("x₁ OR x₂.")
    page.get_by_role("button", name="Reset the view").click()
    for _ in range(4):
        page.get_by_role("button", name="Turn down").click()
    expect(note).to_contain_text("always 1")
    page.get_by_role("radio", name="Cube").check()
    expect(note).to_contain_text("always 1")  # another body, seen from the same side
    expect(stage).to_have_attribute(
        "aria-label", "Cube of the 14 gates. Arrow keys turn it; the gate towards you is named below it."
    )


def test_a_finger_turns_and_scrolls_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/simplicity?show=perceptron&body=sphere&values=bits", phone=True, dark=True)
    stage, note = solid_of(page)
    assert stage.evaluate("stage => getComputedStyle(stage).touchAction") == "pan-y"
    expect(note).to_contain_text("Towards you")
    before = note.inner_text()
    for _ in range(9):
        page.get_by_role("button", name="Turn up").tap()
    expect(note).not_to_have_text(before)
    assert min(min(box["width"], box["height"]) for box in boxes_of(page.locator(".solid button"))) >= 44
    expect_no_sideways(page)
