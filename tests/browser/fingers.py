"""The playground under a finger on the glass."""

from playwright.sync_api import Page

from tests.browser.hands import Hands, Point


class Fingers(Hands):
    """A person with a finger on the glass."""

    def swipe(self, start: Point, end: Point, steps: int = 10) -> None:
        """One finger down at `start`, over to `end` and up again; both in pixels of the window."""
        swipe(self.page, start, end, steps)


def swipe(page: Page, start: Point, end: Point, steps: int = 10) -> None:
    """One finger on any page, as in `Fingers.swipe`."""
    glass = page.context.new_cdp_session(page)

    def touch(event: str, *points: Point) -> None:
        fingers = [{"x": x, "y": y} for x, y in points]
        glass.send("Input.dispatchTouchEvent", {"type": event, "touchPoints": fingers})

    touch("touchStart", start)
    for step in range(1, steps + 1):
        x, y = (a + (b - a) * step / steps for a, b in zip(start, end, strict=True))
        touch("touchMove", (x, y))
    touch("touchEnd")
    glass.detach()
