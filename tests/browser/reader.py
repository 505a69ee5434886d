"""A person before the Playground in one HTML file, and the file of a scene as the server makes it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext

from explorer import takeaway
from explorer.export.document import read_origin
from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.ui import scene_file
from tests.browser.fingers import Fingers
from tests.browser.waiting import PATIENCE
from tests.conftest import FIVE_POINTS

APP = "https://example.org/app"
OF_LESSONS = ("lesson", "step")  # keys of an address that are not of the scene
WATCH = """addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
    (globalThis.violations ??= []).push(`${violatedDirective} ${blockedURI}`);
});"""


class Reader(Fingers):
    """A person before a page that was opened from a disk; `scene` is the one in the file."""

    def __init__(self, page: Any, scene: Scene) -> None:
        self._scene = scene
        super().__init__(page)

    def wait(self) -> None:
        self.page.locator("[data-testid=live-chart][data-settled=true]").wait_for(timeout=1000 * PATIENCE)

    def query(self) -> str:
        pairs = parse_qsl(urlsplit(self.page.url).fragment, keep_blank_values=True)
        return urlencode([pair for pair in pairs if pair[0] not in OF_LESSONS]) or permalink.encode(self._scene)


def document(scene: Scene, query: str = "", **more: str) -> str:
    """The file of a scene as the server makes it; `query` locks and hides controls."""
    given = dict(parse_qsl(f"{permalink.encode(scene)}&{query}", keep_blank_values=True))
    return scene_file.write(takeaway.taken_from("playground", given | {"address": APP} | more))


OpenFile = Callable[..., Reader]


@pytest.fixture
def open_file(browser: Browser, tmp_path: Path) -> Iterator[OpenFile]:
    """`open_file(scene, query, text=, dark=, phone=)`: no page may ask for anything, break its policy or fail."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_(
        scene: Scene = FIVE_POINTS, query: str = "", *, text: str = "", dark: bool = False, phone: bool = False
    ) -> Reader:
        target = tmp_path / f"scene-{len(contexts)}.html"
        content = text or document(scene, query)
        target.write_text(content, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 720},
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            is_mobile=phone,
            offline=True,
            locale="en-US",
        )
        contexts.append(context)
        context.add_init_script(f"localStorage.setItem('ntk-coach', 'seen'); {WATCH}")
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.append(request.url) if request.url.startswith("http") else None)
        page.goto(target.as_uri())
        origin = read_origin(content)
        assert origin is not None
        return Reader(page, permalink.decode(origin.link)[0])

    yield open_
    for context in contexts:
        faults += context.pages[0].evaluate("globalThis.violations ?? []")
        context.close()
    assert faults == []
