"""The chart in Chromium: times from a pointer move until redrawn and painted, and from a drop until settled."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.dragging import drag, lines_of
from bench.facts import Times, machine, write
from bench.moving import moves
from bench.releasing import release, released_lines
from bench.scenes import scene_of
from explorer.scene import permalink
from explorer.scene.scene import Scene
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution
from scripts.browser import launch, visit, wait_settled
from scripts.serve import serve

SIZES = (30, 64)


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
        page = visit(browser, server.url)
        page.goto("/?noise=0.1")
        wait_settled(page)
        controls = release(page, wait_settled)
        page.context.close()
        numbers |= {f"control {name}": times.ms for name, times in controls.items()}
        lines += released_lines(controls)
        moved, moved_numbers = moves(browser, server.url)
        lines += moved
        numbers |= moved_numbers
        browser.close()
    write("browser", facts, lines, numbers)


def _values(times: dict[str, Times]) -> dict[str, Any]:
    return {name: [round(value, 2) for value in each.ms] for name, each in times.items()}
