"""The exact table of points: what is on the chart is in it, what is typed, pasted or uploaded is on the chart."""

import math
import re
from contextlib import suppress
from dataclasses import replace

import pytest
from playwright.sync_api import FilePayload, TimeoutError, expect

from explorer.scene.units import Axis
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands, Point, address, with_points
from tests.browser.waiting import box_of, expect_equal
from tests.conftest import FIVE_POINTS

FIVE = tuple(zip(FIVE_POINTS.dataset.x, FIVE_POINTS.dataset.y, strict=True))
ROW = 35  # pixels; the table paints its cells on one canvas, so a hand finds them by counting rows


@pytest.fixture
def hands(hands: Hands) -> Hands:
    """A person with the table open."""
    hands.open_table()
    return hands


def expect_cells(hands: Hands, *points: Point) -> None:
    """The numbers in the table, row by row, as a screen reader hears them."""
    expect(hands.page.locator("[data-testid^=glide-cell]")).to_have_text([f"{n:g}" for point in points for n in point])


def paste(hands: Hands, text: str) -> None:
    hands.page.get_by_label("Paste CSV").fill(text)
    hands.press("Use these points")


def test_the_table_holds_the_points_on_the_chart(hands: Hands) -> None:
    expect_cells(hands, *FIVE)
    hands.drag((0, -0.3), (0.2, 1.5))
    hands.settle()
    expect_cells(hands, *FIVE[:2], (0.2, 1.5), *FIVE[3:])


def type_into_third_y(hands: Hands, text: str) -> None:
    hands.settle()
    expect_cells(hands, *FIVE)
    grid = hands.page.get_by_test_id("data-grid-canvas")
    grid.scroll_into_view_if_needed()
    cell = hands.page.locator("#portal textarea")
    # A rerun that is still under way takes the focus from the cell: a person would press again.
    for _ in range(10):
        box = box_of(grid)
        hands.page.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + 3.5 * ROW)
        hands.page.keyboard.press("Enter")
        with suppress(TimeoutError):
            cell.wait_for(timeout=4000)
            break
    cell.fill(text)
    cell.press("Enter")


def test_a_number_typed_into_the_table_moves_the_point(hands: Hands) -> None:
    type_into_third_y(hands, "2.25")
    expect(hands.points.nth(2)).to_have_attribute("data-y", "2.25")
    hands.expect_scene(with_points(*FIVE[:2], (0, 2.25), *FIVE[3:]))
    hands.press("Undo")
    hands.expect_scene(FIVE_POINTS)
    expect_cells(hands, *FIVE)


def test_pasted_rows_replace_the_points_and_bad_rows_are_named(hands: Hands) -> None:
    paste(hands, "x,y\n-0.5,0.25\nfoo,1\n0.75,-1\n0.1")
    expect(hands.page.get_by_text("Row 3 was left out: “foo” is not a number.")).to_be_visible()
    expect(hands.page.get_by_text("Row 5 was left out: it needs an x and a y, and has 1 value.")).to_be_visible()
    hands.expect_scene(with_points((-0.5, 0.25), (0.75, -1)))


def test_far_data_are_rescaled_only_when_asked(hands: Hands) -> None:
    paste(hands, "0; 10\n50; 20\n100; 30")
    expect(hands.page.get_by_text("3 of 3 points lie outside the window")).to_be_visible()
    hands.expect_scene(FIVE_POINTS)
    hands.press("Rescale to fit")
    expect(hands.page.get_by_text("x was rescaled: x in the window = 0.027 × (x − 50).")).to_be_visible()
    expect(hands.page.get_by_text("y was rescaled: y in the window = 0.27 × (y − 20).")).to_be_visible()
    placed = with_points((-1.35, -2.7), (0, 0), (1.35, 2.7))
    hands.expect_scene(replace(placed, x_axis=Axis(0.027, 50.0), y_axis=Axis(0.27, 20.0)))
    expect_cells(hands, (0, 10), (50, 20), (100, 30))
    expect(hands.chart.locator(".x-ticks text")).to_have_text(["0", "20", "40", "60", "80", "100"])
    expect(hands.chart.locator(".y-ticks text")).to_have_text(["10", "15", "20", "25", "30"])
    expect(hands.points.first).to_have_attribute("aria-label", re.compile("x 0, y 10;"))
    paste(hands, "0.5,0.5\n9,9")
    hands.press("Leave those out")
    hands.expect_scene(with_points((0.5, 0.5)))


def test_a_table_that_cannot_be_read_changes_nothing(hands: Hands) -> None:
    paste(hands, "one,two,three\n\x00,?\n")
    expect(hands.page.get_by_text("Row 2 was left out")).to_be_visible()
    hands.expect_scene(FIVE_POINTS)


def test_a_file_is_read_like_a_paste(hands: Hands) -> None:
    rows = b"\xef\xbb\xbfy\tx\n1,5\t-0,25\n-1\t0.5\n"
    chosen = FilePayload(name="points.tsv", mimeType="text/tab-separated-values", buffer=rows)
    hands.page.locator("input[type=file]").set_input_files(chosen)
    expect(hands.page.get_by_text("points.tsv")).to_be_visible()
    hands.press("Use these points")
    hands.expect_scene(with_points((-0.25, 1.5), (0.5, -1)))


def test_the_download_is_what_the_upload_reads(hands: Hands) -> None:
    with hands.page.expect_download() as download:
        hands.press("Download CSV")
    rows = download.value.path().read_text()
    hands.press("Clear")
    hands.settle()
    paste(hands, rows)
    hands.expect_scene(with_points(*FIVE, scene=hands.linked()))


CARS = "rownames,speed,dist\n1,4,2\n2,10,26\n3,14,36\n4,18,56\n5,25,85\n"


def test_a_table_of_three_columns_is_shown_before_it_is_used(hands: Hands) -> None:
    hands.page.get_by_label("Paste CSV").fill(CARS)
    hands.page.get_by_label("Paste CSV").blur()
    expect(hands.page.get_by_text("Read 5 rows: x = speed, y = dist.")).to_be_visible()
    expect(hands.page.get_by_text("The first column (rownames) numbers the rows and was not used.")).to_be_visible()
    hands.expect_scene(FIVE_POINTS)
    hands.press("Rescale to fit")
    expect_cells(hands, (4, 2), (10, 26), (14, 36), (18, 56), (25, 85))
    hands.settle()
    expect(hands.chart.locator(".axis-title")).to_have_text(["speed", "dist"])
    expect(hands.points.first).to_have_attribute("aria-label", re.compile("speed 4, dist 2;"))
    with hands.page.expect_download() as download:
        hands.press("Download CSV")
    assert download.value.path().read_text() == "speed,dist\n4,2\n10,26\n14,36\n18,56\n25,85\n"
    hands.press("Undo")
    hands.expect_scene(FIVE_POINTS)
    expect(hands.chart.locator(".axis-title").first).to_have_text("")


def test_densities_are_per_unit_of_the_data(open_page: OpenPage) -> None:
    plain = Hands(open_page(address(FIVE_POINTS)))
    density = {name: plain.log_density(name) for name in "AB"}
    scaled = replace(FIVE_POINTS, x_axis=Axis(2.0, 1.0, "t"), y_axis=Axis(1000.0, 0.0, "U (V)"))
    hands = Hands(open_page(address(scaled)))
    for name in "AB":
        expected = pytest.approx(density[name] + math.log(1000), abs=0.011)
        expect_equal(hands.page, lambda name=name: hands.log_density(name), expected)
    expect(hands.answer("A")).to_contain_text("U = −0.0001")
    expect(hands.page.get_by_text("p is a density per unit of U (V).")).to_be_visible()


def test_a_decimal_comma_typed_into_the_table_is_one(hands: Hands) -> None:
    type_into_third_y(hands, "0,02")
    expect(hands.points.nth(2)).to_have_attribute("data-y", "0.02")


def test_a_line_without_numbers_changes_nothing(hands: Hands) -> None:
    paste(hands, "just a line of words")
    expect(hands.page.get_by_text("No point was read, so nothing has changed.")).to_be_visible()
    hands.expect_scene(FIVE_POINTS)


def test_by_touch_the_tools_of_the_table_cover_nothing(open_page: OpenPage) -> None:
    page = open_page("/", phone=True)
    header = page.get_by_text("Points as a table")
    header.tap()
    table = page.get_by_test_id("stDataFrameResizable")
    expect(table).to_be_visible()
    table.scroll_into_view_if_needed()
    tools = page.get_by_test_id("stElementToolbar").first
    expect(tools).to_be_visible()
    boxes = [box_of(node) for node in (header.locator("xpath=ancestor::summary"), tools, table)]
    above, toolbar, below = ((box["y"], box["y"] + box["height"]) for box in boxes)
    assert above[1] <= toolbar[0]
    assert toolbar[1] <= below[0]
