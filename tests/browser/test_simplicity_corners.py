"""The corners that networks learn from, in a browser: a second table, of which each cell is shown or hidden."""

import re

from playwright.sync_api import expect

from explorer.scene import permalink
from explorer.scene.scene import Scene
from ntkcore import Architecture
from tests.browser.conftest import OpenPage

PATH = f"/simplicity?{permalink.encode(Scene(Architecture('relu', 2, 2**0.5, 0.3)))}&show=training"
SHOWN = "0000000011111111"


def test_corners_are_shown_and_hidden_by_mouse_and_keys(open_page: OpenPage) -> None:
    page = open_page(f"{PATH}&target=0101010101010101&shown={SHOWN}")
    corners = page.get_by_role("group", name="Corners shown in training")
    cells = corners.get_by_role("button")
    expect(cells).to_have_text([*"????????", *"01010101"])
    first = corners.get_by_role("button", name="x₁ = +1, x₂ = +1, x₃ = +1, x₄ = +1: hidden")
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    first.click()
    expect(page).to_have_url(re.compile(f"shown=1{SHOWN[1:]}$"))
    expect(cells.first).to_have_accessible_name("x₁ = +1, x₂ = +1, x₃ = +1, x₄ = +1: shown, output 0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(f"shown=11{SHOWN[2:]}$"))
    expect(page.get_by_text("10 corners are shown and 6 are hidden")).to_be_visible()
    target = page.get_by_role("group", name="Target")
    target.get_by_role("button").first.click()
    expect(cells.first).to_have_text("1")
    page.get_by_role("button", name="Draw a random half").click()
    expect(page.get_by_text("8 corners are shown and 8 are hidden")).to_be_visible()
