"""Makes the strip of pictures docs/drag.png: one training point dragged upwards, and the curve that follows it."""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, sync_playwright

from explorer.scene import permalink
from explorer.scene.scene import Scene
from scripts.browser import launch, move_in, visit, wait_settled
from scripts.serve import ROOT, serve

FRAMES, COLUMNS = 6, 3
STEPS_BETWEEN = 4
HELD, LIFT = 3, 300  # which training point, and how many pixels it is lifted
GAP = 12
SCALE = 0.5
PAPER = (255, 255, 255)


def _box(locator: Locator) -> FloatRect:
    """The position of the element on the screen."""
    box = locator.bounding_box()
    if box is None:
        raise RuntimeError(f"{locator} is not on the screen. Look at what the app shows.")
    return box


def drag(page: Page) -> list[Image.Image]:
    """Pictures of the plot before the press and at each stage of the drag; the button is never released."""
    plot = page.get_by_role("application")
    clip = _box(plot)
    dot = _box(page.get_by_test_id("training-point").nth(HELD).locator(".dot"))
    x, y = dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    frames = []
    for frame in range(FRAMES):
        page.mouse.move(x, y - LIFT * frame / (FRAMES - 1), steps=STEPS_BETWEEN)
        frames.append(Image.open(BytesIO(page.screenshot(clip=clip))).convert("RGB"))
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


def main() -> None:
    """Start the app, drag the point, and write the strip."""
    docs = ROOT / "docs"
    docs.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server, sync_playwright() as playwright:
        browser = launch(playwright)
        page = visit(browser, server.url, newcomer=False)
        page.goto(f"/?{permalink.encode(Scene(noise_std=0.05))}")
        wait_settled(page)
        move_in(page)
        page.evaluate("document.fonts.ready")
        strip(drag(page)).save(docs / "drag.png", optimize=True)
        print("docs/drag.png")
        browser.close()


if __name__ == "__main__":
    main()
