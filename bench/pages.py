"""Pages of figures in Chromium: from the release of a slider until the last figure is redrawn."""

import math
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from bench.facts import Line, Times, machine, write
from explorer.studies.eigenmodes import sections as eigenmodes
from explorer.studies.finite_width import sections as finite_width
from explorer.studies.images import sections as images
from explorer.studies.mode_cost import sections as mode_cost
from explorer.studies.prior import sections as prior
from explorer.studies.simplicity import sections as simplicity
from explorer.ui.section import labels
from scripts.browser import SETTLE_MS, launch, visit
from scripts.serve import serve

TABS = {f"Eigenmodes, {name}": f"/eigenmodes?part={part}" for part, name in labels(eigenmodes.TABS).items()}
TABS |= {f"Prior, {name}": f"/prior?show={part}" for part, name in labels(prior.TABS).items()}
TABS |= {"Training": "/training"}
AFTER_A_JOB = "thin"  # this tab draws nothing before
TABS |= {
    f"Simplicity, {name}": f"/simplicity?show={part}"
    for part, name in labels(simplicity.TABS).items()
    if part != AFTER_A_JOB
}
TABS |= {f"Finite width, {name}": f"/finite_width?show={part}" for part, name in labels(finite_width.TABS).items()}
TABS |= {f"Data for a mode, {name}": f"/mode_cost?show={part}" for part, name in labels(mode_cost.TABS).items()}
TABS |= {"Bounds, six inputs": "/bounds", "Bounds, seven inputs": "/bounds?cube=7"}
TABS |= {f"Images, {name}": f"/images?show={part}" for part, name in labels(images.TABS).items()}
RELEASES, WARM, CALM_MS = 6, 1, 900
LEAST_PX = 9
THUMB_PX = 16  # as in assets/controls/controls.css
ANSWERED = 250.0
DRAWN = ".ntk-plot, [data-testid=stImage], [data-testid=stHtml], .st-key-probability"
SLOWER = {"Simplicity, All functions": 1000.0}  # 222 probabilities, each to one per cent

# From the release to the first and to the last change in a figure or an image before the next move.
WATCH = """() => {
  const seen = globalThis.ntkBench = [];
  let released = 0;
  addEventListener("pointerdown", () => { released = 0; }, true);
  addEventListener("pointerup", () => { released = performance.now(); seen.push([]); }, true);
  const drawn = "DRAWN";
  new MutationObserver((changes) => {
    if (released && changes.some(({ target }) => (target.closest ? target : target.parentElement)?.closest(drawn))) {
      seen.at(-1).push(performance.now() - released);
    }
  }).observe(document.body, {
    subtree: true, childList: true, characterData: true,
    attributes: true, attributeFilter: ["d", "transform", "points", "src"],
  });
}"""


WATCH = WATCH.replace("DRAWN", DRAWN)


class Answer(NamedTuple):
    """Milliseconds from a release until the first and until the last figure has changed."""

    first: Times
    last: Times


def slide(page: Page, slider: Locator, by: float) -> None:
    """Drag the thumb of a slider by `by` pixels."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    share = slider.evaluate("({ min, max, valueAsNumber }) => (valueAsNumber - min) / (max - min)")
    x, y = box["x"] + THUMB_PX / 2 + share * (box["width"] - THUMB_PX), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by, y, steps=3)
    page.mouse.up()


def _answer(page: Page, slider: Locator) -> Answer | None:
    """Release one slider at one value after another; None if no figure depends on it."""
    box = slider.bounding_box()
    assert box is not None
    low, high, step = (float(slider.get_attribute(name) or "nan") for name in ("min", "max", "step"))
    step_px = max(LEAST_PX, math.ceil(box["width"] * step / (high - low)))
    page.evaluate("() => { ntkBench.length = 0; }")
    for release in range(RELEASES + WARM):
        right = 2 * float(slider.input_value()) < low + high if release == 0 else release % 4 in (0, 3)
        slide(page, slider, step_px if right else 2 - step_px)
        page.wait_for_timeout(CALM_MS)
    changes = [each for each in page.evaluate("ntkBench")[WARM:] if each]
    if not changes:
        return None
    return Answer(Times(sorted(each[0] for each in changes)), Times(sorted(each[-1] for each in changes)))


def _part(browser: Browser, url: str, path: str) -> dict[str, Answer]:
    """The Answer of every slider of the part, by its label."""
    page = visit(browser, url)
    page.goto(path)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=SETTLE_MS)
    page.locator(DRAWN.replace(".ntk-plot", ".ntk-plot .main-svg")).first.wait_for(timeout=SETTLE_MS)
    folded = page.locator("[data-testid=stExpander] details:not([open])")
    for summary in folded.filter(has=page.locator(".controls input[type=range]")).locator("summary").all():
        summary.click()
    page.wait_for_timeout(4 * CALM_MS)
    page.evaluate(WATCH)
    sliders = [each for each in page.locator(".controls input[type=range]").all() if each.is_visible()]
    answers = {slider.get_attribute("aria-label") or "": _answer(page, slider) for slider in sliders}
    page.context.close()
    return {label: answer for label, answer in answers.items() if answer}


def _line(title: str, answers: dict[str, Answer]) -> Line:
    goal = SLOWER.get(title, ANSWERED)
    slowest = max(answers, key=lambda label: answers[label].last.median)
    median = answers[slowest].last.median
    every = Times(sorted(ms for answer in answers.values() for ms in answer.last.ms))
    return Line(
        f"{title}: a slider released → the last figure redrawn, slowest of {len(answers)} sliders",
        f"median ≤ {goal:g} ms",
        f"{median:.0f} ms",
        median <= goal,
        f"{slowest}; its first figure {answers[slowest].first.median:.0f} ms; all sliders: median {every.median:.0f}, "
        f"p95 {every.p95:.0f} ms",
    )


def run() -> None:
    """Write `pages.json`."""
    facts, lines, numbers = machine(), [], {}
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server, sync_playwright() as playwright:
        browser = launch(playwright)
        facts["browser"] = f"Chromium {browser.version}, headless"
        for title, path in TABS.items():
            answers = _part(browser, server.url, path)
            if answers:  # some tabs have no slider
                lines.append(_line(title, answers))
            for label, (first, last) in answers.items():
                numbers[f"{title}: {label}"] = {"first": _round(first), "last": _round(last)}
        browser.close()
    write("pages", facts, lines, numbers)


def _round(times: Times) -> list[float]:
    return [round(value, 1) for value in times.ms]
