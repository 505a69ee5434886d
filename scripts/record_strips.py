"""Makes strips of pictures: docs/drag.png of a training point dragged upwards, docs/slide.png of a moving slider."""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Locator, Page, sync_playwright

from explorer.scene import permalink
from explorer.scene.scene import Scene
from scripts.browser import launch, move_in, visit, wait_settled
from scripts.serve import ROOT, serve

FRAMES, COLUMNS = 6, 3
STEPS_BETWEEN = 4
HELD, LIFT = 3, 300  # which training point, and how many pixels it is lifted
SLIDER, SHARES = "Weight size σ_w", (0.04, 0.75)  # of its length: where the thumb is taken hold of, and where it ends
GAP = 12
SCALE = 0.5
PAPER = (255, 255, 255)


def _box(locator: Locator) -> FloatRect:
    """The position of the element on the screen."""
    box = locator.bounding_box()
    if box is None:
        raise RuntimeError(f"{locator} is not on the screen. Look at what the app shows.")
    return box


def _frame(page: Page, clip: FloatRect) -> Image.Image:
    return Image.open(BytesIO(page.screenshot(clip=clip))).convert("RGB")


def drag(page: Page) -> list[Image.Image]:
    """Pictures of the plot before the press and at each stage of the drag; the button is never released."""
    clip = _box(page.get_by_role("application"))
    dot = _box(page.get_by_test_id("training-point").nth(HELD).locator(".dot"))
    x, y = dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    frames = []
    for frame in range(FRAMES):
        page.mouse.move(x, y - LIFT * frame / (FRAMES - 1), steps=STEPS_BETWEEN)
        frames.append(_frame(page, clip))
    return frames


def slide(page: Page) -> list[Image.Image]:
    """Pictures of the controls and the plot at each stage of a slider's way; the thumb is never let go."""
    plot, thumb = _box(page.get_by_role("application")), _box(page.get_by_role("slider", name=SLIDER))
    clip: FloatRect = {"x": 0, "y": plot["y"], "width": plot["x"] + plot["width"], "height": plot["height"]}
    y = thumb["y"] + thumb["height"] / 2
    first, last = (thumb["x"] + share * thumb["width"] for share in SHARES)
    page.mouse.move(first, y)
    page.mouse.down()
    frames = []
    for frame in range(FRAMES):
        page.mouse.move(first + (last - first) * frame / (FRAMES - 1), y, steps=STEPS_BETWEEN)
        page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        frames.append(_frame(page, clip))
    return frames


def strip(frames: list[Image.Image]) -> Image.Image:
    """The frames joined in rows of `COLUMNS`, at `SCALE`."""
    width, height = (round(SCALE * side) for side in frames[0].size)
    rows = -(-len(frames) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (width + GAP) + GAP, rows * (height + GAP) + GAP), PAPER)
    for number, frame in enumerate(frames):
        row, column = divmod(number, COLUMNS)
        small = frame.resize((width, height), Image.Resampling.LANCZOS)
        sheet.paste(small, (GAP + column * (width + GAP), GAP + row * (height + GAP)))
    return sheet


def ready(browser: Browser, url: str) -> Page:
    """A page with the scene of the strips, which follows the hand at once."""
    page = visit(browser, url, newcomer=False)
    page.goto(f"/?{permalink.encode(Scene(noise_std=0.05))}")
    wait_settled(page)
    move_in(page)
    page.evaluate("document.fonts.ready")
    return page


def main() -> None:
    """Start the app, drag the point, move the slider, and write the strips."""
    docs = ROOT / "docs"
    docs.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for name, record in {"drag.png": drag, "slide.png": slide}.items():
            strip(record(ready(browser, server.url))).save(docs / name, optimize=True)
            print(docs.name, name, sep="/")
        browser.close()


if __name__ == "__main__":
    main()
