"""Every page and part of a page for people who see little or nothing: axe-core, contrast, headings, icons, targets."""

import random
import re
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from explorer.studies.eigenmodes import sections as eigenmodes
from explorer.studies.finite_width import sections as finite_width
from explorer.studies.images import sections as images
from explorer.studies.mode_cost import sections as mode_cost
from explorer.studies.prior import sections as prior
from explorer.studies.simplicity import sections as simplicity
from scripts.browser import SETTLE_MS
from tests.browser.conftest import OpenPage
from tests.browser.waiting import box_of, expect_equal

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TABS = [
    *(f"/prior?show={show}" for show in prior.TABS),
    *(f"/eigenmodes?part={part}" for part in eigenmodes.TABS),
    *(f"/simplicity?show={show}" for show in simplicity.TABS),
    *(f"/finite_width?show={show}" for show in finite_width.TABS),
    *(f"/images?show={show}" for show in images.TABS),
    *(f"/mode_cost?show={show}" for show in mode_cost.TABS),
]
PAGES = ["/", *TABS, "/training", "/bounds", "/puzzle", "/guide"]
# Every run takes the two pages with the most on them and a sample of the others; the long run takes all.
SAMPLE = ["/", "/training", *random.Random(5).sample([path for path in PAGES if path not in ("/", "/training")], 3)]
SAMPLED = [pytest.param(path, marks=() if path in SAMPLE else pytest.mark.long) for path in PAGES]
Scheme = Literal["light", "dark"]
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .flatMap(({id, impact, nodes}) => nodes.map(({target, failureSummary}) =>
        ({id, impact, what: `${target.flat().join(" ")}: ${failureSummary}`})))"""
GRAPHICS = (Path(__file__).parent / "graphics.js").read_text(encoding="utf-8")
LEAST_FOR_GRAPHICS = 3.0
LEAST_TARGET = 24  # pixels
SMALL = f"""(buttons) => buttons
    .filter(({{offsetWidth, offsetHeight}}) => offsetWidth && Math.min(offsetWidth, offsetHeight) < {LEAST_TARGET})
    .map(button => button.ariaLabel)"""
# The names of Streamlit's icons, which stand in the page as words.
ICONS = {
    name for path in ROOT.glob("explorer/**/*.py") for name in re.findall(r":material/(\w+):", path.read_text("utf-8"))
}
DARK = "() => getComputedStyle(document.querySelector('.stApp')).colorScheme"


def settle(page: Page) -> None:
    """Wait until nothing more is sent and drawn."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=SETTLE_MS)
    for figure in page.locator(".ntk-plot").all():
        figure.locator(".main-svg").first.wait_for(timeout=SETTLE_MS)
    page.wait_for_function("globalThis.ntkPage")  # what every page does in the browser has begun
    page.evaluate("document.fonts.ready")


def faults(page: Page) -> list[dict[str, Any]]:
    """What axe-core finds on the page, of any weight: best practices such as the order of headings are among them."""
    assert AXE.exists(), "axe-core is missing: run `make node_modules/install.stamp`"
    if not page.evaluate("'axe' in globalThis"):
        page.add_script_tag(path=AXE)
    return page.evaluate(RUN_AXE)


def pale(page: Page) -> list[str]:
    """The shapes with less contrast than graphics need, with their contrast."""
    return [
        f"{name}: {contrast:.2f}" for name, contrast in page.evaluate(GRAPHICS) if contrast < LEAST_FOR_GRAPHICS - 0.005
    ]


def check(page: Page) -> None:
    expect_equal(page, lambda: faults(page), [])
    expect_equal(page, lambda: pale(page), [])


@pytest.mark.parametrize("path", SAMPLED)
def test_no_fault_in_either_theme(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    settle(page)
    check(page)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect_equal(page, lambda: page.locator("button[aria-label^='Help for']").evaluate_all(SMALL), [])
    names = re.findall(r'(?:link|button) "(\w+) ', page.locator(".stApp").aria_snapshot())
    assert not ICONS & set(names)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"({DARK})() === 'dark'")
    settle(page)
    check(page)


@pytest.mark.sample(1)
@pytest.mark.parametrize("path", ["/", "/prior?show=digits", "/training"])
def test_no_fault_on_a_phone(open_page: OpenPage, path: str) -> None:
    page = open_page(path, phone=True)
    settle(page)
    check(page)


@pytest.mark.sample(2)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/training"])
def test_shapes_are_seen_in_the_colours_that_a_person_forces(open_page: OpenPage, path: str, scheme: Scheme) -> None:
    page = open_page(path)
    settle(page)
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    page.wait_for_function("matchMedia('(forced-colors: active)').matches")
    expect_equal(page, lambda: pale(page), [])


def test_the_numbers_of_a_figure_are_a_table_and_a_file(open_page: OpenPage) -> None:
    page = open_page("/puzzle?guess=1.5")
    settle(page)
    figure = page.locator(".st-key-guess_figure")
    expect(figure.get_by_role("img", name="Your label at x = −0.3 is 1.5.")).to_be_visible()
    closed = box_of(figure)
    figure.get_by_text("Numbers").click()
    table = figure.get_by_role("region", name="Numbers: input x, label y")
    expect(table.get_by_role("row")).to_have_count(7)
    expect(table.get_by_role("row").last).to_contain_text("your label−0.31.5")
    opened, box = box_of(figure), box_of(table)
    assert box["y"] + box["height"] <= opened["y"] + opened["height"]
    assert opened["height"] > closed["height"] + 100
    with page.expect_download() as download:
        figure.get_by_role("button", name="Download as CSV").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    assert comments[0] == f"# {figure.locator('.numbers p').first.inner_text()}"
    assert comments[-1] == f"# link = {page.url}"
    assert {"# weight_std = 2.0", "# page = puzzle", "# units of y: y, as in the window"} <= set(comments)
    assert lines[len(comments)] == "series,input x,label y"
    assert lines[-1] == "your label,-0.3,1.5"
    assert faults(page) == []
