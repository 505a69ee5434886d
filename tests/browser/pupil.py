"""A person who walks through a lesson: reads, tries what a step asks for, guesses, and goes on."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np
from playwright.sync_api import Locator, Page, expect

from explorer.lessons.lesson import Step
from explorer.lessons.prose import links
from explorer.scene import permalink
from scripts.browser import SETTLE_MS, wait_settled
from tests.browser.fingers import Fingers
from tests.browser.hands import EDGES, Point
from tests.browser.waiting import expect_equal, wait_for
from tests.lesson_law import law, log_density

AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
INPUTS = (-1.2, -0.4, 0.3, 1.1)  # at which the curve on screen is read
PIXELS = 1.5  # how far the curve on screen may be from its number
OF_THE_PAGE = ("lesson", "step")
DOUBLE_TAP_MS = 350  # a tap sooner after another touch is no click
MANY = 90  # presses of a key from one end of a slider to the other
CURVE = """chart => {
    const box = chart.querySelector(".plot svg").getBoundingClientRect();
    const path = (name) => chart.querySelector(`[data-testid=${name}]`).getAttribute("d") ?? "";
    return [box.left, box.top, path("posterior-mean")];
}"""


class Pupil(Fingers):
    """A person at a step of a lesson, with a mouse and keys or with a finger."""

    def __init__(self, page: Page, *, phone: bool = False) -> None:
        self.phone = phone
        self.sheet = page.get_by_test_id("lesson")
        self.sheet.wait_for(timeout=SETTLE_MS)
        self.guess = page.get_by_test_id("guess")
        self.unmet = self.sheet.locator(".checks li:not(.met)")
        super().__init__(page)
        self.mean = self.chart.get_by_test_id("posterior-mean")

    def settle(self) -> None:
        if self.chart.count():
            super().settle()
        else:
            self.wait()

    def wait(self) -> None:
        """Wait for the server; a question that is not answered hides the chart."""
        self.page.locator(AT_REST).wait_for(timeout=SETTLE_MS)
        if self.chart.count():
            wait_settled(self.page)

    def query(self) -> str:
        pairs = parse_qsl(urlsplit(self.page.url).query, keep_blank_values=True)
        return urlencode([pair for pair in pairs if pair[0] not in OF_THE_PAGE])

    def press_on(self, node: Locator) -> None:
        """Click, or tap."""
        (node.tap if self.phone else node.click)()

    def click(self, x: float, y: float) -> None:
        at = self.pixel(x, y)
        (self.page.touchscreen.tap if self.phone else self.page.mouse.click)(*at)

    def drag(self, start: Point, end: Point) -> None:
        if self.phone:
            self.swipe(self.pixel(*start), self.pixel(*end))
        else:
            super().drag(start, end)

    def expect_step(self, number: int, step: Step) -> None:
        """Wait until a step that is new to the person stands there: heading, what there is to try, link, and chart."""
        expect(self.sheet.get_by_role("heading", level=1)).to_have_text(step.title)
        expect(self.sheet.locator(".checks li")).to_have_count(len(step.checks))
        expect_equal(self.page, self.number, number)
        expect(self.guess).to_have_count(int(step.question is not None))
        expect(self.chart).to_have_count(int(step.question is None))
        self.settle()

    def number(self) -> int:
        """The step in the address bar."""
        return int(dict(parse_qsl(urlsplit(self.page.url).query)).get("step", "1"))

    def try_words(self, step: Step) -> None:
        """Point at each mark and each scene that the words name, open the first of these, and begin the step again."""
        targets = links(step.prose)
        for mark in dict.fromkeys(target[1:] for target in targets if target.startswith("#")):
            node = self.sheet.locator(f"[data-mark={mark}]").first
            (node.tap if self.phone else node.hover)()
            expect(self.chart).to_have_attribute("data-lit", mark)
        scenes = list(dict.fromkeys(target for target in targets if target.startswith("?")))
        for target in scenes:
            self.sheet.locator(f"[data-link='{target[1:]}']").first.hover()
            expect(self.chart.locator(".ghost-mean").first).to_have_attribute("d", re.compile("^M"))
        if scenes:
            wanted = permalink.changed(self.linked(), scenes[0])[0]
            self.press_on(self.sheet.locator(f"[data-link='{scenes[0][1:]}']").first)
            self.expect_scene(wanted)
            self.press_on(self.sheet.get_by_role("button", name="Start the step again"))
            self.expect_scene(step.scene)

    def open_link(self, text: str) -> None:
        """Press a text that opens another scene."""
        self.press_on(self.sheet.get_by_role("button", name=text, exact=True))

    def turn(self, label: str, key: str) -> None:
        """Move a slider by a key until all is ticked off that there is to try."""
        self.slider(label).focus()
        for _ in range(MANY):
            if not self.unmet.count():
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{label} does not do what the step asks for")

    def press_at(self, x: float, y: float) -> None:
        """Tap or click into the chart of the question."""
        at = self.pixel_of_guess(x, y)
        (self.page.touchscreen.tap if self.phone else self.page.mouse.click)(*at)

    def stroke(self, start: Point, end: Point) -> None:
        """Draw a straight line into the chart of the question."""
        ends = self.pixel_of_guess(*start), self.pixel_of_guess(*end)
        if self.phone:
            self.swipe(*ends, steps=30)
            self.page.wait_for_timeout(DOUBLE_TAP_MS)
            return
        self.page.mouse.move(*ends[0])
        self.page.mouse.down()
        self.page.mouse.move(*ends[1], steps=30)
        self.page.mouse.up()

    def pixel_of_guess(self, x: float, y: float) -> Point:
        """Where (x, y) of the question's chart is in the window."""
        self.guess.get_by_test_id("guess-plot").scroll_into_view_if_needed()
        left, right, bottom, top = self.guess.evaluate(EDGES)
        return left + (x + 1.5) / 3 * (right - left), bottom - (y + 3) / 6 * (bottom - top)

    def go_on(self) -> None:
        self.press_on(self.sheet.locator(".next"))

    def expect_numbers_of_ntkcore(self) -> None:
        """Compare the curve and each log p on screen with ntkcore's."""
        self.settle()
        scene = self.linked()
        for x, y in zip(INPUTS, law(scene, INPUTS)[0], strict=True):
            wanted = self.pixel(x, float(y))[1]
            assert abs(self.height(x) - wanted) < PIXELS, (x, float(y))
        for each in scene.candidates:
            log_p = log_density(scene, each.x, each.y, scene.noise_std)
            assert abs(self.log_density(each.name) - log_p) < (0.006 if abs(log_p) < 1000 else 0.6), each

    def height(self, x: float) -> float:
        """Where the average stands on screen at the input x, in pixels of the window."""
        left, top, path = self.chart.evaluate(CURVE)
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", path)]
        return top + float(np.interp(self.across(x) - left, numbers[::2], numbers[1::2]))


def until(page: Page, act: Callable[[], None], holds: Callable[[], bool], most: int) -> None:
    """Do something again until it has come true, so many times at most."""
    for _ in range(most):
        if holds():
            return
        act()
    wait_for(page, holds, bool)
