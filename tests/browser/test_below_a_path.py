"""The app below a path of a host, as behind a proxy with a prefix: pages, figures and downloads stay below it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from scripts.browser import SETTLE_MS, visit
from scripts.serve import ONE_THREAD, app_command, free_port, running

PREFIX = "/a/ntk"


@pytest.fixture(scope="module")
def below(compiled: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that answers below a path."""
    folder: Path = tmp_path_factory.mktemp("below")
    command, url = app_command("localhost", free_port("localhost"), "server.py", f"--server.baseUrlPath={PREFIX}")
    with running(command, url + PREFIX, folder / "server.log", ONE_THREAD | os.environ):
        yield url + PREFIX


@pytest.fixture
def page(browser: Browser, below: str) -> Iterator[Page]:
    page = visit(browser, below, newcomer=False)
    outside: list[str] = []

    def note(request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(below):
            outside.append(request.url)

    page.on("request", note)
    yield page
    assert outside == []
    page.context.close()


def test_the_chart_its_link_and_a_download(page: Page, below: str) -> None:
    page.goto(f"{below}/?v=3&layers=3")
    page.get_by_test_id("live-chart").wait_for(timeout=SETTLE_MS)
    page.wait_for_function("location.search.includes('layers=3')")
    assert page.url.startswith(f"{below}/?")
    page.get_by_role("button", name="Share this page").click()
    panel = page.get_by_role("dialog", name="Share")
    with page.expect_download() as download:
        panel.get_by_text("Points", exact=True).click()
    assert b"layers=3" in Path(download.value.path()).read_bytes()


def test_figures_are_drawn_and_the_menu_stays_below_the_path(page: Page, below: str) -> None:
    page.goto(f"{below}/eigenmodes?v=3&layers=3")
    page.locator(".ntk-plot .main-svg").first.wait_for(timeout=SETTLE_MS)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Prior").click()
    page.wait_for_url(f"{below}/prior?**", timeout=SETTLE_MS)
    page.locator(".ntk-plot .main-svg").first.wait_for(timeout=SETTLE_MS)
    assert "layers=3" in page.url
    page.go_back()
    page.wait_for_url(f"{below}/eigenmodes?**")


def test_a_wrong_address_leads_back_to_the_app(page: Page, below: str) -> None:
    answer = page.goto(f"{below}/nothing/there")
    assert answer is not None
    assert answer.status == 404
    page.get_by_role("link", name="Open NTK Explorer").click()
    page.get_by_test_id("live-chart").wait_for(timeout=SETTLE_MS)
    assert page.url.startswith(f"{below}/")
