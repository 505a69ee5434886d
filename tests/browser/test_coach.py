"""The coach of the first visit: it sees what a person does, goes on, and is gone for good once used or skipped."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from explorer.scene.scene import PRESETS, Dataset, Scene
from ntkcore.choices import Distribution
from tests.browser.hands import Hands, address, with_points
from tests.browser.waiting import box_of, expect_equal

STORED = "() => Object.entries(localStorage).filter(([key]) => !key.startsWith('st'))"
CLOSED = (
    "Object.defineProperty(globalThis, 'localStorage', {get() { throw new DOMException('closed', 'SecurityError'); }})"
)
SHIFTS = """() => new PerformanceObserver(list => list.getEntries()
    .forEach(entry => { globalThis.shifted = (globalThis.shifted ?? 0) + (entry.hadRecentInput ? 0 : entry.value); }))
    .observe({type: "layout-shift"})"""

Newcomer = Callable[..., Page]


@pytest.fixture
def newcomer(newcomers: Newcomer, no_errors: None, errors: list[str]) -> Iterator[Newcomer]:
    """`newcomer(path="/", *, phone=False, closed=False)`: their page, perhaps without a storage."""
    pages: list[Page] = []

    def open_(path: str = "/", *, phone: bool = False, closed: bool = False) -> Page:
        page = newcomers(phone=phone)
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(f"page: {error}"))
        if closed:
            page.add_init_script(CLOSED)
        page.goto(path)
        return page

    yield open_
    for page in pages:
        page.close()


def coach(page: Page) -> Locator:
    return page.get_by_test_id("coach")


def expect_step(page: Page, number: int, count: int = 4) -> None:
    expect(coach(page)).to_contain_text(f"Try this · {number} of {count}")


def press(page: Page, name: str) -> None:
    coach(page).get_by_role("button", name=name).click()


def test_each_step_completes_itself_when_it_was_done(newcomer: Newcomer) -> None:
    page = newcomer()
    hands = Hands(page)
    beacon = page.get_by_test_id("beacon")
    expect_step(page, 1)
    expect(beacon).to_have_attribute("data-for", "point 2")
    x, y = hands.shown().points[2]
    hands.drag((x, y), (x, y + 0.8))
    expect(coach(page)).to_contain_text("✓")
    expect_step(page, 2)
    expect(hands.chart.locator(".band.lit")).to_have_count(2)
    hands.drag((x, y + 0.8), (x + 0.2, y + 0.8))
    expect_step(page, 3)
    expect(beacon).to_have_attribute("data-for", "candidate A 0")
    ((x, y),) = hands.shown().candidates["A"]
    hands.drag((x, y), (x, y - 0.4))
    expect_step(page, 4)
    lit = hands.chart.locator("button.lit")
    expect(lit).to_have_count(1)
    lit.click()
    expect(coach(page)).to_contain_text("✓")
    expect(coach(page)).to_contain_text("That is the idea")
    expect_equal(page, lambda: page.evaluate(STORED), [["ntk-coach", "seen"]])
    press(page, "Close")
    expect(coach(page)).to_be_hidden()
    page.goto("/")
    Hands(page)
    expect(coach(page)).to_be_hidden()


def test_next_and_skip_by_mouse_and_keys(newcomer: Newcomer) -> None:
    page = newcomer()
    hands = Hands(page)
    press(page, "Next")
    expect_step(page, 2)
    for number in (3, 4):
        page.keyboard.press("Enter")
        expect_step(page, number)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(coach(page)).to_be_hidden()
    expect_equal(page, hands.focus, "BUTTON")
    page.keyboard.press("Enter")
    expect_step(page, 1)
    press(page, "Skip")
    expect_equal(page, lambda: page.evaluate(STORED), [["ntk-coach", "seen"]])
    hands.expect_scene(Scene())
    page.reload()
    Hands(page)
    expect(coach(page)).to_be_hidden()


def test_the_keyboard_alone(newcomer: Newcomer) -> None:
    page = newcomer()
    hands = Hands(page)
    hands.tab_to("point 2")
    expect(coach(page)).to_contain_text("Press Tab")
    page.keyboard.press("ArrowUp")
    expect_step(page, 2)
    page.keyboard.press("ArrowRight")
    expect_step(page, 3)
    hands.tab_to("candidate A 0")
    page.keyboard.press("ArrowDown")
    expect_step(page, 4)
    hands.chart.locator("button.lit").focus()
    page.keyboard.press("Enter")
    expect(coach(page)).to_contain_text("That is the idea")


@pytest.mark.sample(1)
@pytest.mark.parametrize("width", [390, 360])
def test_on_a_phone(newcomer: Newcomer, width: int) -> None:
    page = newcomer(phone=True)
    page.set_viewport_size({"width": width, "height": 844})
    Hands(page)
    for number in (1, 2, 3, 4):
        expect_step(page, number)
        coach(page).get_by_role("button", name="Next").tap()
    coach(page).get_by_role("button", name="Close").tap()
    expect(coach(page)).to_be_hidden()
    page.get_by_role("button", name="Show me around").tap()
    expect_step(page, 1)


def test_it_moves_nothing_and_covers_nothing(newcomer: Newcomer) -> None:
    page = newcomer()
    hands = Hands(page)
    page.evaluate(SHIFTS)
    card = box_of(coach(page))
    for other in (hands.plot, page.get_by_test_id("answers")):
        box = box_of(other)
        apart = (card["y"] >= box["y"] + box["height"], card["y"] + card["height"] <= box["y"])
        assert any(apart) or card["x"] >= box["x"] + box["width"] or card["x"] + card["width"] <= box["x"]
    heights = set()
    for number in (1, 2, 3, 4):
        expect_step(page, number)
        heights.add(box_of(coach(page))["height"])
        press(page, "Next")
    assert len(heights) == 1
    press(page, "Close")
    page.wait_for_timeout(800)
    assert page.evaluate("globalThis.shifted ?? 0") == 0


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "path",
    ["/?embed=true", "/?embed=true&embed_options=show_toolbar", address(with_points((0.0, 1.0))),
     address(Scene(prior=Distribution.NNGP))],
)  # fmt: skip
def test_nobody_is_shown_around_in_a_frame_or_in_a_scene_of_others(newcomer: Newcomer, path: str) -> None:
    page = newcomer(path)
    Hands(page)
    expect(coach(page)).to_be_hidden()
    again = page.get_by_role("button", name="Show me around")
    expect(again).to_have_count(0 if "embed" in path else 1)


@pytest.mark.parametrize(
    ("scene", "steps"),
    [(Scene(dataset=Dataset(), candidates=()), 1), (Scene(dataset=PRESETS["step"][0], candidates=()), 3)],
    ids=["empty", "no candidate"],
)
def test_a_scene_that_lacks_things_has_fewer_steps(newcomer: Newcomer, scene: Scene, steps: int) -> None:
    page = newcomer(address(scene))
    Hands(page)
    page.get_by_role("button", name="Show me around").click()
    expect_step(page, 1, steps)
    for _ in range(steps):
        press(page, "Next")
    expect(coach(page)).to_contain_text("That is the idea")


def test_a_closed_storage_does_no_harm(newcomer: Newcomer) -> None:
    page = newcomer(closed=True)
    Hands(page)
    press(page, "Skip")
    expect(coach(page)).to_be_hidden()


def test_the_course_goes_on_after_a_visit_to_another_page(newcomer: Newcomer) -> None:
    page = newcomer()
    hands = Hands(page)
    press(page, "Next")
    hands.click(0.3, 2)
    expect_step(page, 3)
    sidebar = page.get_by_test_id("stSidebar")
    sidebar.get_by_role("link", name="Prior").click()
    expect(page).to_have_title("Prior · NTK Explorer")
    sidebar.get_by_role("link", name="Playground").click()
    expect_step(page, 3)


def test_less_motion_for_those_who_ask_for_it(newcomer: Newcomer) -> None:
    page = newcomer()
    Hands(page)
    moving = "() => document.querySelectorAll('*').length && [...document.querySelectorAll('*')].some(node => \
        node.shadowRoot?.getAnimations?.().some(each => each.animationName === 'beacon'))"
    page.wait_for_function(moving)
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_function(f"() => !({moving})()")
    expect(page.get_by_test_id("beacon")).to_be_visible()
