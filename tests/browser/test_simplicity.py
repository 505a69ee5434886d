"""The Simplicity page in a browser: the truth table under mouse, keys and finger, and the link that restores it."""

import math
import re

from playwright.sync_api import Page, expect

from explorer.format import number
from explorer.scene import permalink
from explorer.scene.scene import Scene
from ntkcore import Architecture, boolean
from tests.browser.conftest import OpenPage
from tests.browser.waiting import at_rest, box_of, expect_no_sideways

NET = Architecture("erf", 2, 1.5, 0.3)
PATH = f"/simplicity?{permalink.encode(Scene(NET))}"


def expect_probability(page: Page, table: str) -> None:
    """Wait until the page tells the library's P of this function, with the table in the link and in the cells."""
    log_p, _ = boolean.log_probability(NET, table)
    expect(page.locator(".st-key-probability")).to_contain_text(f"P(f) = {number(math.exp(log_p), '.3g')}")
    expect(page).to_have_url(re.compile(rf"table={table}$"))
    cells = page.locator("[data-testid^=cell-]")
    expect(cells).to_have_text(list(table))


def test_cells_are_clicked_by_mouse_and_set_by_keys(open_page: OpenPage) -> None:
    page = open_page(f"{PATH}&table=0110")
    expect_probability(page, "0110")
    page.get_by_role("button", name="x₁ = −1, x₂ = −1: output 0").click()
    expect_probability(page, "0111")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    expect_probability(page, "0011")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_test_id("cell-0")).to_be_focused()
    page.keyboard.press("1")
    expect_probability(page, "1011")
    page.get_by_role("combobox", name="Named functions").select_option(label="XOR of two")
    expect_probability(page, "0110")
    page.get_by_role("radio", name="3 inputs").check()
    expect_probability(page, "01100110")
    page.get_by_role("button", name="Draw a random function").click()
    expect(page).not_to_have_url(re.compile("table=01100110$"))
    drawn = at_rest(page, lambda: page.url).rpartition("=")[2]
    expect_probability(page, drawn)
    page.reload()
    expect_probability(page, drawn)


def test_cells_are_set_by_a_finger_on_a_phone(open_page: OpenPage) -> None:
    page = open_page(f"{PATH}&table=0000000000000000", phone=True, dark=True)
    expect_probability(page, "0" * 16)
    for cell in (0, 5, 15):
        page.get_by_test_id(f"cell-{cell}").tap()
    expect_probability(page, "1000010000000001")
    box = box_of(page.get_by_test_id("cell-5"))
    assert min(box["width"], box["height"]) >= 44
    expect_no_sideways(page)
