"""Share: link, QR code, embedding, pictures, numbers and code; and files that open again."""

import csv
import io
import json
import math
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from explorer.grid.view import explore
from explorer.scene import permalink
from explorer.scene.scene import Scene
from scripts.browser import wait_settled
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands, address, with_points
from tests.browser.reader import document
from tests.browser.waiting import at_rest, box_of, wait_for

SVG = "{http://www.w3.org/2000/svg}"
OTHER = with_points((-1.0, 0.5), (0.4, -1.2))


def panel_of(page: Page) -> Locator:
    """Open the panel by the button that every page has."""
    page.get_by_role("button", name="Share this page").click()
    panel = page.get_by_role("dialog", name="Share")
    expect(panel.locator(".code svg")).to_be_visible()
    return panel


def expect_code(page: Page, shot: Locator | Page, smaller: int = 1) -> None:
    """Wait until a picture, made smaller, holds a QR code with the page's address."""

    def texts() -> list[str]:
        picture = Image.open(io.BytesIO(shot.screenshot()))
        size = picture.width // smaller, picture.height // smaller
        return [code.text for code in zxingcpp.read_barcodes(picture.resize(size))]

    wait_for(page, texts, lambda read: read == [page.url])


def saved(page: Page, button: Locator) -> bytes:
    with page.expect_download() as download:
        button.click()
    return Path(download.value.path()).read_bytes()


def drop(page: Page, name: str, text: str) -> None:
    """Let a file go over the middle of the page."""
    page.evaluate(
        """([name, text]) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], name));
            const main = document.querySelector("[data-testid=stMain]");
            for (const type of ["dragenter", "dragover", "drop"])
                main.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        [name, text],
    )


@pytest.mark.sample(1)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_playground_is_shared(open_page: OpenPage, dark: bool) -> None:
    page = open_page(address(OTHER), dark=dark)
    wait_settled(page)
    hands = Hands(page)
    hands.press("Share")
    panel = page.get_by_role("dialog", name="Share")
    expect(panel.locator(".sentence")).to_contain_text("Two training points.")
    expect(panel.get_by_label("Link to this page")).to_have_value(page.url)
    code = panel.locator(".code")
    expect(code.locator("svg")).to_be_visible()
    expect_code(page, code)
    code.click()
    expect_code(page, page, 3)  # from the back row
    code.click()
    embedded = re.compile('^<iframe src="http.*&amp;embed=true')
    expect(panel.get_by_label("Embed it in a web page")).to_have_value(embedded)
    check_pictures(page, panel, dark)
    check_numbers(page, panel)
    check_page(page, panel)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def check_pictures(page: Page, panel: Locator, dark: bool) -> None:
    """The pictures are those on screen: background, curve and texts, in colours that every program reads."""
    drawing = saved(page, panel.get_by_role("button", name="SVG", exact=True))
    root = ElementTree.fromstring(drawing)
    assert re.findall(r"(?:fill|stroke)=\"(?!none|#[0-9a-f]{6}\")[^\"]*\"", drawing.decode()) == []
    assert not re.search(r"var\(|class=|data-|color-mix|<style", drawing.decode())
    background = root.find(f"{SVG}rect")
    assert background is not None
    assert background.get("fill") == ("#14171c" if dark else "#ffffff")
    mean = page.get_by_test_id("posterior-mean").get_attribute("d")
    assert mean in {path.get("d") for path in root.iter(f"{SVG}path")}
    assert "1.5" in {text.text for text in root.iter(f"{SVG}text")}
    picture = Image.open(io.BytesIO(saved(page, panel.get_by_role("button", name="PNG (2×)", exact=True))))
    assert picture.size == (2 * float(root.get("width") or 0), 2 * float(root.get("height") or 0))
    (stroke,) = {path.get("stroke") or "" for path in root.iter(f"{SVG}path") if path.get("d") == mean} - {"none"}
    colour = [int(stroke[i : i + 2], 16) for i in (1, 3, 5)]
    pixels = np.asarray(picture.convert("RGB")).astype(int)
    assert (np.abs(pixels - colour).max(axis=2) < 4).sum() > 1000
    assert pixels[1, 1].tolist() == ([20, 23, 28] if dark else [255, 255, 255])


def check_numbers(page: Page, panel: Locator) -> None:
    """Files of the scene on screen: its curve, its answers, and the scene itself."""
    text = saved(page, panel.get_by_role("button", name="Curves, bands, samples")).decode()
    rows = [row for row in csv.reader(io.StringIO(text)) if row and not row[0].startswith("#")]
    view = explore(OTHER)
    assert [float(row[1]) for row in rows[1:]] == pytest.approx(view.mean, abs=1e-9)
    content = json.loads(saved(page, panel.get_by_role("button", name="Everything as JSON")))
    assert permalink.decode(content["link"]) == (OTHER, ())
    panel.get_by_text("All digits", exact=True).click()
    shown = {answer.name: answer.log_p for answer in view.groups[0].answers}
    digits = panel.locator("tr").filter(has_text="log p(A)").locator("td").inner_text().replace("−", "-")
    assert float(digits) == pytest.approx(shown["A"], rel=1e-9)


def check_page(page: Page, panel: Locator) -> None:
    """The scene as one HTML file has the person's title and caption, and the way back."""
    panel.get_by_label("Title").fill("Two points & no more")
    panel.get_by_label("Caption").fill("Where is the band <wide>?")
    text = saved(page, panel.get_by_role("button", name="Download")).decode()
    assert "<title>Two points &amp; no more</title>" in text
    assert "Where is the band &lt;wide&gt;?" in text
    assert f'id="ntk-back" href="{page.url.partition("?")[0]}"' in text


def check_sheet(page: Page, panel: Locator, label: str, texts: list[str], line: str) -> None:
    """A picture of several drawings has their curves, the words around them, and twice the pixels as PNG."""
    drawing = saved(page, panel.get_by_role("button", name=f"{label}: SVG")).decode()
    root = ElementTree.fromstring(drawing)
    assert not re.search(r"var\(|class=|data-|color-mix|<style", drawing.replace("data:image", ""))
    text = " ".join(node.text or "" for node in root.iter(f"{SVG}text"))
    assert [each for each in texts if each not in text] == []
    assert line in {path.get("d") for path in root.iter(f"{SVG}path")}
    picture = Image.open(io.BytesIO(saved(page, panel.get_by_role("button", name=f"{label}: PNG"))))
    assert picture.size == (2 * int(root.get("width") or 0), 2 * int(root.get("height") or 0))
    assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 20


def test_what_is_behind_the_chart_and_the_clock_are_pictures(open_page: OpenPage) -> None:
    hands = Hands(open_page())
    hands.look_behind()
    line = at_rest(hands.page, lambda: hands.chart.locator(".slice-line").get_attribute("d") or "")
    panel = panel_of(hands.page)
    check_sheet(hands.page, panel, "What is behind it", ["Spectrum on your training inputs", "λₖ", "x₀"], line)
    page = open_page("/training")
    clock = page.get_by_test_id("clock")
    line = at_rest(page, lambda: clock.get_by_test_id("clock-mean").get_attribute("d") or "")
    texts = ["Trained networks: mean ± 2σ", "Still to learn, by eigenmode", "training time t"]
    check_sheet(page, panel_of(page), "Clock", texts, line)


@pytest.mark.sample(1)
@pytest.mark.parametrize("path", ["/prior?show=kernel&a=0.25", "/training"])
def test_a_page_of_figures_is_shared(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    figure = page.locator(".ntk-plot").first
    expect(figure.locator(".main-svg").first).to_be_visible()
    panel = panel_of(page)
    expect_code(page, panel.locator(".code"))
    script = saved(page, panel.get_by_role("button", name="Python", exact=True)).decode()
    assert "from ntkcore import" in script
    assert f"# link = {page.url}" in script
    panel.get_by_role("button", name="Close").click()
    drawing = saved(page, figure.get_by_role("button", name="Save this figure as SVG")).decode()
    assert ElementTree.fromstring(drawing).tag == f"{SVG}svg"
    assert "Helvetica" in drawing
    picture = Image.open(io.BytesIO(saved(page, figure.get_by_role("button", name="Save this figure as PNG"))))
    assert picture.size[0] == 2 * math.floor(box_of(figure)["width"])


def test_a_file_dropped_on_the_page_opens_and_a_bad_one_changes_nothing(page: Page) -> None:
    wait_settled(page)
    hands = Hands(page)
    before = hands.linked()
    drop(page, "bad.json", '{"a": 1}')
    expect(page.get_by_test_id("stToast")).to_contain_text("was not opened, and nothing has changed")
    assert hands.linked() == before
    drop(page, "scene.html", document(OTHER))
    hands.expect_scene(OTHER)
    page.get_by_role("button", name="Undo").click()
    hands.expect_scene(Scene())
    panel = panel_of(page)
    text = f"# scene = {permalink.encode(OTHER)}\nx,mean\n"
    panel.locator("input[type=file]").set_input_files(
        {"name": "c.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    hands.expect_scene(OTHER)


def test_the_panel_fits_a_phone(open_page: OpenPage) -> None:
    page = open_page("/puzzle", phone=True)
    panel = panel_of(page)
    box = box_of(panel.locator(".code"))
    assert min(box["width"], box["height"]) >= 250
    assert panel.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    expect(panel.get_by_label("Link to this page")).to_have_value(re.compile("^https?://[^/]+/puzzle([?]|$)"))
