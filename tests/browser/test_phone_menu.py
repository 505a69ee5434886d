"""The menu on a phone: out of the way once a page is chosen, and after a reload."""

import random

import pytest
from playwright.sync_api import Page, expect

from explorer.ui.page import PAGES
from tests.browser.conftest import OpenPage
from tests.browser.waiting import boxes_of, expect_equal

CHOSEN = [label for _, label, _ in PAGES]
SAMPLE = [*random.Random(2).sample(CHOSEN[1:], 4), CHOSEN[0]]
ALL = [*CHOSEN[1:], CHOSEN[0]]
NOTES = "() => Object.keys(localStorage).filter(key => key.startsWith('stSidebar'))"


def visitor(newcomers: OpenPage, width: int) -> Page:
    """A newcomer's page; a touch screen unless it is wide."""
    page = newcomers(phone=width < 768)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/")
    return page


def expect_menu(page: Page, *, is_open: bool) -> None:
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "false" if is_open else "true")


@pytest.mark.parametrize(
    ("width", "labels"),
    [
        pytest.param(390, SAMPLE, id="390-sample"),
        *(pytest.param(width, ALL, id=str(width), marks=pytest.mark.long) for width in (390, 360)),
    ],
)
def test_the_menu_closes_when_a_page_is_chosen(newcomers: OpenPage, width: int, labels: list[str]) -> None:
    page = visitor(newcomers, width)
    for label in labels:
        expect_menu(page, is_open=False)
        page.get_by_role("button", name="Expand sidebar").tap()
        expect_menu(page, is_open=True)
        page.get_by_test_id("stSidebar").get_by_role("link", name=label).tap()
        expect(page).to_have_title(f"{label} · NTK Explorer")
        expect_menu(page, is_open=False)
        expect_equal(page, lambda: page.evaluate("innerWidth"), width)
    page.close()


def test_back_leads_through_the_pages_with_the_menu_closed(newcomers: OpenPage) -> None:
    page = visitor(newcomers, 360)
    for label in CHOSEN[1:3]:
        page.get_by_role("button", name="Expand sidebar").tap()
        page.get_by_test_id("stSidebar").get_by_role("link", name=label).tap()
        expect(page).to_have_title(f"{label} · NTK Explorer")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    for label in (CHOSEN[1], CHOSEN[0]):
        page.go_back()
        expect(page).to_have_title(f"{label} · NTK Explorer")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect_menu(page, is_open=False)
        expect_equal(page, lambda: page.evaluate("innerWidth"), 360)
    page.close()


def test_the_menu_is_closed_after_a_reload_whatever_was_done_with_it(newcomers: OpenPage) -> None:
    page = visitor(newcomers, 390)
    page.get_by_role("button", name="Expand sidebar").tap()
    expect_menu(page, is_open=True)
    page.reload()
    expect(page.get_by_role("button", name="Expand sidebar")).to_be_visible()
    expect_menu(page, is_open=False)
    page.get_by_role("button", name="Expand sidebar").tap()
    page.get_by_test_id("stSidebar").get_by_role("link", name="Prior").tap()
    expect(page).to_have_title("Prior · NTK Explorer")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect_menu(page, is_open=False)
    expect_equal(page, lambda: page.evaluate(NOTES), [])
    page.close()


def test_an_open_menu_of_an_earlier_visit_is_closed(newcomers: OpenPage) -> None:
    page = visitor(newcomers, 390)
    page.get_by_role("button", name="Expand sidebar").tap()
    page.evaluate("localStorage['stSidebarCollapsed-'] = 'false'")
    page.reload()
    expect(page.get_by_role("button", name="Expand sidebar")).to_be_visible()
    expect_menu(page, is_open=False)
    expect_equal(page, lambda: page.evaluate(NOTES), [])
    page.close()


def test_on_a_desk_the_sidebar_stays_as_it_was_left(newcomers: OpenPage) -> None:
    page = visitor(newcomers, 1280)
    for collapse in (True, False):
        if collapse:
            page.get_by_test_id("stSidebar").hover()
        page.get_by_role("button", name="Collapse sidebar" if collapse else "Expand sidebar").click()
        for _ in range(2):
            expect_menu(page, is_open=not collapse)
            page.reload()
            expect(page.get_by_test_id("live-chart")).to_be_visible()
    page.get_by_test_id("stSidebar").get_by_role("link", name="Prior").click()
    expect(page).to_have_title("Prior · NTK Explorer")
    expect_menu(page, is_open=True)
    page.close()


@pytest.mark.sample(1)
@pytest.mark.parametrize("width", [390, 360])
def test_every_example_is_in_sight_or_shows_that_there_are_more(newcomers: OpenPage, width: int) -> None:
    page = visitor(newcomers, width)
    page.get_by_role("button", name="Examples").tap()
    group = page.get_by_role("group", name="Start from")
    expect(group).to_be_visible()
    group.scroll_into_view_if_needed()
    examples = boxes_of(group.get_by_role("button"))
    assert min(box["x"] for box in examples) >= 0
    assert max(box["x"] + box["width"] for box in examples) <= width
    expect_equal(page, lambda: page.evaluate("innerWidth"), width)
    page.close()
