"""From page to page, by the links and by Back and Forward: every widget shows the scene and the page's settings."""

import random
import re
import time
from itertools import permutations
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.ui.page import PAGES
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Distribution
from scripts.browser import SETTLE_MS
from tests.browser.conftest import OpenPage
from tests.browser.waiting import PATIENCE, expect_equal

SCENE = Scene(
    architecture=Architecture(Activation.GELU, 5, 1.7, 1.0),
    prior=Distribution.ENSEMBLE,
    noise_std=0.07,
    time=10.0,
    seed=3,
)
SIDEBAR = {"Activation": "GELU", "Hidden layers": "5", "Weight size σ_w": "1.70", "Bias size σ_b": "1.00"}
LABELS = [label for _, label, _ in PAGES]
PATHS = dict(
    zip(
        LABELS,
        (
            "/",
            "/lessons",
            "/prior",
            "/eigenmodes",
            "/training",
            "/simplicity",
            "/bounds",
            "/finite_width",
            "/images",
            "/mode_cost",
            "/puzzle",
            "/room",
            "/guide",
        ),
        strict=True,
    )
)
SETTINGS = {
    "Playground": "",
    "Lessons": "",
    "Prior": "&show=kernel&at=0.4&measure=cosine&a=0.3&b=1.2",
    "Eigenmodes": "&part=symmetry&moved=0.4&one=7&gaps=0.5",
    "Training": "&width=64&nets=8&steps=100&rate=0.4&alpha=10&model=linearised&start=subtracted",
    "Simplicity": "&table=0110",
    "Bounds": "&target=xor&cube=5&flips=0.1&sample=3&m=20&delta=0.1",
    "Finite width": "&a=0.3&b=1.2",
    "Images": "&digit=3&right=-2&down=1",
    "Data for a mode": "&goal=majority&n=12&ridge=0.1",
    "The puzzle": "&guess=1.5&at=0.5&mistake=nngp&width=1024&small=0.5&how=10",
    "Room": "",
    "How to read it": "",
}
WITHOUT_WIDGETS = ("Lessons", "Room", "How to read it")
WIDGETS = """() => {
    const roots = [...document.querySelectorAll("[class*=st-key-] *")].flatMap((node) => node.shadowRoot ?? []);
    const all = (selector) => roots.flatMap((root) => [...root.querySelectorAll(`.controls ${selector}`)]);
    return [
        ...all("input[type=range]").map((node) => [node.ariaLabel, node.ariaValueText]),
        ...all("select").map((node) => [node.ariaLabel, node.selectedOptions[0]?.text]),
        ...all(".segments").map((node) => [node.ariaLabel, node.querySelector(":checked")?.parentElement.innerText]),
    ];
}"""
PAIRS = list(permutations(LABELS, 2))
SAMPLE = random.Random(4).sample(PAIRS, 1)


def widgets(page: Page) -> dict[str, str]:
    """The text of each slider, menu and row of segments, by its label."""
    return dict(page.evaluate(WIDGETS))


def open_at(open_page: OpenPage, label: str, settings: str = "") -> tuple[Page, dict[str, str]]:
    """A page opened by a link to the scene and these settings, and what its widgets show once they rest."""
    page = open_page(f"{PATHS[label]}?{permalink.encode(SCENE)}{settings}")
    arrive(page, label)
    page.wait_for_function("globalThis.ntkSession", timeout=SETTLE_MS)  # the link is the last thing that a page sends
    return page, settled_widgets(page, label)


def settled_widgets(page: Page, label: str) -> dict[str, str]:
    """The widgets of a page once they stay as they are for half a second; some have none."""
    before, deadline = {}, time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        page.wait_for_timeout(500)
        now = widgets(page)
        if now == before and (now or label in WITHOUT_WIDGETS):
            return now
        before = now
    raise AssertionError(f"the widgets of {label} do not come to rest: {before}")


def arrive(page: Page, label: str) -> None:
    page.wait_for_url(re.compile(rf"{PATHS[label]}\?"))
    expect(page).to_have_title(f"{label} · NTK Explorer", timeout=SETTLE_MS)
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SETTLE_MS)


def expect_widgets(page: Page, shown: dict[str, str], settings: str) -> None:
    """Wait until the widgets show this and the link holds the scene and the settings, which comes last."""
    wanted = dict(parse_qsl(settings))
    expect_equal(page, lambda: (widgets(page), linked(page, wanted)), (shown, (SCENE, wanted)))


def linked(page: Page, names: dict[str, str]) -> tuple[Scene, dict[str, str]]:
    """The scene in the address bar, and the settings of these names."""
    query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    settings = {name: query.pop(name) for name in names if name in query}
    return permalink.decode(query)[0], settings


@pytest.mark.parametrize(
    ("first", "second"), [pytest.param(*pair, marks=() if pair in SAMPLE else pytest.mark.long) for pair in PAIRS]
)
def test_widgets_show_scene_and_settings_all_the_way(open_page: OpenPage, first: str, second: str) -> None:
    at_second = widgets_of_a_newcomer(open_page, second)
    page, at_first = open_at(open_page, first, SETTINGS[first])
    expect_sidebar(at_first)
    expect_widgets(page, at_first, SETTINGS[first])

    def go(label: str) -> None:
        page.get_by_role("link", name=label, exact=True).click()
        look(label)

    def look(label: str) -> None:
        arrive(page, label)
        expect_widgets(page, at_first if label == first else at_second, SETTINGS[first] if label == first else "")

    for _ in range(2):
        go(second)
        go(first)
    for _ in range(2):
        page.go_back()
        look(second)
        page.go_forward()
        look(first)
    page.go_back()
    look(second)
    step(page)


def widgets_of_a_newcomer(open_page: OpenPage, label: str) -> dict[str, str]:
    _, shown = open_at(open_page, label)
    expect_sidebar(shown)
    return shown


def expect_sidebar(shown: dict[str, str]) -> None:
    if SIDEBAR.keys() <= shown.keys():  # the page Images has a network of its own
        assert {label: value for label, value in shown.items() if label in SIDEBAR} == SIDEBAR


def step(page: Page) -> None:
    """One key on a slider makes one step from what it shows."""
    slider = page.locator("input[type=range][aria-label='Hidden layers']")
    if not slider.count():  # widgets have come to rest
        return
    slider.press("ArrowRight")
    page.wait_for_url(re.compile("layers=6"))
    expect(slider).to_have_value("6")
