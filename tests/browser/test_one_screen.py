"""Chart and answers fit one screen, what is behind them is folded away, and a moved diamond says what it is worth."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from explorer.scene.scene import Scene
from scripts.browser import wait_settled
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands
from tests.browser.waiting import at_rest, box_of, boxes_of

CLOSED_STORAGE = """() => Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("closed", "SecurityError"); } })"""
Opener = Callable[..., Page]


@pytest.fixture
def open_at(newcomers: OpenPage) -> Iterator[Opener]:
    """`open_at(width, height, path="/", script=None)`: a newcomer with a window of that size and an empty storage."""
    pages: list[Page] = []

    def open_(width: int, height: int, path: str = "/", script: str | None = None) -> Page:
        page = newcomers()
        page.set_viewport_size(ViewportSize(width=width, height=height))
        if script:
            page.add_init_script(f"({script})()")
        page.goto(path)
        wait_settled(page)
        pages.append(page)
        return page

    yield open_
    for page in pages:
        page.close()


def box(node: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom in the window."""
    bounds = box_of(node)
    return bounds["x"], bounds["y"], bounds["x"] + bounds["width"], bounds["y"] + bounds["height"]


# The last is 1280 × 720 at 150 %.
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1024, 768), (853, 480)])
def test_chart_and_answers_stand_side_by_side_on_one_screen(open_at: Opener, width: int, height: int) -> None:
    page = open_at(width, height)
    plot, answers = box(page.locator(".plot")), box(page.get_by_test_id("answers"))
    assert answers[0] >= plot[2]
    assert abs(answers[1] - plot[1]) < 20
    assert max(plot[3], answers[3]) <= height
    assert plot[3] - plot[1] >= 0.4 * height
    assert plot[2] - plot[0] >= 300
    tools = boxes_of(page.locator(".toolbar button"))
    assert max(each["y"] for each in tools) - min(each["y"] for each in tools) < 4  # one row
    assert max(each["x"] + each["width"] for each in tools) <= width


def test_navigation_and_controls_need_no_scrolling(open_at: Opener) -> None:
    page = open_at(1280, 720)
    assert box(page.get_by_role("link", name="Playground"))[1] >= 0
    assert box(page.get_by_role("button", name="New samples", exact=True))[3] <= 720
    expect(page.get_by_role("heading", level=1)).to_have_text("What do very wide networks predict?")
    assert box(page.get_by_role("heading", level=1))[1] < 40


@pytest.mark.parametrize("width", [390, 360])
def test_on_a_phone_the_chart_comes_first(open_at: Opener, width: int) -> None:
    page = open_at(width, 800)
    plot, answers = box(page.locator(".plot")), box(page.get_by_test_id("answers"))
    assert answers[1] >= plot[3]
    assert plot[2] <= width
    assert plot[3] <= 800


def test_what_is_behind_it_stays_as_it_was_left(open_at: Opener) -> None:
    page = open_at(1280, 720)
    hands = Hands(page)
    kernel = page.get_by_test_id("kernel")
    expect(kernel).not_to_be_visible()
    assert page.locator(".slice-line").get_attribute("d") is None  # nothing is drawn while it is folded
    page.get_by_text("What is behind it?").focus()
    hands.behind.locator("summary").first.press("Enter")
    expect(kernel).to_be_visible()
    expect(page.get_by_text("Kernel Θ(x, x′)")).to_be_visible()
    page.reload()
    wait_settled(page)
    expect(kernel).to_be_visible()
    hands.behind.locator("summary").first.click()
    expect(kernel).not_to_be_visible()
    page.reload()
    wait_settled(page)
    expect(kernel).not_to_be_visible()


def test_a_browser_that_keeps_nothing_has_everything_else(open_at: Opener) -> None:
    page = open_at(1280, 720, script=CLOSED_STORAGE)
    hands = Hands(page)
    hands.expect_scene(Scene())
    hands.look_behind()
    expect(page.get_by_test_id("kernel")).to_be_visible()


def test_a_moved_diamond_says_what_its_value_is_worth(open_at: Opener) -> None:
    page = open_at(1280, 720)
    hands = Hands(page)
    tag = page.locator("[data-testid=tag][data-name=A]")
    expect(tag).to_have_count(0)
    hands.hold((0.1, 1.3))
    hands.carry((0.1, 0.8))
    expect(tag).to_contain_text(f"log p = {hands.log_density('A'):.2f}".replace("-", "−"))
    expect(tag).to_contain_text("× less")
    expect(page.locator("[data-testid=tag][data-name=B]")).to_contain_text("most likely")
    before = at_rest(page, lambda: tag.text_content() or "")
    hands.carry((0.1, 0.1))
    expect(tag).not_to_have_text(before)
    assert abs(box(tag)[1] - box(page.locator("[data-testid=tag][data-name=B]"))[1]) >= 22
    page.mouse.up()
    page.mouse.move(5, 5)
    page.get_by_role("button", name="Undo").focus()
    expect(tag).to_have_count(0)


def test_examples_open_by_key_and_close_by_escape(open_page: OpenPage) -> None:
    hands = Hands(open_page())
    menu = hands.chart.get_by_role("button", name="Examples")
    step = hands.chart.get_by_role("button", name="step")
    menu.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    step.focus()
    step.press("Escape")
    expect(step).not_to_be_visible()
    expect(menu).to_be_focused()
    menu.click()
    hands.click(-1.4, 2.5)
    expect(step).not_to_be_visible()
    menu.click()
    step.click()
    hands.expect_scene(Scene().with_preset("step"))
