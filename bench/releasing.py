"""Controls that are let go of, in Chromium: the time until everything on screen is answered."""

from collections.abc import Callable

from playwright.sync_api import Page

from bench.facts import Line, Times
from bench.pages import slide

RELEASES, CALM_MS = 12, 600
ANSWERED = 250.0

# From the release of a control to the first frame in which all is answered. The curve of the new value has been drawn
# before, while the hand held on.
TIMES = """chart => {
  const seen = globalThis.ntkBench = [];
  let released = 0;
  const wait = () => {
    if (chart.dataset.settled !== "true") requestAnimationFrame(wait);
    else seen.push(performance.now() - released);
  };
  addEventListener("pointerup", () => {
    released = performance.now();
    setTimeout(wait); // after the control has told of the release
  }, true);
}"""


def release(page: Page, settle: Callable[[Page], None]) -> dict[str, Times]:
    """Release each slider at one new value after another, and press each distribution; the page's chart is settled."""
    page.get_by_test_id("live-chart").evaluate(TIMES)
    times = {}
    for label in ("Hidden layers", "Weight size", "Bias size", "Label noise"):
        slider = page.locator(f"input[type=range][aria-label^='{label}']")
        for step in range(RELEASES):
            slide(page, slider, 9 if step % 4 < 2 else -7)
            page.wait_for_timeout(CALM_MS)
            settle(page)
        times[label] = Times(sorted(page.evaluate("ntkBench.splice(0)")))
    for step in range(RELEASES):
        page.get_by_role("radio", name=("Random", "Trained", "NTK prior")[step % 3]).click()
        page.wait_for_timeout(CALM_MS)
        settle(page)
    times["Which networks?"] = Times(sorted(page.evaluate("ntkBench.splice(0)")))
    return times


def released_lines(controls: dict[str, Times]) -> list[Line]:
    """The lines of the table about controls that are let go of."""
    return [
        Line(
            f"{name}: released → settled, median, p95 of {len(times.ms)}",
            f"median ≤ {ANSWERED:g} ms",
            f"{times.median:.0f}, {times.p95:.0f} ms",
            times.median <= ANSWERED,
        )
        for name, times in controls.items()
    ]
