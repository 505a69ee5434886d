"""A person before the Playground in one HTML file, and the file of a scene as the server makes it."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from explorer import takeaway
from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.ui import scene_file
from tests.browser.fingers import Fingers
from tests.browser.hands import PATIENCE

APP = "https://example.org/app"


class Reader(Fingers):
    """A person before a page that was opened from a disk; `scene` is the one in the file."""

    def __init__(self, page: Any, scene: Scene) -> None:
        self._scene = scene
        super().__init__(page)

    def wait(self) -> None:
        self.page.locator("[data-testid=live-chart][data-settled=true]").wait_for(timeout=1000 * PATIENCE)

    def query(self) -> str:
        return urlsplit(self.page.url).fragment or permalink.encode(self._scene)


def document(scene: Scene, query: str = "", **more: str) -> str:
    """The file of a scene as the server makes it; `query` locks and hides controls."""
    given = dict(parse_qsl(f"{permalink.encode(scene)}&{query}", keep_blank_values=True))
    return scene_file.write(takeaway.taken_from("playground", given | {"address": APP} | more))
