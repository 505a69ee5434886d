"""Every page fits its window: nothing is cut off, nothing scrolls sideways but what says so."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_access import SAMPLED, Scheme, settle
from tests.browser.waiting import at_rest, box_of, expect_equal, wait_for

# Elements with text of their own whose box hides some of it, and boxes that scroll sideways. Tables and code may.
UNFIT = """() => {
    const all = (root) => [...root.querySelectorAll("*")].flatMap((node) =>
        [node, ...(node.shadowRoot ? all(node.shadowRoot) : [])]);
    // A formula may scroll at 400 %: WCAG 2.2, 1.4.10 leaves out what needs two dimensions.
    const mayScroll = `pre, .scroll, [class*=st-key-table_]${innerWidth <= 320 ? ", .katex-display" : ""}`;
    const tooWide = (node) => node.scrollWidth > node.clientWidth + 1;
    const hasText = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    const isShown = (node) => node.clientWidth > 3 && node.checkVisibility({ visibilityProperty: true });
    const unfit = (node) => {
        const across = getComputedStyle(node).overflowX;
        if (["auto", "scroll"].includes(across)) return !node.matches(mayScroll);
        return across !== "visible" && hasText(node);
    };
    const main = document.querySelector("[data-testid=stMain]");
    return all(main).filter((node) => !node.closest("svg") && isShown(node) && tooWide(node) && unfit(node))
        .map((node) => `${node.tagName}.${node.className}: ${node.textContent.trim().slice(0, 60)}`);
}"""
SIDEWAYS = """() => [document.scrollingElement, document.querySelector("[data-testid=stMain]")]
    .map((node) => node.scrollWidth - node.clientWidth)"""
# How far words reach beyond the right edge of what surrounds them on the page, unless they scroll there.
BEYOND = """() => [...document.querySelectorAll("[data-testid=stMain] :is(p, li, h1, h2, h3, td, th, button)")]
    .filter((node) => node.checkVisibility() && !node.closest("pre, .scroll, [class*=st-key-table_]"))
    .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
    .map((node) => node.textContent.trim().slice(0, 60))"""
SIZES = [
    pytest.param((360, 740), id="phone"),
    pytest.param((1024, 768), id="tablet", marks=pytest.mark.long),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", SAMPLED)
def test_nothing_is_cut_off(open_page: OpenPage, path: str, size: tuple[int, int]) -> None:
    page = open_page(path, phone=size[0] < 500)
    page.set_viewport_size(ViewportSize(width=size[0], height=size[1]))
    settle(page)
    page.wait_for_function("() => document.querySelector('h1')")
    wait_for(page, lambda: page.evaluate(SIDEWAYS), lambda widths: max(widths) <= 0)
    expect_equal(page, lambda: page.evaluate(UNFIT), [])
    expect_equal(page, lambda: page.evaluate(BEYOND), [])


@pytest.mark.sample(1)
@pytest.mark.parametrize("path", ["/prior?show=functions", "/training", "/guide"])
def test_a_title_stands_clear_of_what_follows(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    settle(page)
    title = page.get_by_role("heading", level=1)
    between = """(node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        const bottom = range.getBoundingClientRect().bottom;
        const tops = [...document.querySelectorAll("[data-testid=stMain] :is(p, [class*=st-key-segments])")]
            .map((other) => other.getBoundingClientRect().top).filter((top) => top > bottom - 8);
        return Math.min(...tops) - bottom;
    }"""
    assert 6 <= at_rest(page, lambda: title.evaluate(between)) <= 24


def test_the_table_of_ensembles_fits_a_usual_window(open_page: OpenPage) -> None:
    page = open_page("/training")
    settle(page)
    table = page.locator(".st-key-table_ensembles")
    wait_for(page, lambda: table.evaluate("(node) => node.scrollWidth - node.clientWidth"), lambda beyond: beyond <= 1)


def test_what_was_mended_in_a_link_leaves_room_for_the_chart(open_page: OpenPage) -> None:
    broken = "&".join(f"{key}=x" for key in ("layers", "weights", "bias", "prior", "time", "noise", "seed", "slice"))
    page = open_page(f"/?v=3&{broken}")
    page.set_viewport_size(ViewportSize(width=1280, height=720))
    settle(page)
    plot, title = page.locator(".plot"), page.get_by_role("heading", level=1)
    assert box_of(title)["y"] < 240
    assert box_of(plot)["y"] < 400
    notice = page.locator(".st-key-mended [data-testid=stText]")
    expect(notice).to_contain_text("seed")
    notice.get_by_text("seed").scroll_into_view_if_needed()


def marked(picture: bytes) -> float:
    """The largest share of a row of pixels that differs from the picture's corner."""
    drawn = np.asarray(Image.open(BytesIO(picture)).convert("L")).astype(int)
    return float((np.abs(drawn - drawn[0, 0]) > 12).mean(axis=1).max())


@pytest.mark.sample(1)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sliders_and_choices_are_seen_in_forced_colours(open_page: OpenPage, scheme: Scheme) -> None:
    page = open_page("/training")
    settle(page)
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    page.wait_for_function("matchMedia('(forced-colors: active)').matches")
    for slider in (".controls input[type=range]", ".clock input[type=range]"):
        rail = page.locator(slider).last
        wait_for(page, lambda rail=rail: marked(rail.screenshot()), lambda share: share > 0.7)  # along most of it
    segments = page.locator(".stMainBlockContainer .segments").first.locator(".segment")
    colours = "(nodes) => nodes.map((node) => getComputedStyle(node).backgroundColor)"
    wait_for(page, lambda: set(segments.evaluate_all(colours)), lambda shown: len(shown) == 2)


def test_what_lies_under_the_bar_at_the_top_can_be_pressed(open_page: OpenPage) -> None:
    page = open_page("/training")
    settle(page)
    page.get_by_test_id("stMain").evaluate("(node) => (node.scrollTop = 300)")
    covered = """() => [0.3, 0.5, 0.7, 0.9]
        .map((share) => document.elementFromPoint(share * innerWidth, 20))
        .filter((node) => node.closest("[data-testid=stHeader]")).length"""
    expect_equal(page, lambda: page.evaluate(covered), 0)
    page.get_by_test_id("stHeader").get_by_role("button").last.click()
