"""The chart in Chromium: times from a pointer move until redrawn and painted, and from a drop until settled."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.dragging import drag, lines_of
from bench.facts import Line, Times, machine, write
from bench.moving import moves
from bench.pages import slide
from bench.scenes import scene_of
from explorer.scene import permalink
from explorer.scene.scene import Scene
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution
from scripts.browser import launch, visit, wait_settled
from scripts.serve import serve

SIZES = (30, 64)
RELEASES, CALM_MS = 12, 600
ANSWERED = 250.0

# From the release of a control to the first change of the curve; the tween that follows takes 200 ms more.
ANSWER = """curve => {
  const seen = globalThis.ntkBench = [];
  let released = 0;
  addEventListener("pointerup", () => { released = performance.now(); }, true);
  new MutationObserver(() => {
    if (!released) return;
    seen.push(performance.now() - released);
    released = 0;
  }).observe(curve, { attributes: true, attributeFilter: ["d"] });
}"""


def _controls(browser: Browser, url: str) -> dict[str, Times]:
    """Release each slider at one new value after another, and press each distribution."""
    page = visit(browser, url)
    page.goto("/?noise=0.1")
    wait_settled(page)
    page.get_by_test_id("posterior-mean").evaluate(ANSWER)
    times = {}
    for label in ("Hidden layers", "Weight size", "Bias size", "Label noise"):
        slider = page.locator(f"input[type=range][aria-label^='{label}']")
        for step in range(RELEASES):
            slide(page, slider, 9 if step % 4 < 2 else -7)
            page.wait_for_timeout(CALM_MS)
            wait_settled(page)
        times[label] = Times(sorted(page.evaluate("ntkBench.splice(0)")))
    for step in range(RELEASES):
        page.get_by_role("radio", name=("Random", "Trained", "NTK prior")[step % 3]).click()
        page.wait_for_timeout(CALM_MS)
        wait_settled(page)
    times["Which networks?"] = Times(sorted(page.evaluate("ntkBench.splice(0)")))
    page.context.close()
    return times


def _drag(browser: Browser, url: str, scene: Scene) -> dict[str, Times]:
    page = visit(browser, url)
    page.goto(f"/?{permalink.encode(scene)}")
    wait_settled(page)
    times = drag(page, wait_settled)
    page.context.close()
    return times


def run() -> None:
    """Write `browser.json`."""
    facts, lines, numbers = machine(), [], {}
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server, sync_playwright() as playwright:
        browser = launch(playwright)
        facts["browser"] = f"Chromium {browser.version}, headless"
        for size in SIZES:
            for prior in Distribution:
                scene = replace(scene_of(size, prior), architecture=Architecture(), noise_std=0.1)
                times = _drag(browser, server.url, scene)
                numbers[f"{size} {prior}"] = _values(times)
                lines += lines_of(f"n = {size}, {prior}", times, size == SIZES[0])
        controls = _controls(browser, server.url)
        numbers |= {f"control {name}": times.ms for name, times in controls.items()}
        lines += [
            Line(
                f"{name}: released → the curve has the new answer, median, p95 of {len(times.ms)}",
                f"median ≤ {ANSWERED:g} ms",
                f"{times.median:.0f}, {times.p95:.0f} ms",
                times.median <= ANSWERED,
            )
            for name, times in controls.items()
        ]
        moved, moved_numbers = moves(browser, server.url)
        lines += moved
        numbers |= moved_numbers
        browser.close()
    write("browser", facts, lines, numbers)


def _values(times: dict[str, Times]) -> dict[str, Any]:
    return {name: [round(value, 2) for value in each.ms] for name, each in times.items()}
