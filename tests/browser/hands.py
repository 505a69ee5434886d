"""The playground as a person handles it: where things are, how to take hold of them, and what is shown then."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from explorer.scene import permalink
from explorer.scene.scene import Candidate, Dataset, Scene
from scripts.browser import move_in, wait_settled
from tests.browser.waiting import box_of, expect_equal, wait_for
from tests.conftest import FIVE_POINTS

NAMED_POINTS = "nodes => nodes.map(node => [node.dataset.name ?? '', Number(node.dataset.x), Number(node.dataset.y)])"
EDGES = """chart => {
    const edge = (axis, end) => [...chart.querySelectorAll(`.${axis}-ticks line`)].at(end).getBoundingClientRect();
    return [edge("x", 0).left, edge("x", -1).left, edge("y", 0).top, edge("y", -1).top];
}"""

FOCUS = """() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node?.getAttribute("data-handle") ?? node?.getAttribute("aria-label") ?? node?.tagName ?? "";
}"""
FEW = 8  # undone sooner than a page is opened

Point = tuple[float, float]


class Shown(NamedTuple):
    """What can be taken hold of: points in their order, each candidate's labels by name, and x₀ of the slice."""

    points: tuple[Point, ...]
    candidates: dict[str, tuple[Point, ...]]
    slice_x: float

    @staticmethod
    def of(scene: Scene) -> "Shown":
        labels = {c.name: tuple(zip(c.x, c.y, strict=True)) for c in scene.candidates}
        return Shown(tuple(zip(scene.dataset.x, scene.dataset.y, strict=True)), labels, scene.slice_x)


class Hands:
    """A person at one page of the playground."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chart = page.get_by_test_id("live-chart")
        self.plot = self.chart.get_by_role("application")
        self.points = page.get_by_test_id("training-point")
        self.candidates = page.get_by_test_id("candidate")
        self.mean = page.get_by_test_id("posterior-mean")
        self.slice_handle = page.get_by_test_id("slice-handle")
        self.probes = page.get_by_test_id("probe")
        self.questions = page.get_by_test_id("question")
        self.health = page.get_by_test_id("health")
        self.behind = page.get_by_test_id("behind")
        self.settle()

    def start_over(self) -> bool:
        """Bring the five points back: settings by undoing a few edits, points and labels by the preset; or False."""
        undo = self.page.get_by_role("button", name="Undo")
        for _ in range(FEW):
            if self.linked().with_preset("five points") == FIVE_POINTS:
                self.choose_example("five points")
                self.expect_scene(FIVE_POINTS)
                return True
            if undo.is_disabled():
                return False
            undo.click()
            self.settle()
        return False

    def settle(self) -> None:
        """Wait for the server's answer; then the link must hold what the picture shows."""
        self.wait()
        move_in(self.page)
        self.wait_for_link(lambda scene: Shown.of(scene) == self.shown(), "what the picture shows")

    def wait(self) -> None:
        wait_settled(self.page)

    def query(self) -> str:
        return urlsplit(self.page.url).query

    def shown(self) -> Shown:
        labels: dict[str, tuple[Point, ...]] = {}
        for name, x, y in self.candidates.evaluate_all(NAMED_POINTS):
            labels[name] = (*labels.get(name, ()), (x, y))
        points = ((x, y) for _, x, y in self.points.evaluate_all(NAMED_POINTS))
        return Shown((*points,), labels, float(self.chart.get_attribute("data-slice") or "nan"))

    def linked(self) -> Scene:
        """The scene in the address bar, which must not need mending."""
        scene, problems = permalink.decode(self.query())
        assert not problems
        return scene

    def expect_scene(self, scene: Scene) -> None:
        """Wait until the link and the picture both hold `scene` and the server has answered."""
        self.wait_for_link(lambda linked: linked == scene and self.shown() == Shown.of(scene), str(scene))
        self.wait()
        expect_equal(self.page, self.shown, Shown.of(scene))

    def wait_for_link(self, holds: Callable[[Scene], bool], what: str) -> None:
        """Wait until the link needs no mending and its scene `holds`."""

        def read() -> tuple[str, bool]:
            scene, problems = permalink.decode(self.query())
            return f"the link should hold {what}: {self.page.url}", not problems and holds(scene)

        wait_for(self.page, read, lambda answer: answer[1])

    def pixel(self, x: float, y: float) -> Point:
        """Where (x, y) is in the browser's window, which shows the whole plot from now on."""
        self.plot.scroll_into_view_if_needed()
        left, right, bottom, top = self.chart.evaluate(EDGES)
        return left + (x + 1.5) / 3 * (right - left), bottom - (y + 3) / 6 * (bottom - top)

    def across(self, x: float) -> float:
        """Where the input x is in the browser's window, as it is scrolled now."""
        left, right, _, _ = self.chart.evaluate(EDGES)
        return left + (x + 1.5) / 3 * (right - left)

    def click(self, x: float, y: float) -> None:
        self.page.mouse.click(*self.pixel(x, y))

    def hold(self, start: Point) -> None:
        """Put the mouse on (x, y) and press it."""
        self.page.mouse.move(*self.pixel(*start))
        self.page.mouse.down()

    def carry(self, end: Point) -> None:
        """Move the pressed mouse to (x, y)."""
        self.page.mouse.move(*self.pixel(*end), steps=6)

    def drag(self, start: Point, end: Point) -> None:
        self.hold(start)
        self.carry(end)
        self.page.mouse.up()

    def slide(self, handle: Locator, x: float) -> None:
        """Drag a handle that has no label of its own, below the plot, to the input x."""
        handle.scroll_into_view_if_needed()
        box = box_of(handle.locator(".hit"))
        height = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + box["width"] / 2, height)
        self.page.mouse.down()
        self.page.mouse.move(self.across(x), height, steps=6)
        self.page.mouse.up()

    def choose_example(self, name: str) -> None:
        """Open the menu of examples and choose one."""
        self.chart.get_by_role("button", name="Examples").click()
        self.chart.get_by_role("button", name=name).click()

    def look_behind(self) -> None:
        """Unfold the kernel, its spectrum and its modes, unless they are open already."""
        if not self.behind.evaluate("details => details.open"):
            self.behind.locator("summary").first.click()

    def open_table(self) -> None:
        """Unfold the table of points, unless it is open already."""
        grid = self.page.get_by_test_id("data-grid-canvas")
        if not grid.count():
            self.page.get_by_text("Points as a table").click()
        expect(grid).to_be_visible()

    def press(self, name: str) -> None:
        """Press the button of that name."""
        self.page.get_by_role("button", name=name).first.click()

    def tab_to(self, handle: str) -> None:
        """Press Tab until the focus is on `handle`."""
        for _ in range(100):
            if self.focus() == handle:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {handle}; the focus is on {self.focus()}")

    def focus(self) -> str:
        """The handle, or else the label, of what has the focus."""
        return self.page.evaluate(FOCUS)

    def curve(self) -> str:
        return self.mean.get_attribute("d") or ""

    def samples(self) -> list[str]:
        return self.chart.locator("path.sample").evaluate_all("paths => paths.map(path => path.getAttribute('d'))")

    def ticks(self) -> str:
        """The y axis: its numbers and where they stand."""
        return self.chart.locator(".y-ticks").evaluate("axis => axis.innerHTML")

    def wait_for_new_curve(self, before: str) -> None:
        expect(self.mean).not_to_have_attribute("d", before)
        self.settle()

    def answer(self, name: str) -> Locator:
        """The line under the chart about one candidate."""
        return self.page.locator(f"[data-testid=answer][data-name='{name}']")

    def log_density(self, name: str) -> float:
        text = self.answer(name).locator(".log-density").inner_text()
        return float(text.removeprefix("log p = ").replace("−", "-"))

    def slider(self, label: str) -> Locator:
        """A slider beside the chart; the arrow keys move it."""
        return self.page.locator(f"input[type=range][aria-label^='{label}']")


def carry(page: Page, slider: Locator, start: float, end: float) -> None:
    """Take hold of a slider at a share of its width, and move to another one without letting go."""
    box = box_of(slider)
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], middle, steps=8)


def count_sent(page: Page) -> list[object]:
    """What the page sends to the server from now on: a list that grows."""
    sent: list[object] = []
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.webSocketFrameSent", lambda frame: sent.append(frame))  # a method of a list cannot listen
    return sent


def with_points(*points: Point, scene: Scene | None = None) -> Scene:
    """`scene` (the five points by default) with other training points."""
    return replace(scene or FIVE_POINTS, dataset=Dataset(tuple(x for x, _ in points), tuple(y for _, y in points)))


def with_candidates(**labels: tuple[Point, ...]) -> Scene:
    """The five points with other candidates."""
    candidates = (Candidate(name, tuple(x for x, _ in at), tuple(y for _, y in at)) for name, at in labels.items())
    return replace(FIVE_POINTS, candidates=tuple(candidates))


def address(scene: Scene, page: str = "/") -> str:
    """The link to `scene` on one of the pages."""
    return f"{page}?{permalink.encode(scene)}"
