"""What a test reads from a page, once it is there: a busy machine draws late, or replaces what it has drawn."""

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import FloatRect, Locator, Page, expect

PATIENCE = 40.0  # seconds: where two cores are shared with others, a page takes its time
POLL_MS = 30
FRAMES = """() => Promise.race([
    new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    new Promise((resolve) => setTimeout(resolve, 1000)),
])"""
BOXES = """(nodes) => nodes.map((node) => node.getBoundingClientRect()).filter(({ width, height }) => width && height)
    .map(({ x, y, width, height }) => ({ x, y, width, height }))"""
expect.set_options(timeout=1000 * PATIENCE)

T = TypeVar("T")


def wait_for(page: Page, read: Callable[[], T], holds: Callable[[T], object]) -> T:
    """What `read` gives, as soon as it `holds`."""
    deadline = time.monotonic() + PATIENCE
    while not holds(value := read()):
        assert time.monotonic() < deadline, f"after {PATIENCE:g} seconds it was still {value!r}"
        page.wait_for_timeout(POLL_MS)
    return value


def expect_equal(page: Page, read: Callable[[], T], value: T) -> None:
    """Wait until `read` gives this value."""
    deadline = time.monotonic() + PATIENCE
    while (now := read()) != value and time.monotonic() < deadline:
        page.wait_for_timeout(POLL_MS)
    assert now == value


def at_rest(page: Page, read: Callable[[], T]) -> T:
    """What `read` gives once it stays the same over some frames: nothing slides or eases in any more."""
    deadline, before = time.monotonic() + PATIENCE, read()
    while True:
        page.wait_for_timeout(2 * POLL_MS)
        page.evaluate(FRAMES)
        now = read()
        if now == before:
            return now
        assert time.monotonic() < deadline, f"it does not come to rest: {now!r} after {before!r}"
        before = now


def box_of(locator: Locator) -> FloatRect:
    """Where an element is in the window, once it is drawn and rests."""
    page = locator.page
    wait_for(page, locator.bounding_box, lambda box: box is not None)
    box = at_rest(page, locator.bounding_box)
    assert box is not None, f"{locator} is gone"
    return box


def boxes_of(locator: Locator) -> list[FloatRect]:
    """Where those of the elements that are shown are in the window, once there is one and they rest."""

    def read() -> list[FloatRect]:
        return locator.evaluate_all(BOXES)

    wait_for(locator.page, read, len)
    return at_rest(locator.page, read)


def expect_no_sideways(page: Page) -> None:
    """Wait until the page is no wider than its window."""
    wide = "() => Math.max(0, document.documentElement.scrollWidth - innerWidth)"
    expect_equal(page, lambda: page.evaluate(wide), 0)
