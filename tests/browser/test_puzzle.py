"""The puzzle in a browser: its experiments answer the hand, and a link brings them back."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from scripts.browser import SETTLE_MS
from tests.browser.conftest import OpenPage


def test_the_experiments_answer_and_the_link_keeps_them(open_page: OpenPage) -> None:
    page = open_page("/puzzle?mistake=reversed")
    expect(page.get_by_text("it prefers y = 0.68")).to_be_visible(timeout=SETTLE_MS)
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    mistakes = page.get_by_role("combobox", name="What went wrong?")
    mistakes.select_option("no-inverse")
    expect(page.get_by_text("it prefers y = 3.01")).to_be_visible()
    page.get_by_text("Show what the prior expects").click()
    expect(page.get_by_text("Most likely is y = 0.0884")).to_be_visible()
    page.wait_for_function("() => !location.search.includes('reversed')")
    assert "mistake" not in parse_qs(urlsplit(page.url).query)
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
