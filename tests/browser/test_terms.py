"""Terms that are explained where they stand: by mouse, finger and keyboard, and never beyond the rim."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from explorer.ui import assets
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands
from tests.browser.waiting import wait_for

TERMS = json.loads(assets.read("terms.json"))
VISIBLE = """note => {
    const { left, right, top, bottom } = note.getBoundingClientRect();
    const middle = note.getRootNode().elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight && note.contains(middle);
}"""
TALLEST = "nodes => nodes.map(node => [node.textContent, node.getBoundingClientRect().height])"


def note(page: Page) -> Locator:
    return page.get_by_role("tooltip")


def expect_explained(page: Page, term: Locator, key: str) -> None:
    expect(note(page)).to_have_count(1)
    expect(note(page)).to_contain_text(TERMS[key]["words"])
    expect(term).to_have_accessible_description(f"{TERMS[key]['name']} {TERMS[key]['words']}")
    wait_for(page, lambda: note(page).evaluate(VISIBLE), bool)


def test_the_mouse_shows_and_leaves(hands: Hands) -> None:
    term = hands.chart.locator("button.term[data-term=condition]").first
    term.hover()
    expect_explained(hands.page, term, "condition")
    note(hands.page).hover()
    hands.page.wait_for_timeout(500)
    expect_explained(hands.page, term, "condition")
    hands.page.mouse.move(2, 2)
    expect(note(hands.page)).to_have_count(0)


def test_a_click_stays_until_the_next(hands: Hands) -> None:
    first = hands.chart.locator("button.term[data-term=condition]").first
    second = hands.chart.locator("button.term[data-term=log_p]").first
    first.click()
    hands.page.mouse.move(2, 2)
    hands.page.wait_for_timeout(500)
    expect_explained(hands.page, first, "condition")
    second.click()
    expect_explained(hands.page, second, "log_p")
    second.click()
    expect(note(hands.page)).to_have_count(0)
    second.click()
    hands.page.mouse.click(2, 2)
    expect(note(hands.page)).to_have_count(0)


def test_the_keyboard_shows_and_escape_closes(hands: Hands) -> None:
    term = hands.chart.locator("button.term[data-term=log_p]").first
    term.focus()
    hands.page.keyboard.press("Shift+Tab")
    hands.page.keyboard.press("Tab")
    expect(term).to_be_focused()
    expect_explained(hands.page, term, "log_p")
    hands.page.keyboard.press("Escape")
    expect(note(hands.page)).to_have_count(0)
    expect(term).to_be_focused()
    hands.page.keyboard.press("Enter")
    expect_explained(hands.page, term, "log_p")
    hands.page.keyboard.press("Tab")
    expect_explained(hands.page, hands.chart.locator("button.term[data-term=nats]").first, "nats")
    hands.page.keyboard.press("Tab")
    expect(note(hands.page)).to_have_count(0)


@pytest.mark.sample(1)
@pytest.mark.parametrize("width", [390, 360])
def test_every_term_fits_a_phone(open_page: OpenPage, width: int) -> None:
    page = open_page(phone=True)
    page.set_viewport_size({"width": width, "height": 844})
    hands = Hands(page)
    hands.look_behind()
    chosen = hands.chart.locator("button.term:visible").all()
    assert len(chosen) >= 5
    for term in chosen:
        term.scroll_into_view_if_needed()
        term.tap()
        expect_explained(page, term, term.get_attribute("data-term") or "")
        page.touchscreen.tap(width - 3, 3)
        expect(note(page)).to_have_count(0)
    for label, height in hands.chart.locator("button.term:visible").evaluate_all(TALLEST):
        assert height >= 24, label


def test_terms_of_the_other_pages(open_page: OpenPage) -> None:
    page = open_page("/guide#term-kernel")
    page.locator(".ntk-explanations > .explanation").wait_for(state="attached")
    term = page.locator("a[href='#term-gaussian_process']").first
    expect(page).to_have_url(re.compile(r"/guide\?v=\d+$"))  # a term that was pressed too early leaves no trace
    before = page.url
    term.click()
    expect_explained(page, term, "gaussian_process")
    expect(page).to_have_url(before)
    page.keyboard.press("Escape")
    expect(note(page)).to_have_count(0)


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    "path",
    ["/prior", "/prior?show=evidence", "/eigenmodes?part=order", "/training", "/puzzle"],
)
def test_a_finger_explains_terms_on_every_page(open_page: OpenPage, path: str) -> None:
    page = open_page(path, phone=True)
    page.locator(".ntk-explanations > .explanation").wait_for(state="attached")
    term = page.get_by_test_id("stMain").locator("a[href^='#term-']:visible").first
    term.tap()
    expect_explained(page, term, (term.get_attribute("href") or "").removeprefix("#term-"))
    page.touchscreen.tap(380, 3)
    expect(note(page)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("#"))
