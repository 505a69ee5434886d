"""The first screen: a scene is already drawn, in both themes and at both sizes."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from explorer.grid.prior import prior_modes
from explorer.grid.view import explore
from explorer.scene.scene import Scene
from explorer.scene.window import grid_index
from ntkcore.choices import Distribution
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands
from tests.browser.waiting import at_rest, box_of, wait_for
from tests.conftest import FIVE_POINTS

VALUE = re.compile(r"(.)\((.*), (.*)\) = (.*)")
LUMINANCE = """node => {
    const dab = document.createElement("canvas").getContext("2d");
    const light = (colour) => {
        dab.fillStyle = colour;
        dab.fillRect(0, 0, 1, 1);
        const [red, green, blue] = dab.getImageData(0, 0, 1, 1).data;
        return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
    };
    const style = getComputedStyle(node);
    return [light(style.backgroundColor), light(style.color)];
}"""
OVERFLOW = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
    .map(node => node.scrollWidth - node.clientWidth)"""


def test_the_default_scene_is_drawn(page: Page) -> None:
    hands = Hands(page)
    hands.expect_scene(Scene())
    expect(hands.points).to_have_count(5)
    expect(hands.candidates).to_have_count(2)
    assert hands.curve().count("L") == 300
    assert len(set(hands.samples())) == 5
    expect(page.get_by_test_id("density")).to_have_count(1)


def test_every_line_and_band_says_what_it_is(hands: Hands) -> None:
    page = hands.page
    legend = hands.chart.get_by_label("Legend")
    for entry in ("average", "68 % and 95 %", "five of its functions", "how likely", "data", "a value you ask about"):
        expect(legend).to_contain_text(entry)
    expect(hands.health).to_contain_text("condition number")
    expect(hands.health).to_contain_text("no jitter")
    hands.look_behind()
    expect(page.get_by_test_id("spectrum")).to_contain_text("mode 1")
    for heading in ("Kernel Θ(x, x′)", "Spectrum on evenly spread inputs", "First five modes"):
        expect(page.get_by_text(heading, exact=True)).to_be_visible()


@pytest.mark.sample(2)
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_both_themes_at_both_sizes(open_page: OpenPage, dark: bool, phone: bool) -> None:
    hands = Hands(open_page(dark=dark, phone=phone))
    paper, ink = at_rest(hands.page, lambda: hands.page.get_by_test_id("stApp").evaluate(LUMINANCE))
    assert (paper < 0.1, ink > 0.7) == (dark, dark)
    assert (paper > 0.9, ink < 0.2) == (not dark, not dark)
    _, chart_ink = hands.chart.evaluate(LUMINANCE)
    assert abs(chart_ink - ink) < 0.05
    wait_for(hands.page, lambda: hands.page.evaluate(OVERFLOW), lambda widths: max(widths) <= 0)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_it_leads_to_the_lessons_and_the_chart_has_its_room(open_page: OpenPage, phone: bool) -> None:
    hands = Hands(open_page(phone=phone))
    page = hands.page
    tour, teach = (page.get_by_role("button", name=name) for name in ("Take the tour", "Teach with it"))
    before = box_of(hands.chart)
    page.locator(".st-key-entries").evaluate("node => node.style.display = 'none'")
    assert box_of(hands.chart) == before
    page.locator(".st-key-entries").evaluate("node => node.style.display = ''")
    teach.click()
    expect(page.get_by_text("Teacher's notes").first).to_be_visible()
    page.go_back()
    tour.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("lesson=similarity"))


def test_the_kernel_beneath_is_that_of_the_scene(hands: Hands) -> None:
    hands.look_behind()
    panel = hands.page.get_by_test_id("kernel")
    for prior, symbol in (("NTK", "Θ"), ("NNGP", "K")):
        if prior == "NNGP":
            hands.page.get_by_role("radio", name="Random").click()
        expect(panel.get_by_text(f"Kernel {symbol}(x, x′)")).to_be_visible()
        view = explore(replace(FIVE_POINTS, prior=Distribution(prior.lower())))
        values = prior_modes(view.scene.architecture, prior.lower()).values / len(view.grid)
        titles = panel.locator(".eigenvalue title")
        expect(titles).to_have_count(60)
        expect(titles.nth(0)).to_have_text(f"λ1 = {values[0]:.3g}")
        expect(titles.nth(1)).to_have_text(f"λ2 = {values[1]:.3g}")
        panel.get_by_test_id("kernel-value").scroll_into_view_if_needed()
        rim = box_of(panel.locator(".rim"))
        hands.page.mouse.move(rim["x"] + 0.75 * rim["width"], rim["y"] + 0.25 * rim["height"])
        expect(panel.get_by_test_id("kernel-value")).to_have_text(re.compile(rf"^{symbol}\("))
        reading = VALUE.fullmatch(at_rest(hands.page, panel.get_by_test_id("kernel-value").inner_text))
        assert reading is not None
        column, row = (grid_index(float(number.replace("−", "-"))) for number in reading.groups()[1:3])
        assert float(reading[4]) == pytest.approx(view.kernel[row, column], rel=5e-3)
        assert (view.grid[column], view.grid[row]) == pytest.approx((0.75, 0.75), abs=0.011)
