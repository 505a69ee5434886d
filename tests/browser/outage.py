"""A server that can be killed and started again, a line that can be cut, and what a page shows meanwhile."""

import json
import re
import signal
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from scripts.browser import SETTLE_MS
from scripts.serve import Server, serve

TIME_TO_LIVE = 8  # seconds, a few times what a short gap takes on a busy machine; 120 by default
PROBES = re.compile(r"/_stcore/")

# From now on, every different state that was painted: sliders, menus, points, address.
RECORD = """() => {
    globalThis.painted = [];
    const places = (root) => [...root.querySelectorAll("[data-testid=training-point]")].map(
        (node) => `${node.dataset.x},${node.dataset.y}`);
    const look = () => {
        const nodes = (key) => [...document.querySelectorAll(`.st-key-${key} *`)];
        const inside = (key) => nodes(key).flatMap((node) => node.shadowRoot ?? []);
        const inputs = (kind) => inside("controls").flatMap((root) => [...root.querySelectorAll(kind)]);
        const values = (kind) => inputs(kind).map((node) => node.ariaValueText ?? node.value);
        const state = [values("[type=range]"), values("select"), inside("chart").flatMap(places), location.search];
        if (JSON.stringify(painted.at(-1)) !== JSON.stringify(state)) painted.push(state);
        requestAnimationFrame(look);
    };
    look();
}"""


class Restartable:
    """The app on one port, with a short time to live of sessions whose page is away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._port: int | None = None
        self.server: Server
        self.start()

    def start(self) -> None:
        option = f"--server.disconnectedSessionTTL={TIME_TO_LIVE}"
        self.server = self._stack.enter_context(serve(self._folder, self._port, "server.py", option))
        self._port = urlsplit(self.server.url).port

    def ensure_running(self) -> None:
        if self.server.process.poll() is None:
            self.server.process.send_signal(signal.SIGCONT)
        else:
            self.start()

    def kill(self) -> None:
        """As `kill -9` does: no goodbye to anyone."""
        assert "Traceback" not in self.server.log.read_text()
        self.server.process.kill()
        self._stack.close()

    def close(self) -> None:
        self._stack.close()


class Line:
    """The way from a page to its server, which can be cut or made to wait."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._sockets: list[WebSocketRoute] = []
        self._held: list[str | bytes] | None = None
        page.route_web_socket(PROBES, self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: self._pass_on(socket, message))
        self._sockets = [socket, server]

    def _pass_on(self, socket: WebSocketRoute, message: str | bytes) -> None:
        if self._held is None:
            socket.send(message)
        else:
            self._held.append(message)

    def hold_answers(self) -> None:
        """What the server says stays on its way."""
        self._held = []

    def release_answers(self) -> None:
        held, self._held = self._held or [], None
        for message in held:
            self._sockets[0].send(message)

    def cut(self) -> None:
        self._page.route(PROBES, lambda route: route.abort())
        for socket in self._sockets:
            socket.close()

    def mend(self) -> None:
        self._page.unroute(PROBES)


def bar(page: Page) -> Locator:
    """Where the page says that it has lost its connection."""
    return page.locator(".ntk-away")


def expect_away(page: Page) -> None:
    expect(bar(page)).to_contain_text("The connection is lost")
    expect(bar(page)).to_contain_text("kept here")
    expect(page.get_by_test_id("stConnectionStatus")).to_be_hidden()  # the words are ours alone


def expect_back(page: Page, session: str | None = None) -> None:
    """Wait until the page is connected again; to another session, if that of before is given."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=SETTLE_MS)
    expect(bar(page)).to_be_empty()
    if session:
        page.wait_for_function("before => ntkSession !== before", arg=session, timeout=SETTLE_MS)


def restart(app: Restartable, page: Page) -> None:
    """The server dies and comes back; the page has noticed both."""
    session = session_of(page)
    app.kill()
    expect_away(page)
    app.start()
    expect_back(page, session)


def session_of(page: Page) -> str:
    return page.evaluate("ntkSession")


def record(page: Page) -> None:
    page.evaluate(RECORD)


def painted(page: Page) -> list[list[object]]:
    """All that was painted since `record`, each state once in a row."""
    return json.loads(page.evaluate("JSON.stringify(painted)"))
