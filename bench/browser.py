"""The chart in Chromium: times from a pointer move until redrawn and painted, and from a drop until settled."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.facts import Line, Times, machine, write
from bench.moving import moves
from bench.pages import slide
from bench.scenes import scene_of
from explorer.scene import permalink
from explorer.scene.scene import Scene
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution
from scripts.browser import launch, move_in, visit, wait_settled
from scripts.serve import serve

SIZES = (30, 64)
DROPS, MOVES = 12, 24
WARM_DROPS = 2
RELEASES, CALM_MS = 12, 600
REDRAWN, REDRAWN_P95, FRAME, SETTLED, ANSWERED = 8.0, 16.0, 1000 / 60, 150.0, 250.0

# On the window the first listener runs before the chart's own and the last one after it, when the DOM is set.
# A message posted in an animation frame arrives once that frame has been laid out and painted.
WATCH = """chart => {
  const seen = globalThis.ntkBench = { redrawn: [], painted: [], frames: [], settled: [], sent: [] };
  let held = false, start = 0, dropped = 0;
  const after = (done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  });
  addEventListener("pointerdown", () => { held = true; }, true);
  addEventListener("pointerup", () => { held = false; dropped = performance.now(); }, true);
  addEventListener("pointermove", () => { start = performance.now(); }, true);
  addEventListener("pointermove", (event) => {
    if (!held) return;
    const began = start;
    let frames = 0, painted = false;
    const count = () => { frames += 1; if (!painted) requestAnimationFrame(count); };
    requestAnimationFrame(count);
    seen.redrawn.push(performance.now() - began);
    after(() => {
      painted = true;
      seen.painted.push(performance.now() - event.timeStamp);
      seen.frames.push(frames);
    });
  });
  new MutationObserver(() => {
    if (!dropped || chart.dataset.settled !== "true") return;
    seen.settled.push(performance.now() - dropped);
    dropped = 0;
  }).observe(chart, { attributes: true, attributeFilter: ["data-settled"] });
}"""

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
    """Drag the middle point, drop it, wait for the answer, and repeat."""
    page = visit(browser, url)
    page.goto(f"/?{permalink.encode(scene)}")
    wait_settled(page)
    move_in(page)
    chart = page.get_by_test_id("live-chart")
    page.get_by_role("application").scroll_into_view_if_needed()
    chart.evaluate(WATCH)
    dot = page.get_by_test_id("training-point").nth(len(scene.dataset.x) // 2).locator(".dot")
    for drop in range(DROPS + WARM_DROPS):
        if drop == WARM_DROPS:
            page.evaluate("() => Object.values(ntkBench).forEach(list => { list.length = 0; })")
        box = dot.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        sideways, upwards = (60, -50) if drop % 2 else (-60, 50)
        page.mouse.move(x, y)
        page.mouse.down()
        for move in range(1, MOVES + 1):
            page.mouse.move(x + sideways * move / MOVES, y + upwards * move / MOVES)
        page.mouse.up()
        wait_settled(page)
    times = page.evaluate("ntkBench")
    page.context.close()
    return {name: Times(sorted(ms)) for name, ms in times.items() if ms}


def _lines(title: str, times: dict[str, Times], judged: bool) -> list[Line]:
    redrawn, painted, settled = (times[name] for name in ("redrawn", "painted", "settled"))
    quick = redrawn.median <= REDRAWN and redrawn.p95 <= REDRAWN_P95
    in_time = painted.p95 <= 2 * FRAME
    return [
        Line(
            f"{title}: pointer move → redrawn, median, p95",
            f"≤ {REDRAWN:g}, ≤ {REDRAWN_P95:g} ms" if judged else "",
            f"{redrawn.median:.1f}, {redrawn.p95:.1f} ms",
            quick if judged else None,
        ),
        Line(
            f"{title}: pointer move → painted, median, p95",
            "p95 within two frames, 33 ms" if judged else "",
            f"{painted.median:.1f}, {painted.p95:.1f} ms",
            in_time if judged else None,
            "from the event's own time stamp: waiting for the next frame included",
        ),
        Line(
            f"{title}: drop → settled, median, p95",
            f"median ≤ {SETTLED:g} ms" if judged else "",
            f"{settled.median:.0f}, {settled.p95:.0f} ms",
            settled.median <= SETTLED if judged else None,
        ),
    ]


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
                lines += _lines(f"n = {size}, {prior}", times, size == SIZES[0])
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
