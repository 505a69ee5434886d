"""The load of each page: bytes over the wire, requests, layout shift, and the first curve on a slow line."""

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.facts import Line, machine, write
from bench.wire import Wire, wire
from explorer.studies.eigenmodes import sections as eigenmodes
from explorer.studies.finite_width import sections as finite_width
from explorer.studies.images import sections as images
from explorer.studies.mode_cost import sections as mode_cost
from explorer.studies.prior import sections as prior
from explorer.studies.simplicity import sections as simplicity
from explorer.ui.section import labels
from scripts.browser import SETTLE_MS, launch, visit, wait_settled
from scripts.serve import serve

PAGES = {"Playground": "/"}
PAGES |= {f"Prior, {name}": f"/prior?show={part}" for part, name in labels(prior.TABS).items()}
PAGES |= {f"Eigenmodes, {name}": f"/eigenmodes?part={part}" for part, name in labels(eigenmodes.TABS).items()}
PAGES |= {f"Simplicity, {name}": f"/simplicity?show={part}" for part, name in labels(simplicity.TABS).items()}
PAGES |= {f"Finite width, {name}": f"/finite_width?show={part}" for part, name in labels(finite_width.TABS).items()}
PAGES |= {f"Images, {name}": f"/images?show={part}" for part, name in labels(images.TABS).items()}
PAGES |= {f"Data for a mode, {name}": f"/mode_cost?show={part}" for part, name in labels(mode_cost.TABS).items()}
PAGES |= {"Training": "/training", "Bounds": "/bounds", "The puzzle": "/puzzle", "How to read it": "/guide"}
PAGES |= {"Lessons": "/lessons", "Lessons, a step": "/lessons?lesson=similarity"}
KB, MB = 1e3, 1e6
FIRST_HTTP, FIRST_SOCKET, COLD, WARM = 1.35 * MB, 100 * KB, 2.1 * MB, 100 * KB
SHIFT = 0.1
SLOW_BITS, SLOW_ROUND_TRIP, SLOW_SECONDS, SLOW_RUNS = 1.6e6, 0.150, 10.0, 3
QUIET_MS = 2500  # without a byte: nothing more will come

# Notes each layout shift, each message of the websocket, and when the first curve is there, in whatever shadow it is.
WATCH = """() => {
  const seen = globalThis.ntkWeight = { shifts: [], socket: 0, curve: null };
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, startTime, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      const box = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
      const name = ({ node, previousRect, currentRect }) =>
        `${node?.dataset?.testid || node?.className || "?"}: ${box(previousRect)} → ${box(currentRect)}`;
      seen.shifts.push({ value, at: startTime, what: sources.map(name) });
    }
  }).observe({ type: "layout-shift", buffered: true });
  const Plain = globalThis.WebSocket;
  globalThis.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => { seen.socket += data.size ?? data.byteLength ?? data.length; });
    }
  };
  const roots = new Set();
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    roots.add(root);
    return root;
  };
  const look = () => {
    for (const root of [document, ...roots]) {
      if (root.querySelector("[data-testid=posterior-mean][d]")) {
        seen.curve = { at: performance.now(), socket: seen.socket };
        return;
      }
    }
    requestAnimationFrame(look);
  };
  if (location.pathname === "/") requestAnimationFrame(look);
}"""


class Load(NamedTuple):
    """One loading of a page; bytes are those that came to the browser."""

    http: int
    socket: int
    requests: int
    shift: float
    curve: dict[str, float] | None  # when the first curve stood: milliseconds, and bytes by websocket until then
    files: dict[str, int]  # bytes of each request, largest first
    shifts: list[dict[str, Any]]

    @property
    def total(self) -> int:
        """Bytes of both channels."""
        return self.http + self.socket


@contextmanager
def watched(context: BrowserContext, sizes: dict[str, int]) -> Iterator[Page]:
    """A page whose loading is noted; `sizes` receives the bytes of each request."""
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    names: dict[str, str] = {}
    session.on("Network.requestWillBeSent", lambda sent: names.update({sent["requestId"]: sent["request"]["url"]}))

    def finished(event: dict[str, Any]) -> None:
        sizes[names.get(event["requestId"], "?")] += int(event["encodedDataLength"])

    session.on("Network.loadingFinished", finished)
    yield page
    page.close()


def rest(page: Page, line: Wire, quiet_ms: int) -> None:
    """Wait until the page is drawn and the line has been quiet for a while."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=SETTLE_MS)
    before = -1
    while before != (before := sum(line.down.carried.values())):
        page.wait_for_timeout(quiet_ms)


def load(context: BrowserContext, line: Wire, path: str, quiet_ms: int = QUIET_MS) -> Load:
    """Open one page, until nothing has come for `quiet_ms`; whatever the context has cached helps."""
    sizes: dict[str, int] = defaultdict(int)
    before = dict(line.down.carried)
    with watched(context, sizes) as page:
        page.goto(f"{line.url}{path}")
        rest(page, line, quiet_ms)
        recorded = page.evaluate("ntkWeight")
    carried = {channel: line.down.carried[channel] - before[channel] for channel in before}
    ordered = sorted(((size, url) for url, size in sizes.items() if size), reverse=True)
    return Load(
        http=carried["http"],
        socket=carried["websocket"],
        requests=len(ordered),
        shift=sum(each["value"] for each in recorded["shifts"]),
        curve=recorded["curve"],
        files={url.removeprefix(line.url): size for size, url in ordered},
        shifts=recorded["shifts"],
    )


def _loads(browser: Browser, line: Wire, path: str, *, phone: bool) -> tuple[Load, Load]:
    """As a stranger, and as one who was here before."""
    page = visit(browser, line.url, phone=phone)
    context = page.context
    page.close()
    cold, warm = load(context, line, path), load(context, line, path)
    context.close()
    return cold, warm


def _warm_up(browser: Browser, line: Wire) -> None:
    page = visit(browser, line.url)
    page.goto("/")
    wait_settled(page)
    page.context.close()


def _cold_lines(title: str, cold: Load, warm: Load) -> list[Line]:
    shown = f"{cold.http / MB:.2f} MB by HTTP in {cold.requests} requests, {cold.socket / KB:.0f} kB by websocket"
    lines = []
    if cold.curve:
        first = cold.curve["socket"]
        met = cold.http <= FIRST_HTTP and first <= FIRST_SOCKET
        goal = f"≤ {FIRST_HTTP / MB:g} MB by HTTP, ≤ {FIRST_SOCKET / KB:g} kB by websocket before the first curve"
        lines.append(
            Line(f"{title}: cold", goal, f"{shown}; unpacked, {first / KB:.0f} kB before the first curve", met)
        )
    else:
        lines.append(Line(f"{title}: cold", f"≤ {COLD / MB:g} MB", shown, cold.total <= COLD))
    shown = f"{warm.total / KB:.0f} kB in {warm.requests} requests, {warm.socket / KB:.0f} kB of it by websocket"
    return [*lines, Line(f"{title}: warm", f"≤ {WARM / KB:g} kB", shown, warm.total <= WARM)]


def _shift_line(title: str, loads: dict[str, Load]) -> Line:
    worst = max(each.shift for each in loads.values())
    shown = ", ".join(f"{name} {each.shift:.3f}" for name, each in loads.items())
    return Line(f"{title}: layout shift while loading", f"≤ {SHIFT:g}", shown, worst <= SHIFT)


def _slow(browser: Browser, url: str) -> list[float]:
    """Seconds until the first curve, for strangers on a slow line."""
    seconds = []
    for _ in range(SLOW_RUNS):
        with wire(url, SLOW_BITS, SLOW_ROUND_TRIP) as line:
            page = visit(browser, line.url)
            page.add_init_script(f"({WATCH})()")
            page.goto("/", wait_until="commit")
            page.wait_for_function("ntkWeight.curve", timeout=SETTLE_MS)
            seconds.append(page.evaluate("ntkWeight.curve.at") / 1e3)
            page.context.close()
    return seconds


def run() -> None:
    """Write `weight.json`."""
    facts, lines, numbers = machine(), [], {}
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server, sync_playwright() as playwright:
        browser = launch(playwright)
        facts["browser"] = f"Chromium {browser.version}, headless"
        with wire(server.url) as line:
            _warm_up(browser, line)
            for title, path in PAGES.items():
                cold, warm = _loads(browser, line, path, phone=False)
                phone_cold, phone_warm = _loads(browser, line, path, phone=True)
                loads = {"cold": cold, "warm": warm, "phone cold": phone_cold, "phone warm": phone_warm}
                lines += [*_cold_lines(title, cold, warm), _shift_line(title, loads)]
                numbers[title] = {name: each._asdict() for name, each in loads.items()}
        seconds = _slow(browser, server.url)
        browser.close()
    lines.append(
        Line(
            f"Playground, cold: first curve on a line of {SLOW_BITS / 1e6:g} Mbit/s, {1e3 * SLOW_ROUND_TRIP:g} ms",
            f"≤ {SLOW_SECONDS:g} s",
            ", ".join(f"{each:.1f} s" for each in seconds),
            sorted(seconds)[len(seconds) // 2] <= SLOW_SECONDS,
            "both channels slowed; the middle of three is judged; every new connection costs a round trip more",
        )
    )
    write("weight", facts, lines, numbers | {"slow": seconds})
