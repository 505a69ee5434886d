"""The page for a projector, inside another page, and with controls that the link locks or hides."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from explorer.scene.scene import Scene
from ntkcore.choices import Distribution
from scripts.browser import wait_settled
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands
from tests.browser.reader import OpenFile
from tests.browser.waiting import box_of, expect_no_sideways, wait_for

FILLED = """chart => chart.getBoundingClientRect().width / innerWidth"""


def network(scene: Scene, layers: int) -> Scene:
    return replace(scene, architecture=replace(scene.architecture, hidden_layers=layers))


def test_one_button_fills_the_window_keys_lecture_and_escape_leaves(open_page: OpenPage) -> None:
    page = open_page()
    hands, sidebar = Hands(page), page.get_by_test_id("stSidebar")
    tick = hands.chart.locator(".y-ticks text").first
    small = box_of(tick)["height"]
    page.get_by_role("button", name="Present").click()
    expect(sidebar).to_be_hidden()
    wait_for(page, lambda: hands.chart.evaluate(FILLED), lambda share: share > 0.93)
    bottom = "node => node.getBoundingClientRect().bottom / innerHeight"
    wait_for(page, lambda: hands.chart.locator(".plot").evaluate(bottom), lambda share: share < 1)
    assert box_of(tick)["height"] > 1.4 * small
    expect_no_sideways(page)
    page.wait_for_url("**view=present*")
    page.keyboard.press("PageDown")
    hands.expect_scene(replace(Scene(), prior=Distribution.NTK))
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowRight")
    hands.expect_scene(network(replace(Scene(), prior=Distribution.NNGP), 3))
    hands.tab_to("point 0")
    page.keyboard.press("ArrowLeft")  # the point's, while it has the focus
    hands.settle()
    assert hands.linked().architecture.hidden_layers == 3
    page.reload()
    wait_settled(page)
    expect(sidebar).to_be_hidden()
    page.keyboard.press("Escape")
    expect(sidebar).to_be_visible()
    expect(page).not_to_have_url(re.compile("view="))
    page.get_by_role("button", name="Present").click()
    expect(page.get_by_role("button", name="Share this page")).to_be_hidden()  # it would cover the chart's own
    page.get_by_role("button", name="Leave").click()
    expect(sidebar).to_be_visible()
    expect(page).not_to_have_url(re.compile("view="))


def test_a_file_fills_a_projectors_window(open_file: OpenFile) -> None:
    reader = open_file(Scene(), "view=present&lock=seed")
    page, heading = reader.page, reader.page.get_by_role("heading", level=1)
    expect(heading).to_be_hidden()
    wait_for(page, lambda: reader.chart.evaluate(FILLED), lambda share: share > 0.93)
    page.keyboard.press("PageDown")
    reader.expect_scene(replace(Scene(), prior=Distribution.NTK))
    page.keyboard.press("ArrowRight")
    scene = network(replace(Scene(), prior=Distribution.NTK), 3)
    reader.expect_scene(scene)
    expect(page).to_have_url(re.compile("&view=present$"))
    page.reload()
    reader.wait()
    expect(heading).to_be_hidden()
    page.keyboard.press("Escape")
    expect(heading).to_be_visible()
    expect(page).not_to_have_url(re.compile("view="))
    back = page.get_by_role("link", name="Open in NTK Explorer").get_attribute("href") or ""
    assert back.endswith("&lock=seed")
    page.get_by_role("button", name="Present").click()
    page.get_by_role("button", name="Leave").click()
    expect(heading).to_be_visible()
    reader.expect_scene(scene)


def test_inside_another_page_there_is_a_way_out(open_page: OpenPage) -> None:
    page = open_page("/?v=1&layers=3&embed=true")
    hands = Hands(page)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open in NTK Explorer").click()
    alone: Page = opened.value
    expect(alone.get_by_test_id("stSidebar")).to_be_visible()
    assert Hands(alone).linked() == hands.linked()
    expect(alone).not_to_have_url(re.compile("embed"))
    alone.close()


def test_a_link_locks_and_hides_controls(open_page: OpenPage) -> None:
    page = open_page("/?v=1&lock=weights,activation,prior&hide=seed,bias")
    hands = Hands(page)
    weight = hands.slider("Weight size")
    expect(weight).to_be_disabled()
    expect(page.get_by_role("combobox", name="Activation")).to_be_disabled()
    expect(page.get_by_role("radio", name="Trained")).to_be_disabled()
    expect(hands.slider("Bias size")).to_have_count(0)
    expect(page.get_by_role("button", name="New samples", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Help for Weight size σ_w").hover()
    expect(page.locator(".explanation").filter(has_text="keeps this setting as it is")).to_be_visible()
    hands.slider("Hidden layers").press("ArrowRight")
    hands.wait_for_link(lambda scene: scene.architecture.hidden_layers == 3, "3 layers")
    expect(page).to_have_url(re.compile("lock=weights,activation,prior&hide=seed,bias"))
    page.get_by_role("link", name="Prior", exact=True).click()
    page.wait_for_url("**/prior?**lock=weights**")
    expect(hands.slider("Weight size")).to_be_disabled()
    expect(hands.slider("Bias size")).to_have_count(0)


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("query", "width", "height"),
    [
        ("view=present", 1024, 768),
        ("view=present&pin=layers%3D1%26weights%3D1.2", 1024, 768),
        ("embed=true", 900, 480),
        ("embed=true", 700, 480),
    ],
)
def test_health_is_on_screen_in_small_windows(open_page: OpenPage, query: str, width: int, height: int) -> None:
    page = open_page("/guide")
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"/?v=3&{query}")
    hands = Hands(page)
    box = box_of(hands.health)
    assert box["y"] + box["height"] <= height
    expect_no_sideways(page)


@pytest.mark.parametrize(("width", "height"), [(640, 360), (320, 256)], ids=["200 %", "400 %"])
def test_nothing_is_cut_off_when_a_page_is_zoomed(open_page: OpenPage, width: int, height: int) -> None:
    page = open_page("/guide")
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/")
    hands = Hands(page)
    wide = "document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth"
    wait_for(page, lambda: page.evaluate(wide), bool)
    for part in (hands.plot, hands.health, hands.chart.locator(".answers")):
        part.scroll_into_view_if_needed()
        box = box_of(part)
        assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True)
    for text in hands.chart.locator(".log-density").all():
        wait_for(page, lambda text=text: text.evaluate("node => node.scrollWidth <= node.clientWidth + 1"), bool)
