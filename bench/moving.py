"""Settings that move, in Chromium: the time from the event of a control until the chart is redrawn and painted."""

from dataclasses import replace
from typing import Any

from playwright.sync_api import Browser, Page

from bench.facts import Line, Times
from bench.scenes import scene_of
from explorer.scene import permalink
from explorer.scene.scene import Scene
from ntkcore.architecture import Architecture
from scripts.browser import move_in, visit, wait_settled

SIZE, EVENTS, WARM = 30, 60, 10
NETWORKS = tuple(Architecture(activation, depth) for depth in (3, 8, 32) for activation in ("relu", "gelu"))
GOALS = {3: (8.0, 16.0), 8: (14.0, 25.0), 32: (33.0, 50.0)}  # of the median and p95, by depth
FRAME = 1000 / 60

# One event in every other frame, as a thumb that moves makes them; what listens to it redraws before it returns.
MOVE = """async ({ events, from }) => {
  const seen = { redrawn: [], painted: [] };
  const frame = () => new Promise(requestAnimationFrame);
  for (let i = 0; i < events; i += 1) {
    await frame();
    const began = performance.now();
    const values = { weight_std: from + 0.01 * i };
    dispatchEvent(new CustomEvent("ntk-setting", { detail: { values, moving: true, seq: null } }));
    seen.redrawn.push(performance.now() - began);
    await frame();
    await new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage(0);
    });
    seen.painted.push(performance.now() - began);
  }
  return seen;
}"""


def move(browser: Browser, url: str, scene: Scene, *, behind: bool = False) -> dict[str, Times]:
    """Move the weights of `scene`, with the kernel and its spectrum open or not."""
    page = visit(browser, url, newcomer=False)
    page.goto(f"/?{permalink.encode(scene)}")
    wait_settled(page)
    if behind:
        page.get_by_test_id("behind").locator("summary").click()
    times = timed_moves(page)
    page.context.close()
    return times


def timed_moves(page: Page) -> dict[str, Times]:
    """Move the weights on a page whose chart is settled; milliseconds until redrawn and painted."""
    move_in(page)
    page.evaluate(MOVE, {"events": WARM, "from": 1.1})
    times: dict[str, Any] = page.evaluate(MOVE, {"events": EVENTS, "from": 1.3})
    return {name: Times(sorted(ms)) for name, ms in times.items()}


def line_of(title: str, times: dict[str, Times], depth: int) -> Line:
    """The line of the table about weights that move, with the goals of networks of this depth."""
    redrawn, painted = times["redrawn"], times["painted"]
    median, p95 = GOALS[depth]
    return Line(
        f"{title} → redrawn, median, p95",
        f"≤ {median:g}, ≤ {p95:g} ms",
        f"{redrawn.median:.1f}, {redrawn.p95:.1f} ms",
        redrawn.median <= median and redrawn.p95 <= p95,
        "at every second input, or every fourth where that would take over 24 ms; "
        f"painted {painted.median:.1f}, {painted.p95:.1f} ms",
    )


def moves(browser: Browser, url: str) -> tuple[list[Line], dict[str, Any]]:
    """The lines of the table, and all times."""
    lines, numbers = [], {}
    for network in NETWORKS:
        scene = replace(scene_of(SIZE, "ntk"), architecture=network, noise_std=0.1)
        times = move(browser, url, scene)
        title = f"{network.activation}, {network.hidden_layers} layers: weights moved"
        numbers[title] = {name: [round(ms, 2) for ms in each.ms] for name, each in times.items()}
        lines.append(line_of(title, times, network.hidden_layers))
    scene = replace(scene_of(SIZE, "ntk"), architecture=NETWORKS[0], noise_std=0.1)
    redrawn = move(browser, url, scene, behind=True)["redrawn"]
    numbers["with kernel and spectrum open"] = [round(ms, 2) for ms in redrawn.ms]
    lines.append(
        Line(
            "relu, 3 layers, with kernel, spectrum and modes open: weights moved → redrawn, median, p95",
            f"p95 ≤ {FRAME:.0f} ms",
            f"{redrawn.median:.1f}, {redrawn.p95:.1f} ms",
            redrawn.p95 <= FRAME,
        )
    )
    return lines, numbers
