"""The running app and a real browser for the tests beside this file; any error in either fails the test."""

import re
from collections.abc import Callable, Generator, Iterator
from typing import TextIO

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from scripts.browser import launch, visit
from scripts.serve import Server, serve

PAGES = pytest.StashKey[list[Page]]()

PROBED = re.compile(r"/guide/_stcore/(health|host-config)$")

OpenPage = Callable[..., Page]
Devices = dict[tuple[bool, bool], BrowserContext]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, started once for all browser tests."""
    with serve(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def server_log(server: Server) -> Iterator[TextIO]:
    """Each read gives what the app has printed since the last one."""
    with server.log.open(errors="replace") as log:
        yield log


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def devices() -> Iterator[Devices]:
    """One browser context per theme and size: a page in it finds the app's code cached, as on a second visit.

    The app keeps nothing in a browser but that code, so pages of one device are still strangers to each other.
    """
    contexts: Devices = {}
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture
def open_page(
    server: Server, server_log: TextIO, browser: Browser, devices: Devices, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """`open_page(path="/", *, dark=False, phone=False)`: a new visitor's page, 1280 × 900 or a phone's 390 × 844.

    Afterwards, whatever the page's console or the server's log holds of errors fails the test.
    """
    pages = request.node.stash.setdefault(PAGES, [])
    errors: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # Opened on a page other than the first, Streamlit looks for its server beneath that page before it asks above.
        if message.type == "error" and not PROBED.search(message.location.get("url", "")):
            errors.append(f"console: {message.text} ({message.location})")

    def open_(path: str = "/", *, dark: bool = False, phone: bool = False) -> Page:
        known = devices.get((dark, phone))
        page = known.new_page() if known else visit(browser, server.url, dark=dark, phone=phone)
        devices[dark, phone] = page.context
        page.on("console", on_console)
        page.on("pageerror", lambda error: errors.append(f"page: {error}"))
        page.goto(path)
        pages.append(page)
        return page

    yield open_
    for page in pages:
        page.close()
    printed = server_log.read()
    assert not errors
    assert "error" not in printed.lower(), printed
    assert "Traceback" not in printed, printed


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The first screen, as a newcomer at 1280 × 900 in the light theme sees it."""
    return open_page()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test leaves a picture of each of its pages, and says where."""
    report = yield
    if report.when == "call" and report.failed:
        folder = item.config.rootpath / ".cache" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(item.stash.get(PAGES, [])):
            picture = folder / f"{item.name}-{number}.png"
            page.screenshot(path=picture, full_page=True)
            report.sections.append(("screenshot", str(picture)))
    return report
