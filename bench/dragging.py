"""A training point that is dragged, in Chromium: pointer move → redrawn → painted, and drop → settled."""

from collections.abc import Callable

from playwright.sync_api import Page

from bench.facts import Line, Times
from scripts.browser import move_in

DROPS, MOVES = 12, 24
WARM_DROPS = 2
REDRAWN, REDRAWN_P95, FRAME, SETTLED = 8.0, 16.0, 1000 / 60, 150.0

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


def drag(page: Page, settle: Callable[[Page], None]) -> dict[str, Times]:
    """Drag the middle point of a page whose chart is settled, drop it, `settle`, and repeat."""
    move_in(page)
    page.get_by_role("application").scroll_into_view_if_needed()
    page.get_by_test_id("live-chart").evaluate(WATCH)
    points = page.get_by_test_id("training-point")
    dot = points.nth(points.count() // 2).locator(".dot")
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
        settle(page)
    return {name: Times(sorted(ms)) for name, ms in page.evaluate("ntkBench").items() if ms}


def lines_of(title: str, times: dict[str, Times], judged: bool) -> list[Line]:
    """The lines of the table about a drag."""
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
