"""The running app and a real browser for the tests beside this file; any error in either fails the test."""

import re
from collections.abc import Callable, Generator, Iterator
from typing import TextIO

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from scripts.browser import launch, visit, wait_settled
from scripts.serve import Server, serve
from tests.browser.hands import Hands, address
from tests.browser.outage import Restartable
from tests.browser.reader import open_file as open_file  # a fixture
from tests.conftest import FIVE_POINTS

PAGES = pytest.StashKey[list[Page]]()

PROBED = re.compile(r":\d+/\w+/_stcore/(health|host-config)$")

OpenPage = Callable[..., Page]

# Before each page: a new tab finds an empty storage, and after a reload or on the next page what was kept in it.
FORGET = "if (!sessionStorage.visited) { localStorage.clear(); sessionStorage.visited = 'yes'; }"


@pytest.fixture(scope="session", autouse=True)
def compiled() -> Iterator[None]:
    """Servers share compiled code; one that reads a file half written compiles by itself, and says nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONWARNINGS", "ignore:Error reading persistent compilation cache entry:UserWarning")
        yield


@pytest.fixture(scope="session")
def server(compiled: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
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
def errors() -> list[str]:
    """What the consoles of all pages have said since the last test."""
    return []


@pytest.fixture(scope="session")
def new_page(server: Server, browser: Browser, errors: list[str]) -> Iterator[OpenPage]:
    """What `open_page` does, without an end.

    One browser context per theme and size: a page in it finds the app's code cached, as on a second visit. The app
    keeps nothing else in a browser but that somebody was shown around, so pages of one context are still strangers to
    each other.
    """
    first = visit(browser, server.url)
    first.goto("/")
    wait_settled(first)  # a server that has just started compiles for longer than tests wait
    first.context.close()
    contexts: dict[tuple[bool, bool], BrowserContext] = {}

    def on_console(message: ConsoleMessage) -> None:
        # Opened on a page other than the first, Streamlit looks for its server beneath that page before it asks above.
        if message.type == "error" and not PROBED.search(message.location.get("url", "")):
            errors.append(f"console: {message.text} ({message.location})")

    def open_(path: str = "/", *, dark: bool = False, phone: bool = False) -> Page:
        context = contexts.get((dark, phone))
        page = context.new_page() if context else visit(browser, server.url, dark=dark, phone=phone, newcomer=False)
        contexts[dark, phone] = page.context
        page.on("console", on_console)
        page.on("pageerror", lambda error: errors.append(f"page: {error}"))
        page.goto(path)
        return page

    yield open_
    for context in contexts.values():
        context.close()


@pytest.fixture(scope="session")
def newcomers(server: Server, browser: Browser) -> Iterator[OpenPage]:
    """`newcomers(phone=False)`: the empty page of somebody who was never here, to be closed by the test.

    Their browsers have the app's code, which a new context would fetch and compile for each of them.
    """
    contexts: dict[bool, BrowserContext] = {}

    def open_(*, phone: bool = False) -> Page:
        context = contexts.get(phone)
        page = context.new_page() if context else visit(browser, server.url, phone=phone)
        if context is None:
            contexts[phone] = page.context
            page.context.add_init_script(FORGET)
        page.context.clear_cookies()
        return page

    yield open_
    for context in contexts.values():
        context.close()


@pytest.fixture
def no_errors(server_log: TextIO, errors: list[str]) -> Iterator[None]:
    """Whatever the pages' consoles or the server's log hold of errors fails the test."""
    errors.clear()
    yield
    printed = server_log.read()
    assert not errors
    assert "error" not in printed.lower(), printed
    assert "Traceback" not in printed, printed


@pytest.fixture
def open_page(new_page: OpenPage, no_errors: None, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """`open_page(path="/", *, dark=False, phone=False)`: 1280 × 900 or a phone's 390 × 844, without the coach."""
    pages = request.node.stash.setdefault(PAGES, [])

    def open_(path: str = "/", *, dark: bool = False, phone: bool = False) -> Page:
        pages.append(new_page(path, dark=dark, phone=phone))
        return pages[-1]

    yield open_
    for page in pages:
        page.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The first screen, as a visitor at 1280 × 900 in the light theme sees it."""
    return open_page()


@pytest.fixture(scope="session")
def kept() -> dict[bool, Page]:
    """The pages that `first_screen` hands from test to test, by whether they are a phone's."""
    return {}


@pytest.fixture
def first_screen(
    new_page: OpenPage, no_errors: None, kept: dict[bool, Page], request: pytest.FixtureRequest
) -> Callable[[bool], Page]:
    """`first_screen(phone)`: five points, on the page of the test before if a press on a preset brings them back.

    To open a page takes longer than most tests; what is left over is the history of undo.
    """

    def take(phone: bool) -> Page:
        page = kept.get(phone)
        if page is None or page.is_closed():
            page = kept[phone] = new_page(address(FIVE_POINTS), phone=phone)
        request.node.stash[PAGES] = [page]
        page.bring_to_front()
        at_playground = page.get_by_test_id("live-chart").count()
        if not (at_playground and Hands(page).start_over()):
            page.goto(address(FIVE_POINTS))
        return page

    return take


@pytest.fixture
def hands(first_screen: Callable[[bool], Page]) -> Hands:
    """A person before the playground with five points, at round inputs that are easy to aim at."""
    return Hands(first_screen(False))


@pytest.fixture(scope="session")
def restartable(compiled: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restartable]:
    running = Restartable(tmp_path_factory.mktemp("restartable"))
    yield running
    running.close()


@pytest.fixture
def app(restartable: Restartable) -> Restartable:
    """An app that no page of another test visits, to be killed and started again."""
    restartable.ensure_running()  # a test that failed may have left it dead, or hanging
    return restartable


@pytest.fixture
def lasting_page(app: Restartable, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page for that app, which must not have printed an error in the end."""
    page = visit(browser, app.server.url)
    request.node.stash.setdefault(PAGES, []).append(page)
    yield page
    page.context.close()
    assert "Traceback" not in app.server.log.read_text()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test leaves a picture of each of its pages, and says where; no other test takes them over."""
    report = yield
    if report.when != "teardown" and report.failed:
        folder = item.config.rootpath / ".cache" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(item.stash.get(PAGES, [])):
            picture = folder / f"{item.name}-{number}.png"
            page.screenshot(path=picture, full_page=True)
            report.sections.append(("screenshot", str(picture)))
            page.close()
    return report
