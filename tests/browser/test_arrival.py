"""A page whose server is gone while it loads says so, and opens by itself once the server is back."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.browser import SETTLE_MS, visit
from scripts.serve import Server
from tests.browser.outage import PROBES, bar

SENTENCE = "The server does not answer. This page opens as soon as it does."
CODE = "**/static/js/index.*"  # without Streamlit's first module nothing is drawn


@pytest.fixture
def stranger(server: Server, browser: Browser) -> Page:
    """A page whose browser has nothing of the app yet."""
    return visit(browser, server.url, newcomer=False)


@pytest.mark.parametrize("path", ["/?seed=7", pytest.param("/guide?seed=7", marks=pytest.mark.long)])
def test_a_page_without_its_code_says_so_and_loads_again(stranger: Page, path: str) -> None:
    for address in (CODE, PROBES):
        stranger.route(address, lambda route: route.abort())
    stranger.goto(path)
    expect(bar(stranger)).to_have_text(SENTENCE)
    stranger.unroute_all()
    expect(stranger.get_by_role("heading", level=1)).to_be_visible(timeout=SETTLE_MS)
    expect(bar(stranger)).to_be_empty()
    expect(stranger).to_have_url(re.compile("seed=7"))
    stranger.context.close()


def test_a_page_that_cannot_connect_says_so_and_waits(stranger: Page) -> None:
    stranger.route(PROBES, lambda route: route.abort())
    stranger.goto("/guide?seed=7")
    expect(bar(stranger)).to_have_text(SENTENCE)
    expect(stranger.get_by_test_id("stDialog")).to_be_hidden()
    stranger.unroute_all()
    expect(stranger.get_by_role("heading", level=1)).to_be_visible(timeout=SETTLE_MS)
    expect(bar(stranger)).to_be_empty()
    stranger.get_by_role("link", name="Prior").click()
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("before it sees data")
    stranger.context.close()


def test_on_a_slow_line_nobody_is_told_that_the_server_is_gone(stranger: Page) -> None:
    stranger.route(CODE, lambda route: (stranger.wait_for_timeout(4000), route.continue_()))
    stranger.goto("/guide", wait_until="commit")
    stranger.wait_for_timeout(3500)
    expect(bar(stranger)).to_be_empty()
    expect(stranger.get_by_role("heading", level=1)).to_be_visible(timeout=SETTLE_MS)
    stranger.context.close()
