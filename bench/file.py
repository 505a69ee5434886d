"""The page in one HTML file without a network: size, first picture, what moves under a hand; and the static site."""

import gzip
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench.dragging import drag, lines_of
from bench.facts import Line, Times, machine, write
from bench.moving import NETWORKS, SIZE, line_of, timed_moves
from bench.releasing import release, released_lines
from bench.scenes import scene_of
from bench.weight import SLOW_BITS, SLOW_ROUND_TRIP
from bench.wire import wire
from explorer.export.taken import Taken
from explorer.scene.scene import Scene
from explorer.ui import scene_file
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution
from scripts import make_site
from scripts.browser import SETTLE_MS, launch

MOST_KB, OPENS, SLOW_OPENS = 500, 12, 3
KB = 1e3
# Milliseconds from the start of the navigation until a frame with the curve has been painted.
FIRST = """() => new Promise((done) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => done(performance.now());
  port2.postMessage(0);
}))"""


def settle(page: Page) -> None:
    """Wait until the chart shows the answer to the newest edit."""
    page.locator("[data-testid=live-chart][data-settled=true]").wait_for(timeout=SETTLE_MS)


def _opened(browser: Browser, address: str, *, offline: bool = True) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=offline, locale="en-US")
    context.add_init_script("localStorage.setItem('ntk-coach', 'seen')")
    page = context.new_page()
    page.goto(address)
    settle(page)
    return page


def _first_picture(browser: Browser, path: Path) -> Times:
    times = []
    for _ in range(OPENS):
        page = _opened(browser, path.as_uri())
        times.append(page.evaluate(FIRST))
        page.context.close()
    return Times(sorted(times))


def _file_of(scene: Scene, path: Path) -> str:
    path.write_text(scene_file.write(Taken(scene)), encoding="utf-8")
    return path.as_uri()


def _moved(browser: Browser, path: Path, network: Architecture) -> dict[str, Times]:
    scene = replace(scene_of(SIZE, "ntk"), architecture=network, noise_std=0.1)
    page = _opened(browser, _file_of(scene, path))
    times = timed_moves(page)
    page.context.close()
    return times


def _dragged(browser: Browser, path: Path, prior: Distribution) -> dict[str, Times]:
    scene = replace(scene_of(SIZE, prior), architecture=Architecture(), noise_std=0.1)
    page = _opened(browser, _file_of(scene, path))
    times = drag(page, settle)
    page.context.close()
    return times


class _Packed(SimpleHTTPRequestHandler):
    """Sends files packed with gzip, as static hosts do."""

    def do_GET(self) -> None:
        body = gzip.compress(Path(self.translate_path(self.path)).read_bytes())
        self.send_response(200)
        for name, value in {
            "Content-Type": "text/html",
            "Content-Encoding": "gzip",
            "Content-Length": len(body),
        }.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing about requests."""


@contextmanager
def _host(folder: Path) -> Iterator[str]:
    """The address of a static host of `folder`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Packed, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _site(browser: Browser, folder: Path) -> tuple[list[Line], dict[str, Any]]:
    """The weight of the static site, and its first picture on a slow line."""
    make_site.main(folder)
    sizes = {path.name: (len(path.read_bytes()), len(gzip.compress(path.read_bytes()))) for path in folder.iterdir()}
    seconds = []
    for _ in range(SLOW_OPENS):
        with _host(folder) as url, wire(url, SLOW_BITS, SLOW_ROUND_TRIP) as line:
            page = _opened(browser, f"{line.url}/{make_site.PLAYGROUND}", offline=False)
            seconds.append(page.evaluate(FIRST) / 1e3)
            page.context.close()
    lines = [
        Line(f"Static site, {name}: size, packed", "", f"{size / KB:.0f} kB, {packed / KB:.0f} kB", None)
        for name, (size, packed) in sorted(sizes.items())
    ]
    where = f"a line of {SLOW_BITS / 1e6:g} Mbit/s, {1e3 * SLOW_ROUND_TRIP:g} ms"
    shown = ", ".join(f"{each:.1f} s" for each in seconds)
    lines.append(Line(f"Static site, {make_site.PLAYGROUND}, cold: first picture on {where}", "", shown, None))
    return lines, {"site": sizes, "slow": seconds}


def run() -> None:
    """Write `file.json`."""
    facts, numbers = machine(), {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser, path = launch(playwright), Path(folder) / "scene.html"
        facts["browser"] = f"Chromium {browser.version}, headless"
        _file_of(Scene(), path)
        size = path.stat().st_size / KB
        first = _first_picture(browser, path)
        numbers["first picture"] = first.ms
        lines = [
            Line("Size of the first scene's file", f"≤ {MOST_KB} kB", f"{size:.0f} kB", size <= MOST_KB),
            Line(
                "Opened from a disk → first picture, median, p95", "", f"{first.median:.0f}, {first.p95:.0f} ms", None
            ),
        ]
        for network in NETWORKS:
            title = f"{network.activation}, {network.hidden_layers} layers, n = {SIZE}: weights moved"
            times = _moved(browser, path, network)
            numbers[title] = _values(times)
            lines.append(line_of(title, times, network.hidden_layers))
        for prior in Distribution:
            times = _dragged(browser, path, prior)
            numbers[f"{SIZE} {prior}"] = _values(times)
            lines += lines_of(f"n = {SIZE}, {prior}", times, judged=True)
        page = _opened(browser, _file_of(replace(Scene(), noise_std=0.1), path))
        controls = release(page, settle)
        page.context.close()
        numbers |= {f"control {name}": times.ms for name, times in controls.items()}
        lines += released_lines(controls)
        more, measured = _site(browser, Path(folder) / "site")
        browser.close()
    write("file", facts, lines + more, numbers | measured)


def _values(times: dict[str, Times]) -> dict[str, Any]:
    return {name: [round(ms, 2) for ms in each.ms] for name, each in times.items()}
